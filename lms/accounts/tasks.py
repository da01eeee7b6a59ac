"""The work behind account mail: one job a mail."""

from typing import Any
from urllib.parse import urlsplit

from lms.accounts import services
from lms.jobs.api import Claim
from lms.kernel import conf


def send_mail(claim: Claim) -> dict[str, Any]:
    """Job `accounts.mail`: its Message-ID is the job's, the same at every attempt."""
    host = urlsplit(conf.base_url()).hostname or "localhost"
    sent = services.send_account_mail(
        what=str(claim.args["what"]),
        user_id=int(claim.args["user_id"]),
        address_id=claim.args["address_id"],
        message_id=f"<lms-account-{claim.job_id}@{host}>",
    )
    return {"sent": sent}
