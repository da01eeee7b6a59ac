"""The invigilator's page: the code, who is where, notes, incidents, closing, the report."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.timezone import override
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access.exam_sittings import access_room
from assessments.exam_sittings.codes import in_groups
from assessments.forms.exam_sittings import IncidentForm
from assessments.models import ExamSitting
from assessments.selectors import exam_pages as pages
from assessments.selectors.exam_incidents import log_of
from assessments.services.exam_incidents import report_incident
from assessments.services.exam_room import add_note, close_sitting, make_code, sign_report
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

ROOM: Final = {"sitting_id": "exam_room_id"}


@policy(PERSON, sample=ROOM)
@require_safe
def room_detail(request: AuthedRequest, sitting_id: int) -> HttpResponse:
    """The sitting as it goes. With JavaScript its list looks again every ten seconds; without, a button does."""
    return _page(request, access_room(request.person.pk, sitting_id))


def _page(request: AuthedRequest, sitting: ExamSitting, *, code: str = "") -> HttpResponse:
    with override(sitting.time_zone):
        lines = pages.seat_lines(sitting)
        facts: dict[str, Any] = pages.head_of(sitting) | {
            "lines": lines, "counts": pages.counts_of(lines), "log": log_of(sitting.pk), "code": in_groups(code),
            "reports": pages.reports_of(sitting.pk, request.person.pk), "live": sitting.state == "open" and not code,
        }  # fmt: skip
        reply = render(request, "lms/assessments/room_detail.html", facts)
    if code:
        add_never_cache_headers(reply)
    return reply


@policy(PERSON, sample=ROOM)
@require_POST
def room_code(request: AuthedRequest, sitting_id: int) -> HttpResponse:
    """A new code, shown in this reply and never again."""
    sitting = access_room(request.person.pk, sitting_id)
    with override(sitting.time_zone):
        code = make_code(sitting_id=sitting_id, by=request.person.pk)
    return _page(request, access_room(request.person.pk, sitting_id), code=code)


@policy(PERSON, sample=ROOM)
@require_POST
def room_note(request: AuthedRequest, sitting_id: int) -> HttpResponse:
    """A note for the log."""
    access_room(request.person.pk, sitting_id)
    seat = request.POST.get("seat", "")
    seat_id = int(seat) if seat.isascii() and seat.isdigit() and len(seat) < 12 else None
    add_note(sitting_id=sitting_id, seat_id=seat_id, note=request.POST.get("note", ""), by=request.person.pk)
    messages.success(request, _("Noted."))
    return redirect("lms:assessments:room-detail", sitting_id)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(PERSON, sample=ROOM)
def room_incident(request: AuthedRequest, sitting_id: int) -> HttpResponse:
    """Report that something went wrong: for one person or for everybody."""
    sitting = access_room(request.person.pk, sitting_id)
    seats = [(line.id, line.name) for line in pages.seat_lines(sitting)]
    form = IncidentForm(request.POST or None, seats=seats, initial={"seat": request.GET.get("seat", "")[:12]})
    if request.method == "POST" and form.is_valid():
        report_incident(
            sitting_id=sitting_id, seat_id=form.seat_id(), kind=form.cleaned_data["kind"], what=form.cleaned_data["what"],
            by=request.person.pk,
        )  # fmt: skip
        messages.success(request, _("Reported. The results that it touches wait until it is decided."))
        return redirect("lms:assessments:room-detail", sitting_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "lms/assessments/room_incident.html", pages.head_of(sitting) | {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(PERSON, sample=ROOM)
def room_close(request: AuthedRequest, sitting_id: int) -> HttpResponse:
    """End the sitting, after a look at who is still writing."""
    sitting = access_room(request.person.pk, sitting_id)
    if request.method == "POST":
        n = close_sitting(sitting_id=sitting_id, by=request.person.pk)
        said = ngettext("{n} open attempt was handed in.", "{n} open attempts were handed in.", n).format(n=n) if n else ""
        messages.success(request, f"{_('The sitting is closed.')} {said}".strip())
        return redirect("lms:assessments:room-detail", sitting_id)
    with override(sitting.time_zone):
        lines = pages.seat_lines(sitting)
        facts = pages.head_of(sitting) | {"counts": pages.counts_of(lines), "lines": lines}
        return render(request, "lms/assessments/room_close.html", facts)


@policy(PERSON, sample=ROOM)
@require_POST
def room_sign(request: AuthedRequest, sitting_id: int) -> HttpResponse:
    """Nothing happened but what is reported: the results go out."""
    access_room(request.person.pk, sitting_id)
    sign_report(sitting_id=sitting_id, by=request.person.pk)
    messages.success(request, _("Signed. The results without an open incident are let out."))
    return redirect("lms:assessments:room-detail", sitting_id)
