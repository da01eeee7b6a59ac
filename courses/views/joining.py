"""Links to join a group by: making and closing them, asking by one, answering."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses.access.enrolments import access_coordinated_cohort
from courses.access.groups import access_join_link
from courses.errors_groups import JoinLinkClosed, JoinRequestDecided, PersonHeldElsewhere, SeatsTaken
from courses.forms.joining import AnswerForm, JoinLinkForm, KnownForm, StrangerForm
from courses.selectors.joining import link_lines, open_link, request_lines
from courses.services.joining import (
    approve_requests,
    ask_to_join,
    close_join_link,
    join_url,
    make_join_link,
    refuse_requests,
)
from lms.institutions import api as institutions
from lms.institutions.api import CohortCard
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy, resolve

_GET_POST = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(_GET_POST)
@policy("coordinator", sample={"cohort_id": "cohort"})
def join_links(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """The links of a group, who asked by them, who was answered; make another one."""
    cohort = access_coordinated_cohort(request.scope, cohort_id)
    place = institutions.institution_card(cohort.institution_id)
    with timezone.override(place.time_zone):
        form = JoinLinkForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            until = datetime.combine(form.cleaned_data["until"], time(23, 59, 59), ZoneInfo(place.time_zone))
            make_join_link(cohort_id=cohort.id, expires_at=until, seats=form.cleaned_data["seats"], by=request.person.pk)
            messages.success(request, _("The link is made. Copy it below and send it to those who may ask."))
            return redirect("lms:courses:join-links", cohort.id)
        return _links_page(request, cohort, form, AnswerForm(None, []))


def _links_page(request: AuthedRequest, cohort: CohortCard, form: JoinLinkForm, answer: AnswerForm) -> HttpResponse:
    links = [(line, join_url(line.id)) for line in link_lines(cohort.id, timezone.now())]
    facts = {
        "cohort": cohort, "form": form, "answer": answer, "links": links, "waiting": request_lines(cohort.id, decided=False),
        "answered": request_lines(cohort.id, decided=True),
    }  # fmt: skip
    status = 422 if form.errors or answer.errors else 200
    return render(request, "lms/courses/join_links.html", facts, status=status)


@require_POST
@policy("coordinator", sample={"link_id": "join_link_id"})
def join_link_close(request: AuthedRequest, link_id: int) -> HttpResponse:
    """Nobody may ask by it any more."""
    cohort = access_join_link(request.scope, link_id)
    close_join_link(link_id=link_id, by=request.person.pk)
    messages.success(request, _("The link is closed. What was asked can still be decided."))
    return redirect("lms:courses:join-links", cohort.id)


@require_POST
@policy("coordinator", sample={"cohort_id": "cohort"})
def join_answer(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """Approve or refuse one or many."""
    cohort = access_coordinated_cohort(request.scope, cohort_id)
    waiting = request_lines(cohort.id, decided=False)
    form = AnswerForm(request.POST, [line.id for line in waiting])
    if form.is_valid():
        ids, by = form.cleaned_data["one"], request.person.pk
        try:
            if form.cleaned_data["answer"] == "approve":
                n = approve_requests(request_ids=ids, by=by)
                said = ngettext("{n} person is in.", "{n} people are in.", n)
            else:
                n = refuse_requests(request_ids=ids, reason=form.cleaned_data["reason"], by=by)
                said = ngettext("{n} person was refused and is told why.", "{n} people were refused and are told why.", n)
        except (SeatsTaken, PersonHeldElsewhere, JoinRequestDecided) as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, said.format(n=n))
            return redirect("lms:courses:join-links", cohort.id)
    return _links_page(request, cohort, JoinLinkForm(None), form)


@never_cache
@require_http_methods(_GET_POST)
@policy("public", sample={"token": "join_token"}, why="the link is its own key; a coordinator approves who asks by it")
def join(request: AuthedRequest, token: str) -> HttpResponse:
    """Ask to come into a group. The answer is the same whether or not an address is known."""
    link = open_link(token)
    if link is None:
        return render(request, "lms/courses/join_closed.html", {"sentence": JoinLinkClosed().sentence()}, status=404)
    known = resolve(request)
    person_id = known[0].pk if known else None
    said = request.POST if request.method == "POST" else None
    form = KnownForm(said) if person_id else StrangerForm(said)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "leave_empty"}
        try:
            if not form.cleaned_data.get("leave_empty"):
                ask_to_join(link_id=link.pk, person_id=person_id, **given)
        except JoinLinkClosed as closed:
            return render(request, "lms/courses/join_closed.html", {"sentence": closed.sentence()}, status=410)
        return render(request, "lms/courses/join_asked.html", {"cohort": link.cohort, "known": bool(person_id)})
    facts = {"form": form, "cohort": link.cohort, "link": link, "known": known[0] if known else None}
    return render(request, "lms/courses/join_form.html", facts, status=422 if form.errors else 200)
