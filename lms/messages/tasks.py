"""The work behind a message: one job a message, on a queue of its own."""

from typing import Any

from celery import shared_task

from lms.jobs.api import Claim, run_job
from lms.messages import services


def send_message(claim: Claim) -> dict[str, Any]:
    """Job `messages.send`: deliver one message and note its state."""
    return {"message_id": claim.args["message_id"], "state": services.deliver(message_id=int(claim.args["message_id"]))}


@shared_task(name=services.DELIVER, acks_late=True, time_limit=60, soft_time_limit=50)
def deliver(job_id: int) -> None:
    """Send one mail if it is still to be sent."""
    run_job(job_id=job_id)
