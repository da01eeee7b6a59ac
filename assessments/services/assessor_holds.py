"""Holding an assessor back: raised by figures, decided by a person. While it is open, what they scored is not released."""

from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.errors.assessors import HoldChoiceMissing, HoldDecided, HoldOwn, HoldReasonMissing
from assessments.holding import finding
from assessments.models import Allocation, AssessorHold, Score, Stage, Submission, SubmissionState
from assessments.models.conflicts import person_too_close
from assessments.selectors.assessor_evidence import seen_of
from lms.audit.api import record_event
from lms.institutions.api import programme_people
from lms.kernel.words import clean_text
from lms.messages.api import send_many

MAIL: Final = "assessor_hold"
LIFTED: Final = "lifted"
RESCORE: Final = "rescore"
CHOICES: Final = (LIFTED, RESCORE)
_OPEN: Final = (SubmissionState.SUBMITTED, SubmissionState.SCORED)
_CASE: Final = "case_key"


@transaction.atomic
def check_assessor(*, person_id: int, case_key: str) -> list[int]:
    """Hold this person back where the figures say so; the ids of new holds. Safe to repeat.

    Being harsh or lenient is a habit: the hold is on the case at hand and on every case in which they scored letters that are
    not released yet. After a decision only what is scored later counts.
    """
    found = finding(seen_of(person_id))
    if found is None:
        return []
    cases = {case_key, *unreleased(person_id).values_list(_CASE, flat=True).distinct()} - {""}
    made = []
    for case in sorted(cases):
        hold, new = AssessorHold.objects.get_or_create(
            person_id=person_id, case_key=case, decided_at=None, defaults={"because": found.body()}
        )
        if new:
            made.append(hold.pk)
            record_event(
                act="hold.raised", subject="hold", subject_id=hold.pk,
                after={"person": person_id, "case": case, **hold.because},
            )  # fmt: skip
    if made:
        _tell(person_id, made)
    return made


def _tell(person_id: int, holds: list[int]) -> None:
    deciders = [one for one in programme_people("decider") if one != person_id]
    send_many(kind=MAIL, speaks_of=f"hold:{holds[0]}", params_by_person={one: {"hold_id": holds[0]} for one in deciders})


def unreleased(person_id: int, case_key: str = "") -> QuerySet[Submission]:
    """Letters that this person has scored and whose result is not out."""
    scored = Score.objects.filter(allocation__assessor_id=person_id, allocation__submission__isnull=False)
    rows = Submission.objects.filter(state__in=_OPEN, pk__in=scored.values("allocation__submission"))
    return rows.filter(**{_CASE: case_key}) if case_key else rows


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did: letters that go to another assessor, and those that this person scored as the third, whose result
    stands."""

    again: tuple[int, ...] = ()
    stand: tuple[int, ...] = ()


@transaction.atomic
def decide_hold(*, hold_id: int, decision: str, why: str, by: int) -> Decided:
    """Decide about a hold: `lifted` (the scores stand) or `rescore` (what they scored and is not released is scored by a third
    person, whose score counts). Releases go on.

    Raises HoldChoiceMissing, HoldReasonMissing, HoldOwn (about oneself, or somebody one is too close to), HoldDecided.
    """
    why = " ".join(clean_text(why).split())[:600]
    if decision not in CHOICES:
        raise HoldChoiceMissing
    if not why:
        raise HoldReasonMissing
    facts = AssessorHold.objects.values_list("person_id", "case_key").get(pk=hold_id)
    letters = _locked(*facts) if decision == RESCORE else []
    hold = AssessorHold.objects.select_for_update().get(pk=hold_id)
    if AssessorHold.objects.filter(person_too_close(by), pk=hold_id).exists():
        raise HoldOwn
    if hold.decided_at is not None:
        raise HoldDecided
    done = _rescore(letters, hold, by)
    hold.decided_at, hold.decided_by_id, hold.decision, hold.why = timezone.now(), by, decision, why
    hold.save(update_fields=["decided_at", "decided_by", "decision", "why"])
    record_event(
        act="hold.decided", subject="hold", subject_id=hold.pk, actor=by, reason=why,
        before={"because": hold.because.get("code", "")},
        after={"decision": decision, "person": hold.person_id, "case": hold.case_key, "again": list(done.again)},
    )  # fmt: skip
    return done


def _locked(person_id: int, case_key: str) -> list[Submission]:
    rows = Submission.objects.select_related("enrolment").select_for_update(of=("enrolment", "self"))
    wanted = unreleased(person_id, case_key).values("pk")
    return list(rows.filter(pk__in=wanted, state__in=_OPEN).order_by("enrolment_id", "pk"))


def _rescore(letters: list[Submission], hold: AssessorHold, by: int) -> Decided:
    """Open the third stage of each; a letter with a result waits again. The engine settles it when the third has scored."""
    again, stand = [], []
    for letter in letters:
        third = Allocation.objects.filter(submission=letter, stage=Stage.THIRD).select_for_update().first()
        if third is not None and third.assessor_id == hold.person_id and third.done_at:
            stand.append(letter.pk)
            continue
        again.append(letter.pk)
        if third is not None:
            continue  # somebody else decides already
        _open_third(letter)
        record_event(
            act="submission.rescored", subject="submission", subject_id=letter.pk, actor=by,
            institution=letter.enrolment.institution_id, before={"state": letter.state}, after={"hold": hold.pk},
        )  # fmt: skip
        if letter.state == SubmissionState.SCORED:
            letter.state, letter.scored_at = SubmissionState.SUBMITTED, None
            letter.save(update_fields=["state", "scored_at"])
    return Decided(tuple(again), tuple(stand))


def _open_third(letter: Submission) -> None:
    """A third place for the letter; who looks again at it together with somebody stops: the third decides."""
    now = timezone.now()
    waits = Q(done_at=None) & ~Q(stage=Stage.THIRD)
    Allocation.objects.filter(waits, submission=letter, discussing=True).update(discussing=False, done_at=now)
    Allocation.objects.create(submission=letter, stage=Stage.THIRD, because=[{"code": "rescore"}])


def rescore_counts(hold: AssessorHold) -> Any:
    """What `rescore` would do: (letters that another person scores, letters whose result stands). Two queries."""
    letters = set(unreleased(hold.person_id, hold.case_key).values_list("pk", flat=True))
    thirds = Allocation.objects.filter(
        submission__in=letters, stage=Stage.THIRD, assessor_id=hold.person_id, done_at__isnull=False
    )
    stand = thirds.count()
    return len(letters) - stand, stand
