"""Supervised pieces as candidates, planners and examiners see them, and what the mails about them say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.timezone import override

from assessments.clock import say_when
from assessments.models import OralQuestions, PieceAppointment, PieceForm, PieceScore, PieceState
from assessments.models.supervised_rows import (
    TIE,
    PieceSeat,
    is_close,
    letter_for,
    letter_waits,
    reach,
    seats_ahead,
    seats_to_plan,
)
from assessments.supervised_words import form_explained, form_words, missed_words, state_words, why_words
from courses import api as courses
from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel.words import in_language
from lms.messages.api import NothingToSay


@dataclass(frozen=True, slots=True)
class PieceLine:
    """One appointment in a list. `close`: the examiner has become too close to the candidate, somebody else is needed."""

    id: int
    enrolment_id: int
    unit_id: int
    form: str
    at: datetime
    zone: str
    place: str
    state: str
    begun: bool
    candidate: str
    examiner: str
    course_titles: Mapping[str, str]
    missed_by: str = ""
    why: str = ""
    passed: bool | None = None
    close: bool = False

    @property
    def overdue(self) -> bool:
        """Its moment is over and nobody has said what happened."""
        return self.state == PieceState.PLANNED and not self.begun and self.at < timezone.now()

    @property
    def form_says(self) -> str:
        return form_words(self.form)

    @property
    def says(self) -> str:
        return state_words(self.state)

    @property
    def missed_says(self) -> str:
        return missed_words(self.missed_by)


def _rows() -> Any:
    rows = PieceAppointment.objects.select_related(
        "enrolment__person", "enrolment__institution", "enrolment__course", "examiner", "lms_piece_score"
    )
    return rows.defer("draft", "enrolment__institution__logo")


def _line(row: PieceAppointment, close: bool = False) -> PieceLine:
    card, score = row.enrolment, getattr(row, "lms_piece_score", None)
    return PieceLine(
        row.pk, row.enrolment_id, row.unit_id, row.form, row.at, card.institution.time_zone, row.place, row.state,
        row.begun_at is not None, card.person.full_name, row.examiner.full_name, card.course.titles, row.missed_by,
        why_words(row.why), score.passed if score else None, close,
    )  # fmt: skip


def lines_of(enrolment_id: int, unit_id: int) -> list[PieceLine]:
    """All appointments of a candidate on one piece, first to last. One query."""
    return [_line(row) for row in _rows().filter(enrolment=enrolment_id, unit=unit_id).order_by("number")]


def line_of(appointment_id: int, *, free: bool = False) -> PieceLine:
    """One appointment, with whether its examiner has become too close; `free`: it is known that they have not. One query and
    those of conflicts."""
    row = _rows().get(pk=appointment_id)
    planned = row.state == PieceState.PLANNED
    return _line(row, planned and not free and is_close(row.examiner_id, row.enrolment.person_id))


def seat_page(seat: PieceSeat) -> dict[str, Any]:
    """What a planner reads of a candidate before fixing a day. Six queries."""
    unit = courses.unit_in_effect(seat.enrolment_id, seat.unit_id, timezone.now())
    lines = lines_of(seat.enrolment_id, seat.unit_id)
    letter = letter_for(seat.person_id, seat.course_id, unit.config["case"])
    standing = courses.unit_line(seat.enrolment_id, seat.unit_id)
    held = sum(1 for one in lines if one.state == PieceState.HELD)
    return {
        "forms": [form for form in unit.config["forms"] if form != PieceForm.ORAL or letter is not None],
        "lines": lines, "has_letter": letter is not None, "left": unit.config["tries"] - held,
        "planned": next((one for one in lines if one.state == PieceState.PLANNED), None),
        "passed": standing is not None and standing.state in ("passed", "recognised"),
    }  # fmt: skip


def examining(person_id: int) -> list[PieceLine]:
    """Whom this person examines: planned ones first, by day; what is over after it, newest first. Never somebody they have
    become too close to. Two queries and those of conflicts."""
    rows = list(_rows().filter(examiner=person_id).exclude(state=PieceState.CANCELLED).order_by("at")[:200])
    close = institutions.conflicts([person_id], {row.enrolment.person_id for row in rows})
    free = [_line(row) for row in rows if close.get((person_id, row.enrolment.person_id), TIE) == TIE]
    planned = [one for one in free if one.state == PieceState.PLANNED]
    return planned + [one for one in reversed(free) if one.state != PieceState.PLANNED]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a planner looks at: who waits for a day, what is planned, what was, who may be planned ahead."""

    waiting: Sequence[PieceSeat]
    planned: Sequence[PieceLine]
    past: Sequence[PieceLine]
    ahead: Sequence[PieceSeat]


def plan_page(scope: Scope) -> Plan:
    """The pieces of a coordinator's institutions, or of all for a decider; never one's own. Four queries and those of
    conflicts."""
    own = scope.coordinator_of
    seen = reach(everywhere=scope.decider, institutions=own, prefix="enrolment__")
    waiting = seats_to_plan(seen, scope.person_id)
    rows = list(_rows().filter(seen).exclude(enrolment__person=scope.person_id).order_by("at")[:400])
    planned = [row for row in rows if row.state == PieceState.PLANNED]
    people = {row.enrolment.person_id for row in planned}
    close = institutions.conflicts({row.examiner_id for row in planned}, people)
    lines = [_line(row, close.get((row.examiner_id, row.enrolment.person_id), TIE) != TIE) for row in planned]
    past = [_line(row) for row in reversed(rows) if row.state != PieceState.PLANNED][:50]
    return Plan(waiting, lines, past, seats_ahead(reach(everywhere=scope.decider, institutions=own), scope.person_id))


def candidate_page(enrolment_id: int, unit: courses.UnitInEffect, *, person_id: int, course_id: int) -> dict[str, Any]:
    """The piece as its candidate sees it. Five queries."""
    lines = lines_of(enrolment_id, unit.unit_id)
    planned = next((one for one in lines if one.state == PieceState.PLANNED), None)
    held = [one for one in lines if one.state == PieceState.HELD]
    return {
        "lines": lines,
        "planned": planned,
        "explained": [(form_words(form), form_explained(form)) for form in unit.config["forms"]],
        "planned_says": form_explained(planned.form) if planned else "",
        "passed": any(one.passed for one in held),
        "left": unit.config["tries"] - len(held),
        "tries": unit.config["tries"],
        "needed": unit.config["pass_percent"],
        "has_letter": letter_for(person_id, course_id, unit.config["case"]) is not None,
        "letter_waits": letter_waits(person_id, course_id, unit.config["case"]),
        "results": [result_of(one.id) for one in held],
    }


def result_of(appointment_id: int) -> dict[str, Any]:
    """What an examiner found, criterion by criterion, with the questions that were asked. Two queries."""
    score = PieceScore.objects.select_related("appointment__unit_version").get(appointment_id=appointment_id)
    asked = OralQuestions.objects.filter(appointment_id=appointment_id).values_list("questions", flat=True).first() or []
    return {
        "score": score,
        "needed": score.appointment.unit_version.config["pass_percent"],
        "said": score.comments.get("_", ""),
        "criteria": [
            {
                "titles": one["titles"], "weight": one["weight"], "said": score.comments.get(one["id"], ""),
                "level": next(level for level in one["levels"] if level["n"] == score.picks[one["id"]]),
            }
            for one in score.rubric["criteria"]
        ],
        "flags": [one["titles"] for one in score.rubric["flags"] if one["id"] in score.red_flags],
        "questions": [in_language(one["ask"]) for one in asked],
    }  # fmt: skip


def questions_of(appointment_id: int) -> list[dict[str, Any]]:
    """The four questions as the examiner reads them. One query."""
    found = OralQuestions.objects.filter(appointment_id=appointment_id).values_list("questions", flat=True).first()
    return list(found or [])


def _about(appointment_id: int, state: str) -> tuple[PieceAppointment, dict[str, Any]]:
    row = _rows().select_related("unit").get(pk=appointment_id)
    if row.state != state:
        raise NothingToSay
    with override(row.enrolment.institution.time_zone or None):
        when = say_when(row.at)
    return row, {
        "titles": row.unit.titles, "form": form_words(row.form), "explained": form_explained(row.form), "when": when,
        "zone": row.enrolment.institution.time_zone, "place": row.place, "examiner": row.examiner.full_name,
        "candidate": row.enrolment.person.full_name, "enrolment_id": row.enrolment_id, "unit_id": row.unit_id,
        "appointment_id": row.pk, "missed": missed_words(row.missed_by), "why": why_words(row.why),
    }  # fmt: skip


def piece_mail(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """To the candidate: the day, the person, what will happen. Raises NothingToSay when it holds no more."""
    return _about(params["appointment_id"], PieceState.PLANNED)[1]


def examines_mail(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same to the examiner."""
    return piece_mail(params)


def ended_mail(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """To both: it was cancelled or did not take place."""
    state = PieceAppointment.objects.filter(pk=params["appointment_id"]).values_list("state", flat=True).get()
    if state not in (PieceState.CANCELLED, PieceState.MISSED):
        raise NothingToSay
    return {**_about(params["appointment_id"], state)[1], "cancelled": state == PieceState.CANCELLED}


def result_mail(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """To the candidate: the result is there. It says nothing of it."""
    return _about(params["appointment_id"], PieceState.HELD)[1]


def to_plan_mail(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """To a coordinator: somebody needs a day. Raises NothingToSay when one was planned since."""
    line = courses.unit_line(params["enrolment_id"], params["unit_id"])
    if line is None or line.code != "piece_to_plan":
        raise NothingToSay
    unit = courses.unit_in_effect(params["enrolment_id"], params["unit_id"], timezone.now())
    return {"titles": unit.titles, "candidate": line.full_name, **params}
