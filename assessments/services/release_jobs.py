"""Releasing many results: a few at once in the request, more by a worker, in pieces that are whole. Safe to begin again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.errors.releases import NothingToRelease
from assessments.models import Submission, SubmissionState
from assessments.selectors.holds import held_letters
from assessments.services.releasing import release_letters
from lms.institutions import api as institutions
from lms.jobs import api as jobs

JOB: Final = "assessments.release_results"
FEW: Final = 20  # more than so many go to a worker
CHUNK: Final = 10  # letters released between two marks of progress


@dataclass(frozen=True, slots=True)
class Begun:
    """What was asked for: done already, with its counts, or a job's id."""

    job_id: int | None
    released: int = 0
    held: int = 0
    left: int = 0


@transaction.atomic
def release_results(*, submission_ids: Sequence[int], by: int, token: str, institution_id: int, url: str) -> Begun:
    """Release these results: up to twenty now, more by a worker, once per `token`. Can't be undone. Raises NothingToRelease."""
    ids = sorted(set(submission_ids))
    if not ids:
        raise NothingToRelease
    if len(ids) > FEW:
        job = jobs.request_job(
            kind=JOB, key=f"{JOB}:{by}:{token}", args={"letters": ids, "by": by, "url": url}, owner=by,
            institution=institution_id, total=len(ids),
        )  # fmt: skip
        return Begun(job)
    done = release_letters(submission_ids=ids, by=by)
    return Begun(None, len(done.released), len(done.held), len(done.not_ready))


def release_many(claim: jobs.Claim) -> dict[str, Any]:
    """The job of `release_results`. Begun again after a fault it goes on where it stopped: what is out stays out."""
    ids, by = claim.args["letters"], claim.args["by"]
    for start in range(0, len(ids), CHUNK):
        jobs.report_progress(claim, done=start, total=len(ids))
        release_letters(submission_ids=ids[start : start + CHUNK], by=by)
    scored = list(Submission.objects.filter(pk__in=ids, state=SubmissionState.SCORED).values_list("pk", flat=True))
    held = len(held_letters(scored))
    released = Submission.objects.filter(pk__in=ids, state=SubmissionState.RELEASED, released_by=by).count()
    result = {"url": claim.args["url"], "released": released, "held": held}
    with translation.override(institutions.person_card(by).language):
        jobs.finish(claim, result=result, note=" ".join(what_happened(released, held, len(ids) - released - held)))
    return result


def what_happened(released: int, held: int, left: int) -> list[str]:
    """What a release did, in sentences of the active language."""
    found = [
        ngettext(
            "The result of {n} letter is out; its writer gets a mail.",
            "The results of {n} letters are out; each writer gets a mail.",
            released,
        ).format(n=released)
        if released
        else _("No result was released.")
    ]
    if held:
        said = ngettext(
            "{n} result is held back: the programme looks at the work of who scored it, and decides.",
            "{n} results are held back: the programme looks at the work of who scored them, and decides.",
            held,
        )
        found.append(said.format(n=held))
    if left > 0:
        said = ngettext("{n} was out already or is scored again.", "{n} were out already or are scored again.", left)
        found.append(said.format(n=left))
    return found
