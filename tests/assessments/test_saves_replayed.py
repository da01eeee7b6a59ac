"""Answers that come late, doubled or in another order end as they were given: an offline queue's worst days."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Attempt, Step
from assessments.selectors.attempts import last_steps
from assessments.services.answers import Given, Saved, save_answer
from tests.assessments.conftest import slot_by_key

MOST = 5
ANSWERS = st.lists(st.tuples(st.sampled_from(["q-number", "q-single"]), st.integers(0, 3)), min_size=1, max_size=MOST)
FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Undo(Exception):
    """Ends an example: nothing of it stays."""


class Browser:
    """A page that was opened before anything was answered, and what its learner gave on it, in order: each answer takes the
    place of the earlier ones to its question."""

    def __init__(self, attempt: Attempt, given_: Sequence[tuple[str, int]]) -> None:
        self.attempt, begun = attempt, timezone.now() - timedelta(minutes=5)
        self.sent = []
        earlier: dict[int, frozenset[str]] = {}
        for n, (key, value) in enumerate(given_):
            slot = slot_by_key(attempt, key)
            number, client_id = slot["slot"], f"answer-{n}"
            raw: dict[str, Any] = {"text": str(value)} if key == "q-number" else {
                "chosen": [slot["options"][value]["id"]] if value < 3 else []
            }  # fmt: skip
            before = earlier.get(number, frozenset())
            self.sent.append((number, client_id, raw, Given(0, begun + timedelta(seconds=n), before)))
            earlier[number] = before | {client_id}

    def send(self, n: int) -> Saved:
        slot, client_id, raw, where = self.sent[n]
        by = self.attempt.enrolment.person_id
        return save_answer(attempt_id=self.attempt.pk, slot=slot, client_id=client_id, raw=raw, by=by, given=where)

    def end(self, order: Sequence[int]) -> dict[int, Any]:
        """What stands when the answers came in this order."""
        found: dict[int, Any] = {}
        try:
            with transaction.atomic():
                for n in order:
                    self.send(n)
                ids = list(Step.objects.filter(attempt=self.attempt).values_list("client_id", flat=True))
                assert len(ids) == len(set(ids))
                found = {slot: step.response for slot, step in last_steps(self.attempt.pk).items() if step.response}
                raise Undo
        except Undo:
            return found


@FEW
@given(ANSWERS, st.data())
def test_in_any_order_and_however_often_the_answers_end_as_they_were_given(
    attempt: Attempt, given_: list[tuple[str, int]], data: st.DataObject
) -> None:
    browser = Browser(attempt, given_)
    once = list(range(len(given_)))
    again = data.draw(st.lists(st.sampled_from(once), max_size=MOST))
    order = data.draw(st.permutations(once + again))
    assert browser.end(order) == browser.end(once)


@FEW
@given(ANSWERS)
def test_the_whole_queue_sent_again_changes_nothing_and_writes_nothing(attempt: Attempt, given_: list[tuple[str, int]]) -> None:
    browser = Browser(attempt, given_)
    once = list(range(len(given_)))
    assert browser.end(once + once) == browser.end(once)


def test_an_answer_changed_there_and_back_stands_also_when_the_change_comes_last(attempt: Attempt) -> None:
    browser = Browser(attempt, [("q-number", 0), ("q-number", 1), ("q-number", 0)])
    assert browser.end([0, 2, 1]) == browser.end([0, 1, 2]) != {}


def test_an_old_answer_that_comes_after_a_newer_one_is_told_so(attempt: Attempt) -> None:
    browser = Browser(attempt, [("q-number", 1), ("q-number", 2)])
    assert not browser.send(1).newer
    late = browser.send(0)
    assert late.newer
    assert browser.send(0).newer
    assert [step.response["text"] for step in last_steps(attempt.pk).values()] == ["2"]
