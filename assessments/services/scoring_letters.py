"""Scoring a letter: take it on lease, give it back, score it. One assessor scores and the result is released at once."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import events, rubrics
from assessments.clock import LEASE
from assessments.errors import LeaseLost, ScoreIncomplete, ScriptScored, ScriptTaken
from assessments.models import Allocation, Rubric, Score, Submission, SubmissionState
from courses import api as courses
from courses.kinds import Outcome
from lms.audit.api import record_event
from lms.kernel.canonical import digest
from lms.messages.api import send

STAGE = "first"


@transaction.atomic
def claim_letter(*, submission_id: int, assessor_id: int) -> int:
    """Take a letter on lease for a few hours, or prolong one's own lease; returns the allocation's id.

    Raises ScriptTaken while another's lease runs, ScriptScored when it is no longer waiting.
    """
    letter = Submission.objects.select_for_update().get(pk=submission_id)
    if letter.state != SubmissionState.SUBMITTED:
        raise ScriptScored(ref=letter.ref)
    now = timezone.now()
    lease = Allocation.objects.select_for_update().filter(submission=letter, stage=STAGE).first()
    if lease is None:
        lease = Allocation.objects.create(submission=letter, assessor_id=assessor_id, stage=STAGE, lease_until=now + LEASE)
        _audit(letter, "submission.claimed", assessor_id, {"allocation": lease.pk})
        return lease.pk
    if lease.assessor_id != assessor_id:
        if lease.lease_until > now:
            raise ScriptTaken(ref=letter.ref)
        before = {"assessor": lease.assessor_id}
        lease.assessor_id, lease.fence = assessor_id, lease.fence + 1
        _audit(letter, "submission.claimed", assessor_id, {"allocation": lease.pk, "fence": lease.fence}, before=before)
    lease.lease_until = now + LEASE
    lease.save(update_fields=["assessor", "fence", "lease_until"])
    return lease.pk


@transaction.atomic
def release_lease(*, submission_id: int, assessor_id: int) -> None:
    """Put a letter back into the queue. Safe to repeat; another's lease is left alone."""
    letter = Submission.objects.select_for_update().get(pk=submission_id)
    ended = timezone.now() - timedelta(seconds=1)
    mine = Allocation.objects.filter(submission=letter, stage=STAGE, assessor_id=assessor_id, lease_until__gt=ended)
    if letter.state == SubmissionState.SUBMITTED and mine.update(lease_until=ended):
        _audit(letter, "submission.returned", assessor_id, {})


@transaction.atomic
def record_score(
    *,
    submission_id: int,
    assessor_id: int,
    fence: int,
    picks: Mapping[str, int],
    comments: Mapping[str, str],
    red_flags: Sequence[str],
) -> int:
    """Score a leased letter on its frozen rubric and release the result; returns the score's id. A second call: ScriptScored.

    One red flag means "not yet competent", whatever the sum. Raises LeaseLost when another has taken the letter since,
    ScoreIncomplete when a criterion has no level or a flag is unknown.
    """
    letter = (  # the enrolment's row is locked with the letter, and first: the order of locks of the whole house
        Submission.objects.select_related("enrolment", "unit_version")
        .select_for_update(of=("self", "enrolment"))
        .get(pk=submission_id)
    )
    if letter.state != SubmissionState.SUBMITTED:
        raise ScriptScored(ref=letter.ref)
    lease = Allocation.objects.select_for_update().get(submission=letter, stage=STAGE)
    if lease.assessor_id != assessor_id or lease.fence != fence:
        raise LeaseLost(ref=letter.ref)
    config = letter.unit_version.config
    body = config["rubric"]
    _refuse_incomplete(body, picks, red_flags)
    percent = rubrics.percent(body["criteria"], picks)
    passed = rubrics.passes(percent_=percent, red_flags=red_flags, pass_percent=Decimal(config["pass_percent"]))
    score = Score.objects.create(
        allocation=lease,
        number=1,
        rubric=Rubric.objects.get(content_hash=config["rubric"]["content_hash"]),
        picks=dict(picks),
        comments={key: text for key, text in comments.items() if text},
        percent=percent,
        red_flags=list(red_flags),
        passed=passed,
    )
    letter.state, letter.released_at = SubmissionState.RELEASED, score.at
    letter.save(update_fields=["state", "released_at"])
    _audit(
        letter, "submission.scored", assessor_id,
        {"score": score.pk, "percent": format(percent, "f"), "passed": passed, "red_flags": list(red_flags)},
    )  # fmt: skip
    _hand_on(letter, score)
    return score.pk


def _refuse_incomplete(body: Mapping[str, Any], picks: Mapping[str, int], red_flags: Sequence[str]) -> None:
    levels = {criterion["id"]: {level["n"] for level in criterion["levels"]} for criterion in body["criteria"]}
    lacking = [key for key, known in levels.items() if picks.get(key) not in known]
    if lacking or set(picks) - set(levels):
        raise ScoreIncomplete(what=_("each criterion needs one of its levels."))
    if set(red_flags) - {flag["id"] for flag in body["flags"]}:
        raise ScoreIncomplete(what=_("one of the red flags is not on this rubric."))


def _hand_on(letter: Submission, score: Score) -> None:
    """Tell courses, the advisor and whoever listens."""
    needed = letter.unit_version.config["pass_percent"]
    allowed = letter.unit_version.config["submissions_allowed"]
    spent = bool(allowed) and not score.passed and _handed_in(letter) >= allowed
    code = "case_passed" if score.passed else "case_red_flag" if score.red_flags else "case_failed"
    assert letter.submitted_at is not None
    courses.record_outcome(
        enrolment_id=letter.enrolment_id,
        unit_id=letter.unit_id,
        outcome=Outcome(
            key=f"score:{score.pk}",
            state="passed" if score.passed else "failed",
            earned_at=letter.submitted_at,
            unit_version_id=letter.unit_version_id,
            score=score.percent,
            code="case_none_left" if spent else code,
            params={"score": format(score.percent, "f"), "needed": needed},
            waits_on="" if score.passed else "facilitator" if spent else "learner",
            evidence=(
                digest(
                    {
                        "score": score.pk, "submission": letter.ref, "letter": letter.letter, "picks": score.picks,
                        "red_flags": score.red_flags, "percent": score.percent,
                        "rubric": letter.unit_version.config["rubric"]["content_hash"], "at": score.at,
                    }
                ),
            ),
        ),
    )  # fmt: skip
    send(
        person_id=letter.enrolment.person_id,
        kind="case_result",
        speaks_of=f"submission:{letter.pk}",
        params={"submission_id": letter.pk, "titles": letter.unit_version.titles},
    )
    events.scores_released.send(sender=None, submission_id=letter.pk)


def _handed_in(letter: Submission) -> int:
    mine = Submission.objects.filter(enrolment_id=letter.enrolment_id, unit_id=letter.unit_id)
    return mine.exclude(state__in=(SubmissionState.DRAFT, SubmissionState.WITHDRAWN)).count()


def _audit(letter: Submission, act: str, actor: int, after: dict[str, Any], *, before: dict[str, Any] | None = None) -> None:
    record_event(
        act=act,
        subject="submission",
        subject_id=letter.pk,
        actor=actor,
        institution=letter.enrolment.institution_id,
        before=before,
        after=after,
    )
