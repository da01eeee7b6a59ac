"""From an id in a URL to a session, a step, a referral: one's own, or of those one supervises. Foreign looks like missing."""

from django.db.models import QuerySet
from django.utils import timezone

from assessments.errors.clinic import ClinicSessionNotFound, FollowUpNotFound, PracticumNotFound
from assessments.models import ClinicReferral, ClinicSequel, ClinicSession, ClinicState, ClinicStep
from assessments.models.clinic_reach import supervised
from courses import api as courses
from lms.institutions.api import Scope


def _rows() -> QuerySet[ClinicSession]:
    rows = ClinicSession.objects.select_related("institution", "business", "advisor", "confirmed_by", "enrolment")
    return rows.defer("institution__logo")


def access_own_session(person_id: int, session_id: int) -> ClinicSession:
    """A session that this person logged. Raises ClinicSessionNotFound."""
    found = _rows().filter(pk=session_id, advisor_id=person_id).first()
    if found is None:
        raise ClinicSessionNotFound
    return found


def access_supervised_session(scope: Scope, session_id: int) -> ClinicSession:
    """A session that somebody declared whom this person supervises; drafts and withdrawn ones are the advisor's own.

    Raises ClinicSessionNotFound.
    """
    rows = _rows().filter(supervised(scope), pk=session_id)
    found = rows.exclude(state__in=[ClinicState.DRAFT, ClinicState.WITHDRAWN]).first()
    if found is None:
        raise ClinicSessionNotFound
    return found


def reachable_sessions(scope: Scope, session_ids: list[int]) -> list[int]:
    """Those of some sessions that this person supervises."""
    return list(ClinicSession.objects.filter(supervised(scope), pk__in=session_ids).values_list("pk", flat=True))


def access_own_step(person_id: int, step_id: int) -> ClinicStep:
    """A next step of a session of one's own. Raises FollowUpNotFound."""
    found = ClinicStep.objects.filter(pk=step_id, session__advisor_id=person_id).first()
    if found is None:
        raise FollowUpNotFound
    return found


def access_own_referral(person_id: int, referral_id: int) -> ClinicReferral:
    """A referral of a session of one's own. Raises FollowUpNotFound."""
    found = ClinicReferral.objects.filter(pk=referral_id, session__advisor_id=person_id).first()
    if found is None:
        raise FollowUpNotFound
    return found


def access_own_sequel(person_id: int, sequel_id: int) -> ClinicSequel:
    """What came of a session of one's own. Raises FollowUpNotFound."""
    found = ClinicSequel.objects.filter(pk=sequel_id, session__advisor_id=person_id).first()
    if found is None:
        raise FollowUpNotFound
    return found


def access_practicum(person_id: int, enrolment_id: int, unit_id: int) -> tuple[courses.EnrolmentCard, courses.UnitInEffect]:
    """The practice that an enrolment of one's own asks. Raises EnrolmentNotFound, UnitNotFound, PracticumNotFound."""
    card = courses.own_enrolment(person_id, enrolment_id)
    unit = courses.unit_in_effect(enrolment_id, unit_id, timezone.now())
    if unit.kind != "practicum":
        raise PracticumNotFound
    return card, unit
