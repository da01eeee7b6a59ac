"""A seat as its candidate, the services and the pages of attempts need it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from assessments.accommodating import NOTHING, Measures, more_minutes, words_of
from assessments.exam_sittings import rules, words
from assessments.exam_sittings.codes import device_hash, used_up
from assessments.exam_sittings.rules import Seated
from assessments.models import (
    Attempt,
    AttemptState,
    ExamIncident,
    ExamSeat,
    ExamSitting,
    IncidentState,
    QuizAllowance,
    SittingState,
)
from assessments.selectors.accommodations import measures_of_people
from courses import api as courses


@dataclass(frozen=True, slots=True)
class Granted:
    """What somebody has beyond the others: minutes of an allowance, measures of an accommodation."""

    minutes: int
    measures: Measures


def granted_to(enrolment_id: int, unit_id: int) -> Granted:
    """What holds for one person and one certifying quiz now. Two queries."""
    rows = QuizAllowance.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id, withdrawn_at=None)
    minutes = rows.values_list("extra_minutes", flat=True).first() or 0
    return Granted(minutes, measures_of_people([enrolment_id], unit_id).get(enrolment_id, NOTHING))


def end_of(sitting: ExamSitting, granted: Granted) -> datetime:
    """When a sitting ends for one person. A share of time is one of the sitting's length: the quiz's own minutes, with the same
    share, end an attempt earlier. Pure."""
    length = int((sitting.closes_at - sitting.opens_at).total_seconds() // 60)
    return rules.seat_end(sitting.closes_at, granted.minutes + more_minutes(length, granted.measures))


def seated_of(attempt: Attempt) -> Seated:
    """The seat of an attempt with the end that holds for it now. Three queries."""
    sitting = ExamSitting.objects.get(lms_seats=attempt.sheet["seat"])
    return Seated(attempt.sheet["seat"], end_of(sitting, granted_to(attempt.enrolment_id, attempt.unit_id)))


def may_write(seat_id: int, token: str) -> bool:
    """Whether a session is the one that goes on with the attempt of a seat. One query."""
    kept = ExamSeat.objects.filter(pk=seat_id).values_list("device_hash", flat=True).first()
    return bool(kept and token) and kept == device_hash(token)


@dataclass(frozen=True, slots=True)
class SeatCard:
    """One person's seat in one sitting, for its page. `state` is of the sitting; `attempt_state` '' before the start; `granted`
    are the measures of an accommodation in words.

    `end` is when the sitting ends for this person. `held_until` is the day until which a held result is out at the latest.
    """

    id: int
    sitting_id: int
    enrolment_id: int
    unit_id: int
    titles: Mapping[str, str]
    state: str
    opens_at: datetime
    closes_at: datetime
    end: datetime
    time_zone: str
    place: str
    place_words: str
    bring: tuple[str, ...]
    invigilator: str
    because: str
    attempt_id: int | None
    attempt_state: str
    submitted_at: datetime | None
    tries_used_up: bool
    removed: bool
    revision: int
    granted: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nobody starts here any more."""
        return self.state in (SittingState.CLOSED, SittingState.CANCELLED) or timezone.now() >= self.end

    @property
    def begins(self) -> bool:
        """Whether the code may work now."""
        return self.state == SittingState.OPEN and self.opens_at <= timezone.now() < self.end


def _card(seat: ExamSeat, granted: Granted) -> SeatCard:
    sitting = seat.sitting
    attempt = seat.attempt
    bring = [*words.bring_lines(sitting.place), *([sitting.bring] if sitting.bring else [])]
    return SeatCard(
        id=seat.pk, sitting_id=sitting.pk, enrolment_id=seat.enrolment_id, unit_id=sitting.unit_id,
        titles=sitting.unit.titles, state=sitting.state, opens_at=sitting.opens_at, closes_at=sitting.closes_at,
        end=end_of(sitting, granted), time_zone=sitting.time_zone, place=sitting.place,
        place_words=sitting.place_words, bring=tuple(bring), invigilator=sitting.invigilator.full_name,
        because=sitting.cancelled_because, attempt_id=attempt.pk if attempt else None,
        attempt_state=attempt.state if attempt else "", submitted_at=attempt.submitted_at if attempt else None,
        tries_used_up=used_up(seat.wrong_tries), removed=seat.removed_at is not None, revision=sitting.revision,
        granted=tuple(words_of(granted.measures)),
    )  # fmt: skip


_WITH = ("sitting__invigilator", "sitting__unit", "attempt")


def seat_card(seat: ExamSeat) -> SeatCard:
    """A seat's card. Two queries; the seat brings its sitting."""
    return _card(seat, granted_to(seat.enrolment_id, seat.sitting.unit_id))


def seats_of_unit(enrolment_id: int, unit_id: int) -> list[SeatCard]:
    """One learner's seats for one quiz, the latest sitting first. Three queries, one without a seat."""
    rows = ExamSeat.objects.filter(enrolment_id=enrolment_id, sitting__unit_id=unit_id, removed_at=None)
    seats = list(rows.select_related(*_WITH).order_by("-sitting__opens_at", "-pk"))
    granted = granted_to(enrolment_id, unit_id) if seats else Granted(0, NOTHING)
    return [_card(seat, granted) for seat in seats]


@dataclass(frozen=True, slots=True)
class Held:
    """Why a result is not there, as far as anybody but who decides may know: on whom it waits, until which day."""

    by_decider: bool
    until: date


def held_result(attempt: Attempt) -> Held:
    """On what the result of a held attempt waits. Two queries."""
    seat = ExamSeat.objects.select_related("sitting").get(pk=attempt.sheet["seat"])
    sitting = seat.sitting
    mine = Q(seat=seat) | Q(seat=None, sitting=sitting)
    due = (
        ExamIncident.objects.filter(mine, state=IncidentState.OPEN).order_by("due_on").values_list("due_on", flat=True).first()
    )
    if due:
        return Held(True, due)
    until = rules.reportable_until(sitting.closed_at or sitting.closes_at, sitting.country, sitting.time_zone)
    return Held(False, until.date())


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided incident as who sat it reads it."""

    state: str
    answer: str
    decided_at: datetime


def decided_for(seat: ExamSeat) -> list[Decided]:
    """What was decided about a seat, the latest first. One query."""
    mine = Q(seat=seat) | Q(seat=None, sitting_id=seat.sitting_id)
    rows = ExamIncident.objects.filter(mine).exclude(state=IncidentState.OPEN).order_by("-decided_at")
    return [Decided(words.incident_words(row.state), row.answer, row.decided_at) for row in rows if row.decided_at]


def reported_by(seat: ExamSeat, person_id: int) -> list[ExamIncident]:
    """What this person reported about a seat, the latest first. One query."""
    return list(ExamIncident.objects.filter(seat=seat, by_id=person_id).order_by("-at"))


def is_certifying(enrolment_id: int, unit_id: int) -> bool:
    """Whether a quiz certifies in the release that is in effect for an enrolment. Raises what `courses.unit_in_effect` does."""
    config: Mapping[str, Any] = courses.unit_in_effect(enrolment_id, unit_id, timezone.now()).config
    return bool(config.get("certifying"))


def running_elsewhere(enrolment_id: int, unit_id: int) -> bool:
    """Whether an attempt is open on a quiz. One query."""
    return Attempt.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id, state=AttemptState.OPEN).exists()
