"""Course drafts: outline, what stands in the way, handing in, the second person's answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.access.toolkit import access_draft, access_request
from courses.errors import PublishingRefused
from courses.forms.author import ReturnForm
from courses.forms.publishing import PublishForm
from courses.kinds import REASON, STOP
from courses.models import Course
from courses.selectors.drafts import draft_courses, items_in_words, outline_of, releases_of, requests_of
from courses.services.gate import gate_of
from courses.services.publish_requests import approve_request, return_request, submit_course, withdraw_request
from courses.services.publishing_items import items_behind, unpublished
from courses.views.publish_parts import by_country, ready_countries
from courses.wording import date_in_words
from lms.kernel.places import COUNTRIES, Country
from lms.kernel.policy import AuthedRequest, policy
from lms.kernel.words import in_language

DECIDERS = ("author", "reviewer")


@policy("author", "focal", "reviewer")
def draft_list(request: AuthedRequest) -> HttpResponse:
    """All courses as their authors see them."""
    return render(request, "lms/courses/draft_list.html", {"courses": draft_courses()})


@policy("author", "focal", "reviewer", sample={"course_id": "course_id"})
def draft_detail(request: AuthedRequest, course_id: int) -> HttpResponse:
    """A course's outline and its releases."""
    course = access_draft(request.scope, course_id)
    context = {
        "course": course,
        "modules": outline_of(course_id),
        "releases": releases_of(course_id),
        "requests": requests_of(course_id),
    }
    return render(request, "lms/courses/draft_detail.html", context)


@policy(*DECIDERS, sample={"course_id": "course_id"})
def publish_form(request: AuthedRequest, course_id: int) -> HttpResponse:
    """What stands in the way of publishing; handing in; the answer."""
    course = access_draft(request.scope, course_id)
    if request.method != "POST":
        asked = [code for code in request.GET.getlist("countries") if code in COUNTRIES] or course.countries
        return _publish_page(request, course, PublishForm(initial={"countries": asked}), asked)
    form = PublishForm(request.POST)
    if not form.is_valid() or "author" not in request.scope.roles:
        return _publish_page(request, course, form, form.chosen() or course.countries, status=422)
    try:
        submit_course(course_id=course_id, by=request.person.pk, **form.order())
    except PublishingRefused:
        return _publish_page(request, course, form, form.chosen(), status=422)
    messages.success(request, _("Handed in. Somebody else must approve it now."))
    return redirect("lms:courses:publish-form", course_id)


def _publish_page(
    request: AuthedRequest, course: Course, form: PublishForm, countries: list[str], status: int = 200
) -> HttpResponse:
    requests = requests_of(course.pk)
    waiting = next((one for one in requests if one.state == "open"), None)
    shown = list(waiting.countries) if waiting else countries
    gate = gate_of(course.pk, shown)
    reason = waiting.reason if waiting else str(form.data.get("reason", ""))
    gates = by_country(gate, shown, [(unit.key, in_language(unit.titles)) for unit in gate.units])
    ahead = ready_countries(gates)
    if form.is_bound and gate.closed_by() and not gate.of(STOP) and not reason.strip():
        form.add_error("reason", _("Say why: some texts are hard to read or behind their origin."))
    context = {
        "course": course,
        "form": form,
        "shown": shown,
        "countries": [{"code": code, "name": Country(code).label, "on": code in shown} for code in COUNTRIES],
        "gates": gates,
        "stops": len(gate.of(STOP)),
        "reasons": len(gate.of(REASON)),
        "blocked": any(not one.ready for one in gates if not one.code),
        "ahead": ahead if len(ahead) < len(shown) else [],
        "moved": items_in_words(unpublished(items_behind(gate.items))),
        "waiting": waiting,
        "mine": bool(waiting and waiting.by_id == request.person.pk),
        "may_submit": "author" in request.scope.roles,
        "return_form": ReturnForm(),
    }
    return render(request, "lms/courses/publish_form.html", context, status=status)


@policy(*DECIDERS, sample={"request_id": "publish_request_id"})
@require_POST
def request_approve(request: AuthedRequest, request_id: int) -> HttpResponse:
    """The second person says yes: the release is made."""
    asked = access_request(request.scope, request_id)
    approve_request(request_id=request_id, by=request.person.pk)
    day = asked.effective_on
    if day is not None and day > timezone.localdate():
        messages.success(request, _("Published. It takes effect on %(day)s.") % {"day": date_in_words(day.isoformat())})
    else:
        messages.success(request, _("Published. It is in effect now."))
    return redirect("lms:courses:draft-detail", asked.course_id)


@policy(*DECIDERS, sample={"request_id": "publish_request_id"})
@require_POST
def request_return(request: AuthedRequest, request_id: int) -> HttpResponse:
    """The second person sends it back with a sentence."""
    asked = access_request(request.scope, request_id)
    form = ReturnForm(request.POST)
    if form.is_valid():
        return_request(request_id=request_id, by=request.person.pk, answer=form.cleaned_data["answer"])
        messages.success(request, _("Returned to its author."))
    else:
        messages.error(request, _("Say what to mend."))
    return redirect("lms:courses:publish-form", asked.course_id)


@policy("author", sample={"request_id": "publish_request_id"})
@require_POST
def request_withdraw(request: AuthedRequest, request_id: int) -> HttpResponse:
    """The author takes it back."""
    asked = access_request(request.scope, request_id)
    withdraw_request(request_id=request_id, by=request.person.pk)
    messages.success(request, _("Withdrawn."))
    return redirect("lms:courses:publish-form", asked.course_id)
