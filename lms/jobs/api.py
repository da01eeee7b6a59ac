"""The door of jobs."""

from lms.jobs.errors import JobRefused, LostClaim
from lms.jobs.outbox import LEASE, MAX_ATTEMPTS, Claim, enqueue_on_commit, finish, report_progress, request_job, ring_all
from lms.jobs.pulses import silent_for
from lms.jobs.receiving import receive
from lms.jobs.registry import handler, sweeper
from lms.jobs.services import run_due_jobs

__all__ = [
    "LEASE", "MAX_ATTEMPTS", "Claim", "JobRefused", "LostClaim", "enqueue_on_commit", "finish", "handler",
    "receive", "report_progress", "request_job", "ring_all", "run_due_jobs", "silent_for", "sweeper",
]  # fmt: skip
