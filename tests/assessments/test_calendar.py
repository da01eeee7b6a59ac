"""What stands in calendars about exams: seats and watches, pieces before an examiner, days on which letters are due."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from assessments.models import CaseStudy, Submission, SupervisedPiece
from assessments.selectors.calendar import letter_events, piece_events, sitting_events
from assessments.services.dues import give_extension, set_due_day
from assessments.services.exam_sittings import cancel_sitting
from assessments.services.supervised import cancel_piece, plan_piece
from courses.api import Asked, events_for
from courses.models import Course, Enrolment, RefresherDue
from lms.institutions.models import Leave, Person
from tests.assessments import examining, refreshing, sitting
from tests.assessments.examining import PIECE, UNIT
from tests.conftest import House
from tests.courses import building

DUE = datetime(2030, 3, 5, 4, 59, tzinfo=UTC)  # the evening of 4 March in Lima


@pytest.fixture(autouse=True)
def _spanish() -> Any:
    with override("es"):
        yield


def of(person: Person, cohort_id: int | None = None) -> Asked:
    return Asked(person.pk, timezone.now(), cohort_id)


def test_a_seat_and_a_watch_stand_in_the_calendars_of_whom_they_concern(
    room: sitting.Room, enrolment: Enrolment, andes: House, sur: House
) -> None:
    (mine,) = sitting_events(of(andes.advisor))
    assert (mine.starts, mine.ends) == (room.sitting.opens_at, room.sitting.closes_at)
    assert mine.place == room.sitting.place_words
    assert str(enrolment.pk) in mine.path
    (watch,) = sitting_events(of(sur.facilitator))
    assert "vigila" in watch.words
    (group,) = sitting_events(of(andes.facilitator, andes.cohort.pk))
    assert group.uid == f"group-sitting-{room.sitting.pk}"
    assert sitting_events(of(sur.advisor)) == []
    cancel_sitting(sitting_id=room.sitting.pk, because="Falta luz.", by=room.planner.pk)
    (mine,) = sitting_events(of(andes.advisor))
    assert mine.cancelled
    assert "Falta luz." in mine.words


def test_a_letter_s_day_is_the_group_s_then_moved_by_leave_then_one_s_own(
    enrolment: Enrolment, case: CaseStudy, andes: House
) -> None:
    assert letter_events(of(andes.advisor)) == [], "no day, no event"
    set_due_day(cohort_id=andes.cohort.pk, unit_id=case.pk, due_at=DUE, by=andes.facilitator.pk)
    (event,) = letter_events(of(andes.advisor))
    assert event.starts == date(2030, 3, 4)
    (group,) = letter_events(of(andes.facilitator, andes.cohort.pk))
    assert group.starts == date(2030, 3, 4)
    Leave.objects.create(person=andes.advisor, starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 3))
    (event,) = letter_events(of(andes.advisor))
    assert event.starts == date(2030, 3, 7)
    give_extension(
        enrolment_id=enrolment.pk, unit_id=case.pk, due_at=DUE + timedelta(days=30), reason="Un viaje", by=andes.facilitator.pk
    )
    (event,) = letter_events(of(andes.advisor))
    assert event.starts == date(2030, 4, 3)
    assert event.uid == f"letter-{enrolment.pk}-{case.pk}"


def test_a_letter_that_was_handed_in_is_due_no_more(handed_in: Submission, case: CaseStudy, andes: House) -> None:
    set_due_day(cohort_id=andes.cohort.pk, unit_id=case.pk, due_at=DUE, by=andes.facilitator.pk)
    assert letter_events(of(andes.advisor)) == []


def test_letters_take_the_same_queries_with_one_course_and_with_two(
    enrolment: Enrolment, case: CaseStudy, andes: House, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6) as seen:
        letter_events(of(andes.advisor))
    more = building.make_course("otro")
    building.publish(more)
    building.enrol(andes.advisor, andes.institution, more)
    with django_assert_num_queries(len(seen)):
        letter_events(of(andes.advisor))


def test_a_piece_stands_with_the_candidate_and_the_examiner(tmp_path: Path, programme: dict[str, Person], andes: House) -> None:
    course: Course = examining.certifying_course(tmp_path / "toolkit", programme, UNIT, PIECE)
    piece = SupervisedPiece.objects.get(course=course)
    ana = examining.enrolled(course, andes)
    examining.passed(examining.handed_in(ana, course))
    at = timezone.now() + timedelta(hours=2)
    pk = plan_piece(
        enrolment_id=ana.pk, unit_id=piece.pk, form="oral", at=at, place="Sala 2", examiner_id=programme["assessor"].pk,
        by=andes.coordinator.pk,
    )  # fmt: skip
    (mine,) = piece_events(of(ana.person))
    (theirs,) = piece_events(of(programme["assessor"]))
    assert (mine.uid, mine.starts, mine.ends, mine.place) == (f"piece-{pk}", at, None, "Sala 2")
    assert "examina" in theirs.words
    assert piece_events(of(andes.coordinator, andes.cohort.pk)) == []
    cancel_piece(appointment_id=pk, why="Enfermedad", by=andes.coordinator.pk)
    assert piece_events(of(ana.person))[0].cancelled


def test_an_update_after_a_change_of_the_law_stands_on_its_last_day(
    tmp_path: Path, programme: dict[str, Person], andes: House
) -> None:
    from courses.api import import_toolkit, publish_course

    import_toolkit(path=refreshing.write_three(tmp_path / "toolkit"), by=programme["author"].pk)
    course = Course.objects.get()
    publish_course(course_id=course.pk, by=programme["author"].pk, approved_by=programme["reviewer"].pk, countries=["PE"])
    taken = building.enrol(andes.advisor, andes.institution, course, cohort_course=building.place(andes.cohort, course))
    building.finish(taken)
    refreshing.change_law(programme)
    due = RefresherDue.objects.get(completion__enrolment=taken)
    events = {one.uid: one for one in events_for(of(andes.advisor))}
    assert events[f"refresher-{due.pk}"].starts == due.grace_until.date()
    assert "Actualización" in events[f"refresher-{due.pk}"].title or "actualización" in events[f"refresher-{due.pk}"].title
