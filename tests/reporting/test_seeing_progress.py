"""The pages on a group's, a person's and an institution's progress: same numbers, few queries, right eyes only."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import CohortCourse, Course, Enrolment
from lms.institutions.models import Person
from lms.institutions.services.leaves import record_leave
from tests.conftest import House, make_person
from tests.courses import building

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def course(db: None) -> Course:
    made = building.make_course(lessons=4)
    building.publish(made)
    return made


@pytest.fixture
def placed(course: Course, andes: House) -> CohortCourse:
    return building.place(andes.cohort, course, pace={"uno": "2026-01-15"})


def learners(placed: CohortCourse, house: House, n: int, start: int = 0) -> list[Enrolment]:
    return [
        building.enrol(
            make_person(f"a{k}@ejemplo.test", f"Ana{k}", f"Quispe{k:03}", "PE"), house.institution, placed.course,
            cohort_course=placed,
        )
        for k in range(start, start + n)
    ]  # fmt: skip


def queries_of(browser: Client, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(url).status_code == 200
    return len(seen)


def pages(placed: CohortCourse, one: Enrolment) -> list[str]:
    cohort = placed.cohort_id
    return [
        reverse("lms:reporting:cohort-detail", args=[cohort]),
        reverse("lms:reporting:cohort-detail", args=[cohort]) + "?state=risk&order=progress&q=Ana",
        reverse("lms:reporting:cohort-flow", args=[cohort]),
        reverse("lms:reporting:cohort-risk", args=[cohort]),
        reverse("lms:reporting:learner-detail", args=[one.pk]),
        reverse("lms:reporting:learner-history", args=[one.pk]),
        reverse("lms:reporting:institution-progress", args=[one.institution_id]),
        reverse("lms:reporting:institution-risk", args=[one.institution_id]),
    ]


def test_every_page_takes_the_same_queries_at_two_sizes_and_fifteen_at_most(
    placed: CohortCourse, andes: House, as_person: SignIn
) -> None:
    browser = as_person(andes.coordinator)
    (first,) = learners(placed, andes, 1)
    small = [queries_of(browser, url) for url in pages(placed, first)]
    for one in learners(placed, andes, 11, start=1):
        building.finish(one) if one.pk % 2 else None
        record_leave(
            person_id=one.person_id, starts_on=date(2026, 1, 2), ends_on=date(2026, 1, 4), by=andes.coordinator.pk,
            institution_id=andes.institution.pk,
        )  # fmt: skip
    large = [queries_of(browser, url) for url in pages(placed, first)]
    assert large == small
    assert large == small
    assert max(large) <= 15, large
