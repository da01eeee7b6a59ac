"""Incidents for deciders, and the programme's list of invigilators."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access.exam_sittings import access_incident, access_invigilator
from assessments.exam_sittings import words
from assessments.forms.exam_sittings import DecisionForm, InvigilatorForm
from assessments.models import IncidentState
from assessments.models.exam_sitting_rows import pool
from assessments.selectors import exam_pages as pages
from assessments.selectors.exam_incidents import incidents_for, log_of
from assessments.services.exam_incidents import decide_incident
from assessments.services.exam_invigilators import end_invigilator, name_invigilator
from lms.institutions.api import country_name
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

KEEPERS: Final = ("decider", "administrator")
GET_POST: Final = ["GET", "HEAD", "POST"]


@require_safe
@policy("decider")
def incident_list(request: AuthedRequest) -> HttpResponse:
    """Incidents without a part of this decider's, those to decide first."""
    lines = incidents_for(request.person.pk)
    facts = {"open": [one for one in lines if not one.decided], "decided": [one for one in lines if one.decided][::-1][:100]}
    return render(request, "lms/assessments/incident_list.html", facts)


@require_http_methods(GET_POST)
@policy("decider", sample={"incident_id": "exam_incident_id"})
def incident_detail(request: AuthedRequest, incident_id: int) -> HttpResponse:
    """What happened, the log, and the decision. No score stands here: there is none yet."""
    incident = access_incident(request.scope, incident_id)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decide_incident(incident_id=incident_id, by=request.person.pk, **form.cleaned_data)
        messages.success(request, _("Decided. Whoever sat it hears of it by mail."))
        return redirect("lms:assessments:incident-list")
    with override(incident.sitting.time_zone):
        facts = pages.head_of(incident.sitting) | {
            "incident": incident, "kind": words.what_words(incident.kind), "form": form,
            "state": words.incident_words(incident.state), "to_decide": incident.state == IncidentState.OPEN,
            "log": log_of(incident.sitting_id, seat_id=incident.seat_id),
        }  # fmt: skip
        status = 422 if request.method == "POST" else 200
        return render(request, "lms/assessments/incident_detail.html", facts, status=status)


@require_http_methods(GET_POST)
@policy(*KEEPERS)
def invigilator_list(request: AuthedRequest) -> HttpResponse:
    """Who is ready to watch over sittings of any institution; name somebody."""
    form = InvigilatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            name_invigilator(email=form.cleaned_data["email"], country=form.cleaned_data["country"], by=request.person.pk)
        except LmsError as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, _("On the list."))
            return redirect("lms:assessments:invigilator-list")
    lines = [
        {"id": one.pk, "name": one.person.full_name, "since": one.since, "country": country_name(one.country)}
        for one in pool()
    ]  # fmt: skip
    facts = {"form": form, "lines": lines}
    return render(request, "lms/assessments/invigilator_list.html", facts, status=422 if form.is_bound else 200)


@require_POST
@policy(*KEEPERS, sample={"entry_id": "exam_invigilator_id"})
def invigilator_end(request: AuthedRequest, entry_id: int) -> HttpResponse:
    """Take somebody off the list."""
    end_invigilator(entry_id=access_invigilator(entry_id).pk, by=request.person.pk)
    messages.success(request, _("Taken off the list. Sittings that are planned keep their invigilator."))
    return redirect("lms:assessments:invigilator-list")
