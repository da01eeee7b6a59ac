"""What one learner handed in within one enrolment, for those who accompany them: attempts, letters, orals, clinic sessions.

No answer, no letter, no reference, no assessor; a score only once it is out to the learner.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Final

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from assessments.models import (
    Attempt,
    AttemptState,
    ClinicSession,
    ClinicState,
    FinalScore,
    PieceAppointment,
    PieceState,
    Submission,
    SubmissionState,
)
from assessments.scoring import as_percent
from assessments.wording_clinics import session_state

NO_TITLES: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work.

    `titles` of its unit ({} for a session); `number` counts within the unit (0: not counted); `at`: when it was handed in,
    begun or held; `says` where it stands, in the active language; `percent` 0…100 once the learner has it.
    """

    kind: str  # attempt, letter, talk, session
    titles: Mapping[str, str]
    number: int
    at: datetime | date | None
    says: str
    icon: str
    tone: str
    percent: Decimal | None = None


def learner_work(enrolment_id: int) -> list[Work]:
    """By kind, then in the order it was begun. Four queries."""
    return [*_attempts(enrolment_id), *_letters(enrolment_id), *_talks(enrolment_id), *_sessions(enrolment_id)]


def _attempts(enrolment_id: int) -> Iterator[Work]:
    says = {
        AttemptState.OPEN: (_("Under way"), "half", "on"), AttemptState.SUBMITTED: (_("Handed in"), "done", "ok"),
        AttemptState.WAITING: (_("Waiting for an assessor"), "wait", "warn"),
        AttemptState.HELD: (_("The results are not out yet"), "wait", "warn"),
        AttemptState.ANNULLED: (_("Annulled"), "x", "bad"),
    }  # fmt: skip
    rows = Attempt.objects.filter(enrolment_id=enrolment_id).select_related("unit_version").defer("sheet").order_by("pk")
    for row in rows:
        out = row.state == AttemptState.SUBMITTED and row.fraction is not None
        yield Work(
            "attempt", row.unit_version.titles, row.number, row.submitted_at or row.started_at, *says[AttemptState(row.state)],
            as_percent(row.fraction) if out and row.fraction is not None else None,
        )  # fmt: skip


def _letters(enrolment_id: int) -> Iterator[Work]:
    says = {
        SubmissionState.DRAFT: (_("Draft"), "half", "on"),
        SubmissionState.SUBMITTED: (_("Waiting for an assessor"), "wait", "warn"),
        SubmissionState.SCORED: (_("The results are not out yet"), "wait", "warn"),
        SubmissionState.RELEASED: (_("Result out"), "done", "ok"), SubmissionState.WITHDRAWN: (_("Withdrawn"), "x", "off"),
    }  # fmt: skip
    last = FinalScore.objects.filter(submission=OuterRef("pk")).order_by("-number").values("percent")[:1]
    rows = Submission.objects.filter(enrolment_id=enrolment_id).select_related("unit_version").defer("letter").order_by("pk")
    for row in rows.annotate(percent=Subquery(last)):
        at, out = row.submitted_at or row.started_at, row.state == SubmissionState.RELEASED
        told = says[SubmissionState(row.state)]
        yield Work("letter", row.unit_version.titles, row.number, at, *told, row.percent if out else None)


def _talks(enrolment_id: int) -> Iterator[Work]:
    says = {
        PieceState.PLANNED: (_("Planned"), "wait", "warn"), PieceState.HELD: (_("Held"), "done", "ok"),
        PieceState.MISSED: (_("Missed"), "x", "bad"), PieceState.CANCELLED: (_("Cancelled"), "x", "off"),
    }  # fmt: skip
    rows = (
        PieceAppointment.objects.filter(enrolment_id=enrolment_id).select_related("unit_version").defer("draft").order_by("pk")
    )
    for row in rows:
        yield Work("talk", row.unit_version.titles, row.number, row.at, *says[PieceState(row.state)])


def _sessions(enrolment_id: int) -> Iterator[Work]:
    rows = ClinicSession.objects.filter(enrolment_id=enrolment_id).exclude(state=ClinicState.DRAFT).only("state", "held_on")
    for row in sorted(rows, key=attrgetter("pk")):
        told = session_state(row.state)
        yield Work("session", NO_TITLES, 0, row.held_on, told["says"], told["icon"], told["tone"] or "off")
