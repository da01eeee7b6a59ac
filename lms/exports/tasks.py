"""The work behind a file, and forgetting old ones."""

from typing import Any

from celery import shared_task

from lms.exports.services import making
from lms.jobs.api import Claim


def make_export(claim: Claim) -> dict[str, Any]:
    """Job `exports.make`."""
    return making.make_export(claim)


@shared_task(name="lms.exports.forget", ignore_result=True)
def forget() -> None:
    """Sent by beat every hour: files are kept seven days."""
    making.forget_exports()
