"""Decisions of examiners, supervisors and sittings that went against somebody, who had a hand in them, and what they say."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments import appealing, passing, scoring
from assessments.accommodating import ASK_WITHIN, measures_of, words_of
from assessments.models import (
    Accommodation,
    AccommodationState,
    Allocation,
    Attempt,
    AttemptState,
    ClinicSession,
    ClinicState,
    ExamIncident,
    ExamSeat,
    IncidentState,
    PieceScore,
    PieceState,
    Step,
    Submission,
    SubmissionState,
)
from courses.api import Adverse
from lms.audit.api import actors_of
from lms.kernel.words import in_language

TIME: Final = timedelta(days=30)
Facts = Sequence[tuple[str, str]]
_AGAINST: Final = (IncidentState.ANNULLED, IncidentState.SAT_AGAIN)
_NOT_CONFIRMED: Final = (ClinicState.NOT_SEEN, ClinicState.NOT_REACHED)


def _day(moment: datetime | None) -> str:
    return date_format(localtime(moment), "DATE_FORMAT") if moment else ""


# letters: they have a door of their own (appeals)


def letters_against(person_id: int) -> list[Adverse]:
    """Results of letters that are out, within their time or asked about. One query."""
    rows = Submission.objects.filter(enrolment__person_id=person_id, state=SubmissionState.RELEASED).exclude(released_at=None)
    rows = rows.select_related("enrolment", "unit_version", "lms_appeal")
    found = []
    for row in rows.order_by("pk"):
        assert row.released_at is not None
        found.append(
            Adverse(
                "letter", row.pk, person_id, row.enrolment.institution_id, row.enrolment.country, row.unit_version.titles,
                row.released_at, appealing.ends_at(row.released_at),
                reverse("lms:assessments:appeal-form", args=[row.pk]), asked=hasattr(row, "lms_appeal"),
            )
        )  # fmt: skip
    return found


def letter_hands(submission_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """{letter: who scored it or holds it}. One query; who once held it on lease is in the audit trail."""
    found: dict[int, set[int]] = {pk: set() for pk in submission_ids}
    rows = Allocation.objects.filter(submission__in=submission_ids).exclude(assessor=None)
    for letter, assessor in rows.values_list("submission_id", "assessor_id"):
        found[letter].add(assessor)
    return {pk: frozenset(people) for pk, people in found.items()}


def had_letter(submission_id: int, person_id: int) -> bool:
    """Whether somebody scored a letter, has it, or had it on lease once. Two queries."""
    if Allocation.objects.filter(submission=submission_id, assessor=person_id).exists():
        return True
    return person_id in actors_of([("submission", submission_id)], acts=("submission.claimed",))


# certifying quizzes


def _failed(person_id: int) -> list[Attempt]:
    rows = Attempt.objects.filter(state=AttemptState.SUBMITTED, unit_version__config__certifying=True)
    rows = rows.filter(enrolment__person_id=person_id)
    found = rows.select_related("enrolment", "unit_version", "lms_exam_seat").order_by("pk")
    return [row for row in found if row.fraction is not None and not passing_of(row)]


def passing_of(attempt: Attempt) -> bool:
    """Whether an attempt reached what its sheet asks for."""
    assert attempt.fraction is not None
    share = (attempt.sheet.get("cut") or {}).get("share")
    return bool(passing.is_enough(attempt.fraction, share=share, percent=attempt.sheet["pass_percent"]))


def quizzes_against(person_id: int) -> list[Adverse]:
    """Attempts of certifying quizzes that did not pass. One query."""
    found = []
    for row in _failed(person_id):
        at = row.submitted_at or row.started_at
        seat = getattr(row, "lms_exam_seat", None)
        told = (seat.let_out_at if seat is not None else None) or at
        found.append(
            Adverse(
                "quiz", row.pk, person_id, row.enrolment.institution_id, row.enrolment.country, row.unit_version.titles, told,
                told + TIME,
            )
        )  # fmt: skip
    return found


def quiz_hands(attempt_id: int) -> set[int]:
    """Who scored by hand, watched over the sitting, planned it, let the person in, reported or decided an incident."""
    row = Attempt.objects.select_related("enrolment").get(pk=attempt_id)
    hands = set(Step.objects.filter(attempt=row).exclude(by=None).values_list("by_id", flat=True))
    seat = ExamSeat.objects.filter(attempt=row).first()
    if seat is not None:
        hands |= seat_hands(seat.pk)
    return hands - {row.enrolment.person_id}


def quiz_facts(attempt_id: int) -> Facts:
    """What the panel reads of an attempt."""
    row = Attempt.objects.select_related("enrolment", "unit_version").get(pk=attempt_id)
    return [
        (_("Quiz"), in_language(row.unit_version.titles)), (_("Attempt"), str(row.number)),
        (_("Handed in"), _day(row.submitted_at)),
        (_("Score"), "–" if row.fraction is None else f"{scoring.as_percent(row.fraction):.1f} %"),
        (_("Asked for"), passing.rule_words(row.unit_version.config)),
    ]  # fmt: skip


# sittings


def seats_against(person_id: int) -> list[Adverse]:
    """Seats whose attempt was annulled by the decision about an incident, by the last one. Two queries."""
    seats = list(
        ExamSeat.objects.filter(enrolment__person_id=person_id, attempt__state=AttemptState.ANNULLED)
        .select_related("enrolment", "sitting__unit")
        .order_by("pk")
    )
    decided = _decided(seats)
    return [
        Adverse(
            "sitting", seat.pk, person_id, seat.enrolment.institution_id, seat.enrolment.country, seat.sitting.unit.titles,
            decided[seat.pk].decided_at, decided[seat.pk].decided_at + TIME,
        )
        for seat in seats
        if seat.pk in decided
    ]  # fmt: skip


def _decided(seats: Sequence[ExamSeat]) -> dict[int, Any]:
    """{seat: the last incident that annulled its attempt}. One query."""
    mine = Q(seat__in=[seat.pk for seat in seats]) | Q(seat=None, sitting__in=[seat.sitting_id for seat in seats])
    found: dict[int, Any] = {}
    for row in ExamIncident.objects.filter(mine, state__in=_AGAINST).order_by("decided_at", "pk"):
        for seat in seats:
            if row.seat_id == seat.pk or (row.seat_id is None and row.sitting_id == seat.sitting_id):
                found[seat.pk] = row
    return found


def incident_of_seat(seat_id: int) -> ExamIncident | None:
    """The decision that a review of a seat is about."""
    seat = ExamSeat.objects.get(pk=seat_id)
    found: ExamIncident | None = _decided([seat]).get(seat_id)
    return found


def seat_hands(seat_id: int) -> set[int]:
    """Who planned and watched over the sitting, let the person in, reported or decided an incident of it."""
    seat = ExamSeat.objects.select_related("sitting").get(pk=seat_id)
    sitting = seat.sitting
    mine = Q(seat=seat) | Q(seat=None, sitting=sitting)
    hands = {sitting.invigilator_id, sitting.planned_by_id, sitting.closed_by_id, seat.admitted_by_id}
    for pair in ExamIncident.objects.filter(mine).values_list("by_id", "decided_by_id"):
        hands |= set(pair)
    return {person for person in hands if person is not None}


def seat_facts(seat_id: int) -> Facts:
    """What the panel reads of a decision about a sitting."""
    seat = ExamSeat.objects.select_related("sitting__unit").get(pk=seat_id)
    row = incident_of_seat(seat_id)
    said = [(_("Quiz"), in_language(seat.sitting.unit.titles)), (_("Sitting"), _day(seat.sitting.opens_at))]
    if row is not None:
        what = _("The attempt does not count") if row.state == IncidentState.ANNULLED else _(
            "The attempt does not count; the quiz can be sat again"
        )  # fmt: skip
        said += [(_("What happened"), row.what), (_("Decision"), what), (_("Reasons"), row.answer)]
    return said


# clinics


def sessions_against(person_id: int) -> list[Adverse]:
    """Sessions that a supervisor did not confirm. One query."""
    rows = ClinicSession.objects.filter(advisor_id=person_id, state__in=_NOT_CONFIRMED).select_related("institution")
    return [
        Adverse(
            "clinic", row.pk, person_id, row.institution_id, row.institution.country, _session_titles(row), row.confirmed_at,
            row.confirmed_at + TIME,
        )
        for row in rows.order_by("pk")
        if row.confirmed_at is not None
    ]  # fmt: skip


def _session_titles(row: ClinicSession) -> dict[str, str]:
    day = row.held_on.isoformat() if row.held_on else ""
    return {"es": f"Sesión de clínica del {day}", "en": f"Clinic session of {day}"}


def session_facts(session_id: int) -> Facts:
    """What the panel reads of a session: what is counted and what the supervisor said, not what the business said."""
    row = ClinicSession.objects.select_related("institution").get(pk=session_id)
    decision = _("not seen") if row.state == ClinicState.NOT_SEEN else _("could not be verified")
    return [
        (_("Institution"), in_language(row.institution.names)),
        (_("Held on"), date_format(row.held_on, "DATE_FORMAT") if row.held_on else ""),
        (_("Minutes"), str(row.minutes or "")), (_("Decision"), decision), (_("Reasons"), row.comment),
    ]  # fmt: skip


# accommodations


def accommodations_against(person_id: int) -> list[Adverse]:
    """Refused requests. One query."""
    rows = Accommodation.objects.filter(enrolment__person_id=person_id, decided_at__isnull=False)
    rows = rows.filter(Q(state=AccommodationState.REFUSED)).select_related("enrolment__course").order_by("pk")
    return [
        Adverse(
            "accommodation", row.pk, person_id, row.enrolment.institution_id, row.enrolment.country,
            row.enrolment.course.titles, row.decided_at, row.decided_at + ASK_WITHIN,
        )
        for row in rows
        if row.decided_at is not None
    ]  # fmt: skip


def accommodation_facts(accommodation_id: int) -> Facts:
    """What the panel reads: they decide, so they read why."""
    row = Accommodation.objects.select_related("enrolment__course").get(pk=accommodation_id)
    return [
        (_("Course"), in_language(row.enrolment.course.titles)),
        (_("What was asked"), "; ".join(words_of(measures_of(row.asked)))), (_("Why"), row.reason),
        (_("Decision"), _("Not granted")), (_("Reasons"), row.answer),
    ]  # fmt: skip


# supervised pieces


def pieces_against(person_id: int) -> list[Adverse]:
    """Supervised pieces that were held and not passed. One query."""
    rows = PieceScore.objects.filter(
        appointment__enrolment__person_id=person_id, appointment__state=PieceState.HELD, passed=False
    ).select_related("appointment__enrolment", "appointment__unit_version")
    return [
        Adverse(
            "piece", row.appointment_id, person_id, row.appointment.enrolment.institution_id,
            row.appointment.enrolment.country, row.appointment.unit_version.titles, row.at, row.at + TIME,
        )
        for row in rows.order_by("pk")
    ]  # fmt: skip


def piece_facts(appointment_id: int) -> Facts:
    """What the panel reads: the score and what the examiner said."""
    row = PieceScore.objects.select_related("appointment__unit_version").get(appointment_id=appointment_id)
    said = [
        (_("Supervised piece"), in_language(row.appointment.unit_version.titles)), (_("Held on"), _day(row.at)),
        (_("Score"), f"{row.percent:.1f} %"),
    ]  # fmt: skip
    return [*said, *((_("Examiner’s comment"), text) for text in row.comments.values())]
