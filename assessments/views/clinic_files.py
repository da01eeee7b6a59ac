"""Sessions of an edition out as a file and in from one: a look first, then a yes."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access.clinics import access_clinic
from assessments.clinics.csv_lines import kept_text
from assessments.clinics.words import stage_in_words
from assessments.errors.clinics import SessionFileRefused
from assessments.forms.clinics import SessionFileForm
from assessments.services import clinic_files as files
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

CLINIC: Final = {"clinic_id": "clinic"}


@require_safe
@policy("coordinator", "facilitator", sample=CLINIC)
def session_export(request: AuthedRequest, clinic_id: int) -> HttpResponse:
    """The sessions of an edition, for the institution itself: it has the businesses' codes."""
    clinic = access_clinic(request.scope, clinic_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"{pgettext('file name', 'sessions')}-{clinic.key}.csv"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    files.write_rows(response, files.session_rows(clinic_id))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@policy("coordinator", sample=CLINIC)
def session_import(request: AuthedRequest, clinic_id: int) -> HttpResponse:
    """A file of sessions: read and shown, and brought in after a yes. Between the two it is kept on the page only."""
    clinic = access_clinic(request.scope, clinic_id, write=True)
    people = files.advisors_of(clinic.institution_id)
    form = SessionFileForm(request.POST or None, request.FILES or None, people=people)
    facts: dict[str, Any] = {"clinic": clinic, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "lms/assessments/clinic_import.html", facts, status=422 if form.errors else 200)
    content, advisor_id = form.content(), form.advisor_id()
    if form.cleaned_data["sure"]:
        try:
            n = files.import_sessions(clinic_id=clinic_id, content=content, advisor_id=advisor_id, by=request.person.pk)
        except SessionFileRefused:
            pass  # somebody changed the edition meanwhile: the look below says what is to be mended
        else:
            said = ngettext("{n} session was brought in.", "{n} sessions were brought in.", n).format(n=n)
            messages.success(request, said if n else _("Every session of the file was there already. Nothing changed."))
            return redirect("lms:assessments:clinic-detail", clinic_id)
    plan = files.plan_sessions(clinic_id=clinic_id, content=content, advisor_id=advisor_id)
    facts |= {
        "plan": plan, "counts": files.counts_in_words(plan), "content": kept_text(content),
        "rows": [{"row": row, "stage": stage_in_words(row.stage)} for row in plan.rows], "advisor": advisor_id or "",
    }  # fmt: skip
    return render(request, "lms/assessments/clinic_import_review.html", facts, status=422 if plan.problems else 200)
