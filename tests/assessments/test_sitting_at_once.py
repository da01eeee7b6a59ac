"""Many requests for one attempt at the same moment, in threads on a real database: SQLite's file and PostgreSQL alike."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from assessments.behaviours import behaviour
from assessments.errors import AttemptClosed, AttemptTooSoon, NoAttemptsLeft, QuizNotOpenYet, QuizOver
from assessments.kinds.quiz import QuizKind
from assessments.models import Attempt, AttemptState, Quiz, SlotResult, Step, StepState
from assessments.selectors.attempts import tries_of
from assessments.services.answers import check_answer, save_answer
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.tasks import submit_overdue
from courses import api as courses
from courses.models import Course, Enrolment, OutcomeRecord
from lms.institutions.models import Person
from tests.assessments.conftest import right_answer, slot_by_key, wrong_answer
from tests.threads import Threads

TWENTY = 20


@pytest.fixture
def threads(transactional_db: None, tmp_path: Path) -> Threads:
    return Threads(tmp_path)


@pytest.fixture
def with_rules(course: Course, programme: dict[str, Person]) -> Callable[..., Quiz]:
    """The quiz published with other rules."""

    def publish(**rules: Any) -> Quiz:
        quiz = Quiz.objects.get(course=course)
        questions = ["q-single", "q-multiple", "q-number", "q-bound"]
        spec = {"key": quiz.key, "titles": quiz.titles, "minutes": 5, "questions": questions, **rules}
        assert list(QuizKind().check_spec(spec)) == []
        QuizKind().save_draft(course_id=course.pk, module_id=quiz.module_id, position=quiz.position, spec=spec)
        courses.publish_course(
            course_id=course.pk,
            by=programme["author"].pk,
            approved_by=programme["focal"].pk,
            countries=["CL", "CO", "MX", "PE"],
        )
        return quiz

    return publish


def kinds(found: list[Any]) -> Counter[str]:
    """How many got a number, how many which refusal."""
    return Counter(type(one).__name__ for one in found)


def start(enrolment: Enrolment, quiz: Quiz) -> Callable[[], int]:
    return lambda: start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk)


def open_and_all() -> tuple[int, int]:
    return Attempt.objects.filter(state=AttemptState.OPEN).count(), Attempt.objects.count()


def test_twenty_starts_open_one_attempt_and_never_more_than_are_allowed(
    enrolment: Enrolment, with_rules: Callable[..., Quiz], threads: Threads
) -> None:
    quiz = with_rules(attempts_allowed=2)
    for number in (1, 2):
        found = threads.at_once(*[start(enrolment, quiz)] * TWENTY)
        assert kinds(found) == {"int": TWENTY}
        assert len(set(found)) == 1
        assert threads.look(open_and_all) == (1, number)
        threads.look(partial(submit_attempt, attempt_id=found[0]))
    assert kinds(threads.at_once(*[start(enrolment, quiz)] * TWENTY)) == {NoAttemptsLeft.__name__: TWENTY}
    assert threads.look(open_and_all) == (0, 2)


def test_starts_that_race_a_handing_in_never_open_a_second_before_its_time(
    enrolment: Enrolment, with_rules: Callable[..., Quiz], threads: Threads
) -> None:
    """Whoever comes before gets the open one; whoever comes after has to wait: nobody gets another."""
    quiz = with_rules(wait_minutes=60)
    first = threads.look(start(enrolment, quiz))
    found = threads.at_once(lambda: submit_attempt(attempt_id=first), *[start(enrolment, quiz)] * TWENTY)
    assert found[0] is None
    assert set(kinds(found[1:])) <= {"int", AttemptTooSoon.__name__}
    assert {one for one in found[1:] if isinstance(one, int)} <= {first}
    assert threads.look(open_and_all) == (0, 1)


@pytest.mark.parametrize(
    ("hours", "refusal"), [((1, 2), QuizNotOpenYet), ((-2, -1), QuizOver)]
)  # from when until when, from now
def test_outside_its_window_nobody_of_twenty_gets_in(
    hours: tuple[int, int], refusal: type[Exception], enrolment: Enrolment, with_rules: Callable[..., Quiz], threads: Threads
) -> None:
    opens, closes = ((timezone.now() + timedelta(hours=n)).isoformat(timespec="minutes") for n in hours)
    quiz = with_rules(opens_at=opens, closes_at=closes)
    assert kinds(threads.at_once(*[start(enrolment, quiz)] * TWENTY)) == {refusal.__name__: TWENTY}
    assert threads.look(open_and_all) == (0, 0)


def test_a_save_that_races_the_handing_in_is_scored_or_refused_and_never_lost_in_between(
    enrolment: Enrolment, quiz: Quiz, threads: Threads
) -> None:
    attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))
    by, slots = enrolment.person_id, attempt.sheet["slots"]

    def save(slot: dict[str, Any]) -> Callable[[], Any]:
        raw = right_answer(slot)
        client_id = f"c{slot['slot']}"
        return lambda: save_answer(attempt_id=attempt.pk, slot=slot["slot"], client_id=client_id, raw=raw, by=by)

    saves = [save(slot) for slot in slots]
    found = threads.at_once(*saves, lambda: submit_attempt(attempt_id=attempt.pk, by=by), *saves)
    assert set(kinds(found)) <= {"Saved", "NoneType", AttemptClosed.__name__}

    def seen() -> tuple[set[int], set[int], int, int]:
        kept = set(Step.objects.filter(attempt=attempt, state=StepState.SAVED).values_list("slot", flat=True))
        scored = set(SlotResult.objects.filter(attempt=attempt, fraction=1).values_list("slot", flat=True))
        outcomes = OutcomeRecord.objects.filter(key=f"attempt:{attempt.pk}").count()
        return kept, scored, outcomes, SlotResult.objects.filter(attempt=attempt).count()

    kept, scored, outcomes, results = threads.look(seen)
    acknowledged = {one.slot for one in found if kinds([one]) == {"Saved": 1}}
    assert acknowledged == kept == scored  # what the learner was told is kept is what was scored
    assert (outcomes, results) == (1, len(slots))


def test_two_checks_of_one_answer_at_once_cost_one_try(
    enrolment: Enrolment, with_rules: Callable[..., Quiz], threads: Threads
) -> None:
    quiz = with_rules(behaviour="retry", tries=2, penalty=0.5)
    attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))
    slot = slot_by_key(attempt, "q-single")
    by, rule = enrolment.person_id, behaviour("retry")

    def check(client_id: str, raw: dict[str, Any]) -> Callable[[], Any]:
        return lambda: check_answer(attempt_id=attempt.pk, slot=slot["slot"], client_id=client_id, raw=raw, by=by)

    def left() -> int:
        tries = tries_of(Step.objects.filter(attempt=attempt).order_by("number")).get(slot["slot"], [])
        return rule.tries_left(slot, attempt.sheet, tries)

    wrong = check("same", wrong_answer(slot))
    found = threads.at_once(wrong, wrong, *(check(f"tab-{n}", wrong_answer(slot)) for n in range(4)))
    assert kinds(found) == {"Saved": 6}  # the same answer, from however many tabs, is one try
    assert threads.look(left) == 1
    found = threads.at_once(*(check(f"right-{n}", right_answer(slot)) for n in range(4)))
    assert kinds(found) == {"Saved": 4}
    threads.look(lambda: submit_attempt(attempt_id=attempt.pk))
    result = threads.look(lambda: SlotResult.objects.get(attempt=attempt, slot=slot["slot"]))
    assert float(result.fraction) == 0.5


def test_sweepers_and_the_learner_hand_in_once_between_them(enrolment: Enrolment, quiz: Quiz, threads: Threads) -> None:
    attempt_id = start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk)
    due = timezone.now() - timedelta(minutes=5)
    Attempt.objects.filter(pk=attempt_id).update(due_at=due, started_at=due - timedelta(hours=1))
    found = threads.at_once(
        *[lambda: submit_overdue(attempt_id)] * 6, *[lambda: submit_attempt(attempt_id=attempt_id, by=enrolment.person_id)] * 6
    )
    assert kinds(found) == {"NoneType": 12}

    def seen() -> tuple[Any, int, int]:
        attempt = Attempt.objects.get(pk=attempt_id)
        finished = Step.objects.filter(attempt=attempt, state=StepState.FINISHED).count()
        return attempt.submitted_at, OutcomeRecord.objects.filter(key=f"attempt:{attempt_id}").count(), finished

    assert threads.look(seen) == (due, 1, 4)
