"""Supervised pieces: planned, moved, cancelled or missed, held and scored once. The enrolment is locked first.

Every change tells courses how the piece stands: the date and the person, or who has to plan it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.clock import say_when
from assessments.errors.supervised import (
    ExaminerNotFound,
    PieceBegun,
    PieceIncomplete,
    PieceInPast,
    PieceNotFound,
    PieceNoTries,
    PieceOver,
    PieceOwn,
    PiecePassed,
    PiecePlanned,
    PieceStillToCome,
    PieceTooEarly,
)
from assessments.models import PieceAppointment, PieceForm, PieceState, Submission
from assessments.models.supervised_rows import examiners_for, letter_for, pieces_about
from courses import api as courses
from courses.kinds import Outcome
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel.errors import LmsError
from lms.kernel.words import clean_text
from lms.messages.api import send

PLANNED: Final = "piece_planned"
EXAMINES: Final = "piece_examines"
ENDED: Final = "piece_ended"
TO_PLAN: Final = "piece_to_plan"
CANDIDATE, EXAMINER, NEITHER = "candidate", "examiner", "neither"
MISSED: Final = (CANDIDATE, EXAMINER, NEITHER)
LONGEST: Final = 300
CLOSED: Final = "closed"  # why, in a word that pages and mails turn into a sentence
EARLY: Final = timedelta(hours=12)  # how long before its moment a piece may begin: people meet earlier


@transaction.atomic
def plan_piece(*, enrolment_id: int, unit_id: int, form: str, examiner_id: int, at: datetime, place: str, by: int) -> int:
    """Fix who examines a candidate, when and where; returns the appointment's id. Both are told.

    The examiner is an assessor of the programme or of the candidate's institution who is not too close to the candidate and has
    not examined them before. Raises PieceNotFound, PieceOwn, PiecePassed, PiecePlanned, PieceNoTries, PieceTooEarly (an oral
    before the letter has a result), PieceInPast, PieceIncomplete, ExaminerNotFound and what `courses.api.hold` refuses.
    """
    card = courses.hold(enrolment_id)
    unit = _unit(enrolment_id, unit_id)
    if card.person_id == by:
        raise PieceOwn
    if _standing(enrolment_id, unit_id) in ("passed", "recognised"):
        raise PiecePassed
    mine = PieceAppointment.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id)
    if mine.filter(state=PieceState.PLANNED).exists():
        raise PiecePlanned
    if mine.filter(state=PieceState.HELD).count() >= unit.config["tries"]:
        raise PieceNoTries(n=unit.config["tries"])
    if form not in unit.config["forms"]:
        raise PieceNotFound
    letter = None
    if form == PieceForm.ORAL:
        letter = letter_for(card.person_id, card.course_id, unit.config["case"])
        if letter is None:
            raise PieceTooEarly
    where = _place(place, at)
    if examiner_id not in {person for person, _name in examiners(card)}:
        raise ExaminerNotFound
    row = PieceAppointment.objects.create(
        enrolment_id=enrolment_id, unit_id=unit_id, unit_version_id=unit.unit_version_id, number=mine.count() + 1, form=form,
        letter=letter, examiner_id=examiner_id, at=at, place=where, planned_by_id=by,
    )  # fmt: skip
    _tell_planned(row)
    _audit("piece.planned", row, by, after={"examiner": examiner_id, "at": at.isoformat(), "form": form})
    _mail(row, PLANNED, EXAMINES)
    return row.pk


def examiners(card: courses.EnrolmentCard) -> list[tuple[int, str]]:
    """(person, name) of everybody who may examine this candidate now, by name."""
    people = [one for one in examiners_for(card.institution_id) if one.pk != card.person_id]
    close = institutions.conflicts([one.pk for one in people], [card.person_id])
    return [(one.pk, one.full_name) for one in people if (one.pk, card.person_id) not in close]


def _unit(enrolment_id: int, unit_id: int) -> courses.UnitInEffect:
    unit = courses.unit_in_effect(enrolment_id, unit_id, timezone.now())
    if unit.kind != "supervised_piece":
        raise PieceNotFound
    return unit


def _standing(enrolment_id: int, unit_id: int) -> str:
    line = courses.unit_line(enrolment_id, unit_id)
    return line.state if line else ""


def _place(place: str, at: datetime) -> str:
    where = " ".join(clean_text(place).split())[:LONGEST]
    if not where:
        raise PieceIncomplete(what=_("the place, or the link of the call."))
    if at <= timezone.now():
        raise PieceInPast
    return where


@transaction.atomic
def move_piece(*, appointment_id: int, at: datetime, place: str, by: int) -> None:
    """Another moment or place with the same examiner; both are told. The same again does nothing.

    Raises PieceOver, PieceBegun, PieceInPast, PieceIncomplete.
    """
    row = _planned(appointment_id)
    where = _place(place, at)
    if (row.at, row.place) == (at, where):
        return
    before = {"at": row.at.isoformat()}
    row.at, row.place, row.revision = at, where, row.revision + 1
    row.save(update_fields=["at", "place", "revision"])
    _tell_planned(row)
    _audit("piece.moved", row, by, before=before, after={"at": at.isoformat()})
    _mail(row, PLANNED, EXAMINES)


@transaction.atomic
def cancel_piece(*, appointment_id: int, why: str, by: int) -> None:
    """Take the day away, and say why: another one is to be planned. Both are told. Raises PieceOver, PieceBegun,
    PieceIncomplete."""
    row = _planned(appointment_id)
    _end(row, PieceState.CANCELLED, why=_why(why))
    _tell(row, "cancelled", state="waiting", code="piece_cancelled", waits_on="coordinator")
    _audit("piece.cancelled", row, by, reason=row.why)
    _mail(row, ENDED, ENDED)


@transaction.atomic
def miss_piece(*, appointment_id: int, missed_by: str, why: str, by: int) -> None:
    """It did not take place, and who was not there; another day is to be planned. Nothing of it counts as a try.

    Raises PieceOver, PieceStillToCome, PieceIncomplete.
    """
    row = _locked(appointment_id)
    if row.begun_at is None and row.at > timezone.now():
        raise PieceStillToCome(when=say_when(row.at))
    if missed_by not in MISSED:
        raise PieceIncomplete(what="")
    _end(row, PieceState.MISSED, why=" ".join(clean_text(why).split())[:LONGEST], missed_by=missed_by)
    _tell(
        row, "missed", state="waiting", code="piece_missed", waits_on="coordinator", params={"at": row.at.isoformat()}
    )  # fmt: skip
    _audit("piece.missed", row, by, after={"missed_by": missed_by}, reason=row.why)
    _mail(row, ENDED, ENDED)


def _why(why: str) -> str:
    said = " ".join(clean_text(why).split())[:LONGEST]
    if not said:
        raise PieceIncomplete(what=_("a sentence that says why."))
    return said


def _locked(appointment_id: int) -> PieceAppointment:
    """The appointment, planned still; its enrolment is locked first. Raises PieceNotFound, PieceOver."""
    enrolment_id = PieceAppointment.objects.filter(pk=appointment_id).values_list("enrolment_id", flat=True).first()
    if enrolment_id is None:
        raise PieceNotFound
    courses.hold(enrolment_id)
    rows = PieceAppointment.objects.select_related("enrolment", "unit_version", "examiner", "letter__unit_version")
    row = rows.select_for_update(of=("self",)).get(pk=appointment_id)
    if row.state != PieceState.PLANNED:
        raise PieceOver
    return row


def _planned(appointment_id: int) -> PieceAppointment:
    row = _locked(appointment_id)
    if row.begun_at is not None:
        raise PieceBegun
    return row


def _end(row: PieceAppointment, state: str, **said: str) -> None:
    row.state, row.ended_at, row.draft = state, timezone.now(), {}
    for name, value in said.items():
        setattr(row, name, value)
    row.save(update_fields=["state", "ended_at", "draft", *said])


def _tell_planned(row: PieceAppointment) -> None:
    person = row.examiner.full_name
    _tell(
        row, f"planned:{row.revision}", state="waiting", code=f"piece_planned_{row.form}", waits_on="learner", due=row.at,
        params={"at": row.at.isoformat(), "person": person, "examiner": row.examiner_id},
    )  # fmt: skip


def _tell(
    row: PieceAppointment, key: str, *, state: str, code: str, waits_on: str, params: Mapping[str, Any] | None = None,
    due: datetime | None = None, **more: Any,
) -> None:  # fmt: skip
    outcome = Outcome(
        key=f"piece:{row.pk}:{key}", state=state, earned_at=more.pop("earned_at", timezone.now()),
        unit_version_id=row.unit_version_id, code=code, params=params or {}, waits_on=waits_on, due=due, **more,
    )  # fmt: skip
    courses.record_outcome(enrolment_id=row.enrolment_id, unit_id=row.unit_id, outcome=outcome)


def _mail(row: PieceAppointment, candidate: str, examiner: str) -> None:
    speaks_of, params = f"piece:{row.pk}:{row.revision}:{row.state}", {"appointment_id": row.pk}
    send(person_id=row.enrolment.person_id, kind=candidate, speaks_of=speaks_of, params=params)
    send(person_id=row.examiner_id, kind=examiner, speaks_of=speaks_of, params=params)


def _audit(act: str, row: PieceAppointment, by: int, **said: Any) -> None:
    record_event(
        act=act, subject="piece", subject_id=row.pk, actor=by, institution=row.enrolment.institution_id,
        before=said.get("before"), after={"enrolment": row.enrolment_id, "unit": row.unit_id, **said.get("after", {})},
        detail={"why": said["reason"]} if said.get("reason") else None,
    )  # fmt: skip


@transaction.atomic
def end_with_enrolment(*, enrolment_id: int) -> None:
    """A closed enrolment has no day any more; both are told. Another enrolment that continues it is planned anew. Safe to
    repeat."""
    rows = PieceAppointment.objects.select_related("enrolment").select_for_update(of=("self",))
    for row in rows.filter(enrolment=enrolment_id, state=PieceState.PLANNED):
        _end(row, PieceState.CANCELLED, why=CLOSED)
        _mail(row, ENDED, ENDED)


def ask_for_piece(*, letter_id: int) -> None:
    """A certifying letter has passed and its result is out: the piece about it waits to be planned. Coordinators are told.

    Nothing where a day is planned or the piece is passed, or where tries were used. Safe to repeat.
    """
    letter = Submission.objects.select_related("enrolment").get(pk=letter_id)
    final = letter.lms_final_scores.order_by("-number").first()
    if final is None or not final.passed:
        return
    for unit_id in pieces_about(letter.unit_id):
        _ask(letter, unit_id)


def _ask(letter: Submission, unit_id: int) -> None:
    enrolment = letter.enrolment
    if enrolment.state != "active" or _standing(enrolment.pk, unit_id):
        return
    try:
        unit = courses.unit_in_effect(enrolment.pk, unit_id, timezone.now())
    except LmsError:  # the release in effect has no such piece
        return
    outcome = Outcome(
        key=f"piece:letter:{letter.pk}", state="waiting", earned_at=timezone.now(), unit_version_id=unit.unit_version_id,
        code="piece_to_plan", waits_on="coordinator",
    )  # fmt: skip
    courses.record_outcome(enrolment_id=enrolment.pk, unit_id=unit_id, outcome=outcome)
    for person_id in institutions.people_of(enrolment.institution_id, "coordinator"):
        params = {"enrolment_id": enrolment.pk, "unit_id": unit_id}
        send(person_id=person_id, kind=TO_PLAN, speaks_of=f"piece:{enrolment.pk}:{unit_id}", params=params)
