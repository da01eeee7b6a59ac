"""A quiz from its first page to its result."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from assessments import passing
from assessments.access import access_own_attempt, access_own_clock, access_own_result
from assessments.authorship import NONE, rule_words
from assessments.clock import say_time
from assessments.errors import AnswerNotUnderstood, AnswerStands, AttemptClosed, AttemptLate, CheckNotOffered, QuizNotFound
from assessments.forms.sheets import Answer, read_answer, read_certainties, read_check, read_place, read_sheet
from assessments.models import Attempt, AttemptState
from assessments.reviewing import shown
from assessments.selectors import attempts as selectors
from assessments.selectors.exam_seats import held_result, seats_of_unit
from assessments.selectors.quiz_start import counted_words, counts_words, quiz_rules, seat_for, seat_of, sittings_of
from assessments.selectors.reading import course_url, readings
from assessments.selectors.result_page import own_history, result_facts
from assessments.selectors.sheet_page import late_sentence, seconds_left, sheet_questions
from assessments.services.answers import Given, Saved, check_answer, save_answer, save_sheet
from assessments.services.attempts import refuse_start, start_attempt, submit_attempt
from assessments.sitting_words import online_words, person_mark, queue_words, sheet_words
from assessments.views.exam_guard import elsewhere, keep_seat
from assessments.windows import Window
from courses import api as courses
from courses.kinds import kind_of
from lms.kernel.canonical import digest
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

QUIZ = {"enrolment_id": "enrolment_id", "unit_id": "quiz_unit_id"}
ATTEMPT = {"attempt_id": "attempt_id"}


@policy(PERSON, sample=QUIZ)
@require_GET
def quiz_detail(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """What the quiz asks, what is at stake, when it can be sat, and earlier attempts."""
    card = courses.own_enrolment(request.person.pk, enrolment_id)
    unit = courses.unit_in_effect(enrolment_id, unit_id, timezone.now(), card=card)
    if unit.kind != "quiz":
        raise QuizNotFound
    window, granted = seat_for(enrolment_id, unit_id, unit.config)
    lines = sittings_of(enrolment_id, unit_id, closes_at=window.closes_at)
    running = next((line for line in lines if line.state == AttemptState.OPEN), None)
    refusal = _refusal(window, lines)
    certifying = bool(unit.config.get("certifying"))
    facts = {
        "certifying": certifying,
        "ai_rule": rule_words(NONE) if certifying else "",
        "seats": seats_of_unit(enrolment_id, unit_id) if certifying else [],
        "unit": unit,
        "card": card,
        **quiz_rules(unit.config, window, granted=granted, taken=len(lines)),
        "may_start": card.state != "closed" and running is None and not refusal and not certifying,
        "refusal": refusal if card.state != "closed" and running is None else "",
        "running": running,
        "lines": [line for line in lines if line is not running],
        "passed": any(line.passed for line in lines),
        "counted": counted_words(unit.config.get("counts", ""), lines),
        "course_url": course_url(enrolment_id),
        "closed": card.state == "closed",
        **_queue_facts(request),
    }
    return render(request, "lms/assessments/quiz_detail.html", facts)


def _refusal(window: Window, lines: list[Any]) -> str:
    """Why another attempt can't start now, in a sentence; '' when it can."""
    try:
        refuse_start(window, [line.before for line in lines], timezone.now())
    except LmsError as refused:
        return refused.sentence()
    return ""


def _queue_facts(request: AuthedRequest, attempt: Attempt | None = None) -> dict[str, Any]:
    """What the script needs that keeps answers on a device until they are sent."""
    seat_id = attempt.sheet.get("seat") if attempt else None
    return {
        "queue_who": person_mark(request.person.pk),
        "queue_attempt": attempt.pk if attempt else 0,
        "queue_url": reverse("lms:assessments:attempt-answer", args=[0]),
        "queue_words": queue_words() | (online_words() if seat_id else {}),
        "queue_seat": seat_id,
    }


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
    """The sheet of an open attempt, with what has been answered: whole, or one question (`?q=3`)."""
    attempt = access_own_attempt(request.person.pk, attempt_id)
    if attempt.state != AttemptState.OPEN:
        return redirect("lms:assessments:attempt-detail", attempt_id)
    if selectors.time_is_over(attempt):
        return redirect("lms:assessments:attempt-review", attempt_id)
    if moved := elsewhere(request, attempt):
        return moved
    return _sheet_page(request, attempt, place=read_place(request.GET, attempt.sheet))


def unit_url(attempt: Attempt) -> str:
    """The first page of what is sat: a quiz's, or a refresher's."""
    return kind_of(attempt.unit_version.kind).url(enrolment_id=attempt.enrolment_id, unit_id=attempt.unit_id)


def _sheet_page(
    request: AuthedRequest, attempt: Attempt, *, place: int | None, typed: Mapping[int, Mapping[str, Any]] | None = None,
    sure: Mapping[int, int] | None = None, refused: Mapping[int, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    refused = refused or {}
    typed = {slot: raw for slot, raw in (typed or {}).items() if slot in refused}
    questions = sheet_questions(attempt, typed=typed, sure=sure or {}, refused=refused)
    facts = {
        "attempt": attempt,
        "titles": attempt.unit_version.titles,
        "questions": [one for one in questions if place in (None, one["slot"])],
        "dots": questions,
        "place": place,
        "previous": place - 1 if place and place > 1 else None,
        "next": place + 1 if place and place < len(questions) else None,
        "total": len(questions),
        "answered": sum(1 for question in questions if question["answered"]),
        "country": attempt.sheet["country"],
        "saved_at": selectors.saved_at(attempt.pk),
        "minutes_left": selectors.minutes_left(attempt),
        "seconds_left": seconds_left(attempt.due_at),
        "refused": refused,
        "quiz_url": unit_url(attempt),
        "sheet_words": sheet_words(online="seat" in attempt.sheet),
        **_queue_facts(request, attempt),
    }
    return render(request, "lms/assessments/attempt_form.html", facts, status=status)


@policy(PERSON, sample=ATTEMPT)
@require_POST
def attempt_save(request: AuthedRequest, attempt_id: int) -> HttpResponse:
    """Keep what the page shows and stay, go on, have one answer checked, or review: the way without JavaScript."""
    attempt = access_own_attempt(request.person.pk, attempt_id)
    if moved := elsewhere(request, attempt):
        return moved
    answers, shown_steps = read_sheet(request.POST, attempt.sheet)
    sure, place = read_certainties(request.POST, attempt.sheet), read_place(request.POST, attempt.sheet)
    checked = read_check(request.POST, answers)
    kept_apart = {slot: raw for slot, raw in answers.items() if slot != checked}
    try:
        kept, refused = save_sheet(
            attempt_id=attempt_id, answers=kept_apart, shown=shown_steps, by=request.person.pk, certainties=sure
        )
        if checked:
            refused |= _check(request, attempt_id, checked, answers[checked])
    except (AttemptLate, AttemptClosed) as late:
        messages.error(request, late.sentence())
        return redirect("lms:assessments:attempt-review", attempt_id)
    if refused:
        status = AnswerNotUnderstood.status
        return _sheet_page(request, attempt, place=place, typed=answers, sure=sure, refused=refused, status=status)
    for one in kept:
        if one.echo:
            messages.info(request, _("Question {n}. {echo}").format(n=one.slot, echo=one.echo))
    go = request.POST.get("go", "")
    if go == "review" and not checked:
        return redirect("lms:assessments:attempt-review", attempt_id)
    if not checked and not go.startswith("q:"):
        said = ngettext("{n} answer saved.", "{n} answers saved.", len(kept)).format(n=len(kept))
        messages.success(request, said if kept else _("Nothing had changed."))
    return redirect(_sheet_url(attempt, go, place, checked))


def _check(request: AuthedRequest, attempt_id: int, slot: int, raw: Mapping[str, Any]) -> dict[int, str]:
    """Have one answer of a page checked; {slot: sentence} when that can't be."""
    client_id = f"check:{slot}:{request.POST.get(f'was-{slot}', '')[:20]}:{digest(dict(raw))[:20]}"
    try:
        check_answer(attempt_id=attempt_id, slot=slot, client_id=client_id, raw=raw, by=request.person.pk)
    except (AnswerNotUnderstood, AnswerStands, CheckNotOffered) as refused:
        return {slot: refused.sentence()}
    return {}


def _sheet_url(attempt: Attempt, go: str, place: int | None, checked: int | None) -> str:
    """Back to the sheet: to the question that comes, or to what was said of the one that was checked."""
    wanted = go.removeprefix("q:") if go.startswith("q:") else str(place or "")
    asked = f"?q={wanted}" if wanted.isascii() and wanted.isdigit() else ""
    return reverse("lms:assessments:attempt-form", args=[attempt.pk]) + asked + (f"#v{checked}" if checked else "")


@policy(PERSON, sample=ATTEMPT)
@require_POST
def attempt_answer(request: AuthedRequest, attempt_id: int) -> HttpResponse:
    """Keep one answer as it is given, or check it. A repeated `client_id` gets the same reply."""
    due_at, seat_id = access_own_clock(request.person.pk, attempt_id)
    keep_seat(request, seat_id)
    sent = read_answer(request)
    try:
        saved = _keep(request, attempt_id, sent)
    except (AttemptLate, AttemptClosed) as late:
        said = late_sentence(attempt_id, slot=sent.slot, given_at=timezone.now() - sent.age)
        return JsonResponse({"error": type(late).__name__, "sentence": said or late.sentence()}, status=late.status)
    said = _("Saved {time}").format(time=say_time(saved.at))
    reply = {"slot": saved.slot, "step": saved.number, "saved": said, "echo": saved.echo}
    if due_at:
        reply["left"] = seconds_left(due_at)
    if saved.newer:
        reply["newer"] = True
    if sent.check or sent.show or saved.newer:
        reply["html"] = _question_html(request, attempt_id, saved.slot)
    return JsonResponse(reply)


def _keep(request: AuthedRequest, attempt_id: int, sent: Answer) -> Saved:
    if sent.check:
        return check_answer(attempt_id=attempt_id, slot=sent.slot, client_id=sent.client_id, raw=sent.raw, by=request.person.pk)
    given = None if sent.was is None else Given(sent.was, timezone.now() - sent.age, sent.replaces)
    return save_answer(
        attempt_id=attempt_id, slot=sent.slot, client_id=sent.client_id, raw=sent.raw, by=request.person.pk,
        certainty=sent.certainty, given=given,
    )  # fmt: skip


def _question_html(request: AuthedRequest, attempt_id: int, slot: int) -> str:
    """One question of the sheet as it stands now."""
    attempt = access_own_attempt(request.person.pk, attempt_id)
    questions = sheet_questions(attempt)
    facts = {
        "question": next(one for one in questions if one["slot"] == slot),
        "total": len(questions),
        "attempt": attempt,
    }
    return render_to_string("lms/assessments/_question.html", facts, request)


@policy(PERSON, sample=ATTEMPT)
@require_GET
def attempt_review(request: AuthedRequest, attempt_id: int) -> HttpResponse:
    """Which questions are answered, before handing in."""
    attempt = access_own_attempt(request.person.pk, attempt_id)
    if attempt.state != AttemptState.OPEN:
        return redirect("lms:assessments:attempt-detail", attempt_id)
    if moved := elsewhere(request, attempt):
        return moved
    questions = selectors.open_questions(attempt)
    facts = {
        "attempt": attempt,
        "titles": attempt.unit_version.titles,
        "questions": questions,
        "missing": [question["slot"] for question in questions if not question["answered"]],
        "over": attempt.due_at is not None and timezone.now() >= attempt.due_at,
        "shows_at_once": shown(attempt.sheet.get("review", {}), "after").score,
        "quiz_url": unit_url(attempt),
        **_queue_facts(request, attempt),
    }
    return render(request, "lms/assessments/attempt_review.html", facts)


@policy(PERSON, sample=ATTEMPT)
@require_POST
def attempt_submit(request: AuthedRequest, attempt_id: int) -> HttpResponse:
    """Hand in. A double click gets the one result."""
    attempt = access_own_attempt(request.person.pk, attempt_id)
    if attempt.state == AttemptState.OPEN and (moved := elsewhere(request, attempt)):
        return moved
    submit_attempt(attempt_id=attempt_id, by=request.person.pk)
    return redirect("lms:assessments:attempt-detail", attempt_id)


@policy(PERSON, sample=ATTEMPT)
@require_GET
def attempt_detail(request: AuthedRequest, attempt_id: int) -> HttpResponse:
    """The result, question by question, as far as the quiz lets it be seen now."""
    attempt = access_own_result(request.person.pk, attempt_id)
    if attempt.state == AttemptState.WAITING:
        return _waiting_page(request, attempt)
    if attempt.state == AttemptState.HELD:
        return _held_page(request, attempt)
    if attempt.state != AttemptState.SUBMITTED:
        return redirect("lms:assessments:attempt-form", attempt_id)
    window, _given = seat_of(attempt, attempt.unit_version.config)
    see = selectors.what_shows(attempt, window.closes_at)
    questions = selectors.result_questions(attempt, see)
    links = readings(
        {question["section"] for question in questions},
        enrolment_id=attempt.enrolment_id,
        course_id=attempt.enrolment.course_id,
    )
    for question in questions:
        question["reading"] = links.get(question["section"])
    lines = sittings_of(attempt.enrolment_id, attempt.unit_id, closes_at=window.closes_at)
    line = next(one for one in lines if one.id == attempt.pk)
    refusal = _refusal(window, lines)
    open_course = attempt.enrolment.state != "closed"
    facts = {
        "attempt": attempt,
        "titles": attempt.unit_version.titles,
        "line": line,
        "needed": passing.needed_words(attempt.sheet),
        "reached": passing.reached_words(attempt.sheet, attempt.fraction or Decimal(0)),
        "why_needed": passing.why_forms_differ() if attempt.sheet.get("cut") else "",
        **result_facts(attempt, questions, see, window),
        "exam": "certifying" in attempt.sheet,  # what it asked stays there: others will be asked it
        "history": own_history(attempt, see, person_id=request.person.pk) if "history" in request.GET else None,
        "counts": counts_words(attempt.sheet.get("counts", "")) if window.attempts != 1 else "",
        "counted": counted_words(attempt.sheet.get("counts", ""), lines),
        "may_retry": not line.passed and open_course and not refusal and "seat" not in attempt.sheet,
        "refusal": refusal if not line.passed and open_course else "",
        "quiz_url": unit_url(attempt),
        "refresher": attempt.unit_version.kind == "refresher",
        "course_url": course_url(attempt.enrolment_id),
        **_queue_facts(request, attempt),
    }
    return render(request, "lms/assessments/attempt_detail.html", facts)


def _waiting_page(request: AuthedRequest, attempt: Attempt) -> HttpResponse:
    """Handed in and not final: one's own written answers, and no key."""
    facts = {
        "attempt": attempt,
        "titles": attempt.unit_version.titles,
        "answers": [{**one, "guide": None} for one in selectors.written_answers(attempt)],
        "quiz_url": unit_url(attempt),
        "course_url": course_url(attempt.enrolment_id),
        **_queue_facts(request, attempt),
    }
    return render(request, "lms/assessments/attempt_waiting.html", facts)


def _held_page(request: AuthedRequest, attempt: Attempt) -> HttpResponse:
    """Handed in in a sitting: that it arrived, on whom the result waits and until when. Neither answers nor key nor score."""
    facts = {
        "attempt": attempt,
        "titles": attempt.unit_version.titles,
        "held": held_result(attempt),
        "quiz_url": unit_url(attempt),
        "course_url": course_url(attempt.enrolment_id),
    }
    return render(request, "lms/assessments/attempt_held.html", facts)
