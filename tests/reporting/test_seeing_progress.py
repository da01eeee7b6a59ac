"""The pages on a group's, a person's and an institution's progress: same numbers, few queries, right eyes only."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses import api as courses
from courses.models import CohortCourse, Course, Enrolment
from lms.institutions.models import Cohort, Person
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
        reverse("lms:reporting:learner-work", args=[one.pk]),
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


def test_the_rule_is_read_by_facilitators_and_set_by_coordinators(
    placed: CohortCourse, andes: House, as_person: SignIn
) -> None:
    page = reverse("lms:reporting:cohort-risk", args=[placed.cohort_id])
    setting = reverse("lms:reporting:cohort-risk-set", args=[placed.cohort_id])
    facilitator = as_person(andes.facilitator)
    assert facilitator.get(page).status_code == 200
    assert facilitator.post(setting, {"not_seen_days": 3}).status_code == 404
    coordinator = as_person(andes.coordinator)
    assert coordinator.post(setting, {"not_seen_days": 0}).status_code == 422
    assert coordinator.post(setting, {"not_seen_days": 3}).status_code == 302
    (one,) = learners(placed, andes, 1)
    Enrolment.objects.update(created_at=timezone.now() - timedelta(days=4))
    (found,) = courses.at_risk(cohort_course_id=placed.pk)
    assert (found.enrolment_id, [why.code for why in found.reasons]) == (one.pk, ["never_seen"])


def test_another_institution_sees_nothing_of_it(placed: CohortCourse, andes: House, sur: House, as_person: SignIn) -> None:
    (one,) = learners(placed, andes, 1)
    stranger = as_person(sur.coordinator)
    assert {stranger.get(url).status_code for url in pages(placed, one)} == {404}
    assert as_person(andes.advisor).get(pages(placed, one)[0]).status_code == 404


def test_groups_of_an_institution_come_fifty_to_a_page_and_totals_are_of_all(
    course: Course, andes: House, as_person: SignIn
) -> None:
    for n in range(51):
        cohort = Cohort.objects.create(
            institution=andes.institution, key=f"g{n:02}", names={"es": f"Grupo {n:02}"}, country="PE",
            starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 1) + timedelta(days=n),
        )  # fmt: skip
        placed = building.place(cohort, course)
        CohortCourse.objects.filter(pk=placed.pk).update(ends_on=cohort.ends_on)
        building.enrol(make_person(f"b{n}@ejemplo.test", "Ana", "Rojas", "PE"), andes.institution, course, cohort_course=placed)
    page = reverse("lms:reporting:institution-progress", args=[andes.institution.pk])
    browser = as_person(andes.coordinator)
    first, second = browser.get(page), browser.get(page + "?page=2")
    assert [len(one.context["page"]) for one in (first, second)] == [50, 1]
    assert first.context["page"][0]["cohort"].names["es"] == "Grupo 50"
    assert {one.context["total"].people for one in (first, second)} == {51}
