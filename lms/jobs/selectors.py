"""Reading the outbox for people: a job in words, what was given up, how much waits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from lms.jobs.models import Job, JobState
from lms.jobs.registry import title_of


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as its page shows it, in the active language. `url` leads to what was made; '' when there is nothing yet."""

    id: int
    title: str
    heading: str
    sentence: str
    icon: str
    tone: str  # ok, warn, bad or on
    moving: bool
    done: int
    total: int
    count: str
    note: str
    url: str


def job_view(job: Job) -> JobView:
    """A job in words. The technical note of a failure is for the administrator's list, not for here."""
    heading, sentence, icon, tone = _words(job)
    asked = job.state == JobState.DEAD and job.result.get("refused")
    return JobView(
        id=job.pk,
        title=title_of(job.kind) or _("Your request"),
        heading=heading,
        sentence=sentence,
        icon=icon,
        tone=tone,
        moving=job.state in (JobState.DUE, JobState.RUNNING),
        done=job.done,
        total=job.total,
        count=_("%(done)s of %(total)s ready") % {"done": job.done, "total": job.total},
        note=job.note if asked or (job.state in (JobState.RUNNING, JobState.DONE) and not job.result.get("error")) else "",
        url=_own_address(job.result),
    )


def job_view_of(key: str) -> JobView | None:
    """The job with this key in words, whoever asked for it; None when there is none (or it was done 30 days ago)."""
    job = Job.objects.filter(key=key).first()
    return job_view(job) if job else None


def _words(job: Job) -> tuple[str, str, str, str]:
    match job.state:
        case JobState.DUE if job.attempts:
            return _("We try again in a moment"), _("It did not work the first time. Nothing is lost."), "wait", "warn"
        case JobState.DUE:
            return _("Waiting for its turn"), _("It starts in a few seconds. You can leave this page."), "wait", "on"
        case JobState.RUNNING:
            return _("Being done"), _("You can leave this page: it goes on without you."), "half", "on"
        case JobState.DONE:
            return _("Done"), _("It is ready."), "done", "ok"
        case _ if job.result.get("refused"):
            return _("It can't be done"), _("The reason is below. Nothing was changed."), "fail", "bad"
    return _("It stopped"), _("It failed several times. An administrator sees it and can start it again."), "fail", "bad"


def _own_address(result: dict[str, Any]) -> str:
    url = str(result.get("url") or "")
    return url if url.startswith("/") and not url.startswith(("//", "/\\")) else ""


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A job that was given up, for the administrator."""

    id: int
    kind: str
    note: str
    attempts: int
    finished_at: datetime | None
    refused: bool


def dead_jobs(limit: int = 100) -> list[DeadJob]:
    """The jobs given up, latest first."""
    rows = Job.objects.filter(state=JobState.DEAD).order_by("-finished_at", "-pk")[:limit]
    return [DeadJob(j.pk, j.kind, j.note, j.attempts, j.finished_at, bool(j.result.get("refused"))) for j in rows]


def counts() -> dict[str, int]:
    """How many jobs are in each state."""
    found = dict(Job.objects.values_list("state").annotate(n=Count("pk")))
    return {state: found.get(state, 0) for state in JobState.values}
