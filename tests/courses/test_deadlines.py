"""A module is due on the group's day, moved by leave, or by more time that was given; and the same day stands everywhere."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessments.dues import after_leave
from courses import api
from courses.deadlines import Moves, deadlines, spread
from courses.errors_groups import ExtensionOfOneself, ExtensionReasonNeeded, ExtensionTooShort, ModuleWithoutDay
from courses.models import Course, Enrolment, Module, ModuleExtension
from courses.selectors.deadlines import deadlines_of
from courses.services.extensions import (
    give_module_extension,
    request_settling,
    withdraw_module_extension,
)
from courses.services.reconciling import reconcile
from lms.audit.models import AuditEvent
from lms.institutions.api import record_leave, remove_leave
from lms.institutions.models import Person
from lms.jobs.services import run_job
from lms.kernel.calendars import is_business_day
from lms.messages.models import Message
from tests.conftest import House
from tests.courses import building

SignIn = Callable[..., Client]
TODAY = date(2026, 11, 26)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
lengths = st.integers(0, 30)
leaves = st.lists(st.tuples(days, lengths).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))), max_size=4)


def due_on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, tzinfo=ZoneInfo("America/Lima"))


@pytest.fixture
def paced(course: Course, release: object, andes: House) -> Enrolment:
    """Elena's group is to have done module one in thirty days."""
    day = timezone.localdate() + timedelta(days=30)
    placed = building.place(andes.cohort, course, pace={"uno": day.isoformat()})
    return building.enrol(andes.advisor, andes.institution, course, cohort_course=placed)


def planned(enrolment: Enrolment) -> date:
    assert enrolment.cohort_course is not None
    return date.fromisoformat(enrolment.cohort_course.pace["uno"])


def everywhere(enrolment: Enrolment) -> set[datetime | None]:
    """The due moment of the first module as the path, many paths, the selector and the summary say it."""
    enrolment.lms_summary.refresh_from_db()
    return {
        api.path(enrolment.pk).requirements[0].due,
        api.paths([enrolment.pk])[enrolment.pk].requirements[0].due,
        deadlines_of([enrolment.pk])[enrolment.pk]["uno"].due_at,
        enrolment.lms_summary.next_due,
    }


def give(enrolment: Enrolment, until: date, by: Person, reason: str = "Un viaje") -> int:
    module = Module.objects.get(course=enrolment.course, key="uno")
    return give_module_extension(enrolment_id=enrolment.pk, module_id=module.pk, until=until, reason=reason, by=by.pk)


@given(began=days, due=days, away=leaves, later=st.none() | days)
def test_leave_never_shortens_and_more_time_never_takes_away(
    began: date, due: date, away: list[tuple[date, date]], later: date | None
) -> None:
    given_days = {"m": later} if later else {}
    found = deadlines({"m": due.isoformat()}, country="PE", began_on=began, moves=Moves(away, given_days))["m"]
    plain = deadlines({"m": due.isoformat()}, country="PE", began_on=began, moves=Moves(away))["m"]
    assert due <= plain.day <= found.day
    assert found.day == max(plain.day, later or plain.day)
    assert plain.leave_days == (plain.day - due).days
    assert (plain.leave_days == 0) == (not any(first <= due and last >= began and began <= due for first, last in away))
    again = deadlines({"m": due.isoformat()}, country="PE", began_on=began, moves=Moves([*away, *away], given_days))["m"]
    assert again == found, "leaves that overlap count once"


@given(began=days, span=st.integers(0, 200), away=leaves)
def test_modules_move_by_leave_as_letters_do(began: date, span: int, away: list[tuple[date, date]]) -> None:
    due = began + timedelta(days=span)
    found = deadlines({"m": due.isoformat()}, country="PE", began_on=began, moves=Moves(away))["m"]
    assert found.day == after_leave(began, due, away)


@given(names=st.integers(1, 12), start=days, span=st.integers(20, 300), country=st.sampled_from(["CL", "CO", "MX", "PE"]))
def test_days_that_are_spread_are_business_days_in_order_within_the_course(
    names: int, start: date, span: int, country: str
) -> None:
    end = start + timedelta(days=span)
    found = list(spread([str(n) for n in range(names)], start, end, country).values())
    assert found == sorted(found)
    assert all(start <= day <= end and is_business_day(day, country) for day in found)
    assert (end - found[-1]).days <= 10


def test_leave_moves_the_day_everywhere_and_back(paced: Enrolment, andes: House) -> None:
    assert everywhere(paced) == {due_on(planned(paced))}
    first = timezone.localdate() + timedelta(days=3)
    leave = record_leave(
        person_id=andes.advisor.pk, starts_on=first, ends_on=first + timedelta(days=4), by=andes.coordinator.pk
    )
    assert everywhere(paced) == {due_on(planned(paced) + timedelta(days=5))}
    remove_leave(leave_id=leave, by=andes.coordinator.pk)
    assert everywhere(paced) == {due_on(planned(paced))}


def test_leave_before_the_person_came_moves_nothing(paced: Enrolment, andes: House) -> None:
    past = timezone.localdate() - timedelta(days=20)
    record_leave(person_id=andes.advisor.pk, starts_on=past, ends_on=past + timedelta(days=5), by=andes.coordinator.pk)
    assert everywhere(paced) == {due_on(planned(paced))}


def test_more_time_holds_everywhere_is_told_and_can_be_taken_back(paced: Enrolment, andes: House) -> None:
    until = planned(paced) + timedelta(days=10)
    first = give(paced, until, andes.facilitator)
    assert give(paced, until, andes.facilitator) == first, "a double click gives once"
    assert everywhere(paced) == {due_on(until)}
    second = give(paced, until + timedelta(days=2), andes.coordinator, "Otro viaje")
    assert everywhere(paced) == {due_on(until + timedelta(days=2))}
    assert [row.pk for row in ModuleExtension.objects.filter(withdrawn_at=None)] == [second]
    withdraw_module_extension(extension_id=second, by=andes.facilitator.pk)
    withdraw_module_extension(extension_id=second, by=andes.facilitator.pk)
    assert everywhere(paced) == {due_on(planned(paced))}
    assert Message.objects.filter(kind="module_extension", person=andes.advisor).count() == 2
    acts = AuditEvent.objects.filter(subject="module_extension").values_list("act", flat=True)
    assert sorted(acts) == ["module_extension.given"] * 2 + ["module_extension.withdrawn"]
    assert reconcile()["drifted"] == 0


def test_the_mail_says_the_module_and_the_day(paced: Enrolment, andes: House, on_commit: Any) -> None:
    from courses.selectors.deadline_pages import extension_facts

    row = give(paced, planned(paced) + timedelta(days=10), andes.facilitator)
    facts = extension_facts({"extension_id": row})
    assert facts["until"] == planned(paced) + timedelta(days=10)


def test_what_is_no_more_time_is_refused(paced: Enrolment, andes: House) -> None:
    with pytest.raises(ExtensionTooShort):
        give(paced, planned(paced), andes.facilitator)
    with pytest.raises(ExtensionReasonNeeded):
        give(paced, planned(paced) + timedelta(days=1), andes.facilitator, "  ")
    with pytest.raises(ExtensionOfOneself):
        give(paced, planned(paced) + timedelta(days=1), andes.advisor)
    type(paced.cohort_course).objects.update(pace={})
    with pytest.raises(ModuleWithoutDay):
        give(paced, planned(paced) + timedelta(days=1), andes.facilitator)
    assert not ModuleExtension.objects.exists()


def test_another_pace_settles_everybody_by_a_job(paced: Enrolment, andes: House) -> None:
    other = planned(paced) + timedelta(days=7)
    type(paced.cohort_course).objects.update(pace={"uno": other.isoformat()})
    assert paced.cohort_course_id is not None
    job = request_settling(paced.cohort_course_id, "once", andes.coordinator.pk)
    run_job(job_id=job)
    assert everywhere(paced) == {due_on(other)}


def test_the_page_shows_why_and_gives_and_takes_back(as_person: SignIn, paced: Enrolment, andes: House) -> None:
    client = as_person(andes.facilitator)
    url = reverse("lms:courses:enrolment-deadlines", args=[paced.pk])
    module = Module.objects.get(course=paced.course)
    short = client.post(url, {"module_id": module.pk, "until": planned(paced).isoformat(), "reason": "Un viaje"})
    assert short.status_code == 422
    until = planned(paced) + timedelta(days=10)
    assert client.post(url, {"module_id": module.pk, "until": until.isoformat(), "reason": "Un viaje"}).status_code == 302
    page = client.get(url).content.decode()
    assert "Un viaje" in page
    row = ModuleExtension.objects.get()
    back = client.post(reverse("lms:courses:module-extension-withdraw", args=[row.pk]))
    assert back["Location"] == url
    row.refresh_from_db()
    assert row.withdrawn_by_id == andes.facilitator.pk


def test_who_accompanies_finds_the_page_and_the_learner_does_not(as_person: SignIn, paced: Enrolment, andes: House) -> None:
    path, page = (reverse(f"lms:courses:enrolment-{name}", args=[paced.pk]) for name in ("path", "deadlines"))
    for who in (andes.facilitator, andes.coordinator):
        assert page in as_person(who).get(path).content.decode()
    assert page not in as_person(andes.advisor).get(path).content.decode()


def test_nobody_else_reaches_it(as_person: SignIn, paced: Enrolment, andes: House, sur: House) -> None:
    row = give(paced, planned(paced) + timedelta(days=10), andes.facilitator)
    for who in (sur.coordinator, sur.facilitator, andes.advisor2, andes.assessor):
        client = as_person(who)
        assert client.get(reverse("lms:courses:enrolment-deadlines", args=[paced.pk])).status_code == 404
        assert client.post(reverse("lms:courses:module-extension-withdraw", args=[row])).status_code == 404
    assert ModuleExtension.objects.get().withdrawn_at is None


def test_days_of_many_people_are_two_queries_and_the_page_stays_small(
    as_person: SignIn, paced: Enrolment, andes: House, django_assert_num_queries: Callable[[int], Any]
) -> None:
    others = (andes.advisor2, andes.facilitator, andes.assessor)
    place = paced.cohort_course
    ids = [building.enrol(one, andes.institution, paced.course, cohort_course=place).pk for one in others] + [paced.pk]
    with django_assert_num_queries(2):
        assert len(deadlines_of(ids)) == 4
    client = as_person(andes.coordinator)
    url = reverse("lms:courses:enrolment-deadlines", args=[paced.pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        return len(seen)

    few = queries()
    for n in range(2, 12):
        Module.objects.create(course=paced.course, key=f"m{n}", position=n, titles={"es": f"Módulo {n}"})
        give(paced, planned(paced) + timedelta(days=n), andes.facilitator)
    assert queries() == few <= 15
