"""Pages of records: what is kept for how long, legal holds, the evidence of an award."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.records.access import access_hold
from lms.records.errors import EvidenceNotFound, HoldPersonUnknown, HoldReasonMissing
from lms.records.evidence import evidence_of
from lms.records.forms import HoldForm, SerialForm
from lms.records.selectors import kept_classes, open_holds
from lms.records.services import end_hold, place_hold


@require_safe
@policy("administrator", "decider", "reviewer")
def record_list(request: AuthedRequest) -> HttpResponse:
    """The table of what is kept for how long; for administrators the holds as well."""
    return _page(request)


def _page(request: AuthedRequest, status: int = 200, **more: Any) -> HttpResponse:
    administers = request.scope.administrator
    facts = {
        "kept": kept_classes(), "administers": administers, "holds": open_holds() if administers else [],
        "hold_form": HoldForm(), "serial_form": SerialForm(), "evidence": request.scope.decider or request.scope.reviewer,
    }  # fmt: skip
    return render(request, "lms/records/record_list.html", facts | more, status=status)


@require_POST
@policy("administrator")
def hold_place(request: AuthedRequest) -> HttpResponse:
    """Keep everything of one person until somebody ends it."""
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, hold_form=form)
    try:
        person = institutions.person_by_email(form.cleaned_data["email"])
        if person is None:
            raise HoldPersonUnknown
        place_hold(person_id=person, reason=form.cleaned_data["reason"], by=request.person.pk)
    except HoldPersonUnknown as refused:
        form.add_error("email", refused.sentence())
        return _page(request, 422, hold_form=form)
    except HoldReasonMissing as refused:
        form.add_error("reason", refused.sentence())
        return _page(request, 422, hold_form=form)
    messages.success(request, _("The hold stands. Nothing of this person is emptied until it ends."))
    return redirect("lms:records:record-list")


@require_http_methods(["GET", "HEAD", "POST"])
@policy("administrator", sample={"hold_id": "legal_hold_id"})
def hold_end(request: AuthedRequest, hold_id: int) -> HttpResponse:
    """End a hold, with a reason."""
    hold, error = access_hold(request.scope, hold_id), ""
    if request.method == "POST":
        try:
            end_hold(hold_id=hold.pk, reason=request.POST.get("reason", ""), by=request.person.pk)
        except HoldReasonMissing as refused:
            error = refused.sentence()
        else:
            messages.success(request, _("The hold has ended."))
            return redirect("lms:records:record-list")
    return render(request, "lms/records/hold_end.html", {"hold": hold, "error": error}, status=422 if error else 200)


@require_POST
@policy("decider", "reviewer")
def evidence_file(request: AuthedRequest) -> HttpResponse:
    """The evidence of an award as a file. Who opened it is audited."""
    form = SerialForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, serial_form=form)
    try:
        found = evidence_of(form.cleaned_data["serial"])
    except EvidenceNotFound as refused:
        form.add_error("serial", refused.sentence())
        return _page(request, 422, serial_form=form)
    award = found["decision"]["award"]
    record_event(
        act="evidence.exported", subject="award", subject_id=award["id"], actor=request.person.pk,
        institution=award["institution"], after={"digest": found["digest"]},
    )  # fmt: skip
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    response = HttpResponse(text + "\n", content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="evidence-{found["decision"]["serial"]}.json"'
    response["Cache-Control"] = "private, no-store"
    return response
