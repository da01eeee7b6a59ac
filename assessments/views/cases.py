"""A case: read it, ask the business, write the letter, hand it in, read the result."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from assessments import letters
from assessments.access import access_own_attachment, access_own_submission
from assessments.clock import say_time
from assessments.errors import CaseNotFound, FileRefused, LetterChangedElsewhere
from assessments.forms.letters import read_block, read_blocks, read_revision
from assessments.models import Submission, SubmissionState
from assessments.selectors import cases as selectors
from assessments.selectors.reading import course_url
from assessments.services.letter_files import attach_file, remove_file
from assessments.services.letters import (
    ask,
    open_letter,
    save_letter,
    submit_letter,
    withdraw_letter,
)
from assessments.views.files import file_response
from courses import api as courses
from lms.kernel import conf
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

CASE = {"enrolment_id": "enrolment_id", "unit_id": "case_unit_id"}
LETTER = {"submission_id": "submission_id"}
FILE = LETTER | {"ref": "attachment_ref"}


@policy(PERSON, sample=CASE)
@require_GET
def case_detail(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """The business, what is true in the reader's country, what to ask, and the letters so far."""
    card = courses.own_enrolment(request.person.pk, enrolment_id)
    unit = courses.unit_in_effect(enrolment_id, unit_id, timezone.now())
    if unit.kind != "case_study":
        raise CaseNotFound
    lines = selectors.letters_of(enrolment_id, unit_id)
    last = lines[-1] if lines else None
    counted = sum(1 for line in lines if line.state not in (SubmissionState.DRAFT, SubmissionState.WITHDRAWN))
    allowed = unit.config["submissions_allowed"]
    facts = {
        "unit": unit,
        "card": card,
        "case": selectors.case_page(unit.config, country=card.country, asked=selectors.asked_in(enrolment_id, unit_id)),
        "lines": lines,
        "last": last,
        "allowed": allowed,
        "needed": unit.config["pass_percent"],
        "may_ask": card.state != "closed" and (last is None or last.state == SubmissionState.DRAFT),
        "may_write": card.state != "closed"
        and (last is None or last.state in (SubmissionState.DRAFT, SubmissionState.WITHDRAWN) or last.passed is False)
        and (not allowed or counted < allowed),
        "course_url": course_url(enrolment_id),
    }
    return render(request, "lms/assessments/case_detail.html", facts)


@policy(PERSON, sample=CASE)
@require_POST
def case_ask(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """Ask the business one question; the page then shows its answer."""
    courses.own_enrolment(request.person.pk, enrolment_id)
    ask(enrolment_id=enrolment_id, unit_id=unit_id, question=request.POST.get("question", ""))
    return redirect(reverse("lms:assessments:case-detail", args=[enrolment_id, unit_id]) + "#ask")


@policy(PERSON, sample=CASE)
@require_POST
def submission_start(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """Begin the letter, or go on with the draft."""
    courses.own_enrolment(request.person.pk, enrolment_id)
    letter_id = open_letter(enrolment_id=enrolment_id, unit_id=unit_id)
    return redirect("lms:assessments:submission-form", letter_id)


@policy(PERSON, sample=LETTER)
@require_GET
def submission_form(request: AuthedRequest, submission_id: int) -> HttpResponse:
    """The letter as a draft."""
    submission = access_own_submission(request.person.pk, submission_id)
    if submission.state != SubmissionState.DRAFT:
        return redirect("lms:assessments:submission-detail", submission_id)
    return _letter_page(request, submission)


def _letter_page(
    request: HttpRequest,
    submission: Submission,
    *,
    typed: dict[str, Any] | None = None,
    conflicts: dict[str, Any] | None = None,
    missing: dict[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    letter = {**submission.letter, **(typed or {})}
    steps = list(letter.get("steps") or ())
    facts = {
        "submission": submission,
        "titles": submission.unit_version.titles,
        "case": selectors.case_page(
            submission.unit_version.config, country=submission.enrolment.country, asked=submission.asked
        ),
        "letter": letter,
        "words": {block: letters.words_in(letter.get(block)) for block in letters.BLOCKS},
        "total": letters.words_of(letter),
        "steps": [*steps, *({} for _n in range(max(1, 3 - len(steps))))][: letters.MOST_STEPS],
        "costs": letters.cost_words(),
        "files": selectors.files_of(submission.pk),
        "file_limit": int(conf.get("UPLOAD_MAX_BYTES")) // 1024 // 1024,
        "file_most": int(conf.get("UPLOAD_MAX_FILES")),
        "conflicts": [(letters.block_titles()[block], block, value) for block, value in (conflicts or {}).items()],
        "missing": missing or {},
        "problem": problem,
    }
    return render(request, "lms/assessments/submission_form.html", facts, status=status)


@policy(PERSON, sample=LETTER)
@require_POST
def submission_save(request: AuthedRequest, submission_id: int) -> HttpResponse:
    """Keep the whole page; then stay, take a file in or out, or go on to the review."""
    submission = access_own_submission(request.person.pk, submission_id)
    blocks = read_blocks(request.POST)
    kept = save_letter(letter_id=submission_id, blocks=blocks, revision=read_revision(request.POST.get("revision")))
    problem, status = _files_too(request, submission_id)
    if kept.conflicts or problem:
        submission.refresh_from_db()
        typed = {block: blocks[block] for block in kept.conflicts}
        sentence = problem or LetterChangedElsewhere().sentence()
        status = LetterChangedElsewhere.status if kept.conflicts else status
        return _letter_page(request, submission, typed=typed, conflicts=kept.conflicts, problem=sentence, status=status)
    if request.POST.get("go") == "review":
        return redirect("lms:assessments:submission-review", submission_id)
    messages.success(request, _("Draft saved {time}.").format(time=say_time(kept.at or timezone.now())))
    return redirect("lms:assessments:submission-form", submission_id)


def _files_too(request: HttpRequest, submission_id: int) -> tuple[str, int]:
    """Files sent or removed with the page; returns a sentence and a status when one was refused."""
    if remove := request.POST.get("remove"):
        remove_file(letter_id=submission_id, ref=remove)
    for upload in request.FILES.getlist("file"):
        try:
            attach_file(letter_id=submission_id, name=upload.name or "", body=_body_of(upload))
        except FileRefused as refused:
            return refused.sentence(), refused.status
    return "", 200


def _body_of(upload: Any) -> bytes:
    """The bytes of an upload, one more than allowed at most: a huge file is refused without reading it whole."""
    return bytes(upload.read(int(conf.get("UPLOAD_MAX_BYTES")) + 1))


@policy(PERSON, sample=LETTER)
@require_POST
def submission_block(request: AuthedRequest, submission_id: int) -> HttpResponse:
    """Autosave of one part. 409 with the newer text when it was changed elsewhere: the writer's own stays on the page."""
    access_own_submission(request.person.pk, submission_id)
    sent = read_block(request)
    kept = save_letter(letter_id=submission_id, blocks={sent.block: sent.value}, revision=sent.revision)
    if kept.conflicts:
        error = LetterChangedElsewhere()
        body = {
            "error": "LetterChangedElsewhere", "sentence": error.sentence(), "newer": kept.conflicts[sent.block],
            "revision": kept.revision,
        }  # fmt: skip
        return JsonResponse(body, status=error.status)
    at = say_time(kept.at or timezone.now())
    words = letters.words_in(letters.clean_block(sent.block, sent.value))
    total = letters.words_of(kept.letter)
    said = {
        "revision": kept.revision, "saved": _("Draft saved {time}").format(time=at), "words": words,
        "total": ngettext("%(n)s word", "%(n)s words", total) % {"n": total},
    }  # fmt: skip
    return JsonResponse(said)


@policy(PERSON, sample=LETTER)
@require_GET
def submission_review(request: AuthedRequest, submission_id: int) -> HttpResponse:
    """The letter as the assessor will read it, and what is still missing."""
    submission = access_own_submission(request.person.pk, submission_id)
    if submission.state != SubmissionState.DRAFT:
        return redirect("lms:assessments:submission-detail", submission_id)
    missing = letters.missing_parts(submission.letter)
    if missing:
        return _letter_page(
            request, submission, missing=missing, problem=_("The letter is saved. Before you hand it in:"), status=422
        )
    facts = {
        "submission": submission,
        "titles": submission.unit_version.titles,
        "blocks": selectors.letter_blocks(submission.letter),
        "costs": dict(letters.cost_words()),
        "total": letters.words_of(submission.letter),
        "files": selectors.files_of(submission_id),
    }
    return render(request, "lms/assessments/submission_review.html", facts)


@policy(PERSON, sample=LETTER)
@require_POST
def submission_submit(request: AuthedRequest, submission_id: int) -> HttpResponse:
    """Hand in. A double click hands in once."""
    access_own_submission(request.person.pk, submission_id)
    submit_letter(letter_id=submission_id)
    messages.success(request, _("Your letter was handed in. We will write to you when the result is here."))
    return redirect("lms:assessments:submission-detail", submission_id)


@policy(PERSON, sample=LETTER)
@require_POST
def submission_withdraw(request: AuthedRequest, submission_id: int) -> HttpResponse:
    """Take the letter back before anybody scores it."""
    submission = access_own_submission(request.person.pk, submission_id)
    withdraw_letter(letter_id=submission_id)
    messages.success(request, _("You took your letter back. Your text and files are kept for the next one."))
    return redirect("lms:assessments:case-detail", submission.enrolment_id, submission.unit_id)


@policy(PERSON, sample=LETTER)
@require_GET
def submission_detail(request: AuthedRequest, submission_id: int) -> HttpResponse:
    """A letter that was handed in, and its result when it is released."""
    submission = access_own_submission(request.person.pk, submission_id)
    if submission.state == SubmissionState.DRAFT:
        return redirect("lms:assessments:submission-form", submission_id)
    released = submission.state == SubmissionState.RELEASED
    lines = selectors.letters_of(submission.enrolment_id, submission.unit_id)
    counted = sum(1 for line in lines if line.state not in (SubmissionState.DRAFT, SubmissionState.WITHDRAWN))
    result = selectors.letter_result(submission) if released else None
    facts = {
        "submission": submission,
        "titles": submission.unit_version.titles,
        "blocks": selectors.letter_blocks(submission.letter),
        "costs": dict(letters.cost_words()),
        "total": letters.words_of(submission.letter),
        "files": selectors.files_of(submission_id),
        "result": result,
        "waiting": submission.state == SubmissionState.SUBMITTED,
        "may_retry": result is not None
        and not any(line.passed for line in lines)
        and lines[-1].id == submission_id
        and submission.enrolment.state != "closed"
        and (not result["allowed"] or counted < result["allowed"]),
        "course_url": course_url(submission.enrolment_id),
    }
    return render(request, "lms/assessments/submission_detail.html", facts)


@policy(PERSON, sample=FILE)
@require_GET
def attachment_download(request: AuthedRequest, submission_id: int, ref: str) -> HttpResponse:
    """One's own file, as a download."""
    file = access_own_attachment(request.person.pk, submission_id, ref)
    return file_response(file, file.name)
