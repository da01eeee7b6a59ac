"""Who may sit a quiz when: windows of a group, allowances of a person; an open attempt moves with its rules."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from assessments.allowing import LEAST, moved_due, share_of
from assessments.errors import (
    AllowanceChanged,
    AllowanceEmpty,
    AllowanceReasonMissing,
    AllowanceTooMuch,
    AllowanceWithdrawn,
    NoAttemptLimit,
    NoTimeLimit,
    OwnAllowance,
    WindowChanged,
    WindowUpsideDown,
)
from assessments.models import Attempt, Quiz, QuizAllowance, QuizWindow
from assessments.services.access import give_allowance, give_allowances, set_window, withdraw_allowance
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.windows import Allowed, Ends
from courses import api as courses
from courses.errors import EnrolmentClosed
from courses.models import Course, Enrolment, UnitProgress
from lms.audit.models import AuditDetail, AuditEvent
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from lms.messages.models import Message
from tests.assessments.toolkit import COURSE, write_toolkit
from tests.conftest import House
from tests.courses import building

NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
RULES = "attempts_allowed: 1, minutes_allowed: 30"


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    """Everything happens in the hour before NOW, so that days of a quiz can be written down."""
    with time_machine.travel(NOW - timedelta(hours=1)):
        yield


@pytest.fixture
def toolkit_root(tmp_path: Any) -> Any:
    """The tiny toolkit, its quiz with one attempt of thirty minutes."""
    return write_toolkit(tmp_path / "toolkit", course=COURSE.replace("pass_percent: 70", f"{RULES}, pass_percent: 70"))


def give(enrolment: Enrolment, quiz: Quiz, house: House, **values: Any) -> int:
    by, reason = values.pop("by", house.facilitator).pk, values.pop("reason", "Estuvo enferma.")
    seen = values.pop("instead_of", None)
    return give_allowance(
        enrolment_id=enrolment.pk, unit_id=quiz.pk, allowed=Allowed(**values), reason=reason, by=by, instead_of=seen
    )


def fail_once(enrolment: Enrolment, quiz: Quiz) -> Attempt:
    attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))
    submit_attempt(attempt_id=attempt.pk)
    attempt.refresh_from_db()
    return attempt


@pytest.mark.parametrize(
    ("due", "wanted", "after"),
    [(30, 60, 60), (30, None, None), (30, 10, 10), (30, 1, 5), (30, -20, 5), (3, 1, 3), (3, -60, 3), (None, 1, 5),
     (None, 40, 40)],
)  # fmt: skip
def test_an_attempt_keeps_five_minutes_and_never_gets_longer_by_being_shortened(
    due: int | None, wanted: int | None, after: int | None
) -> None:
    def at(minutes: int | None) -> datetime | None:
        return None if minutes is None else NOW + timedelta(minutes=minutes)

    assert moved_due(due_at=at(due), wanted=at(wanted), now=NOW) == at(after)


def test_a_share_of_a_time_is_rounded_up() -> None:
    assert [share_of(30, percent) for percent in (25, 50, 100)] == [8, 15, 30]
    assert share_of(45, 25) == 12


def test_an_extra_attempt_makes_the_quiz_wait_on_the_learner_again(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    fail_once(enrolment, quiz)
    stands = UnitProgress.objects.get(enrolment=enrolment, unit=quiz)
    assert (stands.code, stands.waits_on) == ("quiz_no_attempts_left", "facilitator")
    given = give(enrolment, quiz, andes, extra_attempts=1)
    stands.refresh_from_db()
    assert (stands.code, stands.waits_on, stands.state) == ("quiz_failed", "learner", "failed")
    withdraw_allowance(allowance_id=given, by=andes.coordinator.pk, reason="Fue un error.")
    stands.refresh_from_db()
    assert (stands.code, stands.waits_on) == ("quiz_no_attempts_left", "facilitator")


def test_extra_minutes_lengthen_the_open_attempt_and_withdrawing_them_shortens_it(
    enrolment: Enrolment, quiz: Quiz, andes: House
) -> None:
    with time_machine.travel(NOW, tick=False):
        attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))
        given = give(enrolment, quiz, andes, extra_minutes=15)
        attempt.refresh_from_db()
        assert attempt.due_at == NOW + timedelta(minutes=45)
    with time_machine.travel(NOW + timedelta(minutes=40), tick=False):
        moved = withdraw_allowance(allowance_id=given, by=andes.facilitator.pk)
        attempt.refresh_from_db()
        assert attempt.due_at == NOW + timedelta(minutes=45)  # the thirty minutes are over: what is left is kept
        assert moved == []


def test_taking_time_away_leaves_five_minutes(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    with time_machine.travel(NOW, tick=False):
        attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))
        given = give(enrolment, quiz, andes, extra_minutes=60)
    with time_machine.travel(NOW + timedelta(minutes=50), tick=False):
        (moved,) = withdraw_allowance(allowance_id=given, by=andes.facilitator.pk)
        attempt.refresh_from_db()
        assert attempt.due_at == timezone.now() + LEAST == moved.after
        assert (moved.cut, moved.before) == (True, NOW + timedelta(minutes=90))


def test_another_allowance_takes_the_place_of_the_one_that_holds(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    first = give(enrolment, quiz, andes, extra_minutes=15)
    second = give(enrolment, quiz, andes, extra_attempts=2, by=andes.coordinator, instead_of=first)
    old, new = QuizAllowance.objects.get(pk=first), QuizAllowance.objects.get(pk=second)
    assert (old.withdrawn_by_id, new.withdrawn_at) == (andes.coordinator.pk, None)
    assert QuizAllowance.objects.filter(withdrawn_at=None).count() == 1


def test_who_gives_on_top_of_what_they_have_not_seen_is_refused(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    give(enrolment, quiz, andes, extra_minutes=15, instead_of=0)
    with pytest.raises(AllowanceChanged):
        give(enrolment, quiz, andes, extra_attempts=2, by=andes.coordinator, instead_of=0)
    assert QuizAllowance.objects.get().extra_minutes == 15


def test_a_double_click_gives_once_and_tells_once(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    one = give(enrolment, quiz, andes, extra_attempts=1, instead_of=0)
    assert give(enrolment, quiz, andes, extra_attempts=1, instead_of=0) == one
    assert Message.objects.filter(kind="quiz_allowance", person=andes.advisor).count() == 1
    assert AuditEvent.objects.filter(act="quiz_allowance.given").count() == 1


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({}, AllowanceEmpty), ({"extra_attempts": 1, "reason": "  "}, AllowanceReasonMissing),
        ({"extra_attempts": 21}, AllowanceTooMuch), ({"extra_minutes": 601}, AllowanceTooMuch),
        ({"opens_at": NOW, "closes_at": NOW}, WindowUpsideDown),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(
    enrolment: Enrolment, quiz: Quiz, andes: House, values: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        give(enrolment, quiz, andes, **values)
    assert not QuizAllowance.objects.exists()


def test_days_of_ones_own_must_fit_those_of_the_group(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    set_window(cohort_id=andes.cohort.pk, unit_id=quiz.pk, opens_at=NOW, closes_at=None, by=andes.facilitator.pk)
    with pytest.raises(WindowUpsideDown):
        give(enrolment, quiz, andes, closes_at=NOW - timedelta(days=1))


def test_nobody_gives_to_themselves(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    with pytest.raises(OwnAllowance):
        give(enrolment, quiz, andes, extra_attempts=1, by=andes.advisor)
    given = give(enrolment, quiz, andes, extra_attempts=1)
    with pytest.raises(OwnAllowance):
        withdraw_allowance(allowance_id=given, by=andes.advisor.pk)


def test_a_closed_enrolment_gets_nothing(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    courses.close_enrolment(enrolment_id=enrolment.pk, because="Se fue.", by=andes.coordinator.pk)
    with pytest.raises(EnrolmentClosed):
        give(enrolment, quiz, andes, extra_attempts=1)


def test_what_is_withdrawn_stays_withdrawn(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    given = give(enrolment, quiz, andes, extra_attempts=1)
    withdraw_allowance(allowance_id=given, by=andes.facilitator.pk)
    with pytest.raises(AllowanceWithdrawn):
        withdraw_allowance(allowance_id=given, by=andes.facilitator.pk)


def test_it_is_audited_and_the_reason_can_be_erased(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    first = give(enrolment, quiz, andes, extra_minutes=15)
    give(enrolment, quiz, andes, extra_attempts=2, closes_at=NOW, instead_of=first)
    event = AuditEvent.objects.filter(act="quiz_allowance.given").latest("pk")
    assert event.before == {"extra_minutes": 15, "allowance": first}
    assert (event.after["extra_attempts"], event.after["closes_at"]) == (2, NOW.isoformat())
    assert (event.actor, event.institution) == (andes.facilitator.pk, andes.institution.pk)
    assert "enferma" not in str([event.before, event.after, event.reason])
    assert AuditDetail.objects.get(event=event).body == {"reason": "Estuvo enferma."}


def test_the_learner_is_told_in_their_language(
    enrolment: Enrolment, quiz: Quiz, andes: House, mailoutbox: list[Any], on_commit: Any
) -> None:
    give(enrolment, quiz, andes, extra_attempts=1, extra_minutes=15, closes_at=NOW)
    run_due_jobs()
    (mail,) = mailoutbox
    assert "1 intento más" in mail.body
    assert "15 minutos más" in mail.body
    assert "26 de noviembre de 2026 a las 10:00" in mail.body  # in Lima
    assert f"/enrolments/{enrolment.pk}/quizzes/{quiz.pk}/" in mail.body
    assert "enferma" not in mail.body


def test_what_was_undone_before_the_mail_went_is_not_told(
    enrolment: Enrolment, quiz: Quiz, andes: House, mailoutbox: list[Any]
) -> None:
    withdraw_allowance(allowance_id=give(enrolment, quiz, andes, extra_attempts=1), by=andes.facilitator.pk)
    run_due_jobs()
    assert mailoutbox == []


def test_several_people_get_the_same_or_nobody_does(enrolment: Enrolment, quiz: Quiz, andes: House, course: Course) -> None:
    other = building.enrol(andes.advisor2, andes.institution, course, cohort_course=enrolment.cohort_course)
    people: dict[int, int | None] = {enrolment.pk: 0, other.pk: 0}
    give_allowances(
        enrolment_ids=people,
        unit_id=quiz.pk,
        allowed=Allowed(extra_attempts=1),
        reason="Se fue la luz.",
        by=andes.facilitator.pk,
    )
    assert QuizAllowance.objects.count() == 2
    with pytest.raises(AllowanceChanged):
        give_allowances(
            enrolment_ids={enrolment.pk: None, other.pk: 0}, unit_id=quiz.pk, allowed=Allowed(extra_attempts=3),
            reason="Otra vez.", by=andes.facilitator.pk,
        )  # fmt: skip
    assert set(QuizAllowance.objects.values_list("extra_attempts", flat=True)) == {1}


# the window of a group


def window(house: House, quiz: Quiz, opens: datetime | None, closes: datetime | None, was: Ends | None = None) -> Any:
    return set_window(
        cohort_id=house.cohort.pk, unit_id=quiz.pk, opens_at=opens, closes_at=closes, by=house.facilitator.pk, was=was
    )


def test_a_window_moves_the_open_attempts_of_its_group_and_of_no_other(
    enrolment: Enrolment, chilean: Enrolment, quiz: Quiz, andes: House
) -> None:
    with time_machine.travel(NOW, tick=False):
        mine, theirs = (
            Attempt.objects.get(pk=start_attempt(enrolment_id=one.pk, unit_id=quiz.pk)) for one in (enrolment, chilean)
        )
        (moved,) = window(andes, quiz, None, NOW + timedelta(minutes=20))
        assert (moved.attempt_id, moved.cut) == (mine.pk, True)
        for attempt, minutes in ((mine, 20), (theirs, 30)):
            attempt.refresh_from_db()
            assert attempt.due_at == NOW + timedelta(minutes=minutes)
        window(andes, quiz, None, None)
        mine.refresh_from_db()
        assert mine.due_at == NOW + timedelta(minutes=30)


def test_closing_a_quiz_at_once_leaves_who_is_in_it_five_minutes(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    with time_machine.travel(NOW, tick=False):
        attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))
        window(andes, quiz, None, NOW - timedelta(hours=1))
        attempt.refresh_from_db()
        assert attempt.due_at == NOW + LEAST


def test_an_allowance_of_ones_own_days_stands_before_the_window(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    with time_machine.travel(NOW, tick=False):
        give(enrolment, quiz, andes, closes_at=NOW + timedelta(days=2))
        attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))
        assert window(andes, quiz, None, NOW + timedelta(minutes=10)) == []
        attempt.refresh_from_db()
        assert attempt.due_at == NOW + timedelta(minutes=30)


def test_a_window_is_audited_once_and_says_what_was(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    window(andes, quiz, NOW, None)
    window(andes, quiz, NOW, None)
    window(andes, quiz, None, NOW)
    first, second = AuditEvent.objects.filter(act="quiz_window.set").order_by("pk")
    assert (first.before, second.before) == ({}, {"opens_at": NOW.isoformat()})
    assert second.after["closes_at"] == NOW.isoformat()
    assert QuizWindow.objects.count() == 1


def test_a_window_is_not_written_over_one_that_was_not_seen(enrolment: Enrolment, quiz: Quiz, andes: House) -> None:
    window(andes, quiz, NOW, None, was=Ends())
    with pytest.raises(WindowChanged):
        window(andes, quiz, None, NOW, was=Ends())
    with pytest.raises(WindowUpsideDown):
        window(andes, quiz, NOW, NOW)


def test_a_quiz_without_limits_has_none_to_give(
    programme: dict[str, Person], tmp_path: Any, enrolment: Enrolment, quiz: Quiz, andes: House
) -> None:
    root = write_toolkit(tmp_path / "open")
    courses.import_toolkit(path=root, by=programme["author"].pk)
    courses.publish_course(
        course_id=quiz.course_id, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=["PE"]
    )
    for values, error in (({"extra_attempts": 1}, NoAttemptLimit), ({"extra_minutes": 5}, NoTimeLimit)):
        with pytest.raises(error):
            give(enrolment, quiz, andes, **values)
