"""Releasing results: courses hears of them, the writer is told. A person releases several letters together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assessments import events
from assessments.models import FinalScore, Score, Submission, SubmissionState
from assessments.selectors.holds import held_letters
from assessments.selectors.releases import releasable
from courses import api as courses
from courses.kinds import Outcome
from lms.audit.api import record_event
from lms.institutions.api import scope
from lms.kernel.canonical import digest
from lms.messages.api import send


@dataclass(frozen=True, slots=True)
class Released:
    """What a release did: ids of letters now out, of those kept back because of an assessor, of those not ready."""

    released: tuple[int, ...]
    held: tuple[int, ...]
    not_ready: tuple[int, ...]


@transaction.atomic
def release_letters(*, submission_ids: Sequence[int], by: int) -> Released:
    """Release the results of these letters. Safe to repeat: what is out already, or not this person's to release, is counted
    as not ready.

    A letter that somebody scored who is held back waits until a person decides about them (AssessorHold).
    """
    rows = Submission.objects.select_related("enrolment", "unit_version").select_for_update(of=("enrolment", "self"))
    letters = list(rows.filter(pk__in=submission_ids).order_by("enrolment_id", "pk"))
    kept = held_letters([one.pk for one in letters])
    mine = set(releasable(scope(by)).filter(pk__in=[one.pk for one in letters]).values_list("pk", flat=True))
    released, held, not_ready = [], [], []
    for letter in letters:
        if letter.state != SubmissionState.SCORED or letter.pk not in mine:
            not_ready.append(letter.pk)
        elif letter.pk in kept:
            held.append(letter.pk)
        else:
            release_letter(letter, by=by)
            released.append(letter.pk)
    return Released(tuple(released), tuple(held), tuple(not_ready))


def release_letter(letter: Submission, *, by: int | None) -> None:
    """Release one scored letter. The caller holds it (state SCORED)."""
    result = FinalScore.objects.filter(submission=letter).order_by("number").last()
    assert result is not None
    letter.state, letter.released_at = SubmissionState.RELEASED, timezone.now()
    letter.released_by_id = by
    letter.save(update_fields=["state", "released_at", "released_by"])
    record_event(
        act="submission.released", subject="submission", subject_id=letter.pk, actor=by,
        institution=letter.enrolment.institution_id, after={"final": result.pk, "passed": result.passed},
    )  # fmt: skip
    courses.record_outcome(enrolment_id=letter.enrolment_id, unit_id=letter.unit_id, outcome=outcome_of(letter, result))
    send(
        person_id=letter.enrolment.person_id,
        kind="case_result",
        speaks_of=f"submission:{letter.pk}",
        params={"submission_id": letter.pk, "titles": letter.unit_version.titles},
    )
    events.scores_released.send(sender=None, submission_id=letter.pk)


def outcome_of(letter: Submission, result: FinalScore) -> Outcome:
    """What a result means for the course: passed, failed, or failed with no letter left. The evidence is a digest of the
    letter, the scores it rests on and the rubric."""
    needed = letter.config["pass_percent"]
    allowed = letter.config["submissions_allowed"]
    spent = bool(allowed) and not result.passed and _handed_in(letter) >= allowed
    code = "case_passed" if result.passed else "case_red_flag" if result.red_flags else "case_failed"
    if letter.config.get("certifying") and not result.passed:
        code = f"{code}_sit"
    scores = Score.objects.filter(pk__in=result.scores).order_by("pk")
    said = [{"score": one.pk, "picks": one.picks, "red_flags": one.red_flags, "percent": one.percent} for one in scores]
    evidence = {
        "final": result.pk, "basis": result.basis, "submission": letter.ref, "letter": letter.letter, "scores": said,
        "percent": result.percent, "rubric": letter.config["rubric"]["content_hash"], "at": result.at,
    }  # fmt: skip
    assert letter.submitted_at is not None
    return Outcome(
        key=f"final:{result.pk}",
        state="passed" if result.passed else "failed",
        earned_at=letter.submitted_at,
        unit_version_id=letter.unit_version_id,
        score=result.percent,
        code="case_none_left" if spent else code,
        params={"score": format(result.percent, "f"), "needed": needed},
        waits_on="" if result.passed else "facilitator" if spent else "learner",
        evidence=(digest(evidence),),
    )


def _handed_in(letter: Submission) -> int:
    mine = Submission.objects.filter(enrolment_id=letter.enrolment_id, unit_id=letter.unit_id)
    return mine.exclude(state__in=(SubmissionState.DRAFT, SubmissionState.WITHDRAWN)).count()
