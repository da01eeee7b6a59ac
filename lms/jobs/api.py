"""The door of jobs."""

from lms.jobs.errors import JobRefused, LostClaim
from lms.jobs.outbox import (
    LEASE,
    MAX_ATTEMPTS,
    Claim,
    enqueue_on_commit,
    finish,
    report_progress,
    request_job,
    request_jobs,
    ring_all,
)
from lms.jobs.pulses import silent_for
from lms.jobs.receiving import receive
from lms.jobs.registry import handler, sweeper
from lms.jobs.selectors import JobView, job_view_of
from lms.jobs.services import run_due_jobs, run_job

__all__ = [
    "LEASE", "MAX_ATTEMPTS", "Claim", "JobRefused", "JobView", "LostClaim", "enqueue_on_commit", "finish", "handler",
    "job_view_of", "receive", "report_progress", "request_job", "request_jobs", "ring_all", "run_due_jobs", "run_job",
    "silent_for", "sweeper",
]  # fmt: skip
