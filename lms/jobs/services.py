"""Doing one job, and sweeping for forgotten ones."""

import logging

from django.db import transaction
from django.utils import timezone

from lms.audit.api import record_event
from lms.jobs import outbox, registry
from lms.jobs.errors import JobRefused, LostClaim
from lms.jobs.models import Job, JobState, Pulse

log = logging.getLogger(__name__)


def run_job(*, job_id: int) -> bool:
    """Claim and do one job. False when there was nothing to do. A second delivery of the same message does nothing.

    A handler that raises is tried again later; `JobRefused` is final. Whatever happened stands in the row.
    """
    claimed = outbox.claim(job_id)
    if claimed is None:
        return False
    try:
        result = registry.handler_of(claimed.kind)(claimed)
    except LostClaim:
        log.warning("job %s (%s) was taken over by another worker", job_id, claimed.kind)
        return False
    except JobRefused as refused:
        outbox.refuse(claimed, why=refused.sentence())
        return False
    except Exception as broken:  # any fault of a handler: kept in the row, tried again, then dead and shown
        log.exception("job %s (%s) failed", job_id, claimed.kind)
        outbox.retry_later(claimed, why=f"{type(broken).__name__}: {broken}")
        return False
    if Job.objects.filter(pk=job_id, state=JobState.RUNNING, fence=claimed.fence).exists():
        outbox.finish(claimed, result=result or {})
    return True


@transaction.atomic
def retry_job(*, job_id: int, by: int) -> bool:
    """Start a job again that was given up, with all its attempts; False when it is no longer dead. Audited."""
    again = Job.objects.filter(pk=job_id, state=JobState.DEAD).update(
        state=JobState.DUE, attempts=0, due_at=timezone.now(), finished_at=None, note="", result={}
    )
    if again:
        record_event(act="job.retried", subject="job", subject_id=job_id, actor=by)
        outbox.enqueue_on_commit(outbox.doorbell_of(Job.objects.values_list("kind", flat=True).get(pk=job_id)), job_id)
    return bool(again)


def sweep() -> dict[str, int]:
    """Ring for every due job and let each package ring for its own rows. Returns how many, by queue."""
    rung = {"jobs": sum(outbox.ring_all(task, ids) for task, ids in outbox.due_by_doorbell().items())}
    for name, one in registry.sweeps().items():
        try:
            rung[name] = one()
        except Exception:  # one package's fault must not stop the others' sweeps
            log.exception("sweep %s failed", name)
    outbox.forget_old_jobs()
    return rung


def beat(name: str) -> None:
    """Note that a background process is alive."""
    Pulse.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def run_due_jobs() -> int:
    """Do every due job here and now, as a worker would; returns how many were done. For commands, never for requests."""
    return sum(run_job(job_id=job_id) for job_id in outbox.due_jobs())
