"""A coordinator makes a group on one page: names, days, courses with due days, who teaches; and changes it there."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses import api
from courses.models import CohortCourse, Course, Enrolment, Module, Release
from lms.audit.models import AuditEvent
from lms.institutions.models import Cohort, Membership, Person
from lms.jobs.api import run_due_jobs
from lms.kernel.calendars import is_business_day
from tests.conftest import House
from tests.courses import building

SignIn = Callable[..., Client]
NEW = "lms:courses:group-new"


@pytest.fixture
def carla(as_person: SignIn, andes: House) -> Client:
    return as_person(andes.coordinator)


def said(house: House, **more: Any) -> dict[str, Any]:
    return {
        "institution": house.institution.pk, "name_es": "Grupo C", "key": "2026-c", "country": "PE", "language": "es",
        "starts_on": "2026-03-02", "ends_on": "2026-12-18", **more,
    }  # fmt: skip


def of_course(course: Course, **days: str) -> dict[str, Any]:
    own = f"course-{course.pk}"
    module = Module.objects.get(course=course)
    return {own: "on"} | {f"{own}-{module.pk if name == 'uno' else name}": day for name, day in days.items()}


def test_a_group_is_made_whole_on_one_page(carla: Client, release: Release, andes: House) -> None:
    body = said(andes, facilitators=[andes.facilitator.pk], **of_course(release.course, uno="2026-06-15", ends_on="2026-11-30"))
    body |= {"new_email": "nora@andes.test", "new_given_name": "Nora", "new_family_name": "Vera"}
    answer = carla.post(reverse(NEW), body)
    group = Cohort.objects.get(key="2026-c")
    assert answer["Location"] == reverse("lms:courses:cohort-courses", args=[group.pk])
    placed = CohortCourse.objects.get(cohort=group)
    assert (placed.starts_on, placed.ends_on, placed.pace) == (
        date(2026, 3, 2), date(2026, 11, 30), {"uno": "2026-06-15"}
    )  # fmt: skip
    teaching = Membership.objects.filter(cohort=group, role="facilitator", until=None)
    assert set(teaching.values_list("person__email", flat=True)) == {"facilitator@andes.test", "nora@andes.test"}
    assert AuditEvent.objects.filter(act="cohort_course.paced", subject_id=str(placed.pk)).count() == 1


def test_without_a_short_name_one_is_made_and_a_taken_one_is_refused(carla: Client, andes: House) -> None:
    assert carla.post(reverse(NEW), said(andes, key="")).status_code == 302
    assert Cohort.objects.filter(institution=andes.institution, key="grupo-c").exists()
    assert carla.post(reverse(NEW), said(andes, key="grupo-c")).status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"ends_on": "2026-03-01"}, {"new_email": "x@y.org"}, {"country": "AR"}, {"facilitators": "999999"}]
)
def test_what_can_not_be_is_said_at_the_field(carla: Client, andes: House, wrong: dict[str, str]) -> None:
    assert carla.post(reverse(NEW), said(andes, **wrong)).status_code == 422
    assert not Cohort.objects.filter(key="2026-c").exists()


def test_a_due_day_outside_the_course_is_refused(carla: Client, release: Release, andes: House) -> None:
    assert carla.post(reverse(NEW), said(andes, **of_course(release.course, uno="2027-01-01"))).status_code == 422
    assert not Cohort.objects.filter(key="2026-c").exists()


def test_a_course_of_another_law_is_refused(carla: Client, andes: House) -> None:
    course = building.make_course("chile", countries=["CL"])
    building.publish(course)
    assert carla.post(reverse(NEW), said(andes, **of_course(course))).status_code == 422


def test_due_days_can_be_spread_by_us(carla: Client, release: Release, andes: House) -> None:
    Module.objects.create(course=release.course, key="dos", position=2, titles={"es": "Módulo dos"})
    own = f"course-{release.course_id}"
    assert carla.post(reverse(NEW), said(andes, **{own: "on", f"{own}-spread": "on"})).status_code == 302
    pace = CohortCourse.objects.get(cohort__key="2026-c").pace
    assert list(pace) == ["dos", "uno"]
    assert all(is_business_day(date.fromisoformat(day), "PE") for day in pace.values())
    assert pace["uno"] < pace["dos"] == "2026-12-18"


def test_changing_a_group_moves_its_peoples_days_and_its_teachers(carla: Client, enrolment: Enrolment, andes: House) -> None:
    url = reverse("lms:courses:group-edit", args=[andes.cohort.pk])
    page = carla.get(url).content.decode()
    assert 'value="Grupo B"' in page
    course = enrolment.course
    body = said(
        andes, name_es="Grupo Bravo", starts_on="2026-01-01", ends_on="2030-12-31", **of_course(course, uno="2029-06-15")
    )
    assert carla.post(url, body).status_code == 302
    run_due_jobs()
    andes.cohort.refresh_from_db()
    assert (andes.cohort.names["es"], andes.cohort.key) == ("Grupo Bravo", "2026-b")
    due = api.path(enrolment.pk).requirements[0].due
    enrolment.lms_summary.refresh_from_db()
    assert due is not None
    assert due == enrolment.lms_summary.next_due
    assert not Membership.objects.filter(cohort=andes.cohort, role="facilitator", until=None).exists(), "nobody was ticked"
    assert Membership.objects.filter(cohort=andes.cohort, role="advisor", until=None).count() == 2
    events = AuditEvent.objects.count()
    assert carla.post(url, body).status_code == 302
    assert AuditEvent.objects.count() == events, "the same again changes nothing"


def test_a_course_that_a_group_begins_to_take_enrols_its_people(carla: Client, release: Release, andes: House) -> None:
    url = reverse("lms:courses:group-edit", args=[andes.cohort.pk])
    body = said(andes, name_es="Grupo B", starts_on="2026-01-01", ends_on="2030-12-31", **of_course(release.course))
    assert carla.post(url, body).status_code == 302
    assert Enrolment.objects.filter(institution=andes.institution).count() == 2


def test_others_neither_see_nor_make_groups_here(as_person: SignIn, andes: House, sur: House) -> None:
    stranger = as_person(sur.coordinator)
    edit = reverse("lms:courses:group-edit", args=[andes.cohort.pk])
    assert stranger.get(edit).status_code == 404
    assert stranger.post(edit, said(andes)).status_code == 404
    assert stranger.get(reverse(NEW) + f"?institution={andes.institution.pk}").status_code == 404
    assert stranger.post(reverse(NEW), said(andes)).status_code == 422, "another institution is not among the choices"
    sneaked = stranger.post(reverse(NEW), said(sur, key="z", facilitators=[andes.facilitator.pk]))
    assert sneaked.status_code == 422
    for who in ("advisor", "facilitator", "assessor"):
        assert as_person(getattr(andes, who)).get(reverse(NEW)).status_code == 404
    assert not Cohort.objects.filter(key__in=("2026-c", "z")).exists()


def test_the_administrator_makes_a_group_anywhere(
    as_person: SignIn, programme: dict[str, Person], andes: House, sur: House
) -> None:
    client = as_person(programme["administrator"])
    assert client.get(reverse(NEW)).status_code == 200
    answer = client.post(reverse(NEW), said(sur))
    assert answer["Location"] == reverse("lms:institutions:institution-detail", args=[sur.institution.pk])


def test_the_page_asks_no_more_for_more_courses(carla: Client, release: Release, andes: House) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert carla.get(reverse("lms:courses:group-edit", args=[andes.cohort.pk])).status_code == 200
        return len(seen)

    few = queries()
    for n in range(8):
        building.place(andes.cohort, building.make_course(f"c{n}"), pace={"uno": "2026-05-05"})
    assert queries() == few <= 15
