"""The businesses of a clinic: by the institution's own code, their intake, sessions and one-page strategy."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access.clinics import access_business, access_clinic
from assessments.clinics import consent
from assessments.errors.clinics import BusinessCodeTaken, ClinicBusinessNotFound, ClinicTextRefused, StrategyIncomplete
from assessments.forms.clinic_strategy import StrategyForm
from assessments.forms.clinics import BusinessForm
from assessments.models import Clinic
from assessments.selectors import clinics as selectors
from assessments.services import clinic_papers, clinics
from assessments.wording_clinics import diagnostics_in_words, profile_line, session_lines, sessions_of_six
from lms.jobs.api import job_view_of
from lms.kernel.errors import Stale
from lms.kernel.http import AuthedRequest
from lms.kernel.places import Language
from lms.kernel.policy import policy

READERS: Final = ("coordinator", "facilitator")
BUSINESS: Final = {"business_id": "clinic_business"}
GET_POST: Final = ["GET", "HEAD", "POST"]


@require_http_methods(GET_POST)
@policy("coordinator", sample={"clinic_id": "clinic"})
def business_new(request: AuthedRequest, clinic_id: int) -> HttpResponse:
    """Take a business into the edition, by its code."""
    clinic = access_clinic(request.scope, clinic_id, write=True)
    form = BusinessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pk = clinics.add_business(clinic_id=clinic_id, profile=form.profile(), by=request.person.pk)
        except (BusinessCodeTaken, ClinicTextRefused) as refused:
            form.add_error("code", refused.sentence())
        else:
            messages.success(request, _("The business is in the edition."))
            return redirect("lms:assessments:clinic-business", pk)
    return _form(request, form, clinic, {"heading": _("Take a business in")})


@require_http_methods(GET_POST)
@policy("coordinator", sample=BUSINESS)
def business_edit(request: AuthedRequest, business_id: int) -> HttpResponse:
    """Write a business's classes, consent and intake again."""
    business = access_business(request.scope, business_id, write=True)
    form = BusinessForm(request.POST) if request.method == "POST" else BusinessForm.showing(business)
    if request.method == "POST" and form.is_valid():
        try:
            was = request.POST.get("was", "")[:64]
            clinics.change_business(business_id=business_id, profile=form.profile(), by=request.person.pk, was=was)
        except Stale as stale:
            form.add_error(None, stale.sentence())
        except (BusinessCodeTaken, ClinicTextRefused) as refused:
            form.add_error("code", refused.sentence())
        else:
            messages.success(request, _("Saved."))
            return redirect("lms:assessments:clinic-business", business_id)
    return _form(
        request,
        form,
        business.clinic,
        {
            "heading": _("The business {code}").format(code=business.code),
            "business": business,
            "was": clinics.business_mark(business),
        },
    )


def _form(request: AuthedRequest, form: BusinessForm, clinic: Clinic, facts: dict[str, Any]) -> HttpResponse:
    facts |= {
        "form": form, "clinic": clinic, "wording": consent.wording(consent.NOW),
        "diagnostics": selectors.diagnostics_card(clinic.institution.country),
    }  # fmt: skip
    return render(request, "lms/assessments/clinic_business_form.html", facts, status=422 if form.errors else 200)


@require_safe
@policy(*READERS, sample=BUSINESS)
def business_detail(request: AuthedRequest, business_id: int) -> HttpResponse:
    """One business: what is known of it, its sessions, its strategy."""
    business = access_business(request.scope, business_id)
    rows = selectors.sessions_of(business_id)
    card = next(one for one in selectors.businesses_of(business.clinic_id, archived=True) if one.id == business_id)
    facts = {
        "business": business, "clinic": business.clinic,
        "writes": business.clinic.institution_id in request.scope.coordinator_of,
        "card": card, "profile": profile_line(card), "held": sessions_of_six(card.sessions),
        "rows": session_lines(rows),
        "diagnostics": selectors.diagnostics_card(business.clinic.institution.country),
        "asked": diagnostics_in_words(business.intake.get("diagnostics", "")),
        "wording": consent.wording(business.consent_wording),
    }  # fmt: skip
    return render(request, "lms/assessments/clinic_business_detail.html", facts)


@require_POST
@policy("coordinator", sample=BUSINESS)
def business_drop(request: AuthedRequest, business_id: int) -> HttpResponse:
    """Take a business without sessions out; the edition's page takes it back."""
    business = access_business(request.scope, business_id, write=True)
    clinics.drop_business(business_id=business_id, by=request.person.pk)
    messages.success(request, _("The business {code} was taken out. You can take it back below.").format(code=business.code))
    return redirect("lms:assessments:clinic-detail", business.clinic_id)


@require_POST
@policy("coordinator", sample=BUSINESS)
def business_restore(request: AuthedRequest, business_id: int) -> HttpResponse:
    """Take a business back."""
    business = access_business(request.scope, business_id, write=True)
    clinics.restore_business(business_id=business_id, by=request.person.pk)
    messages.success(request, _("The business {code} is in the edition again.").format(code=business.code))
    return redirect("lms:assessments:clinic-detail", business.clinic_id)


@require_http_methods(GET_POST)
@policy("coordinator", sample=BUSINESS)
def strategy_form(request: AuthedRequest, business_id: int) -> HttpResponse:
    """Write the one-page strategy."""
    business = access_business(request.scope, business_id, write=True)
    cards = selectors.help_of(business.clinic.institution.country, business.stage)
    form = (
        StrategyForm(request.POST, cards=cards)
        if request.method == "POST"
        else StrategyForm.showing(business.strategy, cards=cards)
    )
    if request.method == "POST" and form.is_valid():
        try:
            was = request.POST.get("was", "")[:64]
            clinics.write_strategy(business_id=business_id, strategy=form.strategy(), by=request.person.pk, was=was)
        except (StrategyIncomplete, ClinicTextRefused, Stale) as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, _("The strategy is kept. It can be printed now."))
            return redirect("lms:assessments:clinic-business", business_id)
    facts = {"business": business, "clinic": business.clinic, "form": form, "was": clinics.strategy_mark(business)}
    return render(request, "lms/assessments/clinic_strategy_form.html", facts, status=422 if form.errors else 200)


@require_http_methods(GET_POST)
@policy(*READERS, sample=BUSINESS)
def strategy_paper(request: AuthedRequest, business_id: int) -> HttpResponse:
    """Ask a worker for the page (POST); how far it is (GET)."""
    business = access_business(request.scope, business_id)
    language = _language()
    if request.method == "POST":
        clinic_papers.request_paper(business_id=business_id, language=language, by=request.person.pk)
        return redirect("lms:assessments:clinic-paper", business_id)
    paper = clinic_papers.paper_of(business, language)
    facts = {
        "business": business, "clinic": business.clinic, "paper": paper,
        "job": job_view_of(clinic_papers.job_key(business, language)) if business.strategy and paper is None else None,
        "polled": bool(request.headers.get("HX-Request")),
    }  # fmt: skip
    template = "_clinic_paper" if facts["polled"] else "clinic_paper"
    response = render(request, f"lms/assessments/{template}.html", facts)
    response["Cache-Control"], response["Vary"] = "private, no-store", "HX-Request"
    return response


@require_safe
@policy(*READERS, sample=BUSINESS)
def strategy_file(request: AuthedRequest, business_id: int) -> HttpResponseBase:
    """The page as it was drawn, when it says what the strategy says now."""
    business = access_business(request.scope, business_id)
    paper = clinic_papers.paper_of(business, _language())
    if paper is None:
        raise ClinicBusinessNotFound
    response = HttpResponse(bytes(paper.content), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(business.code)}-{paper.language}.pdf"'
    response["ETag"] = etag = f'"{paper.sha256}"'
    response["X-Content-Type-Options"], response["Cache-Control"] = "nosniff", "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response


def _language() -> str:
    """The reader's language, when papers are drawn in it."""
    chosen = (get_language() or "es")[:2]
    return chosen if chosen in Language.values else "es"
