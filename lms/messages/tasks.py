"""The work behind a message: one job a message."""

from typing import Any

from lms.jobs.api import Claim
from lms.messages import services


def send_message(claim: Claim) -> dict[str, Any]:
    """Job `messages.send`: deliver one message and note its state."""
    return {"message_id": claim.args["message_id"], "state": services.deliver(message_id=int(claim.args["message_id"]))}
