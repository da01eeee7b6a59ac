"""Appeals: opened and withdrawn by a writer; taken up, refused and decided by a decider. Locks: enrolment, letter, appeal."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessments import appealing, rubrics
from assessments.appealing import Reached
from assessments.clock import say_when
from assessments.errors.releases import (
    AppealAnswer,
    AppealBegun,
    AppealHeld,
    AppealLate,
    AppealNotBetter,
    AppealOldLetter,
    AppealOnce,
    AppealOpen,
    AppealOwnHand,
    AppealReason,
    AppealSettled,
    AppealTooEarly,
    AppealWaits,
)
from assessments.models import (
    Allocation,
    Appeal,
    AppealState,
    Basis,
    FinalScore,
    Score,
    Stage,
    Submission,
    SubmissionState,
)
from assessments.models.conflicts import too_close
from assessments.selectors.appeals import due_of
from assessments.selectors.holds import is_held
from assessments.selectors.reviews import had_letter
from assessments.services.releasing import outcome_of
from courses import api as courses
from courses.kinds import Outcome
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel import reviewing
from lms.kernel.words import clean_text
from lms.messages.api import send

RECEIVED: Final = "case_appeal_received"
TO_DECIDE: Final = "case_appeal_to_decide"
DECIDED: Final = "case_appeal_decided"
_COUNTED: Final = (SubmissionState.SUBMITTED, SubmissionState.SCORED, SubmissionState.RELEASED)


@transaction.atomic
def open_appeal(*, submission_id: int, reason: str) -> int:
    """Appeal against a released result; returns the appeal's id. The same again while it is open does nothing.

    Raises AppealReason, AppealTooEarly, AppealLate, AppealOnce, AppealOldLetter.
    """
    reason = clean_text(reason).strip()
    if not appealing.LEAST <= len(reason) <= appealing.MOST:
        raise AppealReason(least=appealing.LEAST, most=appealing.MOST)
    letter = _locked(submission_id)
    if letter.state != SubmissionState.RELEASED or letter.released_at is None:
        raise AppealTooEarly
    known = Appeal.objects.filter(submission=letter).first()
    if known is not None:
        if known.state == AppealState.OPEN and known.reason == reason:
            return known.pk
        raise AppealOnce
    if timezone.now() > appealing.ends_at(letter.released_at):
        raise AppealLate(when=say_when(appealing.ends_at(letter.released_at)), days=appealing.TIME.days)
    if _later(letter).exists():
        raise AppealOldLetter
    clock = reviewing.clock(courses.today_in(letter.enrolment.country), letter.enrolment.country)
    made = Appeal.objects.create(submission=letter, reason=reason, acknowledge_by=clock.acknowledge_by, due_on=clock.decide_by)
    _audit(letter, "appeal.opened", letter.enrolment.person_id, made, after={"final": _last(letter).pk})
    _tell(letter, Outcome(
        key=f"appeal:{made.pk}:open", state="waiting", earned_at=letter.submitted_at or made.at,
        unit_version_id=letter.unit_version_id, code="case_appealed", params={"number": letter.number}, waits_on="assessor",
    ))  # fmt: skip
    _mail(letter, made, RECEIVED, [letter.enrolment.person_id])
    _mail(letter, made, TO_DECIDE, institutions.programme_people("decider"), stage="open")
    return made.pk


def _later(letter: Submission) -> Any:
    rows = Submission.objects.filter(enrolment_id=letter.enrolment_id, unit_id=letter.unit_id, number__gt=letter.number)
    return rows.filter(state__in=_COUNTED)


@transaction.atomic
def withdraw_appeal(*, submission_id: int) -> None:
    """The writer takes the appeal back: the result stands. A second call does nothing. Raises AppealSettled, AppealBegun."""
    letter = _locked(submission_id)
    appeal = Appeal.objects.select_for_update().get(submission=letter)
    if appeal.state == AppealState.WITHDRAWN:
        return
    _refuse_not(appeal, AppealState.OPEN, AppealState.SCORING)
    _take_stage_back(letter)
    _close(letter, appeal, AppealState.WITHDRAWN, by=letter.enrolment.person_id, act="appeal.withdrawn")


@transaction.atomic
def acknowledge_appeal(*, appeal_id: int, by: int) -> None:
    """A decider says that it has arrived and until when it is decided; who appealed is told. A second call does nothing.

    Raises AppealSettled, AppealOwnHand.
    """
    letter, appeal = _both(appeal_id, by)
    if appeal.state not in appealing.OPEN:
        raise AppealSettled
    if _acknowledge(appeal, by):
        _audit(letter, "appeal.acknowledged", by, appeal, after={"state": appeal.state})
        send(
            person_id=letter.enrolment.person_id, kind=courses.REVIEW_STATE, speaks_of=f"appeal:{appeal.pk}:acknowledged",
            params={
                "stage": "acknowledged", "due": (appeal.due_on or due_of(appeal)[1]).isoformat(),
                "path": reverse("lms:assessments:appeal-form", args=[letter.pk]),
            },
        )  # fmt: skip


def _acknowledge(appeal: Appeal, by: int) -> bool:
    """Whether it is acknowledged now: any act of who decides says that it has arrived."""
    if appeal.acknowledged_at is not None:
        return False
    appeal.acknowledged_at, appeal.acknowledged_by_id = timezone.now(), by
    appeal.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return True


@transaction.atomic
def accept_appeal(*, appeal_id: int, by: int) -> None:
    """Have the letter scored again by somebody who has not seen it. A second call does nothing. Raises AppealSettled,
    AppealOwnHand."""
    letter, appeal = _both(appeal_id, by)
    if appeal.state == AppealState.SCORING:
        return
    _refuse_not(appeal, AppealState.OPEN)
    _acknowledge(appeal, by)
    appeal.state = AppealState.SCORING
    appeal.save(update_fields=["state"])
    stage, _made = Allocation.objects.get_or_create(submission=letter, stage=Stage.APPEAL)
    _audit(letter, "appeal.accepted", by, appeal, before={"state": AppealState.OPEN}, after={"allocation": stage.pk})


@transaction.atomic
def refuse_appeal(*, appeal_id: int, by: int, answer: str) -> None:
    """Not to be scored again, with a sentence for who appealed: the result stands. Also where nobody takes the letter up.

    Raises AppealAnswer, AppealSettled, AppealBegun, AppealOwnHand.
    """
    answer = _checked(answer)
    letter, appeal = _both(appeal_id, by)
    _refuse_not(appeal, AppealState.OPEN, AppealState.SCORING)
    _take_stage_back(letter)
    _close(letter, appeal, AppealState.REFUSED, by=by, act="appeal.refused", answer=answer)


@transaction.atomic
def decide_appeal(*, appeal_id: int, by: int, changed: bool, answer: str) -> None:
    """Say that the result stands, or that the second one counts: only where it is better for who appealed. With a sentence.

    Both scores stay. Raises AppealAnswer, AppealWaits, AppealSettled, AppealNotBetter, AppealOwnHand, and AppealHeld while
    whoever gave the second score is held back on the case.
    """
    answer = _checked(answer)
    letter, appeal = _both(appeal_id, by)
    if appeal.state in (AppealState.OPEN, AppealState.SCORING):
        raise AppealWaits
    _refuse_not(appeal, AppealState.SCORED)
    score = second_score(letter)
    if is_held(score.allocation.assessor_id or 0, letter.config["case"]["key"]):
        raise AppealHeld
    if not changed:
        _close(letter, appeal, AppealState.STANDS, by=by, act="appeal.decided", answer=answer)
        return
    first = _last(letter)
    reached = counted(letter, score)
    if not appealing.is_better(reached_of(first), reached):
        raise AppealNotBetter
    FinalScore.objects.create(
        submission=letter, number=first.number + 1, percent=reached.percent, red_flags=sorted(reached.red_flags),
        passed=reached.passed, basis=Basis.APPEAL, scores=[score.pk, *first.scores], by_id=by, why=answer,
    )  # fmt: skip
    _close(letter, appeal, AppealState.CHANGED, by=by, act="appeal.decided", answer=answer, first=first)


def second_score(letter: Submission) -> Score:
    """The latest score of the appeal's stage."""
    rows = Score.objects.filter(allocation__submission=letter, allocation__stage=Stage.APPEAL).select_related("allocation")
    found: Score | None = rows.order_by("number").last()
    assert found is not None
    return found


def counted(letter: Submission, score: Score) -> Reached:
    """What a score comes to for a letter, after what being late costs. `letter` brings its unit version."""
    percent = max(Decimal(0), score.percent - letter.late_percent)
    needed = Decimal(letter.config["pass_percent"])
    passed = rubrics.passes(percent_=percent, red_flags=score.red_flags, pass_percent=needed)
    return Reached(percent, frozenset(score.red_flags), passed)


def reached_of(final: FinalScore) -> Reached:
    """A result as the rules want it."""
    return Reached(final.percent, frozenset(final.red_flags), final.passed)


def note_scored(letter: Submission) -> None:
    """The letter of an appeal was scored again: it waits for the decision. The caller holds the letter."""
    appeal = Appeal.objects.select_for_update().get(submission=letter)
    appeal.state = AppealState.SCORED
    appeal.save(update_fields=["state"])
    _mail(letter, appeal, TO_DECIDE, institutions.programme_people("decider"), stage="scored")


def refuse_while_appealed(letter: Submission) -> None:
    """No other letter of the case is handed in before an appeal is decided. Raises AppealOpen."""
    mine = Appeal.objects.filter(submission__enrolment_id=letter.enrolment_id, submission__unit_id=letter.unit_id)
    if mine.filter(state__in=appealing.OPEN).exists():
        raise AppealOpen


def _locked(letter_id: int) -> Submission:
    rows = Submission.objects.select_related("enrolment", "unit_version").select_for_update(of=("enrolment", "self"))
    return rows.get(pk=letter_id)


def _both(appeal_id: int, by: int) -> tuple[Submission, Appeal]:
    """The letter and its appeal, held; not for who wrote it, scored it, has or once had it to score, or is too close to its
    writer. Raises AppealOwnHand."""
    letter = _locked(Appeal.objects.values_list("submission_id", flat=True).get(pk=appeal_id))
    near = Submission.objects.filter(too_close(by), pk=letter.pk).exists()
    if near or had_letter(letter.pk, by):
        raise AppealOwnHand
    return letter, Appeal.objects.select_for_update().get(pk=appeal_id)


def _refuse_not(appeal: Appeal, *states: str) -> None:
    if appeal.state not in states:
        raise AppealBegun if appeal.state == AppealState.SCORED else AppealSettled


def _checked(answer: str) -> str:
    answer = clean_text(answer).strip()
    if not answer or len(answer) > appealing.MOST_ANSWER:
        raise AppealAnswer
    return answer


def _take_stage_back(letter: Submission) -> None:
    """Nobody is to score again: the stage goes, unless somebody is at it. The trail of who held it stays in the audit."""
    stage = Allocation.objects.select_for_update().filter(submission=letter, stage=Stage.APPEAL)
    if stage.filter(Q(lease_until__gt=timezone.now()) | Q(done_at__isnull=False)).exists():
        raise AppealBegun
    stage.delete()


def _last(letter: Submission) -> FinalScore:
    found: FinalScore | None = FinalScore.objects.filter(submission=letter).order_by("number").last()
    assert found is not None
    return found


def _close(
    letter: Submission,
    appeal: Appeal,
    state: AppealState,
    *,
    by: int,
    act: str,
    answer: str = "",
    first: FinalScore | None = None,
) -> None:
    """Write the end of an appeal, and where its writer stands now: by the last result, as before or as changed from `first`."""
    if state != AppealState.WITHDRAWN:
        _acknowledge(appeal, by)
    before, last = appeal.state, _last(letter)
    appeal.state, appeal.answer, appeal.decided_at = state, answer, timezone.now()
    appeal.decided_by_id = None if state == AppealState.WITHDRAWN else by
    appeal.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    _audit(letter, act, by, appeal, before={"state": before, **_said(last if first is None else first)}, after={
        "state": state, **_said(last),
    }, why=answer)  # fmt: skip
    outcome = outcome_of(letter, last)
    _tell(letter, outcome if state == AppealState.CHANGED else replace(outcome, key=f"appeal:{appeal.pk}:{state}"))
    if state != AppealState.WITHDRAWN:
        _mail(letter, appeal, DECIDED, [letter.enrolment.person_id])


def _said(final: FinalScore) -> dict[str, Any]:
    return {"final": final.pk, "percent": format(final.percent, "f"), "passed": final.passed}


def _tell(letter: Submission, outcome: Outcome) -> None:
    """A pass is never taken back here, so a record is enough: it only rises."""
    courses.record_outcome(enrolment_id=letter.enrolment_id, unit_id=letter.unit_id, outcome=outcome)


def _mail(letter: Submission, appeal: Appeal, kind: str, people: list[int], *, stage: str = "") -> None:
    about = f"appeal:{appeal.pk}:{stage}" if stage else f"appeal:{appeal.pk}"
    params = {"submission_id": letter.pk, "appeal_id": appeal.pk, "titles": letter.unit_version.titles, "stage": stage}
    for person in people:
        if person != letter.enrolment.person_id or kind != TO_DECIDE:
            send(person_id=person, kind=kind, speaks_of=about, params=params)


def _audit(
    letter: Submission,
    act: str,
    actor: int,
    appeal: Appeal,
    *,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
    why: str = "",
) -> None:
    record_event(
        act=act, subject="appeal", subject_id=appeal.pk, actor=actor, institution=letter.enrolment.institution_id,
        before=before, after={"submission": letter.pk, **after}, detail={"why": why} if why else None,
    )  # fmt: skip
