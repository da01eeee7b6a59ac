"""Editions of an institution's clinic: the list, one edition, its form, its closing report."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access.clinics import access_clinic, access_house, houses_of
from assessments.clinics.rules import read_day
from assessments.errors.clinics import ClinicTextRefused, ClinicUnready, ReasonMissing
from assessments.forms.clinics import ClinicForm, ClosingForm
from assessments.models import Clinic
from assessments.selectors import clinic_figures as figures
from assessments.selectors import clinics as selectors
from assessments.services import clinics as services
from assessments.wording_clinics import business_lines, edition_state
from lms.kernel.errors import LmsError, Stale
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

READERS: Final = ("coordinator", "facilitator")
CLINIC: Final = {"clinic_id": "clinic"}
GET_POST: Final = ["GET", "HEAD", "POST"]


@require_safe
@policy(*READERS)
def clinic_list(request: AuthedRequest) -> HttpResponse:
    """The editions of one's institutions, the latest first."""
    found = selectors.houses(houses_of(request.scope), writes=request.scope.coordinator_of)
    groups = [
        {"house": house, "lines": [{"clinic": one, **edition_state(one.state)} for one in house.clinics]} for house in found
    ]
    return render(request, "lms/assessments/clinic_list.html", {"groups": groups})


@require_http_methods(GET_POST)
@policy("coordinator", sample={"institution_id": "institution"})
def clinic_new(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """A new edition."""
    access_house(request.scope, institution_id, write=True)
    form = ClinicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        clinic_id = services.make_clinic(institution_id=institution_id, texts=form.texts(), by=request.person.pk)
        messages.success(request, _("The edition is there. Take businesses into it next."))
        return redirect("lms:assessments:clinic-detail", clinic_id)
    return _form(request, form, {"heading": _("New edition of the clinic")})


@require_http_methods(GET_POST)
@policy("coordinator", sample=CLINIC)
def clinic_edit(request: AuthedRequest, clinic_id: int) -> HttpResponse:
    """Write an edition's days, agreement and call again."""
    clinic = access_clinic(request.scope, clinic_id, write=True)
    form = ClinicForm(request.POST) if request.method == "POST" else ClinicForm.showing(clinic)
    if request.method == "POST" and form.is_valid():
        try:
            was = request.POST.get("was", "")[:64]
            services.change_clinic(clinic_id=clinic_id, texts=form.texts(), by=request.person.pk, was=was)
        except Stale as stale:
            form.add_error(None, stale.sentence())
        else:
            messages.success(request, _("Saved."))
            return redirect("lms:assessments:clinic-detail", clinic_id)
    facts = {"clinic": clinic, "heading": _("Days, agreement and call"), "was": services.clinic_mark(clinic)}
    return _form(request, form, facts)


def _form(request: AuthedRequest, form: ClinicForm, facts: dict[str, Any]) -> HttpResponse:
    return render(request, "lms/assessments/clinic_form.html", facts | {"form": form}, status=422 if form.errors else 200)


@require_safe
@policy(*READERS, sample=CLINIC)
def clinic_detail(request: AuthedRequest, clinic_id: int) -> HttpResponse:
    """One edition: its numbers, its businesses by code, its agreement and call, its report when it is closed."""
    return _detail(request, access_clinic(request.scope, clinic_id))


def _detail(request: AuthedRequest, clinic: Clinic, refused: LmsError | None = None) -> HttpResponse:
    """With what was refused, and what was typed."""
    everyone = selectors.businesses_of(clinic.pk, archived=True)
    facts = {
        "clinic": clinic, "place": clinic.institution, "writes": clinic.institution_id in request.scope.coordinator_of,
        "lines": business_lines(one for one in everyone if not one.archived), "dropped": [b for b in everyone if b.archived],
        "numbers": figures.closing_figures(clinic.pk), **_agreed(clinic),
        "refused": refused, "reason": request.POST.get("reason", ""),
        **edition_state(selectors.state_of(clinic, timezone.localdate())),
    }  # fmt: skip
    return render(request, "lms/assessments/clinic_detail.html", facts, status=refused.status if refused else 200)


def _agreed(clinic: Clinic) -> dict[str, Any]:
    """Dates of the agreement, the call and the closing report as dates."""
    return {
        "signed_on": read_day(clinic.agreement.get("signed_on")),
        "opens_on": read_day(clinic.call.get("opens_on")),
        "closes_on": read_day(clinic.call.get("closes_on")),
        "report": figures.in_words(clinic.closing.get("figures") or {}),
    }


@require_http_methods(GET_POST)
@policy("coordinator", sample=CLINIC)
def clinic_close(request: AuthedRequest, clinic_id: int) -> HttpResponse:
    """The closing report, beside the numbers that go into it; writing it closes the edition."""
    clinic = access_clinic(request.scope, clinic_id, write=True)
    form = ClosingForm(
        request.POST or None, initial={name: clinic.closing.get(name, "") for name in ("learned", "change", "text")}
    )
    numbers = figures.closing_figures(clinic_id)
    if request.method == "POST" and form.is_valid():
        try:
            services.close_clinic(clinic_id=clinic_id, **form.cleaned_data, by=request.person.pk)
        except (ClinicUnready, ClinicTextRefused) as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, _("The edition is closed, with its report."))
            return redirect("lms:assessments:clinic-detail", clinic_id)
    facts = {
        "clinic": clinic, "form": form, "numbers": figures.in_words(numbers),
        "waiting": numbers["sessions"] - numbers["confirmed"], "open_steps": numbers["steps_open"],
    }  # fmt: skip
    return render(request, "lms/assessments/clinic_close.html", facts, status=422 if form.errors else 200)


@require_POST
@policy("coordinator", sample=CLINIC)
def clinic_reopen(request: AuthedRequest, clinic_id: int) -> HttpResponse:
    """Open a closed edition again, with a reason."""
    clinic = access_clinic(request.scope, clinic_id, write=True)
    try:
        services.reopen_clinic(clinic_id=clinic_id, reason=request.POST.get("reason", "")[:300], by=request.person.pk)
    except (ReasonMissing, ClinicTextRefused) as refused:
        return _detail(request, clinic, refused)
    messages.success(request, _("The edition is open again. Its report is kept as a draft of the next one."))
    return redirect("lms:assessments:clinic-detail", clinic_id)
