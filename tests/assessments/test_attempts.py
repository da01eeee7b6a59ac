"""Sitting a quiz: nothing is lost, nothing happens twice, nothing comes too late."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from assessments import sheets, tasks
from assessments.errors import AnswerNotUnderstood, AttemptClosed, AttemptLate, ClientIdMissing, NoAttemptsLeft, UnknownSlot
from assessments.models import Attempt, AttemptState, Quiz, SlotResult, Step
from assessments.selectors.attempts import last_steps
from assessments.services.answers import save_answer, save_sheet
from assessments.services.attempts import start_attempt, submit_attempt
from courses import api as courses
from courses.errors import EnrolmentClosed
from courses.models import Course, Enrolment, OutcomeRecord, UnitProgress
from lms.institutions.models import Person
from tests.assessments.conftest import right_answer, slot_by_key, wrong_answer
from tests.assessments.toolkit import COURSE, write_toolkit
from tests.conftest import House


def answer(attempt: Attempt, slot: int, raw: dict[str, Any], client_id: str = "") -> Any:
    by = attempt.enrolment.person_id
    return save_answer(attempt_id=attempt.pk, slot=slot, client_id=client_id or f"{slot}-{raw}", raw=raw, by=by)


def answer_all(attempt: Attempt, *, wrong: tuple[str, ...] = ()) -> None:
    for slot in attempt.sheet["slots"]:
        answer(attempt, slot["slot"], wrong_answer(slot) if slot["key"] in wrong else right_answer(slot))


def test_starting_twice_gives_the_one_open_attempt(attempt: Attempt) -> None:
    again = start_attempt(enrolment_id=attempt.enrolment_id, unit_id=attempt.unit_id)
    assert again == attempt.pk
    assert Attempt.objects.count() == 1


def test_starting_is_recorded_as_begun(attempt: Attempt) -> None:
    progress = UnitProgress.objects.get(unit_id=attempt.unit_id)
    assert (progress.state, progress.waits_on) == ("started", "learner")


def test_the_sheet_is_frozen_for_the_enrolments_country(attempt: Attempt) -> None:
    right = [o for o in slot_by_key(attempt, "q-bound")["options"] if o["fraction"] > 0]
    assert right[0]["text"]["es"] == "33 días hábiles"
    assert attempt.sheet["country"] == "PE"
    assert isinstance(attempt.sheet["seed"], int)


def test_a_repeated_save_is_one_row_and_gets_the_same_reply(attempt: Attempt) -> None:
    slot = slot_by_key(attempt, "q-single")
    first = answer(attempt, slot["slot"], right_answer(slot), "same")
    again = answer(attempt, slot["slot"], wrong_answer(slot), "same")
    assert (first.number, first.at) == (again.number, again.at)
    assert last_steps(attempt.pk)[slot["slot"]].response == right_answer(slot)


def test_the_last_answer_counts_and_every_step_stays(attempt: Attempt) -> None:
    slot = slot_by_key(attempt, "q-single")
    for n, raw in enumerate((right_answer(slot), wrong_answer(slot), right_answer(slot))):
        answer(attempt, slot["slot"], raw, f"save-{n}")
    assert [step.number for step in Step.objects.filter(attempt=attempt).order_by("number")] == [1, 2, 3]
    assert last_steps(attempt.pk)[slot["slot"]].response == right_answer(slot)


def test_an_answer_can_be_taken_back(attempt: Attempt) -> None:
    slot = slot_by_key(attempt, "q-multiple")
    answer(attempt, slot["slot"], right_answer(slot))
    answer(attempt, slot["slot"], {"chosen": []})
    assert last_steps(attempt.pk)[slot["slot"]].response == {}


def test_the_last_step_of_each_slot_is_its_own(attempt: Attempt) -> None:
    one, two = slot_by_key(attempt, "q-single"), slot_by_key(attempt, "q-multiple")
    answer(attempt, one["slot"], right_answer(one))
    for n in range(3):
        answer(attempt, two["slot"], {"chosen": [two["options"][n]["id"]]}, f"two-{n}")
    assert {slot: step.number for slot, step in last_steps(attempt.pk).items()} == {one["slot"]: 1, two["slot"]: 3}


@pytest.mark.parametrize(
    ("slot", "client_id", "raw", "error"),
    [
        (99, "x", {"chosen": []}, UnknownSlot),
        (1, "", {"chosen": []}, ClientIdMissing),
        (1, "x" * 65, {"chosen": []}, ClientIdMissing),
    ],
)
def test_a_save_that_fits_no_sheet_is_refused(
    attempt: Attempt, slot: int, client_id: str, raw: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        save_answer(attempt_id=attempt.pk, slot=slot, client_id=client_id, raw=raw, by=attempt.enrolment.person_id)


def test_a_refused_answer_leaves_the_one_before(attempt: Attempt) -> None:
    slot = slot_by_key(attempt, "q-number")
    answer(attempt, slot["slot"], {"text": "6"})
    with pytest.raises(AnswerNotUnderstood):
        answer(attempt, slot["slot"], {"text": "seis"})
    assert last_steps(attempt.pk)[slot["slot"]].response["number"] == "6"


def test_everything_right_passes_and_tells_the_course(attempt: Attempt) -> None:
    answer_all(attempt)
    submit_attempt(attempt_id=attempt.pk)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.fraction) == (AttemptState.SUBMITTED, Decimal(1))
    progress = UnitProgress.objects.get(unit_id=attempt.unit_id)
    assert (progress.state, progress.score, progress.code) == ("passed", Decimal(100), "quiz_passed")
    assert len(OutcomeRecord.objects.get(key=f"attempt:{attempt.pk}").evidence[0]) == 64


def test_a_score_under_the_pass_score_fails_and_may_be_tried_again(attempt: Attempt) -> None:
    answer_all(attempt, wrong=("q-single", "q-bound"))
    submit_attempt(attempt_id=attempt.pk)
    progress = UnitProgress.objects.get(unit_id=attempt.unit_id)
    assert (progress.state, progress.score, progress.code, progress.waits_on) == ("failed", 50, "quiz_failed", "learner")
    second = Attempt.objects.get(pk=start_attempt(enrolment_id=attempt.enrolment_id, unit_id=attempt.unit_id))
    assert second.number == 2
    answer_all(second)
    submit_attempt(attempt_id=second.pk)
    progress.refresh_from_db()
    assert (progress.state, progress.score) == ("passed", 100)


def test_submitting_twice_gives_one_result(attempt: Attempt) -> None:
    answer_all(attempt)
    for _n in range(3):
        submit_attempt(attempt_id=attempt.pk)
    assert SlotResult.objects.filter(attempt=attempt).count() == 4
    assert OutcomeRecord.objects.filter(key=f"attempt:{attempt.pk}").count() == 1


def test_an_empty_sheet_can_be_submitted_and_earns_nothing(attempt: Attempt) -> None:
    submit_attempt(attempt_id=attempt.pk)
    attempt.refresh_from_db()
    assert attempt.fraction == 0


def test_a_save_after_submitting_is_refused_but_a_repeated_one_is_answered(attempt: Attempt) -> None:
    slot = slot_by_key(attempt, "q-single")
    answer(attempt, slot["slot"], right_answer(slot), "before")
    submit_attempt(attempt_id=attempt.pk)
    assert answer(attempt, slot["slot"], right_answer(slot), "before").number == 1
    with pytest.raises(AttemptClosed):
        answer(attempt, slot["slot"], wrong_answer(slot), "after")


def test_two_tabs_an_old_page_does_not_take_back_what_a_newer_one_saved(attempt: Attempt) -> None:
    one, two = slot_by_key(attempt, "q-single"), slot_by_key(attempt, "q-multiple")
    by = attempt.enrolment.person_id
    answer(attempt, one["slot"], wrong_answer(one), "first")
    # both tabs show step 1 of the first question; tab A changes it
    save_sheet(attempt_id=attempt.pk, answers={one["slot"]: right_answer(one)}, shown={one["slot"]: 1}, by=by)
    # tab B still shows the old answer there and changes only the second question
    save_sheet(
        attempt_id=attempt.pk,
        answers={one["slot"]: wrong_answer(one), two["slot"]: right_answer(two)},
        shown={one["slot"]: 1, two["slot"]: 0},
        by=by,
    )
    steps = last_steps(attempt.pk)
    assert steps[one["slot"]].response == right_answer(one)
    assert set(steps[two["slot"]].response["chosen"]) == set(right_answer(two)["chosen"])


@pytest.fixture
def limited(tmp_path: Any, programme: dict[str, Person], andes: House) -> Enrolment:
    """The same course with two attempts of ten minutes."""
    from tests.courses import building

    text = COURSE.replace("pass_percent: 70,", "pass_percent: 70, attempts_allowed: 2, minutes_allowed: 10,")
    courses.import_toolkit(path=write_toolkit(tmp_path / "limited", course=text), by=programme["author"].pk)
    made = Course.objects.get(key="marks-course")
    courses.publish_course(
        course_id=made.pk, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=["CL", "CO", "MX", "PE"]
    )
    return building.enrol(andes.advisor, andes.institution, made)


def test_no_more_attempts_than_allowed(limited: Enrolment) -> None:
    quiz = Quiz.objects.get()
    for _n in range(2):
        submit_attempt(attempt_id=start_attempt(enrolment_id=limited.pk, unit_id=quiz.pk))
    progress = UnitProgress.objects.get(unit_id=quiz.pk)
    assert (progress.code, progress.waits_on) == ("quiz_no_attempts_left", "facilitator")
    with pytest.raises(NoAttemptsLeft):
        start_attempt(enrolment_id=limited.pk, unit_id=quiz.pk)
    assert Attempt.objects.count() == 2


def test_late_answers_are_refused_and_what_was_saved_counts(limited: Enrolment) -> None:
    quiz = Quiz.objects.get()
    attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=limited.pk, unit_id=quiz.pk))
    slot = slot_by_key(attempt, "q-single")
    answer(attempt, slot["slot"], right_answer(slot), "in time")
    assert attempt.due_at is not None
    with time_machine.travel(attempt.due_at + timedelta(seconds=20), tick=False):
        answer(attempt, slot["slot"], wrong_answer(slot), "within the grace")
        answer(attempt, slot["slot"], right_answer(slot), "and back")
    with time_machine.travel(attempt.due_at + timedelta(seconds=31), tick=False):
        with pytest.raises(AttemptLate):
            answer(attempt, slot["slot"], wrong_answer(slot), "late")
        tasks.submit_overdue(attempt.pk)
        tasks.submit_overdue(attempt.pk)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.submitted_at, attempt.fraction) == ("submitted", attempt.due_at, Decimal("0.25"))


def test_the_sweep_leaves_an_attempt_alone_while_its_time_runs(limited: Enrolment) -> None:
    attempt_id = start_attempt(enrolment_id=limited.pk, unit_id=Quiz.objects.get().pk)
    tasks.submit_overdue(attempt_id)
    assert Attempt.objects.get(pk=attempt_id).state == AttemptState.OPEN


def test_starting_again_after_the_time_closes_the_old_attempt_first(limited: Enrolment) -> None:
    quiz = Quiz.objects.get()
    first = Attempt.objects.get(pk=start_attempt(enrolment_id=limited.pk, unit_id=quiz.pk))
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        second = start_attempt(enrolment_id=limited.pk, unit_id=quiz.pk)
    first.refresh_from_db()
    assert second != first.pk
    assert first.state == AttemptState.SUBMITTED


def test_a_closed_enrolment_annuls_its_open_attempt_and_starts_none(attempt: Attempt, andes: House) -> None:
    courses.close_enrolment(enrolment_id=attempt.enrolment_id, because="moved", by=andes.coordinator.pk)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.ANNULLED
    with pytest.raises(EnrolmentClosed):
        start_attempt(enrolment_id=attempt.enrolment_id, unit_id=attempt.unit_id)


def test_an_open_sheets_view_has_no_key(attempt: Attempt) -> None:
    for slot in sheets.open_view(attempt.sheet):
        assert set(slot) <= {"slot", "kind", "stem", "maximum", "widget", "raw", "options", "text", "numeric", "unit", "units"}
        assert all(set(option) == {"id", "text", "chosen"} for option in slot.get("options", ()))
