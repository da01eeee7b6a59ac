"""Scoring the written answers of an attempt by hand. The attempt is final with the last of them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessments.behaviours import Settled
from assessments.errors import AnswerScored, AnswerUnscored
from assessments.models import Attempt, AttemptState, SlotResult, Step
from assessments.selectors.attempts import last_steps, waiting_slots
from assessments.services.attempts import finish, slot_result
from assessments.services.exam_holding import refuse_while_held
from lms.audit.api import record_event
from lms.messages.api import send


@dataclass(frozen=True, slots=True)
class HandScore:
    """What a person gives one answer: a fraction 0 … 1, and words to its writer."""

    fraction: Decimal
    comment: str = ""


@transaction.atomic
def score_answers(*, attempt_id: int, scores: Mapping[int, HandScore], by: int) -> None:
    """Score every answer of an attempt that waits for a person, by slot; tells its writer. A second call: AnswerScored.

    Each score is a step of the attempt's history. Raises AnswerUnscored unless exactly the waiting slots are scored, 0 … 1, and
    AnswersHeld while an incident of its sitting is open.
    """
    attempt = (  # the enrolment's row is locked with the attempt, and first: the order of locks of the whole house
        Attempt.objects.select_related("enrolment", "unit_version")
        .select_for_update(of=("enrolment", "self"))
        .get(pk=attempt_id)
    )
    if attempt.state != AttemptState.WAITING:
        raise AnswerScored
    refuse_while_held(attempt)
    waiting = {slot["slot"]: slot for slot in waiting_slots(attempt)}
    if set(scores) != set(waiting) or any(not 0 <= one.fraction <= 1 for one in scores.values()):
        raise AnswerUnscored
    answers = {slot: step.response for slot, step in last_steps(attempt.pk).items()}
    for number, score in scores.items():
        last = Step.objects.filter(attempt=attempt, slot=number).aggregate(last=Max("number"))["last"]
        Step.objects.create(
            attempt=attempt, slot=number, number=(last or 0) + 1, client_id=f"scored:{uuid.uuid4()}", by_id=by,
            at=timezone.now(), state="scored", response={"comment": score.comment} if score.comment else {},
            fraction=score.fraction,
        )  # fmt: skip
        slot_result(attempt, waiting[number], answers.get(number, {}), Settled(score.fraction)).save()
    rows = SlotResult.objects.filter(attempt=attempt).values_list("slot", "fraction", "earned")
    counted = {slot: Settled(fraction, earned).counts or Decimal(0) for slot, fraction, earned in rows}
    finish(attempt, answers=answers, counted=counted)
    record_event(
        act="attempt.scored",
        subject="attempt",
        subject_id=attempt.pk,
        actor=by,
        institution=attempt.enrolment.institution_id,
        after={"slots": sorted(scores), "fraction": format(attempt.fraction or Decimal(0), "f")},
    )
    send(
        person_id=attempt.enrolment.person_id,
        kind="quiz_result",
        speaks_of=f"attempt:{attempt.pk}",
        params={"attempt_id": attempt.pk, "titles": attempt.unit_version.titles},
    )
