"""The demonstration has an open call and a recognised unit, once however often it is made."""

from courses.models import Call, Course, PriorUnit, UnitProgress
from lms.demo import calls
from lms.institutions.models import Institution, ProgrammeRole
from tests.conftest import House, make_person
from tests.courses import building


def test_an_open_call_and_a_recognised_unit_are_made_once(andes: House) -> None:
    Institution.objects.filter(pk=andes.institution.pk).update(key="centro-mipyme-sur")
    decider = make_person("decide@programa.test", "De", "Cide", "MX")
    ProgrammeRole.objects.create(person=decider, role="decider")
    building.publish(building.make_course("essentials", lessons=2))
    course = Course.objects.get(key="essentials")
    enrolment = building.enrol(andes.advisor, andes.institution, course, cohort_course=building.place(andes.cohort, course))
    people = {
        calls.COORDINATOR: andes.coordinator.pk, calls.SECOND: andes.facilitator.pk, calls.KNOWN: andes.advisor.pk,
        calls.DECIDER: decider.pk,
    }  # fmt: skip
    calls.make_calls(people)
    calls.make_calls(people)
    assert [one.state for one in Call.objects.all()] == ["published"]
    assert [one.state for one in PriorUnit.objects.all()] == ["recognised"]
    assert UnitProgress.objects.get(enrolment=enrolment).state == "recognised"
