"""When a quiz can be sat: the person's allowance before the cohort's window before the quiz's, each end on its own."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from assessments.errors import AttemptTooSoon, AttemptWaits, NoAttemptsLeft, QuizNotOpenYet, QuizOver
from assessments.services.attempts import refuse_start
from assessments.windows import NOTHING_ALLOWED, Allowed, Ends, window_of

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def config(**more: Any) -> dict[str, Any]:
    return {"attempts_allowed": 0, "minutes_allowed": 0} | more


@pytest.mark.parametrize(("person", "cohort", "quiz"), list(product([0, 1], repeat=3)))
@pytest.mark.parametrize(("other_person", "other_cohort", "other_quiz"), list(product([0, 1], repeat=3)))
def test_each_end_is_the_persons_else_the_cohorts_else_the_quizs(
    person: int, cohort: int, quiz: int, other_person: int, other_cohort: int, other_quiz: int
) -> None:
    """All ways in which three may say an end, for both ends at once."""
    opens = {"person": NOON - 3 * HOUR, "cohort": NOON - 2 * HOUR, "quiz": NOON - HOUR}
    closes = {"person": NOON + 3 * HOUR, "cohort": NOON + 2 * HOUR, "quiz": NOON + HOUR}
    made = window_of(
        config(
            **({"opens_at": opens["quiz"].isoformat()} if quiz else {}),
            **({"closes_at": closes["quiz"].isoformat()} if other_quiz else {}),
        ),
        Ends(opens["cohort"] if cohort else None, closes["cohort"] if other_cohort else None),
        Allowed(0, 0, opens["person"] if person else None, closes["person"] if other_person else None),
    )
    first = "person" if person else "cohort" if cohort else "quiz" if quiz else ""
    last = "person" if other_person else "cohort" if other_cohort else "quiz" if other_quiz else ""
    assert (made.opens_at, made.closes_at) == (opens.get(first), closes.get(last))


@pytest.mark.parametrize(
    ("attempts", "extra", "found"), [(0, 0, 0), (0, 2, 0), (1, 0, 1), (1, 2, 3)]
)  # nothing can be added to no limit
def test_extra_attempts_and_minutes_are_added_to_a_limit_and_never_make_one(attempts: int, extra: int, found: int) -> None:
    made = window_of(config(attempts_allowed=attempts, minutes_allowed=attempts), allowed=Allowed(extra, extra))
    assert (made.attempts, made.minutes) == (found, found)


@pytest.mark.parametrize(
    ("minutes", "extra", "closes_in", "due_in"),
    [
        (0, 0, None, None),
        (30, 0, None, 30),
        (30, 15, None, 45),
        (0, 0, 20, 20),
        (30, 0, 20, 20),  # never after the window
        (30, 15, 40, 40),
        (30, 0, 60, 30),
    ],
)
def test_an_attempt_is_due_at_the_earlier_of_its_minutes_and_the_windows_end(
    minutes: int, extra: int, closes_in: int | None, due_in: int | None
) -> None:
    closes = NOON + timedelta(minutes=closes_in) if closes_in else None
    made = window_of(config(minutes_allowed=minutes), Ends(None, closes), Allowed(0, extra))
    assert made.due(NOON) == (NOON + timedelta(minutes=due_in) if due_in else None)


def test_what_is_left() -> None:
    limited, free = window_of(config(attempts_allowed=2)), window_of(config())
    assert [limited.left(taken) for taken in (0, 1, 2, 3)] == [2, 1, 0, 0]
    assert free.left(99) is None


def test_waiting_begins_when_an_attempt_was_handed_in() -> None:
    made = window_of(config(wait_minutes=90))
    assert made.next_start(NOON) == NOON + timedelta(minutes=90)
    assert made.next_start(None) is None
    assert window_of(config()).next_start(NOON) is None


def test_a_quiz_that_was_frozen_before_there_were_windows_is_always_open() -> None:
    made = window_of(config())
    assert (made.opens_at, made.closes_at, made.attempts, made.minutes, made.due(NOON)) == (None, None, 0, 0, None)
    assert Allowed() == NOTHING_ALLOWED


SECOND = timedelta(seconds=1)
SAT = [(1, "submitted", NOON - HOUR)]


@pytest.mark.parametrize(
    ("rules", "before", "now", "refusal"),
    [
        ({}, [], NOON, None),
        ({"opens_at": NOON.isoformat()}, [], NOON - SECOND, QuizNotOpenYet),
        ({"opens_at": NOON.isoformat()}, [], NOON, None),
        ({"closes_at": NOON.isoformat()}, [], NOON, None),
        ({"closes_at": NOON.isoformat()}, [], NOON + SECOND, QuizOver),
        ({"attempts_allowed": 1}, [], NOON, None),
        ({"attempts_allowed": 1}, SAT, NOON, NoAttemptsLeft),
        ({"attempts_allowed": 2}, SAT, NOON, None),
        ({"wait_minutes": 60}, SAT, NOON - SECOND, AttemptTooSoon),
        ({"wait_minutes": 60}, SAT, NOON, None),
        ({"wait_minutes": 60, "attempts_allowed": 1}, SAT, NOON - SECOND, NoAttemptsLeft),  # waiting would not help
        ({}, [(1, "waiting", NOON - HOUR)], NOON, AttemptWaits),
        ({}, [(1, "waiting", NOON - HOUR), (2, "submitted", NOON)], NOON, AttemptWaits),
    ],
)
def test_whether_another_attempt_may_start(rules: Any, before: Any, now: datetime, refusal: type[Exception] | None) -> None:
    window = window_of(config(**rules))
    if refusal is None:
        refuse_start(window, before, now)
        return
    with pytest.raises(refusal):
        refuse_start(window, before, now)
