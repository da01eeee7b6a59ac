"""Many requests at the same moment on PostgreSQL: one attempt, one result, one score."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from assessments.errors import ScriptScored
from assessments.models import Attempt, CaseStudy, Quiz, Score, SlotResult, Step, Submission
from assessments.services.answers import save_answer
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.letters import open_letter
from assessments.services.scoring_letters import claim_letter, record_score
from courses.models import Enrolment, OutcomeRecord
from tests.assessments.conftest import right_answer, slot_by_key
from tests.conftest import House

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 8


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Call `work(n)` in threads that begin together; an exception is a result too."""
    barrier = Barrier(AT_ONCE)

    def run(n: int) -> Any:
        barrier.wait()
        try:
            return work(n)
        except Exception as raised:
            return raised
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_parallel_starts_open_one_attempt(enrolment: Enrolment, quiz: Quiz) -> None:
    found = at_once(lambda n: start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))
    assert set(found) == {Attempt.objects.get().pk}


def test_parallel_saves_of_one_answer_are_one_step_and_of_many_lose_none(attempt: Attempt) -> None:
    slot = slot_by_key(attempt, "q-single")
    by, raw = attempt.enrolment.person_id, right_answer(slot)
    at_once(lambda n: save_answer(attempt_id=attempt.pk, slot=slot["slot"], client_id="same", raw=raw, by=by))
    assert Step.objects.filter(attempt=attempt).count() == 1
    number = slot_by_key(attempt, "q-number")["slot"]
    found = at_once(lambda n: save_answer(attempt_id=attempt.pk, slot=number, client_id=f"n{n}", raw={"text": str(n)}, by=by))
    assert sorted(saved.number for saved in found) == list(range(1, AT_ONCE + 1))


def test_parallel_submits_give_one_result(attempt: Attempt) -> None:
    assert at_once(lambda n: submit_attempt(attempt_id=attempt.pk)) == [None] * AT_ONCE
    assert SlotResult.objects.filter(attempt=attempt).count() == 4
    assert OutcomeRecord.objects.filter(key=f"attempt:{attempt.pk}").count() == 1


def test_parallel_openings_of_a_letter_make_one_draft(enrolment: Enrolment, case: CaseStudy) -> None:
    found = at_once(lambda n: open_letter(enrolment_id=enrolment.pk, unit_id=case.pk))
    assert set(found) == {Submission.objects.get().pk}


def test_parallel_scores_are_one(handed_in: Submission, andes: House) -> None:
    one = claim_letter(submission_id=handed_in.pk, assessor_id=andes.assessor.pk)
    picks = {"r1": 2, "business": 2}
    found = at_once(
        lambda n: record_score(
            allocation_id=one, assessor_id=andes.assessor.pk, fence=1, picks=picks, comments={}, red_flags=[]
        )
    )
    assert sum(isinstance(one, ScriptScored) for one in found) == AT_ONCE - 1
    assert Score.objects.count() == 1
