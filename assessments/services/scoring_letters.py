"""Scoring a script: open its stages, take it on lease, keep what is typed, give it back, score it, settle what counts.

A script is a letter, or a reference script that is served as one (a seed): both are an `Allocation`, and go the same way.
Locks: enrolment, letter, allocation.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from assessments import rubrics, stages
from assessments.clock import DISCUSSION, LEASE
from assessments.errors import LeaseLost, QualifyFirst, ScoreIncomplete, ScriptScored, ScriptTaken, SubmissionNotFound
from assessments.models import Allocation, FinalScore, Rubric, Score, Stage, Submission, SubmissionState
from assessments.models.assessor_rows import is_qualified
from assessments.models.conflicts import seen_before, too_close
from assessments.selectors.holds import held_letters
from assessments.services.appeals import note_scored
from assessments.services.releasing import release_letter
from assessments.services.seeding import after_score
from courses import api as courses
from courses.kinds import Outcome
from lms.audit.api import record_event
from lms.messages.api import send

_ORDER: Final = {Stage.FIRST: 0, Stage.SECOND: 1, Stage.THIRD: 2, Stage.APPEAL: 3}
DISCUSSED: Final = "script_discussion"  # the message to both when they lie apart
MOST_DRAFT: Final = 60_000  # letters of what an assessor has typed so far


def open_stages(letter: Submission) -> None:
    """Open the stages of a letter that has just been handed in. The caller holds the letter."""
    rules = stages.rules_of(letter.config)
    _open(letter, stages.first_stages(rules, _drawn(letter.ref)))


def _drawn(ref: str) -> int:
    """A letter's number from 0 to 99 for the sample: always the same, and not to be computed from what is on a screen."""
    return int(salted_hmac("assessments.sample", ref, algorithm="sha256").hexdigest()[:8], 16) % 100


def _open(letter: Submission, found: Sequence[stages.Opened]) -> None:
    for one in found:
        because = [{"code": code} for code in one.because]
        Allocation.objects.get_or_create(submission=letter, stage=one.stage, defaults={"because": because})


@transaction.atomic
def claim_letter(*, submission_id: int, assessor_id: int) -> int:
    """Take a letter on lease for a few hours at the first stage that is free, or prolong one's own lease; returns the
    allocation's id.

    Raises ScriptTaken while others have all its open stages (or one has scored it already oneself), ScriptScored when it is
    not waiting for any score, SubmissionNotFound when one is too close to who wrote it.
    """
    letter = Submission.objects.select_for_update().get(pk=submission_id)
    _refuse_close(letter, assessor_id)
    rows = [one for one in Allocation.objects.select_for_update().filter(submission=letter) if _is_open(letter, one)]
    if not rows:
        raise ScriptScored(ref=letter.ref)
    mine = next((one for one in rows if one.assessor_id == assessor_id), None)
    if mine is None:
        if Allocation.objects.filter(submission=letter, assessor_id=assessor_id).exists():
            raise ScriptTaken(ref=letter.ref)
        seen = set(Allocation.objects.filter(seen_before(assessor_id), submission=letter).values_list("pk", flat=True))
        rows = [one for one in rows if one.pk not in seen]
        now = timezone.now()
        free = [one for one in rows if not one.discussing and (one.lease_until is None or one.lease_until <= now)]
        if not free:
            raise ScriptTaken(ref=letter.ref)
        mine = min(free, key=lambda one: _ORDER[Stage(one.stage)])
    _lease(mine, assessor_id, letter)
    return mine.pk


def _is_open(letter: Submission, one: Allocation) -> bool:
    if one.done_at is not None:
        return False
    wanted = SubmissionState.RELEASED if one.stage == Stage.APPEAL else SubmissionState.SUBMITTED
    return letter.state == wanted


@transaction.atomic
def claim_seed(*, allocation_id: int, assessor_id: int) -> None:
    """The same for a reference script that is served to this assessor. Raises ScriptScored."""
    one = Allocation.objects.select_for_update().get(pk=allocation_id, stage=Stage.SEED, assessor_id=assessor_id)
    if one.done_at is not None:
        raise ScriptScored(ref=one.seed_ref)
    _lease(one, assessor_id, None)


def _lease(one: Allocation, assessor_id: int, letter: Submission | None) -> None:
    if one.discussing and one.assessor_id == assessor_id:
        return  # theirs until the discussion ends
    taken, before = one.assessor_id != assessor_id, one.assessor_id
    if taken:
        if before is not None:
            one.fence += 1
        one.assessor_id, one.draft, one.taken_at = assessor_id, {}, timezone.now()
    one.lease_until = timezone.now() + LEASE
    one.save(update_fields=["assessor", "fence", "taken_at", "lease_until", "draft"])
    if taken and letter is not None:
        after = {"allocation": one.pk, "stage": one.stage, "fence": one.fence}
        _audit(letter, "submission.claimed", assessor_id, after, before={"assessor": before} if before else None)


@transaction.atomic
def release_lease(*, allocation_id: int, assessor_id: int) -> None:
    """Put a script back into the queue; what was typed is kept for who put it back. Safe to repeat; another's lease is left
    alone."""
    one = Allocation.objects.select_for_update(of=("self",)).select_related("submission").get(pk=allocation_id)
    now = timezone.now()
    held = one.lease_until is not None and one.lease_until > now
    if one.assessor_id != assessor_id or one.done_at or one.discussing or not held:
        return
    one.lease_until = now - timedelta(seconds=1)
    one.save(update_fields=["lease_until"])
    if one.submission:
        _audit(one.submission, "submission.returned", assessor_id, {"allocation": one.pk, "stage": one.stage})


def free_leases(*, assessor_id: int, case_key: str, by: int) -> int:
    """Give letters of a case that this person has taken and not scored back to all others; what was typed goes. How many. Those
    that two discuss run out by themselves. The caller holds no person."""
    rows = Allocation.objects.select_for_update(of=("self",)).select_related("submission__enrolment").order_by("pk")
    mine = rows.filter(
        assessor_id=assessor_id, done_at=None, discussing=False, submission__isnull=False,
        submission__case_key=case_key,
    )  # fmt: skip
    found = list(mine)
    for one in found:
        one.assessor_id, one.lease_until, one.draft, one.fence = None, None, {}, one.fence + 1
        one.save(update_fields=["assessor", "lease_until", "draft", "fence"])
        assert one.submission
        after = {"allocation": one.pk, "stage": one.stage}
        _audit(one.submission, "submission.returned", by, after, before={"assessor": assessor_id})
    return len(found)


@transaction.atomic
def keep_draft(*, allocation_id: int, assessor_id: int, fence: int, draft: Mapping[str, Any]) -> bool:
    """Keep what an assessor has typed so far and prolong the lease; False: it is too much to keep. Raises LeaseLost."""
    one = Allocation.objects.select_for_update().get(pk=allocation_id)
    _refuse_lost(one, assessor_id, fence)
    if len(str(draft)) > MOST_DRAFT:
        return False
    one.draft = dict(draft)
    if not one.discussing:
        one.lease_until = timezone.now() + LEASE
    one.save(update_fields=["draft", "lease_until"])
    return True


def _refuse_close(letter: Submission, assessor_id: int) -> None:
    if Submission.objects.filter(too_close(assessor_id), pk=letter.pk).exists():
        raise SubmissionNotFound


def _refuse_lost(one: Allocation, assessor_id: int, fence: int) -> None:
    if one.done_at is not None:
        raise ScriptScored(ref=_ref(one))
    if one.assessor_id != assessor_id or one.fence != fence:
        raise LeaseLost(ref=_ref(one))


def _ref(one: Allocation) -> str:
    return one.submission.ref if one.submission else one.seed_ref or ""


@transaction.atomic
def record_score(
    *,
    allocation_id: int,
    assessor_id: int,
    fence: int,
    picks: Mapping[str, int],
    comments: Mapping[str, str],
    red_flags: Sequence[str],
    anchors: Sequence[Mapping[str, Any]] = (),
) -> int:
    """Score a leased script on its frozen rubric; returns the score's id. What counts for the letter follows by its rules.

    One red flag means "not yet competent", whatever the sum. A second call: ScriptScored. Raises LeaseLost when another has
    taken the script since, SubmissionNotFound when one is too close to who wrote it, QualifyFirst when the right to score the
    case was taken back since, ScoreIncomplete when a criterion has no level or a flag is unknown.
    """
    letter_id = Allocation.objects.values_list("submission_id", flat=True).get(pk=allocation_id)
    letter = None
    if letter_id is not None:
        letter = _locked(letter_id)
    one = Allocation.objects.select_for_update(of=("self",)).select_related("reference").get(pk=allocation_id)
    if letter is not None and not _is_open(letter, one):
        raise ScriptScored(ref=letter.ref)
    _refuse_lost(one, assessor_id, fence)
    if letter is not None:
        _refuse_close(letter, assessor_id)
    config = letter.config if letter else _reference(one).config
    if not is_qualified(assessor_id, config, timezone.now() - LEASE):  # what lapsed while the script was on the desk
        raise QualifyFirst
    _refuse_incomplete(config["rubric"], picks, red_flags)
    percent = rubrics.percent(config["rubric"]["criteria"], picks, config["rubric"].get("rule", rubrics.RULES[0]))
    score = Score.objects.create(
        allocation=one,
        number=one.lms_scores.count() + 1,
        rubric=Rubric.objects.get(content_hash=config["rubric"]["content_hash"]),
        picks=dict(picks),
        comments={key: text for key, text in comments.items() if text},
        anchors=[dict(anchor) for anchor in anchors],
        percent=percent,
        red_flags=list(red_flags),
        passed=rubrics.passes(percent_=percent, red_flags=red_flags, pass_percent=Decimal(config["pass_percent"])),
    )
    one.done_at, one.draft = score.at, {}
    one.save(update_fields=["done_at", "draft"])
    if letter is None:
        after_score(assessor_id=assessor_id, case_key=config["case"]["key"])
        return score.pk
    said = {"score": score.pk, "stage": one.stage, "number": score.number, "percent": format(percent, "f")}
    _audit(letter, "submission.scored", assessor_id, said | {"passed": score.passed, "red_flags": list(red_flags)})
    if one.stage == Stage.APPEAL:
        note_scored(letter)
    else:
        _settle(letter, actor=assessor_id)
    after_score(assessor_id=assessor_id, case_key=config["case"]["key"])
    return score.pk


def _locked(letter_id: int) -> Submission:
    """The enrolment's row is locked with the letter, and first: the order of locks of the whole house."""
    rows = Submission.objects.select_related("enrolment", "unit_version").select_for_update(of=("enrolment", "self"))
    return rows.get(pk=letter_id)


def _reference(one: Allocation) -> Any:
    assert one.reference is not None
    return one.reference


def _refuse_incomplete(body: Mapping[str, Any], picks: Mapping[str, int], red_flags: Sequence[str]) -> None:
    levels = {criterion["id"]: {level["n"] for level in criterion["levels"]} for criterion in body["criteria"]}
    lacking = [key for key, known in levels.items() if picks.get(key) not in known]
    if lacking or set(picks) - set(levels):
        raise ScoreIncomplete(what=_("each criterion needs one of its levels."))
    if set(red_flags) - {flag["id"] for flag in body["flags"]}:
        raise ScoreIncomplete(what=_("one of the red flags is not on this rubric."))


def latest_scores(letter: Submission) -> dict[str, stages.Given]:
    """{stage: its latest score} of a letter, appeals left out."""
    rows = Score.objects.filter(allocation__submission=letter).exclude(allocation__stage=Stage.APPEAL)
    found = {}
    for score in rows.select_related("allocation").order_by("number"):
        found[score.allocation.stage] = stages.Given(score.pk, score.percent, frozenset(score.red_flags), score.number)
    return found


def _settle(letter: Submission, *, actor: int | None, over: bool = False) -> None:
    """Open what follows, or write the result. The caller holds the letter."""
    config = letter.config
    rules = stages.rules_of(config)
    opened = list(Allocation.objects.filter(submission=letter).values_list("stage", flat=True))
    found = stages.settle(
        rules, Decimal(config["pass_percent"]), latest_scores(letter), opened, late_percent=letter.late_percent, over=over
    )
    _open(letter, found.open)
    if found.discuss:
        _discuss(letter)
    elif found.open or found.final:
        Allocation.objects.filter(submission=letter, discussing=True).update(discussing=False, done_at=timezone.now())
    if found.final:
        _finish(letter, found.final, rules, actor)


def _discuss(letter: Submission) -> None:
    """Both look again: they keep the script until they have scored it again, or the discussion's time has ended."""
    rows = Allocation.objects.filter(submission=letter, stage__in=(Stage.FIRST, Stage.SECOND), discussing=False)
    both = list(rows.values_list("pk", "assessor_id"))
    rows.update(discussing=True, done_at=None, lease_until=timezone.now() + DISCUSSION)
    for pk, assessor_id in both:
        if assessor_id is not None:
            params = {"ref": letter.ref, "titles": letter.unit_version.titles}
            send(person_id=assessor_id, kind=DISCUSSED, speaks_of=f"allocation:{pk}", params=params)


def _finish(letter: Submission, final: stages.Result, rules: stages.Rules, actor: int | None) -> None:
    config = letter.config
    percent = max(Decimal(0), final.percent - letter.late_percent)
    passed = rubrics.passes(percent_=percent, red_flags=final.red_flags, pass_percent=Decimal(config["pass_percent"]))
    result = FinalScore.objects.create(
        submission=letter, number=letter.lms_final_scores.count() + 1, percent=percent, red_flags=list(final.red_flags),
        passed=passed, basis=final.basis, scores=list(final.scores),
    )  # fmt: skip
    letter.state, letter.scored_at = SubmissionState.SCORED, result.at
    letter.save(update_fields=["state", "scored_at"])
    _audit(letter, "submission.settled", actor, {"final": result.pk, "basis": final.basis, "percent": format(percent, "f")})
    if rules.release == "at_once" and not held_letters([letter.pk]):
        release_letter(letter, by=None)
        return
    courses.record_outcome(
        enrolment_id=letter.enrolment_id,
        unit_id=letter.unit_id,
        outcome=Outcome(
            key=f"submission:{letter.pk}:scored", state="waiting", earned_at=letter.submitted_at or result.at,
            unit_version_id=letter.unit_version_id, code="case_scored", params={"number": letter.number},
            waits_on="decider" if letter.unit_version.config.get("certifying") else "coordinator",  # who may release it
        ),
    )  # fmt: skip


def end_discussions() -> int:
    """Give letters whose discussion ran out to a third assessor; returns how many. For the sweep; safe to repeat."""
    late = Allocation.objects.filter(discussing=True, done_at=None, lease_until__lte=timezone.now())
    found = sorted(set(late.filter(~Q(submission=None)).values_list("submission_id", flat=True)[:200]), key=lambda pk: pk or 0)
    for letter_id in found:
        with transaction.atomic():
            letter = _locked(letter_id or 0)
            if letter.state == SubmissionState.SUBMITTED:
                _settle(letter, actor=None, over=True)
    return len(found)


def _audit(
    letter: Submission, act: str, actor: int | None, after: dict[str, Any], *, before: dict[str, Any] | None = None
) -> None:
    record_event(
        act=act,
        subject="submission",
        subject_id=letter.pk,
        actor=actor,
        institution=letter.enrolment.institution_id,
        before=before,
        after=after,
    )
