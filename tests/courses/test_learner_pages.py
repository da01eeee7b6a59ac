"""The learner's pages: what is next and why not yet, the reader under one's own law, and "I have read this lesson"."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses import api
from courses.models import Course, Enrolment, EnrolmentSummary, OutcomeRecord, Unit, UnitProgress
from tests.conftest import House
from tests.courses import building

SignIn = Callable[..., Client]


def home(enrolment: Enrolment) -> str:
    return reverse("lms:courses:enrolment-detail", args=[enrolment.pk])


def reader(enrolment: Enrolment, unit: Unit) -> str:
    return reverse("lms:courses:lesson", args=[enrolment.pk, unit.pk])


@pytest.fixture
def elena(as_person: SignIn, andes: House) -> Client:
    return as_person(andes.advisor)


def test_the_course_shows_one_next_step_and_what_is_still_open(
    elena: Client, enrolment: Enrolment, lessons: list[Unit]
) -> None:
    page = elena.get(home(enrolment)).content.decode()
    assert page.count('class="next"') == 1
    assert page.count("<h1") == 1
    assert "Unidad leccion-1" in page
    assert 'max="2" value="0"' in page
    assert reader(enrolment, lessons[0]) in page


def test_the_list_of_courses_says_how_far_each_is(elena: Client, enrolment: Enrolment) -> None:
    page = elena.get(reverse("lms:courses:course-list")).content.decode()
    assert "Curso marcas" in page
    assert home(enrolment) in page


def test_the_course_page_costs_at_most_eight_queries_at_any_size(elena: Client, enrolment: Enrolment, course: Course) -> None:
    elena.get(home(enrolment))  # marks the visit

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert elena.get(home(enrolment)).status_code == 200
        return len(seen)

    few = queries()
    for number in range(46):
        building.add_unit(course, f"mas-{number}", kind="lesson")
    building.publish(course, effective_at=timezone.now() - timedelta(minutes=1))
    assert queries() == few <= 8


def test_the_page_of_a_long_course_stays_light(elena: Client, enrolment: Enrolment, course: Course) -> None:
    for number in range(46):
        building.add_unit(course, f"mas-{number}", kind="lesson")
    building.publish(course, effective_at=timezone.now() - timedelta(minutes=1))
    assert len(elena.get(home(enrolment)).content) < 60_000


def test_the_lesson_is_read_under_the_learners_own_law(elena: Client, enrolment: Enrolment, lessons: list[Unit]) -> None:
    page = elena.get(reader(enrolment, lessons[0])).content.decode()
    assert "Regla del Perú" in page
    assert "Regla de Chile" not in page
    assert page.count("<h1") == 1
    assert "He leído esta lección" in page


def test_another_countrys_law_never_looks_like_ones_own(elena: Client, enrolment: Enrolment, lessons: list[Unit]) -> None:
    page = elena.get(reader(enrolment, lessons[0]), {"country": "CL"}).content.decode()
    assert "Regla de Chile" in page
    assert "Regla del Perú" not in page
    assert "Está viendo la ley de Chile" in page
    assert "lesson-read" not in page
    assert "/read/" not in page, "nothing can be said to be read here"
    assert not UnitProgress.objects.exists(), "looking at another country's law begins nothing"
    assert elena.get(reader(enrolment, lessons[0]), {"country": "AR"}).status_code == 404


def test_the_countries_stand_side_by_side_on_request(elena: Client, enrolment: Enrolment, lessons: list[Unit]) -> None:
    page = elena.get(reader(enrolment, lessons[0]), {"compare": "1"}).content.decode()
    places = [page.index(f"Regla {of}") for of in ("del Perú", "de Chile", "de Colombia", "de México")]
    assert places[0] == min(places), "one's own comes first"


def test_the_first_view_begins_the_lesson_once(elena: Client, enrolment: Enrolment, lessons: list[Unit]) -> None:
    for _ in range(2):
        elena.get(reader(enrolment, lessons[0]))
    assert OutcomeRecord.objects.get().state == "started"
    assert elena.head(reader(enrolment, lessons[1])).status_code == 200


def test_reading_is_kept_and_leads_to_the_next_unit(elena: Client, enrolment: Enrolment, lessons: list[Unit]) -> None:
    page = elena.get(reader(enrolment, lessons[0])).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    said = {"read": "on", "version": version[1]}
    url = reverse("lms:courses:lesson-read", args=[enrolment.pk, lessons[0].pk])
    for _ in range(2):  # a double click
        answer = elena.post(url, said)
        assert (answer.status_code, answer["Location"]) == (302, reader(enrolment, lessons[1]))
    progress = UnitProgress.objects.get()
    assert (progress.state, progress.code, progress.unit_version_id) == ("passed", "read", int(version[1]))
    assert OutcomeRecord.objects.filter(state="passed").count() == 1


def test_the_last_lesson_leads_back_to_a_completed_course(elena: Client, enrolment: Enrolment, lessons: list[Unit]) -> None:
    for unit in lessons:
        answer = elena.post(reverse("lms:courses:lesson-read", args=[enrolment.pk, unit.pk]), {"read": "on", "version": "1"})
    assert answer["Location"] == home(enrolment)
    page = elena.get(home(enrolment)).content.decode()
    assert "Usted completó este curso" in page
    assert 'class="next"' not in page


def test_two_tabs_make_one_outcome(elena: Client, enrolment: Enrolment, lessons: list[Unit]) -> None:
    first = elena.get(reader(enrolment, lessons[0]))
    building.publish(enrolment.course, configs=None, effective_at=timezone.now())  # the law moves between the tabs
    second = elena.get(reader(enrolment, lessons[0]))
    for page in (first, second):
        version = re.search(r'name="version" value="(\d+)"', page.content.decode())
        assert version is not None
        elena.post(
            reverse("lms:courses:lesson-read", args=[enrolment.pk, lessons[0].pk]), {"read": "on", "version": version[1]}
        )
    assert OutcomeRecord.objects.filter(state="passed").count() == 1


def test_without_the_tick_nothing_is_kept_and_the_page_says_why(
    elena: Client, enrolment: Enrolment, lessons: list[Unit]
) -> None:
    answer = elena.post(reverse("lms:courses:lesson-read", args=[enrolment.pk, lessons[0].pk]), {"version": "1"})
    assert answer.status_code == 422
    assert "Marque la casilla" in answer.content.decode()
    assert not OutcomeRecord.objects.filter(state="passed").exists()


def test_a_later_view_of_a_lesson_costs_at_most_ten_queries(elena: Client, enrolment: Enrolment, lessons: list[Unit]) -> None:
    elena.get(reader(enrolment, lessons[0]))
    with CaptureQueriesContext(connection) as seen:
        elena.get(reader(enrolment, lessons[0]))
    assert len(seen) <= 10


def test_the_visit_is_noted_at_most_once_in_five_minutes(elena: Client, enrolment: Enrolment) -> None:
    elena.get(home(enrolment))
    first = EnrolmentSummary.objects.get().last_seen_at
    assert first is not None
    elena.get(home(enrolment))
    assert EnrolmentSummary.objects.get().last_seen_at == first
    EnrolmentSummary.objects.update(last_seen_at=first - timedelta(minutes=6))
    elena.get(home(enrolment))
    assert EnrolmentSummary.objects.get().last_seen_at > first


def test_a_closed_course_can_be_read_and_nothing_more_is_kept(elena: Client, enrolment: Enrolment, lessons: list[Unit]) -> None:
    api.close_enrolment(enrolment_id=enrolment.pk, because="left", by=None)
    assert "se cerró" in elena.get(home(enrolment)).content.decode()
    page = elena.get(reader(enrolment, lessons[0])).content.decode()
    assert "Regla del Perú" in page
    assert "/read/" not in page
    answer = elena.post(reverse("lms:courses:lesson-read", args=[enrolment.pk, lessons[0].pk]), {"read": "on", "version": "1"})
    assert answer.status_code == 409
    assert not OutcomeRecord.objects.exists()


def test_a_course_that_is_not_published_yet_says_so(elena: Client, course: Course, andes: House) -> None:
    enrolment = building.enrol(andes.advisor, andes.institution, course)
    assert "Aún no hay nada publicado" in elena.get(home(enrolment)).content.decode()


@pytest.mark.parametrize("who", ["coordinator", "facilitator", "advisor"])
def test_those_who_accompany_see_the_same_path_without_links(
    who: str, as_person: SignIn, andes: House, enrolment: Enrolment, lessons: list[Unit]
) -> None:
    page = as_person(getattr(andes, who)).get(reverse("lms:courses:enrolment-path", args=[enrolment.pk])).content.decode()
    assert "Elena De Andes" in page
    assert "Unidad leccion-2" in page
    assert reader(enrolment, lessons[0]) not in page


@pytest.mark.parametrize("who", ["advisor", "coordinator", "facilitator", "assessor"])
def test_strangers_find_nothing(who: str, as_person: SignIn, sur: House, enrolment: Enrolment, lessons: list[Unit]) -> None:
    stranger = as_person(getattr(sur, who))
    for url in (home(enrolment), reader(enrolment, lessons[0]), reverse("lms:courses:enrolment-path", args=[enrolment.pk])):
        assert stranger.get(url).status_code == 404
    posted = stranger.post(
        reverse("lms:courses:lesson-read", args=[enrolment.pk, lessons[0].pk]), {"read": "on", "version": "1"}
    )
    assert posted.status_code == 404


def test_a_colleague_of_the_same_group_sees_nothing_either(as_person: SignIn, andes: House, enrolment: Enrolment) -> None:
    colleague = as_person(andes.advisor2)
    assert colleague.get(home(enrolment)).status_code == 404
    assert colleague.get(reverse("lms:courses:enrolment-path", args=[enrolment.pk])).status_code == 404


def test_a_unit_of_another_kind_or_course_is_not_a_lesson(elena: Client, enrolment: Enrolment, course: Course) -> None:
    plain: Any = building.add_unit(course, "otra")
    building.publish(course, effective_at=timezone.now())
    stranger = building.make_course("ajeno", lessons=1).lms_units.get()
    assert elena.get(reader(enrolment, plain)).status_code == 404
    assert elena.get(reader(enrolment, stranger)).status_code == 404
