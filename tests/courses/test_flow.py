"""How a group goes through the modules: a choice asks for so many where its module has all its units, and for one elsewhere."""

from datetime import timedelta

from django.utils import timezone

from courses.models import CohortCourse, Course, Module
from courses.selectors.pace import cohort_flow
from courses.services.progress import record_outcome
from tests.conftest import House
from tests.courses import building


def finished(course: Course, andes: House, *, spread: bool) -> dict[str, tuple[int, int]]:
    """{module: (begun, finished)} after one person passed two of three cases and another all three."""
    today = timezone.localdate()
    placed = CohortCourse.objects.create(
        cohort=andes.cohort, course=course, starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=9)
    )
    modules = [Module.objects.create(course=course, key=f"m{n}", position=n, titles={"es": f"M{n}"}) for n in range(3)]
    cases = []
    for n in range(3):
        unit = building.add_unit(course, f"caso-{n}", choice="caso/2" if spread else "caso/3")
        unit.module = modules[n if spread else 0]
        unit.save()
        cases.append(unit)
    building.publish(course)
    for person, passed in ((andes.advisor, cases[:2]), (andes.advisor2, cases)):
        enrolment = building.enrol(person, andes.institution, course)
        enrolment.cohort_course = placed
        enrolment.save()
        for unit in passed:
            record_outcome(enrolment_id=enrolment.pk, unit_id=unit.pk, outcome=building.outcome(unit))
    return {flow.key: (flow.begun, flow.finished) for flow in cohort_flow(placed.pk).modules if flow.key.startswith("m")}


def test_a_module_with_a_choice_of_several_is_finished_by_who_passed_so_many(course: Course, andes: House) -> None:
    assert finished(course, andes, spread=False) == {"m0": (2, 1)}


def test_nobody_s_module_is_unfinished_for_a_case_chosen_elsewhere(course: Course, andes: House) -> None:
    assert finished(course, andes, spread=True) == {"m0": (2, 2), "m1": (2, 2), "m2": (1, 1)}
