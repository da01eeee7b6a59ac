"""The page of one's calendar links, and the file that a program reads by one of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.errors import CalendarBusy
from courses.selectors.calendar_links import calendar_links
from courses.services.calendar import link_of, make_calendar_link, read_calendar, withdraw_calendar_link
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, PUBLIC, policy


@require_safe
@policy(PERSON)
def calendar_list(request: AuthedRequest) -> HttpResponse:
    """One's own calendar and those of the groups one teaches or coordinates."""
    links = [(one, link_of(one.feed) if one.feed else "") for one in calendar_links(request.scope)]
    return render(request, "lms/courses/calendar_list.html", {"links": links})


@require_POST
@policy(PERSON)
def calendar_own(request: AuthedRequest) -> HttpResponse:
    """Make, renew or withdraw the link of one's own calendar."""
    return _change(request, None)


@require_POST
@policy("coordinator", "facilitator", sample={"cohort_id": "cohort"})
def calendar_cohort(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """Make, renew or withdraw one's link of a group's calendar."""
    return _change(request, institutions.cohort_in_reach(request.scope, cohort_id).id)


def _change(request: AuthedRequest, cohort_id: int | None) -> HttpResponse:
    if "withdraw" in request.POST:
        withdraw_calendar_link(person_id=request.person.pk, cohort_id=cohort_id)
        messages.success(request, _("The link was withdrawn. It leads nowhere from now on."))
    else:
        make_calendar_link(person_id=request.person.pk, cohort_id=cohort_id)
        messages.success(request, _("The link is ready. An earlier one leads nowhere any more."))
    return redirect("lms:courses:calendar-list")


@require_safe
@policy(PUBLIC, sample={"token": "calendar_token"}, why="The link itself is the key: it is secret and can be withdrawn.")
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of a link, for a program that reads calendars."""
    try:
        file = read_calendar(token)
    except CalendarBusy as busy:
        return _guarded(HttpResponse(busy.sentence(), status=busy.status, content_type="text/plain; charset=utf-8"), retry=True)
    if file.tag in {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}:
        return _guarded(HttpResponseNotModified(), tag=file.tag)
    response = HttpResponse(file.body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return _guarded(response, tag=file.tag)


def _guarded(response: HttpResponse, *, tag: str = "", retry: bool = False) -> HttpResponse:
    """No shared cache keeps it, no search engine lists it, no other site learns the link."""
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    if tag:
        response["ETag"] = tag
    if retry:
        response["Retry-After"] = "3600"
        response["Cache-Control"] = "private, no-store"
    return response
