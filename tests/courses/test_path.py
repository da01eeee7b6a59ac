"""Why not yet? One answer for the learner, the coordinator and the task that issues, in two queries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from courses import api
from courses.errors import EnrolmentNotFound, NotInEffect, UnitNotFound
from courses.models import CohortCourse, Course, Enrolment, EnrolmentSummary, Unit
from lms.institutions import api as institutions
from tests.conftest import House
from tests.courses import building


def test_a_new_learner_has_everything_open_and_waits_on_themselves(enrolment: Enrolment) -> None:
    path = api.path(enrolment.pk)
    assert not path.complete
    assert [(r.met, r.code, r.waits_on, r.state, r.required) for r in path.requirements] == [
        (False, "not_started", "learner", "", True),
        (False, "not_started", "learner", "", True),
    ]
    assert path.next == path.requirements[0]
    assert path.requirements[0].url.startswith(f"/courses/{enrolment.pk}/lessons/")


def test_what_the_kind_said_is_what_the_path_says(enrolment: Enrolment, lessons: list[Unit]) -> None:
    due = timezone.now() + timedelta(days=9)
    api.record_outcome(
        enrolment_id=enrolment.pk, unit_id=lessons[0].pk,
        outcome=building.outcome(lessons[0], "waiting", code="handed_in", waits_on="assessor", due=due, params={"n": 1}),
    )  # fmt: skip
    first, second = api.path(enrolment.pk).requirements
    assert (first.code, first.params, first.waits_on, first.due) == ("handed_in", {"n": 1}, "assessor", due)
    assert api.path(enrolment.pk).next == second, "the learner goes on with what they can do"


def test_any_one_of_a_choice_group_is_enough(course: Course, andes: House) -> None:
    one = building.add_unit(course, "caso-a", choice="caso")
    other = building.add_unit(course, "caso-b", choice="caso")
    building.publish(course)
    enrolment = building.enrol(andes.advisor, andes.institution, course)
    assert [r.required for r in api.path(enrolment.pk).requirements] == [True, True, True, True]
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=other.pk, outcome=building.outcome(other))
    by_subject = {r.subject: r for r in api.path(enrolment.pk).requirements}
    assert by_subject[f"unit:{other.pk}"].met
    assert not by_subject[f"unit:{one.pk}"].required, "nobody is asked for the other one"
    assert by_subject[f"unit:{one.pk}"].choice == "caso"


def test_of_a_choice_of_three_whichever_three_are_enough(course: Course, andes: House) -> None:
    cases = [building.add_unit(course, f"caso-{n}", choice="caso/3") for n in range(5)]
    building.publish(course)
    enrolment = building.enrol(andes.advisor, andes.institution, course)
    for case in (cases[4], cases[0]):
        api.record_outcome(enrolment_id=enrolment.pk, unit_id=case.pk, outcome=building.outcome(case))
    asked = {r.subject for r in api.path(enrolment.pk).requirements if r.required and not r.met}
    assert {f"unit:{case.pk}" for case in cases[1:4]} <= asked, "two are passed, and any of the others is the third"
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=cases[2].pk, outcome=building.outcome(cases[2]))
    asked = {r.subject for r in api.path(enrolment.pk).requirements if r.required and not r.met}
    assert not {f"unit:{case.pk}" for case in cases} & asked
    summary = EnrolmentSummary.objects.get(enrolment=enrolment)
    assert (summary.required, summary.done) == (5, 3)


def test_the_release_in_effect_is_the_last_that_has_begun_in_the_country(enrolment: Enrolment, course: Course) -> None:
    building.add_unit(course, "nueva")
    now = timezone.now()
    building.publish(course, countries=["CL"], effective_at=now - timedelta(hours=2))
    assert len(api.path(enrolment.pk).requirements) == 2, "another country's release does not count"
    building.publish(course, countries=["PE"], effective_at=now + timedelta(hours=2))
    assert len(api.path(enrolment.pk).requirements) == 2, "it has not begun"
    building.publish(course, countries=["PE"], effective_at=now - timedelta(hours=1))
    assert len(api.path(enrolment.pk).requirements) == 3


def test_a_completed_course_stays_complete_when_a_later_release_asks_for_more(enrolment: Enrolment, course: Course) -> None:
    building.finish(enrolment)
    building.add_unit(course, "nueva")
    building.publish(course, effective_at=timezone.now())
    path = api.path(enrolment.pk)
    assert path.complete
    assert len(path.requirements) == 2


def test_a_path_is_two_queries_whatever_the_course(
    enrolment: Enrolment, course: Course, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(2):
        api.path(enrolment.pk)
    for number in range(40):
        building.add_unit(course, f"mas-{number}")
    building.publish(course, effective_at=timezone.now() - timedelta(minutes=1))
    with django_assert_num_queries(2):
        assert len(api.path(enrolment.pk).requirements) == 42


def test_many_paths_are_four_queries_and_say_the_same(
    cohort_course: CohortCourse, andes: House, django_assert_num_queries: Callable[[int], Any]
) -> None:
    ids = [
        building.enrol(person, andes.institution, cohort_course.course, cohort_course=cohort_course).pk
        for person in (andes.advisor, andes.advisor2, andes.facilitator)
    ]
    building.finish(Enrolment.objects.get(pk=ids[1]))
    with django_assert_num_queries(4):
        found = api.paths(ids)
    assert {pk: path.requirements for pk, path in found.items()} == {pk: api.path(pk).requirements for pk in ids}
    assert [found[pk].complete for pk in ids] == [False, True, False]


def test_the_cohorts_pace_sets_the_day(course: Course, release: object, andes: House) -> None:
    placed = building.place(andes.cohort, course, pace={"uno": "2026-12-18"})
    enrolment = building.enrol(andes.advisor, andes.institution, course, cohort_course=placed)
    due = api.path(enrolment.pk).requirements[0].due
    assert due is not None
    assert due.isoformat() == "2026-12-19T04:59:00+00:00", "the end of the day in Lima"
    assert enrolment.lms_summary.next_due == due


def test_an_unknown_enrolment_is_not_found(db: None) -> None:
    with pytest.raises(EnrolmentNotFound):
        api.path(4711)


def test_a_course_without_a_release_has_an_empty_path_that_is_not_complete(course: Course, andes: House) -> None:
    enrolment = building.enrol(andes.advisor, andes.institution, course)
    path = api.path(enrolment.pk)
    assert (path.requirements, path.complete, path.next) == ((), False, None)


def test_a_unit_in_effect_is_the_versions_of_its_moment(enrolment: Enrolment, course: Course, lessons: list[Unit]) -> None:
    before = timezone.now() - timedelta(hours=1)
    building.publish(course, effective_at=timezone.now() - timedelta(minutes=1), configs={lessons[0].key: {"new": 1}})
    old = api.unit_in_effect(enrolment.pk, lessons[0].pk, before)
    new = api.unit_in_effect(enrolment.pk, lessons[0].pk, timezone.now())
    assert ("new" in old.config, new.config) == (False, {"new": 1})
    assert (new.kind, new.required, new.key, str(new.law_as_of)) == ("lesson", True, "leccion-1", "2026-09-30")
    stranger = building.make_course("otra", lessons=1).lms_units.get()
    with pytest.raises(UnitNotFound):
        api.unit_in_effect(enrolment.pk, stranger.pk, timezone.now())
    with pytest.raises(NotInEffect):
        api.unit_in_effect(enrolment.pk, lessons[0].pk, timezone.now() - timedelta(days=900))


def test_todo_names_the_next_step_of_each_course(enrolment: Enrolment, andes: House) -> None:
    (line,) = api.todo(institutions.scope(andes.advisor.pk))
    assert (line.title, line.tag) == ("Unidad leccion-1", "Curso marcas")
    assert line.url == api.path(enrolment.pk).requirements[0].url
    assert api.todo(institutions.scope(andes.coordinator.pk)) == []


def test_todo_is_as_many_queries_for_one_course_as_for_three(
    enrolment: Enrolment, andes: House, django_assert_num_queries: Callable[[int], Any]
) -> None:
    scope = institutions.scope(andes.advisor.pk)
    with django_assert_num_queries(5):
        api.todo(scope)
    for key in ("dos", "tres"):
        more = building.make_course(key)
        building.publish(more)
        building.enrol(andes.advisor, andes.institution, more)
    with django_assert_num_queries(5):
        assert len(api.todo(scope)) == 3
