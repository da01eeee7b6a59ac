"""Looking for letters of one case that are alike, in the background, after a letter was handed in.

The letter's shingles are stored and compared with those of all others of the same case and language, across cohorts and
institutions, but not with its writer's own. The others that wait for a score and hold more of the new letter than of any
letter before are looked at again, so that it does not matter who handed in first.
"""

from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments.letters import texts_of
from assessments.models import ScriptShingles, Submission, SubmissionState
from assessments.selectors.script_likeness import COUNTED, given_of, nearest, note_of
from assessments.shingles import Shingle, letter_shingles, packed, percent_of
from lms.jobs import api as jobs

JOB: Final = "assessments.script_likeness"


def request_script_look(*, submission_id: int) -> int:
    """Ask a worker to look at a letter that is being handed in; returns the job's id. Call it in the same transaction."""
    return jobs.request_job(kind=JOB, key=f"{JOB}:{submission_id}", args={"submission_id": submission_id})


def look_at_script(claim: jobs.Claim) -> dict[str, Any]:
    """The job. A second run finds the same."""
    look(submission_id=claim.args["submission_id"])
    return {}


def look(*, submission_id: int) -> None:
    """Store a letter's shingles and what it shares with others. Safe to repeat; nothing for a letter that was taken back."""
    letter = _letter(submission_id)
    if letter is None:
        return
    own = _own(letter)
    _store(letter, own)
    person_id = letter.enrolment.person_id
    case_key, language = _key(letter), letter.enrolment.language
    found = nearest(own, case_key=case_key, language=language, person_id=person_id, but=letter.pk)
    _note(letter.pk, own, found.shared)
    size = len({one.hash for one in own})
    stored = ScriptShingles.objects.filter(submission_id__in=list(found.overlaps), submission__state=SubmissionState.SUBMITTED)
    for row in stored.only("submission_id", "hashes", "nearest_percent"):
        theirs = len(row.hashes) // 8
        if size and percent_of(found.overlaps[row.submission_id], theirs) > (row.nearest_percent or 0):
            _look_again(row.submission_id, {one.hash for one in own})


def _letter(submission_id: int) -> Submission | None:
    rows = Submission.objects.select_related("enrolment", "unit_version")
    return rows.filter(pk=submission_id, state__in=COUNTED).first()


def _key(letter: Submission) -> str:
    return letter.case_key


def _own(letter: Submission) -> list[Shingle]:
    card, known = letter.enrolment, f"{letter.unit_version.digest}:{letter.case_key}"
    return letter_shingles(texts_of(letter.letter), given_of(known, letter.config, card.country, card.language))


@transaction.atomic
def _store(letter: Submission, own: list[Shingle]) -> None:
    ScriptShingles.objects.update_or_create(
        submission_id=letter.pk,
        defaults={
            "case_key": _key(letter), "language": letter.enrolment.language, "hashes": packed(one.hash for one in own),
        },
    )  # fmt: skip


def _note(submission_id: int, own: list[Shingle], shared: frozenset[int]) -> None:
    note = note_of(own, shared)
    ScriptShingles.objects.filter(submission_id=submission_id).update(
        nearest_percent=note.percent, passages=note.passages, looked_at=timezone.now()
    )


def _look_again(submission_id: int, other: set[int]) -> None:
    letter = _letter(submission_id)
    if letter is None:
        return
    own = _own(letter)
    _note(submission_id, own, frozenset(one.hash for one in own if one.hash in other))
