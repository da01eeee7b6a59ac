"""An advisor's first page: one thing next, every open requirement with its why, and the same cost for one course or many."""

import re
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses import api as courses
from courses.kinds import Outcome
from courses.models import Course, Enrolment, Unit
from lms.institutions.models import Person
from tests.conftest import House
from tests.courses import building

AsPerson = Callable[[Person], Client]


def enrol(house: House, key: str, lessons: int = 2) -> tuple[Course, Enrolment]:
    course = building.make_course(key, lessons=lessons)
    building.publish(course)
    return course, building.enrol(house.advisor, house.institution, course)


def finish(enrolment: Enrolment, unit: Unit) -> None:
    outcome = Outcome(key=f"test:{unit.pk}", state="passed", earned_at=timezone.now(), unit_version_id=None)
    courses.record_outcome(enrolment_id=enrolment.pk, unit_id=unit.pk, outcome=outcome)


def test_the_one_next_thing_leads_to_the_first_open_lesson(andes: House, as_person: AsPerson) -> None:
    _course, enrolment = enrol(andes, "marcas")
    html = as_person(andes.advisor).get("/").content.decode()
    card = re.search(r'<section class="next".*?</section>', html, re.DOTALL)
    assert card is not None
    assert "Unidad leccion-1" in card[0]
    assert "5 minutos" in card[0]
    assert f"/courses/{enrolment.pk}/lessons/" in card[0]
    assert "0 de 2 requisitos" in html
    assert f'href="/courses/{enrolment.pk}/"' in html


def test_what_is_met_is_folded_and_the_next_step_moves_on(andes: House, as_person: AsPerson) -> None:
    course, enrolment = enrol(andes, "marcas")
    first, _second = building.Unit.objects.non_polymorphic().filter(course=course).order_by("position")
    finish(enrolment, first)
    html = as_person(andes.advisor).get("/").content.decode()
    card = re.search(r'<section class="next".*?</section>', html, re.DOTALL)
    assert card is not None
    assert "Unidad leccion-2" in card[0]
    assert "1 de 2 requisitos" in html
    assert '<progress max="2" value="1"' in html
    assert "Lo que ya cumplió" in html


def test_a_course_that_is_finished_is_no_longer_asked_for(andes: House, as_person: AsPerson) -> None:
    course, enrolment = enrol(andes, "marcas", lessons=1)
    finish(enrolment, building.Unit.objects.non_polymorphic().get(course=course))
    html = as_person(andes.advisor).get("/").content.decode()
    assert 'class="next"' not in html
    assert "No tiene cursos abiertos" in html or "Aquí estará su curso" in html


def test_a_course_without_a_version_for_the_country_says_so(andes: House, as_person: AsPerson) -> None:
    course = building.make_course("marcas")
    building.publish(course, countries=["CL"])
    building.enrol(andes.advisor, andes.institution, course)
    html = as_person(andes.advisor).get("/").content.decode()
    assert "aún no tiene una versión publicada para su país" in html


def test_one_course_or_six_cost_the_same_number_of_queries(andes: House, as_person: AsPerson) -> None:
    client = as_person(andes.advisor)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/").status_code == 200
        return len(seen)

    enrol(andes, "uno")
    few = cost()
    for n in range(5):
        enrol(andes, f"mas-{n}", lessons=6)
    assert cost() == few
    assert few <= 15


def test_nobody_reads_anothers_path(andes: House, sur: House, as_person: AsPerson) -> None:
    enrol(andes, "marcas")
    html = as_person(sur.advisor).get("/").content.decode()
    assert "Curso marcas" not in html
