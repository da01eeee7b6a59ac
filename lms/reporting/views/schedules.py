"""Pages of schedules: what is made by itself, when, with whose eyes, and for whom."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.institutions import api as institutions
from lms.kernel.errors import LmsError, NotFound
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.kernel.words import in_language
from lms.reporting.access import access_schedule
from lms.reporting.forms import ScheduleForm
from lms.reporting.models import ReportSchedule
from lms.reporting.schedule_page import schedule_lines
from lms.reporting.services import schedules


@require_safe
@policy("coordinator")
def schedule_list(request: AuthedRequest) -> HttpResponse:
    """The schedules of this person's institutions with their last runs."""
    return render(request, "lms/reporting/schedule_list.html", {"lines": schedule_lines(request.scope.coordinator_of)})


def _people(places: list[int]) -> list[tuple[int, str]]:
    ids = {person for place in places for person in institutions.people_of(place, "coordinator")}
    return sorted(((pk, card.full_name) for pk, card in institutions.person_cards(sorted(ids)).items()), key=lambda one: one[1])


def _show(request: AuthedRequest, form: ScheduleForm, row: ReportSchedule | None) -> HttpResponse:
    lines = schedule_lines([row.institution_id], only=row.pk) if row else []
    facts = {"form": form, "schedule": row, "line": lines[0] if lines else None}
    return render(request, "lms/reporting/schedule_form.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("coordinator")
def schedule_new(request: AuthedRequest) -> HttpResponse:
    """Have a report made by itself; whoever asks is its owner."""
    mine = sorted(request.scope.coordinator_of)
    places = [(card.id, in_language(card.names)) for card in institutions.institution_cards(mine).values()]
    data = request.POST if request.method == "POST" else None
    form = ScheduleForm(places, _people(mine), False, data, initial={"recipients": [request.person.pk]})
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = dict(form.cleaned_data)
        place = said.pop("institution")
        if place not in request.scope.coordinator_of:
            raise NotFound
        kind, _colon, rhythm = said.pop("kind_and_rhythm").partition(":")
        try:
            schedules.make_schedule(institution_id=place, kind=kind, rhythm=rhythm, owner=request.person.pk, **said)
        except LmsError as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, gettext("From now on this report is made by itself."))
            return redirect("lms:reporting:schedule-list")
    return _show(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("coordinator", sample={"schedule_id": "report_schedule"})
def schedule_edit(request: AuthedRequest, schedule_id: int) -> HttpResponse:
    """Change when it runs and who is told; whoever saves becomes its owner, and a paused one runs again."""
    row = access_schedule(request.scope, schedule_id)
    told = list(row.lms_recipients.values_list("person_id", flat=True))
    start = {"hour": row.hour, "weekday": row.weekday, "skip_empty": row.skip_empty, "recipients": told}
    data = request.POST if request.method == "POST" else None
    form = ScheduleForm([], _people([row.institution_id]), True, data, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            schedules.change_schedule(schedule_id=row.pk, by=request.person.pk, **form.cleaned_data)
        except LmsError as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, gettext("Saved. The schedule is yours now and runs."))
            return redirect("lms:reporting:schedule-list")
    return _show(request, form, row)


@require_POST
@policy("coordinator", sample={"schedule_id": "report_schedule"})
def schedule_pause(request: AuthedRequest, schedule_id: int) -> HttpResponse:
    """Let it rest; saving it again lets it run."""
    schedules.pause_schedule(schedule_id=access_schedule(request.scope, schedule_id).pk, by=request.person.pk)
    messages.success(request, gettext("The schedule rests. Open and save it to let it run again."))
    return redirect("lms:reporting:schedule-list")


@require_POST
@policy("coordinator", sample={"schedule_id": "report_schedule"})
def schedule_end(request: AuthedRequest, schedule_id: int) -> HttpResponse:
    """End it for good; its reports stay."""
    schedules.end_schedule(schedule_id=access_schedule(request.scope, schedule_id).pk, by=request.person.pk)
    messages.success(request, gettext("The schedule is over. Its reports stay."))
    return redirect("lms:reporting:schedule-list")
