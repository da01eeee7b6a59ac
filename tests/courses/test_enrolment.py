"""Placing people on courses: once, audited; a move closes and continues; another institution's is out of reach."""

import pytest
from django.utils import timezone

from courses import api, events
from courses.errors import EnrolledElsewhere, EnrolmentNotFound
from courses.models import CohortCourse, Completion, Course, Enrolment, EnrolmentSummary, OutcomeRecord, Unit
from lms.audit.models import AuditEvent
from lms.institutions import api as institutions
from lms.institutions.models import Cohort, Membership
from tests.conftest import House
from tests.courses import building


def test_enrolling_twice_is_one_enrolment_with_a_summary_and_one_audit_row(cohort_course: CohortCourse, andes: House) -> None:
    first = building.enrol(andes.advisor, andes.institution, cohort_course.course, cohort_course=cohort_course)
    again = building.enrol(andes.advisor, andes.institution, cohort_course.course, cohort_course=cohort_course)
    assert first.pk == again.pk
    summary = EnrolmentSummary.objects.get()
    assert (summary.required, summary.done, summary.waits_on) == (2, 0, "learner")
    event = AuditEvent.objects.get(act="enrolment.opened")
    assert (event.subject_id, event.institution) == (str(first.pk), andes.institution.pk)


def test_another_group_of_the_same_institution_moves_the_enrolment(enrolment: Enrolment, andes: House) -> None:
    other = Cohort.objects.create(
        institution=andes.institution, key="c", country="PE", starts_on=andes.cohort.starts_on, ends_on=andes.cohort.ends_on
    )
    placed = building.place(other, enrolment.course)
    moved = building.enrol(andes.advisor, andes.institution, enrolment.course, cohort_course=placed)
    assert (moved.pk, moved.cohort_course_id) == (enrolment.pk, placed.pk)
    assert moved.lms_summary.cohort_course_id == placed.pk
    event = AuditEvent.objects.get(act="enrolment.moved")
    assert event.before == {"cohort_course": enrolment.cohort_course_id}


def test_what_another_institution_holds_is_refused_without_saying_which(enrolment: Enrolment, andes: House, sur: House) -> None:
    with pytest.raises(EnrolledElsewhere) as refused:
        building.enrol(andes.advisor, sur.institution, enrolment.course)
    assert "andes" not in str(refused.value).lower()
    with pytest.raises(EnrolledElsewhere):
        building.enrol(andes.advisor, andes.institution, enrolment.course, country="CL")


def test_a_move_closes_and_continues_with_the_records_copied(enrolment: Enrolment, lessons: list[Unit], sur: House) -> None:
    done = building.outcome(lessons[0], score="80", code="read", evidence=("e1",))
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=done)
    moved_id = api.move_enrolment(
        enrolment_id=enrolment.pk,
        institution_id=sur.institution.pk,
        cohort_course_id=None,
        country="PE",
        by=None,
        why="Cambió de centro",
    )
    enrolment.refresh_from_db()
    moved = Enrolment.objects.get(pk=moved_id)
    assert (enrolment.state, enrolment.closed_because) == ("closed", "Cambió de centro")
    assert (moved.continues_id, moved.institution_id, moved.state) == (enrolment.pk, sur.institution.pk, "active")
    record = OutcomeRecord.objects.get(enrolment=moved)
    assert (record.score, record.evidence, record.earned_at) == (done.score, ["e1"], done.earned_at)
    assert moved.lms_summary.done == 1


def test_work_scored_after_the_move_is_carried_on(enrolment: Enrolment, lessons: list[Unit], sur: House) -> None:
    earned = timezone.now()
    moved_id = api.move_enrolment(
        enrolment_id=enrolment.pk, institution_id=sur.institution.pk, cohort_course_id=None, country="PE", by=None
    )
    late = building.outcome(lessons[0], earned_at=earned)
    for _ in range(2):
        api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=late)
    assert api.path(moved_id).requirements[0].met
    api.record_outcome(enrolment_id=moved_id, unit_id=lessons[1].pk, outcome=building.outcome(lessons[1]))
    assert Completion.objects.get().enrolment_id == moved_id


def test_under_another_countrys_law_one_starts_anew(enrolment: Enrolment, lessons: list[Unit], sur: House) -> None:
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=building.outcome(lessons[0]))
    moved_id = api.move_enrolment(
        enrolment_id=enrolment.pk, institution_id=sur.institution.pk, cohort_course_id=None, country="CL", by=None
    )
    assert Enrolment.objects.get(pk=moved_id).continues_id is None
    assert not any(r.met for r in api.path(moved_id).requirements)


def test_closing_is_audited_announced_and_may_be_repeated(enrolment: Enrolment, heard: object, andes: House) -> None:
    closed = heard(events.enrolment_closed)  # type: ignore[operator]
    for _ in range(2):
        api.close_enrolment(enrolment_id=enrolment.pk, because="Dejó el centro", by=andes.coordinator.pk)
    assert closed == [{"enrolment_id": enrolment.pk}]
    event = AuditEvent.objects.get(act="enrolment.closed")
    assert (event.actor, event.reason) == (andes.coordinator.pk, "Dejó el centro")


def test_who_comes_back_goes_on_where_they_were(enrolment: Enrolment, lessons: list[Unit], andes: House) -> None:
    api.record_outcome(enrolment_id=enrolment.pk, unit_id=lessons[0].pk, outcome=building.outcome(lessons[0]))
    api.close_enrolment(enrolment_id=enrolment.pk, because="left", by=None)
    back = building.enrol(andes.advisor, andes.institution, enrolment.course)
    assert back.continues_id == enrolment.pk
    assert [r.met for r in api.path(back.pk).requirements] == [True, False]


def test_a_completed_course_is_not_begun_again(enrolment: Enrolment, andes: House) -> None:
    building.finish(enrolment)
    assert building.enrol(andes.advisor, andes.institution, enrolment.course).pk == enrolment.pk


def test_the_end_of_a_role_closes_what_was_taken_there(enrolment: Enrolment, andes: House) -> None:
    membership = Membership.objects.get(person=andes.advisor)
    institutions.end_membership(membership_id=membership.pk, by=andes.coordinator.pk)
    enrolment.refresh_from_db()
    assert enrolment.state == "closed"


def test_the_end_of_one_of_two_roles_closes_nothing(enrolment: Enrolment, andes: House) -> None:
    membership = Membership.objects.get(person=andes.advisor)
    Membership.objects.create(person=andes.advisor, institution=andes.institution, role="advisor")
    institutions.end_membership(membership_id=membership.pk, by=andes.coordinator.pk)
    enrolment.refresh_from_db()
    assert enrolment.state == "active"


def test_a_foreign_enrolment_looks_like_a_missing_one(enrolment: Enrolment, sur: House) -> None:
    with pytest.raises(EnrolmentNotFound):
        api.own_enrolment(sur.advisor.pk, enrolment.pk)
    with pytest.raises(EnrolmentNotFound):
        api.own_enrolment(sur.advisor.pk, enrolment.pk + 999)
    assert api.own_enrolment(enrolment.person_id, enrolment.pk) == api.enrolment_card(enrolment.pk)
    assert [card.id for card in api.enrolments_of(enrolment.person_id)] == [enrolment.pk]


def test_placing_a_cohort_twice_changes_its_days(course: Course, andes: House) -> None:
    days = {"starts_on": andes.cohort.starts_on, "ends_on": andes.cohort.ends_on}
    first = api.place_cohort(cohort_id=andes.cohort.pk, course_id=course.pk, **days, by=None)
    again = api.place_cohort(cohort_id=andes.cohort.pk, course_id=course.pk, **days, by=None)
    assert first == again
    assert AuditEvent.objects.filter(subject="cohort_course").count() == 1
    (card,) = api.cohort_courses_of(andes.institution.pk)
    assert (card.id, card.course_id) == (first, course.pk)
