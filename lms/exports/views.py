"""Pages of exports: asking for a file, its page, its bytes."""

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from lms.exports.access import access_export, access_ready_export
from lms.exports.models import ExportFormat
from lms.exports.selectors import export_view, exports_of, pieces_of
from lms.exports.services.making import note_fetched, request_export
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
@policy("person")
def export_list(request: AuthedRequest) -> HttpResponse:
    """The files one asked for in the last days."""
    return render(request, "lms/exports/export_list.html", {"exports": exports_of(request.scope)})


@require_POST
@policy("person")
def export_request(request: AuthedRequest) -> HttpResponse:
    """Ask for a table as a file: leads to the page that tells how far it is."""
    raw = {name: value for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "table", "format")}
    export_id = request_export(
        table=request.POST.get("table", ""), raw={name: str(value) for name, value in raw.items()},
        format=request.POST.get("format", ""), person_id=request.person.pk, language=(get_language() or "es")[:2],
        time_zone=timezone.get_current_timezone_name(),
    )  # fmt: skip
    return redirect("lms:exports:export-detail", export_id)


@require_safe
@policy("person", sample={"export_id": "export"})
def export_detail(request: AuthedRequest, export_id: int) -> HttpResponse:
    """One file: how far it is, then where to fetch it."""
    view = export_view(access_export(request.scope, export_id))
    if not view.ready and view.job_id:
        return redirect("lms:jobs:job-detail", view.job_id)
    return render(request, "lms/exports/export_detail.html", {"export": view})


@require_safe
@policy("person", sample={"export_id": "export"})
def export_file(request: AuthedRequest, export_id: int) -> HttpResponseBase:
    """The bytes, a piece at a time."""
    found = access_ready_export(request.scope, export_id)
    view = export_view(found)
    note_fetched(export_id=found.pk, by=request.person.pk)
    response = StreamingHttpResponse(pieces_of(found.pk), content_type=_TYPES[ExportFormat(found.format)])
    response["Content-Length"] = str(found.size)
    name = f"{slugify(view.title)[:80] or 'export'}.{found.format}"
    response["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=name))
    response["Cache-Control"] = "private, no-store"
    return response
