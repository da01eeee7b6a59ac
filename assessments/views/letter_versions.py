"""Drafts of a letter side by side, a part written again as it stood, and the letter as the business would get it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments import letters
from assessments.access import access_own_submission
from assessments.letter_words import whole_text
from assessments.selectors.cases import letter_blocks
from assessments.selectors.letter_versions import versions_page
from assessments.services.letters import restore_part
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

LETTER = {"submission_id": "submission_id"}


@policy(PERSON, sample=LETTER)
@require_GET
def letter_versions(request: AuthedRequest, submission_id: int) -> HttpResponse:
    """The drafts that are kept, and what is different between two of them (`?old=1&new=3`, 0 is now)."""
    submission = access_own_submission(request.person.pk, submission_id)
    old, new = (_number(request.GET.get(name, "")) for name in ("old", "new"))
    page = versions_page(submission, old=old, new=new)
    facts = {"submission": submission, "titles": submission.unit_version.titles, "page": page}
    return render(request, "lms/assessments/letter_versions.html", facts)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


@policy(PERSON, sample=LETTER | {"number": "letter_version"})
@require_POST
def letter_restore(request: AuthedRequest, submission_id: int, number: int) -> HttpResponse:
    """Write one part again as it stood. What stood there until now is kept as a draft too: this can be undone alike."""
    access_own_submission(request.person.pk, submission_id)
    part = request.POST.get("part", "")
    restore_part(letter_id=submission_id, number=number, part=part)
    said = _("“{part}” is again as in draft {number}. What stood there before is kept as a draft too.")
    messages.success(request, said.format(part=letters.block_titles()[part], number=number))
    return redirect("lms:assessments:letter-versions", submission_id)


@policy(PERSON, sample=LETTER)
@require_GET
def letter_print(request: AuthedRequest, submission_id: int) -> HttpResponse:
    """The letter as the business would get it: to be printed, or copied as text."""
    submission = access_own_submission(request.person.pk, submission_id)
    facts = {
        "submission": submission,
        "titles": submission.config["case"]["titles"],
        "unit_titles": submission.unit_version.titles,
        "blocks": letter_blocks(submission.letter),
        "text": whole_text(submission.letter),
    }
    return render(request, "lms/assessments/letter_print.html", facts)
