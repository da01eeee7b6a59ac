"""A case: read it, ask the business, write the letter, hand it in, read the result."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments import letters
from assessments.access import access_own_attachment, access_own_submission
from assessments.authorship import Said, help_words, rule_words
from assessments.clock import say_time
from assessments.errors import CaseNotFound, FileRefused, LetterChangedElsewhere
from assessments.errors.authorship import DeclarationMissing
from assessments.forms.authorship import read_declaration
from assessments.forms.letters import read_block, read_blocks, read_revision
from assessments.letter_words import part_text
from assessments.models import LetterVersion, Submission, SubmissionState
from assessments.selectors import cases as selectors
from assessments.selectors.authorship import declaration_of
from assessments.selectors.letter_page import Aid, aid_of, due_now, letter_page, letter_rules, total_in_words
from assessments.selectors.letter_results import letter_result
from assessments.selectors.reading import course_url
from assessments.services.letter_files import attach_file, remove_file
from assessments.services.letters import ask, open_letter, save_letter, submit_letter, withdraw_letter
from assessments.stages import rules_of
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
    unit = courses.unit_in_effect(enrolment_id, unit_id, timezone.now(), card=card)
    if unit.kind != "case_study":
        raise CaseNotFound
    lines = selectors.letters_of(enrolment_id, unit_id)
    last = lines[-1] if lines else None
    allowed = unit.config["submissions_allowed"]
    passed = any(line.passed for line in lines)
    if not selectors.handed_in(lines):  # only another enrolment, or a recognition, can have passed it
        passed = selectors.is_passed(enrolment_id, unit_id, lines)
    going_on = card.state != "closed" and not passed
    may_write = going_on and selectors.may_write_another(lines, allowed=allowed)
    certifying = unit.config.get("certifying", False)
    config = selectors.config_of_letter(last.id) if certifying and last else None if certifying else unit.config
    facts = {
        "unit": unit,
        "card": card,
        "case": selectors.case_page(config, country=card.country, asked=last.asked if last else ()) if config else None,
        "certifying": certifying,
        "ai_rule": rule_words(unit.config.get("ai_help", "")),
        "lines": lines,
        "last": last,
        "draft": last.id if last and last.state == SubmissionState.DRAFT else None,
        "rules": letter_rules(unit.config),
        "due": due_now(
            enrolment_id=enrolment_id, cohort_course_id=card.cohort_course_id, unit_id=unit_id, config=unit.config
        ),
        "may_ask": going_on and (last is None or last.state == SubmissionState.DRAFT),
        "may_write": may_write,
        "passed": passed,
        "course_url": course_url(enrolment_id),
    }  # fmt: skip
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
    facts = {
        **letter_page(submission, letter),
        "submission": submission,
        "titles": submission.unit_version.titles,
        "case": selectors.case_page(submission.config, country=submission.enrolment.country, asked=submission.asked),
        "letter": letter,
        "versions": LetterVersion.objects.filter(submission=submission).count(),
        "ai_rule": rule_words(submission.config.get("ai_help", "")),
        "files": selectors.files_of(submission.pk),
        "file_limit": int(conf.get("UPLOAD_MAX_BYTES")) // 1024 // 1024,
        "file_most": int(conf.get("UPLOAD_MAX_FILES")),
        "conflicts": [
            (letters.block_titles()[block], block, part_text(block, value)) for block, value in (conflicts or {}).items()
        ],
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
    here = reverse("lms:assessments:submission-form", args=[submission_id])
    return redirect(f"{here}#steps" if request.POST.get("go") == "step" else here)


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
    submission = access_own_submission(request.person.pk, submission_id)
    sent = read_block(request)
    kept = save_letter(letter_id=submission_id, blocks={sent.block: sent.value}, revision=sent.revision)
    if kept.conflicts:
        error = LetterChangedElsewhere()
        newer = kept.conflicts[sent.block]
        facts = {"title": letters.block_titles()[sent.block], "newer": part_text(sent.block, newer)}
        body = {
            "error": "LetterChangedElsewhere", "sentence": error.sentence(), "newer": newer,
            "shown": render_to_string("lms/assessments/_letter_newer.html", facts), "revision": kept.revision,
        }  # fmt: skip
        return JsonResponse(body, status=error.status)
    said = {
        "revision": kept.revision,
        "before": kept.before,
        "saved": _("Draft saved {time}").format(time=say_time(kept.at or timezone.now())),
        "aid": render_to_string("lms/assessments/_letter_aid.html", {"aid": _aid(submission, sent.block, kept.letter)}),
        "total": total_in_words(kept.letter, submission.config),
    }
    return JsonResponse(said)


def _aid(submission: Submission, block: str, letter: Mapping[str, Any]) -> Aid:
    return aid_of(block, letter.get(block), language=submission.enrolment.language)


@policy(PERSON, sample=LETTER)
@require_GET
def submission_review(request: AuthedRequest, submission_id: int) -> HttpResponse:
    """The letter as the assessor will read it, and what is still missing."""
    submission = access_own_submission(request.person.pk, submission_id)
    if submission.state != SubmissionState.DRAFT:
        return redirect("lms:assessments:submission-detail", submission_id)
    missing = letters.missing_parts(submission.letter)
    if missing:
        return _letter_page(request, submission, missing=missing, problem=_("The letter is saved. Before you hand it in:"))
    return _review_page(request, submission)


def _review_page(
    request: HttpRequest, submission: Submission, *, said: Said | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    rule = submission.config.get("ai_help", "")
    facts = {
        "ai_rule": rule_words(rule), "helps": help_words(), "said": said, "problem": problem,
        "submission": submission,
        "certifying": submission.unit_version.config.get("certifying", False),
        "titles": submission.unit_version.titles,
        "blocks": selectors.letter_blocks(submission.letter),
        "steps": {"ask": submission.config["case"]["ask"], "asked": len(submission.asked)},
        "total": total_in_words(submission.letter, submission.config),
        "files": selectors.files_of(submission.pk),
        "due": due_now(
            enrolment_id=submission.enrolment_id, cohort_course_id=submission.enrolment.cohort_course_id,
            unit_id=submission.unit_id, config=submission.config,
        ),
    }  # fmt: skip
    return render(request, "lms/assessments/submission_review.html", facts, status=status)


@policy(PERSON, sample=LETTER)
@require_POST
def submission_submit(request: AuthedRequest, submission_id: int) -> HttpResponse:
    """Hand in. A double click hands in once."""
    submission = access_own_submission(request.person.pk, submission_id)
    said = read_declaration(request.POST)
    try:
        submit_letter(letter_id=submission_id, said=said)
    except DeclarationMissing as refused:
        return _review_page(request, submission, said=said, problem=refused.sentence(), status=refused.status)
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
    config, lines = submission.config, selectors.letters_of(submission.enrolment_id, submission.unit_id)
    another = submission.enrolment.state != "closed" and selectors.may_write_another(
        lines, allowed=config["submissions_allowed"]
    )
    released = submission.state == SubmissionState.RELEASED
    result = letter_result(submission, again=another) if released else None
    facts = {
        "submission": submission,
        "titles": submission.unit_version.titles,
        "blocks": selectors.letter_blocks(submission.letter, anchors=result["anchors"] if result else (), notes="remark-"),
        "total": total_in_words(submission.letter, config),
        "files": selectors.files_of(submission_id),
        "result": result,
        "waiting": submission.state in (SubmissionState.SUBMITTED, SubmissionState.SCORED),
        "may_withdraw": submission.state == SubmissionState.SUBMITTED and not config.get("certifying"),
        "certifying": config.get("certifying", False),
        "declared": declaration_of(submission_id) if config.get("ai_help") else None,
        "release": rules_of(config).release,
        "may_retry": another and result is not None and lines[-1].id == submission_id,
        "course_url": course_url(submission.enrolment_id),
    }
    return render(request, "lms/assessments/submission_detail.html", facts)


@policy(PERSON, sample=FILE)
@require_GET
def attachment_download(request: AuthedRequest, submission_id: int, ref: str) -> HttpResponse:
    """One's own file, as a download."""
    file = access_own_attachment(request.person.pk, submission_id, ref)
    return file_response(file, file.name)
