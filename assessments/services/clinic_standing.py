"""Telling courses where an advisor stands in confirmed practice, after each session that is declared, confirmed, taken back."""

from django.utils import timezone

from assessments.clinics import practising
from assessments.models import ClinicSession
from assessments.models.clinic_reach import heirs_of, practised_in
from courses import api as courses
from courses.kinds import Outcome
from lms.kernel.canonical import digest


def practising_units(enrolment: courses.EnrolmentCard) -> list[courses.UnitInEffect]:
    """The practice that the release in effect asks of an enrolment. Two queries, one more a unit (there is one, as a rule)."""
    now = timezone.now()
    units = courses.outline(enrolment.course_id, enrolment.country, now, purpose=enrolment.purpose)
    return [courses.unit_in_effect(enrolment.id, unit.unit_id, now) for unit in units if unit.kind == "practicum"]


def enrolment_for(person_id: int, institution_id: int) -> int | None:
    """The enrolment that a new session counts for: the newest active one at this institution that asks for practice."""
    for card in courses.enrolments_of(person_id):
        if card.institution_id == institution_id and card.state == "active" and practising_units(card):
            return card.id
    return None


def report_standing(*, session: ClinicSession, why: str = "", by: int | None = None) -> None:
    """Tell courses how the practice of the session's enrolment stands. The caller has locked the enrolment, then the session.

    After a move courses hands this on to the enrolment that continues; that one counts more sessions and is told last.
    With `why` a confirmation was taken back: when practice is no longer met, the pass goes too, with the reason and audited.
    Safe to repeat: the session's revision names the outcome.
    """
    if session.enrolment_id is None:
        return
    _report(session.enrolment_id, session, why, by)
    if heir := heirs_of([session.enrolment_id]).get(session.enrolment_id):
        _report(heir, session, why, by)


def _report(enrolment_id: int, session: ClinicSession, why: str, by: int | None) -> None:
    card = courses.enrolment_card(enrolment_id)
    sessions = practised_in(card.id)
    for unit in practising_units(card):
        standing = practising.standing_of(practising.asked_in(unit.config), sessions)
        outcome = Outcome(
            key=f"clinic:{session.pk}:{session.revision}:{unit.unit_id}",
            state=standing.state,
            earned_at=standing.earned_at or session.declared_at or session.created_at,
            unit_version_id=unit.unit_version_id,
            code="practicum_met" if standing.met else "practicum_left",
            params={} if standing.met else standing.params(),
            waits_on=standing.waits_on,
            evidence=(digest({"sessions": standing.counted}),) if standing.met else (),
        )
        if why and not standing.met:
            courses.revise_outcome(enrolment_id=card.id, unit_id=unit.unit_id, outcome=outcome, why=why, by=by)
        else:
            courses.record_outcome(enrolment_id=card.id, unit_id=unit.unit_id, outcome=outcome)


def lock_enrolments(enrolment_ids: list[int]) -> None:
    """Lock enrolments, and those that continue them, in the order of the house; closed ones too: a session declared before
    closing may be confirmed after."""
    for enrolment_id in sorted({*enrolment_ids, *heirs_of(enrolment_ids).values()}):
        try:
            courses.hold(enrolment_id)
        except courses.EnrolmentClosed:
            continue
