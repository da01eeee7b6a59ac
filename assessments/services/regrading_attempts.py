"""One attempt scored again under its locks: the step, the result, the sum, the outcome, the word to its writer. Once."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessments import scoring, sheets
from assessments.behaviours import Settled
from assessments.models import Attempt, AttemptState, Regrade, RegradeLine, SlotResult, Step, StepState
from assessments.models.regrade_rows import unit_standing
from assessments.passing import Sat as HandedIn
from assessments.passing import standing
from assessments.regrading import AWAY, SAME, Verdict, judge
from assessments.selectors.attempts import ANSWERS, tries_of
from assessments.selectors.regrading import HANDED_IN, Sat, Sheet, over, sheets_of
from assessments.services.attempts import outcome_of, sittings_handed_in
from courses import api as courses
from courses.kinds import Outcome
from lms.kernel.canonical import digest
from lms.messages.api import send

MESSAGE: Final = "quiz_regraded"
State = RegradeLine.State


def line_of(regrade: Regrade, result: Sat, verdict: Verdict, sheet: Sheet) -> RegradeLine:
    """What the new key does to one result, not saved yet: WAITING for the act, or LEFT with why."""
    line = RegradeLine(regrade=regrade, attempt_id=result.attempt_id, slot=result.slot)
    _fill(line, result.before, verdict, sheet, now=result.attempt_fraction)
    return line


def _fill(line: RegradeLine, before: Settled, verdict: Verdict, sheet: Sheet, *, now: Decimal | None) -> None:
    """Write a verdict into a line. `now`: the attempt's fraction; None while a part of it waits for a person.

    `before` and `after` are fractions, what the answer shows; the attempt's sum takes what the behaviour lets count.
    """
    line.before = before.fraction or Decimal(0)
    line.attempt_before = sheet.total({}) if now is None else now
    line.passed_before = now is not None and sheet.passes(now)
    line.why = verdict.why
    line.state = State.LEFT if verdict.why else State.WAITING
    line.after = line.attempt_after = line.passed_after = None
    if verdict.after is not None:
        line.after = verdict.after.fraction
        line.attempt_after = sheet.total({line.slot: verdict.after.counts or Decimal(0)})
        line.passed_after = now is not None and sheet.passes(line.attempt_after)


@transaction.atomic
def apply_line(*, line_id: int, regrade: Regrade, question_id: int) -> str:
    """Do what one line says, or leave it with why; returns its state. A second call finds it done.

    The answer is settled once more under the locks: what was scored, annulled or handed in meanwhile is seen. Enrolment and
    attempt are locked first, in the order of the whole house; an enrolment that was closed since is no hindrance.
    """
    attempt_id = RegradeLine.objects.values_list("attempt_id", flat=True).get(pk=line_id)
    attempt = (
        Attempt.objects.select_related("enrolment", "unit_version")
        .select_for_update(of=("enrolment", "self"))
        .get(pk=attempt_id)
    )
    line = RegradeLine.objects.select_for_update().get(pk=line_id)
    if line.state != State.WAITING:
        return line.state
    result = SlotResult.objects.filter(attempt=attempt, slot=line.slot).first()
    if result is None or attempt.state not in HANDED_IN:
        line.state, line.why = State.LEFT, AWAY
    else:
        _score_again(attempt, line, result, regrade, question_id)
    line.save()
    return line.state


def _score_again(attempt: Attempt, line: RegradeLine, result: SlotResult, regrade: Regrade, question_id: int) -> None:
    before = Settled(result.fraction, result.earned)
    place: Any = sheets.slot_of(attempt.sheet, line.slot)
    steps = Step.objects.filter(attempt=attempt, slot=line.slot, state__in=ANSWERS).order_by("number")
    tries = tries_of(steps).get(line.slot, [])
    key = over(regrade, place, attempt.sheet["country"])
    verdict = judge(key, rules=attempt.sheet, tries=tries, before=before, raise_only=regrade.raise_only)
    if verdict.moot:
        line.state, line.why = State.LEFT, SAME
        return
    _fill(line, before, verdict, sheets_of([attempt.pk])[attempt.pk], now=attempt.fraction)
    if line.state == State.LEFT or verdict.after is None:
        return
    line.state = State.APPLIED
    _write_step(attempt, line, regrade, verdict.after)
    result.fraction, result.earned = verdict.after.fraction or Decimal(0), verdict.after.earned
    result.question_id, result.key_version = question_id, regrade.keys[attempt.sheet["country"]]["key_version"]
    result.regrade = regrade
    result.save(update_fields=["fraction", "earned", "question", "key_version", "regrade"])
    if attempt.state == AttemptState.SUBMITTED:
        before_all = sittings_handed_in(attempt)
        attempt.fraction = line.attempt_after
        attempt.save(update_fields=["fraction"])
        _tell_courses(attempt, regrade, before_all, line)
        _tell_writer(attempt, line, regrade)


def _write_step(attempt: Attempt, line: RegradeLine, regrade: Regrade, after: Settled) -> None:
    last = Step.objects.filter(attempt=attempt, slot=line.slot).aggregate(last=Max("number"))["last"]
    Step.objects.create(
        attempt=attempt, slot=line.slot, number=(last or 0) + 1, client_id=f"regrade:{regrade.pk}:{line.slot}",
        by_id=regrade.applied_by_id, at=timezone.now(), state=StepState.REGRADED, fraction=after.counts,
    )  # fmt: skip


def _tell_courses(attempt: Attempt, regrade: Regrade, before: Sequence[HandedIn], line: RegradeLine) -> None:
    """Where the learner stands by the quiz's rule over all attempts: a rise is recorded, a fall is revised with its reason.

    A fall is nobody's business when the learner's standing rests on something else (prior learning, another enrolment).
    """
    rule, needed = attempt.sheet.get("counts", ""), Decimal(str(attempt.sheet["pass_percent"]))
    was, now = standing(rule, before), standing(rule, sittings_handed_in(attempt))
    if was == now:
        return
    said = {"attempt": attempt.pk, "regrade": regrade.pk, "slot": line.slot, "fraction": attempt.fraction}
    last = outcome_of(attempt, key=f"attempt:{attempt.pk}:regrade:{regrade.pk}", evidence=(digest(said),))
    outcome = _stood(last, now, needed)
    where = {"enrolment_id": attempt.enrolment_id, "unit_id": attempt.unit_id}
    state, score = unit_standing(**where)
    if (now[0], now[1] or 0) > (was[0], was[1] or 0):
        if state != "waiting" or outcome.state == "passed":  # a later attempt that waits says more than an older failure
            courses.record_outcome(**where, outcome=outcome)
    elif (state, score) == ("passed" if was[0] else "failed", was[1]):
        courses.revise_outcome(**where, outcome=outcome, why=regrade.reason[:240], by=regrade.applied_by_id)


def _stood(last: Outcome, now: tuple[bool, Decimal | None], needed: Decimal) -> Outcome:
    """The outcome of where a learner stands: an attempt that is a pass by the mended key stays one, whatever came after."""
    passed, score = now
    if not passed or score is None:
        return last
    params = {**last.params, "score": format(score, "f"), "needed": format(needed, "f")}
    return replace(last, state="passed", score=score, code="quiz_passed", params=params, waits_on="")


def _tell_writer(attempt: Attempt, line: RegradeLine, regrade: Regrade) -> None:
    """The old and the new score and why, once; nothing when the percentage reads the same."""
    was, now = (scoring.as_percent(one or Decimal(0)) for one in (line.attempt_before, line.attempt_after))
    if was == now:
        return
    send(
        person_id=attempt.enrolment.person_id, kind=MESSAGE, speaks_of=f"regrade:{regrade.pk}:attempt:{attempt.pk}",
        params={
            "attempt_id": attempt.pk, "regrade_id": regrade.pk, "slot": line.slot, "titles": attempt.unit_version.titles,
            "before": format(was, "f"), "after": format(now, "f"), "passed_before": line.passed_before,
            "passed_after": bool(line.passed_after),
        },
    )  # fmt: skip
