"""Accommodations: one's own, asking for one, and the pages of who decides. Nobody else has a page with a reason in it."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access.accommodations import (
    access_accommodation,
    access_asking,
    access_evidence,
    access_own_accommodation,
)
from assessments.accommodating import measures_of
from assessments.forms.accommodations import AskForm, GrantForm, RefuseForm
from assessments.selectors import accommodations as selectors
from assessments.services import accommodations as services
from assessments.services.accommodations import File
from assessments.views.files import file_response
from courses.api import course_card
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

ENROLMENT: Final = {"enrolment_id": "fair_enrolment_id"}
ONE: Final = {"accommodation_id": "accommodation_id"}
GET_POST: Final = ["GET", "HEAD", "POST"]


@require_safe
@policy(PERSON)
def accommodation_own(request: AuthedRequest) -> HttpResponse:
    """One's own requests, and the courses for which one can ask."""
    facts = {
        "mine": selectors.own_requests(request.person.pk), "courses": selectors.enrolments_that_may_ask(request.person.pk)
    }  # fmt: skip
    return _private(render(request, "lms/assessments/accommodation_own.html", facts))


@require_http_methods(GET_POST)
@policy(PERSON, sample=ENROLMENT)
def accommodation_ask(request: AuthedRequest, enrolment_id: int) -> HttpResponse:
    """Ask for measures in the certifying tasks of one course."""
    card = access_asking(request.person.pk, enrolment_id)
    form = AskForm(request.POST or None, request.FILES or None, tasks=selectors.certifying_units(card.course_id))
    facts = {"card": card, "course": course_card(card.course_id), "form": form}
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return _private(render(request, "lms/assessments/accommodation_ask.html", facts, status=status))
    given = form.cleaned_data
    try:
        services.ask_accommodation(
            enrolment_id=card.id, by=request.person.pk, asked=form.measures(), reason=given["reason"], units=given["units"],
            until=given["until"], files=[File(one.name or "", one.read()) for one in given["papers"]],
        )  # fmt: skip
    except LmsError as refused:
        if refused.status == 404:
            raise
        form.add_error(None, refused.sentence())
        return _private(render(request, "lms/assessments/accommodation_ask.html", facts, status=refused.status))
    messages.success(request, _("Your request is here. We write to you when it is decided."))
    return redirect("lms:assessments:accommodation-own")


@require_POST
@policy(PERSON, sample=ONE)
def accommodation_withdraw(request: AuthedRequest, accommodation_id: int) -> HttpResponse:
    """Take a request back, or give up what was granted."""
    row = access_own_accommodation(request.person.pk, accommodation_id)
    services.withdraw_accommodation(accommodation_id=row.pk, by=request.person.pk)
    messages.success(request, _("Withdrawn. Files that came with it are deleted."))
    return redirect("lms:assessments:accommodation-own")


@require_safe
@policy("decider", "reviewer")
def accommodation_list(request: AuthedRequest) -> HttpResponse:
    """What waits for a decision, the oldest first; or what is over."""
    over = request.GET.get("show") == "over"
    facts = {"lines": selectors.decidable(request.scope, over=over), "over": over}
    return _private(render(request, "lms/assessments/accommodation_list.html", facts))


@require_safe
@policy("decider", "reviewer", sample=ONE)
def accommodation_detail(request: AuthedRequest, accommodation_id: int) -> HttpResponse:
    """One request with its reason and files, and the two ways to decide it."""
    return _detail(request, accommodation_id)


def _detail(request: AuthedRequest, accommodation_id: int, *, status: int = 200, **forms: Any) -> HttpResponse:
    row = access_accommodation(request.scope, accommodation_id)
    asked = measures_of(row.asked)
    initial = {
        "time": asked.time or "", "pause": asked.pause or "", "reader": asked.reader, "formats": list(asked.formats),
        "until": row.until,
    }  # fmt: skip
    facts: dict[str, Any] = {
        "one": selectors.one_request(row), "person": row.enrolment.person, "country": row.enrolment.country,
        "files": selectors.evidence_of(row.pk), "grant": GrantForm(initial=initial, auto_id="grant_%s"),
        "refuse": RefuseForm(auto_id="refuse_%s"), **forms,
    }  # fmt: skip
    facts["form"] = next(iter(forms.values()), None)
    return _private(render(request, "lms/assessments/accommodation_detail.html", facts, status=status))


@require_POST
@policy("decider", "reviewer", sample=ONE)
def accommodation_grant(request: AuthedRequest, accommodation_id: int) -> HttpResponse:
    """Grant what is chosen, until a day."""
    row = access_accommodation(request.scope, accommodation_id)
    form = GrantForm(request.POST, auto_id="grant_%s")
    if not form.is_valid():
        return _detail(request, row.pk, status=422, grant=form)
    try:
        services.grant_accommodation(
            accommodation_id=row.pk, by=request.person.pk, granted=form.measures(), until=form.cleaned_data["until"],
            answer=form.cleaned_data["answer"],
        )  # fmt: skip
    except LmsError as refused:
        if refused.status != 422:
            raise
        form.add_error(None, refused.sentence())
        return _detail(request, row.pk, status=refused.status, grant=form)
    messages.success(request, _("Granted. Who asked is told; the files are deleted."))
    return redirect("lms:assessments:accommodation-detail", row.pk)


@require_POST
@policy("decider", "reviewer", sample=ONE)
def accommodation_refuse(request: AuthedRequest, accommodation_id: int) -> HttpResponse:
    """Refuse, with why."""
    row = access_accommodation(request.scope, accommodation_id)
    form = RefuseForm(request.POST, auto_id="refuse_%s")
    if not form.is_valid():
        return _detail(request, row.pk, status=422, refuse=form)
    services.refuse_accommodation(accommodation_id=row.pk, by=request.person.pk, answer=form.cleaned_data["answer"])
    messages.success(request, _("Refused. Who asked is told, and may have it reviewed; the files are deleted."))
    return redirect("lms:assessments:accommodation-detail", row.pk)


@require_POST
@policy("decider", "reviewer", sample=ONE)
def accommodation_end(request: AuthedRequest, accommodation_id: int) -> HttpResponse:
    """What was granted no longer holds."""
    row = access_accommodation(request.scope, accommodation_id)
    services.end_accommodation(accommodation_id=row.pk, by=request.person.pk)
    messages.success(request, _("Ended. Who asked is told."))
    return redirect("lms:assessments:accommodation-detail", row.pk)


@require_safe
@policy("decider", "reviewer", sample=ONE | {"evidence_id": "evidence_id"})
def accommodation_evidence(request: AuthedRequest, accommodation_id: int, evidence_id: int) -> HttpResponse:
    """A file of a request, to be saved; that it was opened is kept."""
    found = access_evidence(request.scope, accommodation_id, evidence_id)
    services.note_evidence_read(evidence_id=found.pk, by=request.person.pk)
    return _private(file_response(found, found.name))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
