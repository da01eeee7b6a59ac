"""A quiz from its first page to its result."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from assessments.access import access_own_attempt
from assessments.clock import say_time
from assessments.errors import AnswerNotUnderstood, AttemptLate, QuizNotFound
from assessments.forms.sheets import read_answer, read_sheet
from assessments.models import Attempt, AttemptState
from assessments.selectors import attempts as selectors
from assessments.selectors.reading import course_url, readings
from assessments.selectors.windows import window_of_attempt
from assessments.services.answers import save_answer, save_sheet
from assessments.services.attempts import start_attempt, submit_attempt
from courses import api as courses
from courses.kinds import kind_of
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

QUIZ = {"enrolment_id": "enrolment_id", "unit_id": "quiz_unit_id"}
ATTEMPT = {"attempt_id": "attempt_id"}


@policy(PERSON, sample=QUIZ)
@require_GET
def quiz_detail(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """What the quiz asks, what is at stake, and earlier attempts."""
    card = courses.own_enrolment(request.person.pk, enrolment_id)
    unit = courses.unit_in_effect(enrolment_id, unit_id, timezone.now())
    if unit.kind != "quiz":
        raise QuizNotFound
    lines = selectors.attempts_of(enrolment_id, unit_id)
    allowed = unit.config["attempts_allowed"]
    running = next((line for line in lines if line.state == AttemptState.OPEN), None)
    waits = any(line.state == AttemptState.WAITING for line in lines)
    facts = {
        "unit": unit,
        "card": card,
        "questions": len(unit.config["slots"]),
        "needed": unit.config["pass_percent"],
        "minutes_allowed": unit.config["minutes_allowed"],
        "allowed": allowed,
        "left": max(0, allowed - len(lines)),
        "waits": waits,
        "may_start": card.state != "closed" and running is None and not waits and (not allowed or len(lines) < allowed),
        "running": running,
        "lines": [line for line in lines if line is not running],
        "passed": any(line.passed for line in lines),
        "course_url": course_url(enrolment_id),
    }
    return render(request, "lms/assessments/quiz_detail.html", facts)


@policy(PERSON, sample=QUIZ)
@require_POST
def attempt_start(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """Start, or go on with the attempt that is open."""
    courses.own_enrolment(request.person.pk, enrolment_id)
    attempt_id = start_attempt(enrolment_id=enrolment_id, unit_id=unit_id)
    return redirect("lms:assessments:attempt-form", attempt_id)


@policy(PERSON, sample=ATTEMPT)
@require_GET
def attempt_form(request: AuthedRequest, attempt_id: int) -> HttpResponse:
    """The sheet of an open attempt, with what has been answered."""
    attempt = access_own_attempt(request.person.pk, attempt_id)
    if attempt.state != AttemptState.OPEN:
        return redirect("lms:assessments:attempt-detail", attempt_id)
    if selectors.time_is_over(attempt):
        return redirect("lms:assessments:attempt-review", attempt_id)
    return _sheet_page(request, attempt)


def unit_url(attempt: Attempt) -> str:
    """The first page of what is sat: a quiz's, or a refresher's."""
    return kind_of(attempt.unit_version.kind).url(enrolment_id=attempt.enrolment_id, unit_id=attempt.unit_id)


def _sheet_page(
    request: HttpRequest, attempt: Attempt, *, typed: Mapping[int, Mapping[str, Any]] | None = None,
    refused: Mapping[int, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    refused = refused or {}
    questions = selectors.open_questions(attempt, {slot: raw for slot, raw in (typed or {}).items() if slot in refused})
    for question in questions:
        question["error"] = refused.get(question["slot"], "")
    facts = {
        "attempt": attempt,
        "titles": attempt.unit_version.titles,
        "questions": questions,
        "answered": sum(1 for question in questions if question["answered"]),
        "country": attempt.sheet["country"],
        "saved_at": selectors.saved_at(attempt.pk),
        "minutes_left": selectors.minutes_left(attempt),
        "refused": refused,
        "quiz_url": unit_url(attempt),
    }
    return render(request, "lms/assessments/attempt_form.html", facts, status=status)


@policy(PERSON, sample=ATTEMPT)
@require_POST
def attempt_save(request: AuthedRequest, attempt_id: int) -> HttpResponse:
    """Keep the whole page and stay, or go on to the review: the way without JavaScript."""
    attempt = access_own_attempt(request.person.pk, attempt_id)
    answers, shown = read_sheet(request.POST, attempt.sheet)
    try:
        kept, refused = save_sheet(attempt_id=attempt_id, answers=answers, shown=shown, by=request.person.pk)
    except AttemptLate as late:
        messages.error(request, late.sentence())
        return redirect("lms:assessments:attempt-review", attempt_id)
    if refused:
        return _sheet_page(request, attempt, typed=answers, refused=refused, status=AnswerNotUnderstood.status)
    for one in kept:
        if one.echo:
            messages.info(request, _("Question {n}. {echo}").format(n=one.slot, echo=one.echo))
    if request.POST.get("go") == "review":
        return redirect("lms:assessments:attempt-review", attempt_id)
    said = ngettext("{n} answer saved.", "{n} answers saved.", len(kept)).format(n=len(kept))
    messages.success(request, said if kept else _("Nothing had changed."))
    return redirect("lms:assessments:attempt-form", attempt_id)


@policy(PERSON, sample=ATTEMPT)
@require_POST
def attempt_answer(request: AuthedRequest, attempt_id: int) -> HttpResponse:
    """Keep one answer, as it is given. A repeated `client_id` gets the same reply."""
    access_own_attempt(request.person.pk, attempt_id)
    sent = read_answer(request)
    saved = save_answer(attempt_id=attempt_id, slot=sent.slot, client_id=sent.client_id, raw=sent.raw, by=request.person.pk)
    said = _("Saved {time}").format(time=say_time(saved.at))
    return JsonResponse({"slot": saved.slot, "step": saved.number, "saved": said, "echo": saved.echo})


@policy(PERSON, sample=ATTEMPT)
@require_GET
def attempt_review(request: AuthedRequest, attempt_id: int) -> HttpResponse:
    """Which questions are answered, before handing in."""
    attempt = access_own_attempt(request.person.pk, attempt_id)
    if attempt.state != AttemptState.OPEN:
        return redirect("lms:assessments:attempt-detail", attempt_id)
    questions = selectors.open_questions(attempt)
    facts = {
        "attempt": attempt,
        "titles": attempt.unit_version.titles,
        "questions": questions,
        "missing": [question["slot"] for question in questions if not question["answered"]],
        "over": selectors.time_is_over(attempt),
    }
    return render(request, "lms/assessments/attempt_review.html", facts)


@policy(PERSON, sample=ATTEMPT)
@require_POST
def attempt_submit(request: AuthedRequest, attempt_id: int) -> HttpResponse:
    """Hand in. A double click gets the one result."""
    access_own_attempt(request.person.pk, attempt_id)
    submit_attempt(attempt_id=attempt_id, by=request.person.pk)
    return redirect("lms:assessments:attempt-detail", attempt_id)


@policy(PERSON, sample=ATTEMPT)
@require_GET
def attempt_detail(request: AuthedRequest, attempt_id: int) -> HttpResponse:
    """The result, question by question."""
    attempt = access_own_attempt(request.person.pk, attempt_id)
    if attempt.state == AttemptState.WAITING:
        return _waiting_page(request, attempt)
    if attempt.state != AttemptState.SUBMITTED:
        return redirect("lms:assessments:attempt-form", attempt_id)
    see = selectors.what_shows(attempt, window_of_attempt(attempt).closes_at if attempt.sheet.get("review") else None)
    questions = selectors.result_questions(attempt, see)
    links = readings({question["section"] for question in questions}, enrolment_id=attempt.enrolment_id)
    for question in questions:
        question["reading"] = links.get(question["section"])
    line = selectors.line_of(attempt)
    lines = selectors.attempts_of(attempt.enrolment_id, attempt.unit_id)
    allowed = attempt.sheet["attempts_allowed"]
    facts = {
        "attempt": attempt,
        "titles": attempt.unit_version.titles,
        "line": line,
        "needed": attempt.sheet["pass_percent"],
        "wrong": [question for question in questions if not question["right"]],
        "right": [question for question in questions if question["right"]],
        "total": len(questions),
        "may_retry": not line.passed and attempt.enrolment.state != "closed" and (not allowed or len(lines) < allowed),
        "quiz_url": unit_url(attempt),
        "refresher": attempt.unit_version.kind == "refresher",
        "course_url": course_url(attempt.enrolment_id),
    }
    return render(request, "lms/assessments/attempt_detail.html", facts)


def _waiting_page(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Handed in and not final: one's own written answers, and no key."""
    facts = {
        "attempt": attempt,
        "titles": attempt.unit_version.titles,
        "answers": [{**one, "guide": None} for one in selectors.written_answers(attempt)],
        "quiz_url": unit_url(attempt),
        "course_url": course_url(attempt.enrolment_id),
    }
    return render(request, "lms/assessments/attempt_waiting.html", facts)
