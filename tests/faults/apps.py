"""What only the workers of fault tests know: a kind of work that can be watched, and leases of seconds, not minutes."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import AppConfig

LEASE = timedelta(seconds=5)
WATCHED = "faults.watched"


class FaultsConfig(AppConfig):
    name = "tests.faults"
    label = "tests_faults"

    def ready(self) -> None:
        from certificates.services import claiming, drawing, previews
        from lms.jobs import api as jobs
        from lms.jobs import outbox

        outbox.LEASE = LEASE  # type: ignore[misc]
        claiming.LEASE = LEASE  # type: ignore[misc]
        if os.environ.get("FAULTS_SLOWLY"):  # so that a kill finds somebody at work
            claiming.CHUNK = 10  # type: ignore[misc]
            drawing.drawn = slowly(drawing.drawn)
            previews.picture_of = slowly(previews.picture_of, seconds=2.0)
        jobs.handler(WATCHED, watched)


def slowly(work: Any, *, seconds: float = 0.08) -> Any:
    """The same work, a little later."""

    def wait_and_do(*args: Any) -> Any:
        time.sleep(seconds)
        return work(*args)

    return wait_and_do


def watched(claim: Any) -> None:
    """Note the start in a file, work for a moment, then write the one effect and finish in one transaction."""
    from django.db import transaction

    from lms.audit.api import record_event
    from lms.jobs import api as jobs

    with Path(os.environ["FAULTS_STARTS"]).open("a") as file:
        file.write(f"{claim.job_id}\n")
    time.sleep(0.3)
    with transaction.atomic():
        jobs.finish(claim)
        record_event(act="faults.effect", subject="job", subject_id=claim.job_id)
