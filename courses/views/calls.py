"""Calls for the institution: drafting, publishing, scoring, deciding."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access.calls import access_application, access_call, access_call_to_score
from courses.access.enrolments import access_coordinated_cohort
from courses.call_errors import ApplicationNotFound
from courses.calling import USUAL, criteria_of
from courses.forms.calls import AsideForm, CallForm, ClosingForm, ReasonForm, ScoreForm, SeatsForm, as_initial
from courses.models import Application, Call, CommitmentPaper
from courses.selectors.calls import call_page
from courses.services import calls as services
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

GET_POST: Final = ["GET", "HEAD", "POST"]
CALL: Final = {"call_id": "call_id"}
ONE: Final = {"application_id": "application_id"}


@policy("coordinator", sample={"cohort_id": "callless_cohort"})
@require_http_methods(GET_POST)
def call_form(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """Draft the call of a group, or change its draft."""
    cohort = access_coordinated_cohort(request.scope, cohort_id)
    known = Call.objects.filter(cohort_id=cohort.id).first()
    if known is not None and known.state in ("published", "decided"):
        return redirect("lms:courses:call-manage", known.pk)
    people = _staff(cohort.institution_id, request.person.pk)
    form = CallForm(request.POST or None, people, initial=_initial(known, cohort))
    if request.method == "POST" and form.is_valid():
        try:
            call = services.draft_call(cohort_id=cohort.id, by=request.person.pk, **form.facts())
        except LmsError as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, _("The draft is kept. Look at it, then publish it."))
            return redirect("lms:courses:call-manage", call)
    facts = {"form": form, "cohort": cohort, "known": known}
    return render(request, "lms/courses/call_form.html", facts, status=422 if form.errors else 200)


def _staff(institution_id: int, but: int) -> list[tuple[int, str]]:
    ids = {one for role in ("coordinator", "facilitator", "assessor") for one in institutions.people_of(institution_id, role)}
    cards = institutions.person_cards(ids - {but}).values()
    return sorted(((card.id, card.full_name) for card in cards), key=lambda pair: pair[1])


def _initial(known: Call | None, cohort: Any) -> dict[str, Any]:
    if known is None:
        return {"title_es": cohort.names.get("es", ""), "title_en": cohort.names.get("en", ""), **as_initial(USUAL)}
    return {
        "title_es": known.titles.get("es", ""), "title_en": known.titles.get("en", ""), "text_es": known.texts.get("es", ""),
        "text_en": known.texts.get("en", ""), "seats": known.seats, "opens_on": known.opens_on, "closes_on": known.closes_on,
        "least": known.least, "accept_days": known.accept_days, "needs_commitment": known.needs_commitment,
        "second_scorer": known.second_scorer_id, **as_initial(criteria_of(known.criteria)),
    }  # fmt: skip


@policy(PERSON, sample=CALL)
@require_safe
def call_manage(request: AuthedRequest, call_id: int) -> HttpResponse:
    """The call with its applications: for who coordinates, and for the second person who scores."""
    return _manage(request, access_call_to_score(request.scope, call_id))


def _manage(request: AuthedRequest, call: Call, *, status: int = 200, **forms: Any) -> HttpResponse:
    scope = request.scope
    facts = {
        "page": call_page(call, scope), "call": call, "me": scope.person_id,
        "coordinates": scope.administrator or call.cohort.institution_id in scope.coordinator_of,
        "closing": ClosingForm(initial={"closes_on": call.closes_on}, auto_id="closing_%s"),
        "cancel": ReasonForm(auto_id="cancel_%s"),
        "seats": SeatsForm(initial={"seats": call.seats + 1}, auto_id="seats_%s"), **forms,
    }  # fmt: skip
    return render(request, "lms/courses/call_manage.html", facts, status=status)


@policy("coordinator", "administrator", sample=CALL)
@require_POST
def call_act(request: AuthedRequest, call_id: int) -> HttpResponse:
    """Publish, move the last day, cancel, add seats."""
    call = access_call(request.scope, call_id)
    by, act = request.person.pk, request.POST.get("act", "")
    closing, cancel = ClosingForm(request.POST, auto_id="closing_%s"), ReasonForm(request.POST, auto_id="cancel_%s")
    seats = SeatsForm(request.POST, auto_id="seats_%s")
    form: Any = {"closing": closing, "cancel": cancel, "seats": seats}.get(act)
    if form is not None and not form.is_valid():
        return _manage(request, call, status=422, **{act: form, "form": form})
    try:
        said = _act(act, call.pk, by, form)
    except LmsError as refused:
        if form is None:
            messages.error(request, refused.sentence())
            return redirect("lms:courses:call-manage", call.pk)
        form.add_error(None, refused.sentence())
        return _manage(request, call, status=refused.status, **{act: form, "form": form})
    messages.success(request, said)
    return redirect("lms:courses:call-manage", call.pk)


def _act(act: str, call_id: int, by: int, form: Any) -> str:
    if act == "closing":
        services.move_closing(call_id=call_id, by=by, **form.cleaned_data)
        return _("The last day is moved.")
    if act == "cancel":
        services.cancel_call(call_id=call_id, by=by, **form.cleaned_data)
        return _("The call is cancelled. Everybody who applied is told.")
    if act == "seats":
        services.add_seats(call_id=call_id, by=by, **form.cleaned_data)
        return _("The seats are there: the waiting list is offered them in order.")
    services.publish_call(call_id=call_id, by=by)
    return _("The call is published.")


@policy("coordinator", "administrator", sample=CALL)
@require_http_methods(GET_POST)
def call_decide(request: AuthedRequest, call_id: int) -> HttpResponse:
    """Look at the ranking once more, then decide: everybody is told."""
    call = access_call(request.scope, call_id)
    if request.method == "POST":
        try:
            services.decide_call(call_id=call.pk, by=request.person.pk)
        except LmsError as refused:
            messages.error(request, refused.sentence())
        else:
            messages.success(request, _("Decided. Everybody is told; who was selected is in the group and enrolled."))
        return redirect("lms:courses:call-manage", call.pk)
    return render(request, "lms/courses/call_decide.html", {"call": call, "page": call_page(call, request.scope)})


@policy(PERSON, sample=ONE)
@require_http_methods(GET_POST)
def application_score(request: AuthedRequest, application_id: int) -> HttpResponse:
    """One application: read it, give points, say why."""
    row = access_application(request.scope, application_id)
    mine = row.lms_scores.filter(by_id=request.person.pk).first()
    initial = {f"points_{key}": n for key, n in mine.points.items()} | {"why": mine.why} if mine else {}
    form = ScoreForm(request.POST or None, criteria_of(row.call.criteria), initial=initial)
    if request.method == "POST" and form.is_valid():
        services.score_application(
            application_id=row.pk, by=request.person.pk, points=form.points(), why=form.cleaned_data["why"]
        )
        messages.success(request, _("Your points are kept."))
        return redirect("lms:courses:call-manage", row.call_id)
    return _score_page(request, row, form, status=422 if form.errors else 200)


def _score_page(request: AuthedRequest, row: Application, form: ScoreForm, *, status: int = 200) -> HttpResponse:
    scope = request.scope
    facts = {
        "one": row, "call": row.call, "form": form, "aside": AsideForm(initial={"reason": row.set_aside}, auto_id="aside_%s"),
        "scoring": row.state == "received" and row.call.state == "published",
        "coordinates": scope.administrator or row.call.cohort.institution_id in scope.coordinator_of,
        "paper": CommitmentPaper.objects.filter(application=row).defer("body").first(),
    }  # fmt: skip
    return render(request, "lms/courses/application_score.html", facts, status=status)


@policy("coordinator", "administrator", sample=ONE)
@require_POST
def application_aside(request: AuthedRequest, application_id: int) -> HttpResponse:
    """Say why somebody can't be chosen, or take that back."""
    row = access_application(request.scope, application_id)
    access_call(request.scope, row.call_id)
    form = AsideForm(request.POST, auto_id="aside_%s")
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    services.set_aside(application_id=row.pk, by=request.person.pk, reason=reason)
    messages.success(request, _("Noted. Who applied reads it with the decision.") if reason else _("It counts again."))
    return redirect("lms:courses:call-manage", row.call_id)


@policy(PERSON, sample=ONE)
@require_safe
def application_commitment(request: AuthedRequest, application_id: int) -> HttpResponse:
    """The signed paper, as a download: who opened it is kept."""
    row = access_application(request.scope, application_id)
    paper = CommitmentPaper.objects.filter(application=row).first()
    if paper is None:
        raise ApplicationNotFound
    record_event(
        act="application.paper_read", subject="application", subject_id=row.pk, actor=request.person.pk,
        institution=row.call.cohort.institution_id,
    )  # fmt: skip
    return download(bytes(paper.body), paper.content_type, paper.name)


def download(body: bytes, content_type: str, name: str) -> HttpResponse:
    """Bytes that somebody sent: saved, never shown by our origin."""
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
