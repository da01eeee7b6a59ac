"""The only way from a URL to a job."""

from lms.jobs.errors import JobNotFound
from lms.jobs.models import Job, JobState
from lms.kernel.policy import ScopeLike


def access_job(scope: ScopeLike, person_id: int, job_id: int) -> Job:
    """A job one asked for; the administrator sees all. Raises JobNotFound."""
    rows = Job.objects.filter(pk=job_id)
    found = (rows if "administrator" in scope.roles else rows.filter(owner=person_id)).first()
    if found is None:
        raise JobNotFound
    return found


def access_dead_job(scope: ScopeLike, job_id: int) -> Job:
    """A job that was given up, for the administrator. Raises JobNotFound."""
    found = Job.objects.filter(pk=job_id, state=JobState.DEAD).first() if "administrator" in scope.roles else None
    if found is None:
        raise JobNotFound
    return found
