"""A course that asks for confirmed practice, and sessions as an advisor logs them. Plain functions."""

from typing import Any

from django.utils import timezone

from assessments.clinics.entries import Entry, ReferralLine
from assessments.models import ClinicSession, Practicum
from assessments.services.clinic_sessions import note_session
from courses.models import Course, Enrolment
from lms.institutions.models import Person
from tests.conftest import House
from tests.courses import building

MIX = {"sessions_required": 2, "stages_required": 2, "referrals_required": 1}
COUNTRIES = ["CL", "CO", "MX", "PE"]


def practice_course(mix: dict[str, int] | None = None, *, key: str = "practica") -> Course:
    """A course of one unit: the practice."""
    asked: dict[str, Any] = {**MIX, **(mix or {})}
    course = building.make_course(key, lessons=0)
    building.add_unit(course, "clinica", kind="practicum", model=Practicum, **asked)
    building.publish(course, configs={"clinica": {**asked, "countries": COUNTRIES}})
    return course


def practice_of(course: Course) -> Practicum:
    return Practicum.objects.get(course=course)


def enrolled(course: Course, house: House) -> Enrolment:
    return building.enrol(house.advisor, house.institution, course, cohort_course=building.place(house.cohort, course))


def an_entry(house: House, **changed: Any) -> Entry:
    """A session that may be declared."""
    usual: dict[str, Any] = {
        "institution_id": house.institution.pk, "held_on": timezone.localdate(), "minutes": 45, "stage": "idea",
        "sector": "food", "size": "micro", "consented": True, "wanted": "Quiere saber si puede usar el nombre.",
        "advice": "Buscar antes de pedir.",
        "referrals": (ReferralLine("nobody", "Puede hacerlo sin ayuda."),),
    }  # fmt: skip
    return Entry(**{**usual, **changed})


def declared(house: House, client_id: str = "uno", *, person: Person | None = None, **changed: Any) -> ClinicSession:
    """A session that waits to be confirmed."""
    noted = note_session(
        advisor_id=(person or house.advisor).pk, client_id=client_id, entry=an_entry(house, **changed), declare=True
    )
    return ClinicSession.objects.get(pk=noted.id)


def a_form(**changed: Any) -> dict[str, Any]:
    """The short form as a browser posts it."""
    return {
        "client_id": "f1", "held_on": timezone.localdate().isoformat(), "minutes": "45", "stage": "idea", "sector": "food",
        "size": "micro", "wanted": "Quiere saber si puede usar el nombre.", "advice": "Buscar antes de pedir.",
        "consented": "on", "to-1": "nobody", "why-1": "Puede hacerlo sin ayuda.", "go": "declare", **changed,
    }  # fmt: skip
