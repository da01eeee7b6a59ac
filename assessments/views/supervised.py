"""Supervised pieces: the candidate's page, planning, and the examiner's page while it goes on."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access.supervised import (
    access_examined_piece,
    access_own_piece,
    access_piece_seat,
    access_planned_piece,
)
from assessments.authorship import NONE, rule_words
from assessments.forms.supervised import (
    CancelForm,
    FoundForm,
    MissForm,
    PlanForm,
    WhenForm,
    from_draft,
    read_found,
)
from assessments.models import PieceAppointment, PieceState
from assessments.selectors import supervised as selectors
from assessments.selectors.cases import letter_blocks, rendered
from assessments.selectors.reading import course_url
from assessments.services.supervised import cancel_piece, examiners, miss_piece, move_piece, plan_piece
from assessments.services.supervised_scores import begin_piece, keep_piece_draft, rubric_for, score_piece
from assessments.supervised_words import form_explained, form_words, kind_words
from courses import api as courses
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

SEAT: Final = {"enrolment_id": "piece_enrolment_id", "unit_id": "piece_unit_id"}
PIECE: Final = {"appointment_id": "piece_appointment_id"}
PLANNERS: Final = ("coordinator", "decider")
GET_POST: Final = ["GET", "HEAD", "POST"]


@require_safe
@policy(PERSON, sample=SEAT)
def piece_detail(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """The candidate: who, when, what will happen; afterwards what the examiner found."""
    card, unit = access_own_piece(request.person.pk, enrolment_id, unit_id)
    page = selectors.candidate_page(enrolment_id, unit, person_id=card.person_id, course_id=card.course_id)
    facts = {**page, "unit": unit, "course_url": course_url(enrolment_id), "ai_rule": rule_words(NONE)}
    return _private(render(request, "lms/assessments/piece_detail.html", facts))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@policy(*PLANNERS)
def piece_plan_list(request: AuthedRequest) -> HttpResponse:
    """Who waits for a day, what is planned, what was."""
    return render(request, "lms/assessments/piece_plan_list.html", {"plan": selectors.plan_page(request.scope)})


@require_http_methods(GET_POST)
@policy(*PLANNERS, sample=SEAT)
def piece_plan(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """Fix the examiner, the day and the place."""
    seat = access_piece_seat(request.scope, enrolment_id, unit_id)
    card = courses.enrolment_card(enrolment_id)
    page = selectors.seat_page(seat)
    with override(seat.time_zone or None):
        sent = request.POST if request.method == "POST" else None
        form = PlanForm(sent, kinds=page["forms"], people=examiners(card))
        if sent is not None and form.is_valid():
            plan_piece(
                enrolment_id=enrolment_id, unit_id=unit_id, form=form.cleaned_data["form"],
                examiner_id=form.cleaned_data["examiner"], at=form.moment(), place=form.cleaned_data["place"],
                by=request.person.pk,
            )  # fmt: skip
            messages.success(request, _("The day is fixed. Candidate and examiner have been written to."))
            return redirect("lms:assessments:piece-plan-list")
        facts = {**page, "seat": seat, "form": form, "zone": seat.time_zone}
        return render(request, "lms/assessments/piece_plan.html", facts, status=422 if sent is not None else 200)


@require_http_methods(GET_POST)
@policy(*PLANNERS, sample=PIECE)
def piece_change(request: AuthedRequest, appointment_id: int) -> HttpResponse:
    """Move it, cancel it, or say that it did not take place."""
    row = access_planned_piece(request.scope, appointment_id)
    line = selectors.line_of(row.pk)
    with override(line.zone or None):
        act = request.POST.get("act", "")
        when = WhenForm(request.POST if act == "move" else None, initial={"at": row.at, "place": row.place})
        cancel = CancelForm(request.POST if act == "cancel" else None)
        missed = MissForm(request.POST if act == "miss" else None)
        if act == "move" and when.is_valid():
            move_piece(appointment_id=row.pk, at=when.moment(), place=when.cleaned_data["place"], by=request.person.pk)
            messages.success(request, _("Moved. Candidate and examiner have been written to."))
            return redirect("lms:assessments:piece-plan-list")
        if act == "cancel" and cancel.is_valid():
            cancel_piece(appointment_id=row.pk, why=cancel.cleaned_data["why"], by=request.person.pk)
            messages.success(request, _("Cancelled. Plan another day when you can."))
            return redirect("lms:assessments:piece-plan-list")
        if act == "miss" and missed.is_valid():
            return _missed(request, row, missed, "lms:assessments:piece-plan-list")
        facts = {"line": line, "when": when, "cancel": cancel, "missed": missed, "zone": line.zone}
        return render(request, "lms/assessments/piece_change.html", facts, status=422 if act else 200)


def _missed(request: AuthedRequest, row: PieceAppointment, form: MissForm, where: str) -> HttpResponse:
    said = form.cleaned_data
    miss_piece(appointment_id=row.pk, missed_by=said["missed_by"], why=said["why"], by=request.person.pk)
    messages.success(request, _("Noted: it did not take place. It does not count as a try; another day is planned."))
    return redirect(where)


@require_safe
@policy("assessor")
def examining_list(request: AuthedRequest) -> HttpResponse:
    """Whom one examines, by day."""
    return render(request, "lms/assessments/examining_list.html", {"lines": selectors.examining(request.person.pk)})


@require_safe
@policy("assessor", sample=PIECE)
def examining_detail(request: AuthedRequest, appointment_id: int) -> HttpResponse:
    """Before it begins: who, when, the letter. While it goes on: the questions and the criteria. Afterwards: what one found."""
    row = access_examined_piece(request.scope, appointment_id)
    return _examining(request, row, from_draft(row.draft))


def _examining(request: HttpRequest, row: PieceAppointment, form: FoundForm, *, status: int = 200) -> HttpResponse:
    line = selectors.line_of(row.pk, free=True)  # whoever is too close does not come here
    facts: dict[str, Any] = {
        "line": line, "explained": form_explained(row.form), "form_says": form_words(row.form), "missed": MissForm(),
        "errors": form.errors, "whole": form.comments.get("_", ""),
    }  # fmt: skip
    if row.letter is not None:
        config, country = row.letter.config, row.letter.enrolment.country
        facts |= {
            "blocks": letter_blocks(row.letter.letter),
            "business": rendered(config["case"]["business"], country=country, facts=config["facts"].get(country, {}), shift=3),
            "issues": config["case"]["issues"],
        }
    if row.state == PieceState.HELD:
        facts["result"] = selectors.result_of(row.pk)
    elif row.begun_at is not None and row.state == PieceState.PLANNED:
        rubric = rubric_for(row)
        facts |= {
            "questions": [{**one, "about": kind_words(one["kind"])} for one in selectors.questions_of(row.pk)],
            "criteria": [_criterion(one, form) for one in rubric["criteria"]],
            "flags": [_flag(one, form) for one in rubric["flags"]],
        }
    return _private(render(request, "lms/assessments/examining_detail.html", facts, status=status))


def _criterion(one: dict[str, Any], form: FoundForm) -> dict[str, Any]:
    key = one["id"]
    return {
        "key": key, "titles": one["titles"], "weight": one["weight"], "comment": form.comments.get(key, ""),
        "levels": [{**level, "chosen": form.picks.get(key) == level["n"]} for level in one["levels"]],
        "error": form.errors.get(f"level-{key}", ""),
    }  # fmt: skip


def _flag(one: dict[str, Any], form: FoundForm) -> dict[str, Any]:
    name = f"flag-{one['id']}"
    return {
        "name": name, "titles": one["titles"], "sent": form.answered.get(one["id"], ""), "error": form.errors.get(name, "")
    }  # fmt: skip


@require_POST
@policy("assessor", sample={"appointment_id": "piece_planned_id"})
def examining_begin(request: AuthedRequest, appointment_id: int) -> HttpResponse:
    """Both are there: the questions are drawn."""
    access_examined_piece(request.scope, appointment_id)
    begin_piece(appointment_id=appointment_id, by=request.person.pk)
    return redirect("lms:assessments:examining-detail", appointment_id)


@require_POST
@policy("assessor", sample=PIECE)
def examining_score(request: AuthedRequest, appointment_id: int) -> HttpResponse:
    """Keep what was typed so far, or end the piece with it."""
    row = access_examined_piece(request.scope, appointment_id)
    form = read_found(request.POST, rubric_for(row))
    if request.POST.get("go") != "finish":
        kept = keep_piece_draft(appointment_id=row.pk, draft=form.draft())
        messages.success(request, _("Draft saved.")) if kept else messages.warning(request, _("That is too much to keep."))
        return redirect("lms:assessments:examining-detail", appointment_id)
    if form.errors:
        return _examining(request, row, form, status=422)
    score_piece(appointment_id=row.pk, picks=form.picks, comments=form.comments, red_flags=form.red_flags, by=request.person.pk)
    messages.success(request, _("The result is recorded. The candidate has been written to."))
    return redirect("lms:assessments:examining-detail", appointment_id)


@require_POST
@policy("assessor", sample=PIECE)
def examining_missed(request: AuthedRequest, appointment_id: int) -> HttpResponse:
    """The examiner says that it did not take place."""
    row = access_examined_piece(request.scope, appointment_id)
    form = MissForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Say what happened."))
        return redirect("lms:assessments:examining-detail", appointment_id)
    return _missed(request, row, form, "lms:assessments:examining-list")
