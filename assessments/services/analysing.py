"""Computing an item analysis: asked for by a person, done by a worker, stored once for each set of attempts.

The lock of a quiz is a row: an `ItemAnalysis` without a body says "somebody computes this set since `computed_at`". One quiz is
computed by one worker at a time, whatever the set; who comes second waits, and finds the figures of the first when the set
is the same. No transaction is open while figures are computed. The row of a worker that died is taken over after `LEASE`.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.analysis.building import build
from assessments.errors import AnalysisBusy, NothingToAnalyse
from assessments.models import Quiz
from assessments.models.analysis import ItemAnalysis
from assessments.selectors.sittings import Chosen, attempts_digest, chosen_attempts, gathered
from lms.jobs import api as jobs

JOB: Final = "assessments.analyse_quiz"
LEASE: Final = jobs.LEASE
PATIENCE: Final = timedelta(minutes=5)  # how long a worker waits for another one's quiz
PAUSE: Final = 0.5  # seconds between two looks


@transaction.atomic
def request_analysis(*, unit_id: int, cohort_id: int | None, by: int) -> int:
    """Ask a worker for the analysis of the attempts as they stand now; returns the job's id.

    Safe to repeat: one job a quiz (or cohort) and set of attempts, whoever asks. Raises NothingToAnalyse.
    """
    chosen = chosen_attempts(unit_id, cohort_id)
    if not chosen:
        raise NothingToAnalyse
    scope = f"{unit_id}:{cohort_id or 'all'}"
    return jobs.request_job(
        kind=JOB,
        key=f"{JOB}:{scope}:{attempts_digest(unit_id, cohort_id, chosen)}",
        args={"unit_id": unit_id, "cohort_id": cohort_id},
        owner=by,
    )


def analyse_quiz(claim: jobs.Claim) -> dict[str, Any]:
    """The job: read, compute outside of any transaction, store under the quiz's lock. A second run stores nothing new."""
    unit_id, cohort_id = claim.args["unit_id"], claim.args["cohort_id"]
    compute_analysis(unit_id=unit_id, cohort_id=cohort_id)
    if cohort_id is None:
        return {"url": reverse("lms:assessments:quiz-analysis", args=[unit_id])}
    return {"url": reverse("lms:assessments:cohort-analysis", args=[cohort_id, unit_id])}


def compute_analysis(*, unit_id: int, cohort_id: int | None = None) -> int:
    """Compute and store the analysis of the attempts as they stand; returns its id. The same set is computed once, by
    whoever comes first.

    Raises NothingToAnalyse; AnalysisBusy when the quiz is being computed and does not come free.
    """
    chosen = chosen_attempts(unit_id, cohort_id)
    if not chosen:
        raise NothingToAnalyse
    digest = attempts_digest(unit_id, cohort_id, chosen)
    held = _hold(unit_id, cohort_id, digest)
    if held.since is None:
        return held.id
    try:
        body = _figures(unit_id, cohort_id, chosen)
    except BaseException:
        held.ours.delete()
        raise
    if not _fill(held, unit_id, body):
        return _hold(unit_id, cohort_id, digest).id  # it took longer than its lease: somebody else has it
    return held.id


@transaction.atomic
def _fill(held: "_Held", unit_id: int, body: dict[str, Any]) -> bool:
    """Store the figures, never between the two looks of a claim; False: the row has been taken over."""
    _lock(unit_id)
    return bool(held.ours.update(body=body, computed_at=timezone.now()))


def _lock(unit_id: int) -> None:
    Quiz.objects.non_polymorphic().select_for_update().get(pk=unit_id)


def _figures(unit_id: int, cohort_id: int | None, chosen: list[Chosen]) -> dict[str, Any]:
    found = gathered(unit_id, cohort_id, chosen)
    return build(found.sittings, found.lines, found.places)


@dataclass(frozen=True, slots=True)
class _Held:
    """A row. `since`: it is ours to fill, claimed at that moment; None: its figures are there."""

    id: int
    since: datetime | None = None

    @property
    def ours(self) -> Any:
        """The row, as long as nobody has taken it over."""
        assert self.since is not None
        return ItemAnalysis.objects.filter(pk=self.id, computed_at=self.since, body={})


def _hold(unit_id: int, cohort_id: int | None, digest: str) -> _Held:
    """The figures of this set, or the lock of its quiz; waits for the lock. Raises AnalysisBusy."""
    until = time.monotonic() + PATIENCE.total_seconds()
    while (held := _claim(unit_id, cohort_id, digest)) is None:
        if time.monotonic() > until:
            raise AnalysisBusy
        time.sleep(PAUSE)
    return held


@transaction.atomic
def _claim(unit_id: int, cohort_id: int | None, digest: str) -> _Held | None:
    """One look: the figures, the lock, or None while another worker has it. A dead worker's row is taken over."""
    _lock(unit_id)  # one at a time looks, claims and fills
    now = timezone.now()
    rows = ItemAnalysis.objects.filter(unit_id=unit_id)
    known = rows.filter(attempts_digest=digest).first()
    if known and known.body:
        return _Held(known.pk)
    if rows.filter(body={}, computed_at__gt=now - LEASE).exists():
        return None
    rows.filter(body={}).delete()
    made = ItemAnalysis.objects.create(unit_id=unit_id, cohort_id=cohort_id, attempts_digest=digest, computed_at=now, body={})
    return _Held(made.pk, now)
