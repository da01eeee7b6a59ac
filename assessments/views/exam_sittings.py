"""Planning sittings: for coordinators of their own groups, for deciders and administrators of any."""

from collections.abc import Collection
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access.exam_sittings import access_sitting, sittings_in_reach
from assessments.errors.exam_sittings import NotToBeSeated
from assessments.forms.exam_sittings import ReasonForm, SittingForm, read_choice
from assessments.models import SittingState
from assessments.models.exam_sitting_rows import Candidate
from assessments.selectors import exam_pages as pages
from assessments.selectors.exam_invigilators import choices_for
from assessments.services.exam_sittings import cancel_sitting, change_sitting, plan_sitting
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

PLANNERS: Final = ("coordinator", "decider", "administrator")
SITTING: Final = {"sitting_id": "exam_sitting_id"}
GET_POST: Final = ["GET", "HEAD", "POST"]
PAGE: Final = 50


def _houses(request: AuthedRequest) -> Collection[int] | None:
    """The institutions that one plans for; None: every one."""
    return None if request.scope.decider or request.scope.administrator else request.scope.coordinator_of


@require_safe
@policy(*PLANNERS)
def sitting_list(request: AuthedRequest) -> HttpResponse:
    """What is ahead, what goes on, what is over; and what can be planned."""
    lines = pages.sitting_lines(sittings_in_reach(request.scope))
    ahead = [one for one in lines if one.state in (SittingState.PLANNED, SittingState.OPEN)]
    past = Paginator([one for one in lines if one not in ahead], PAGE).get_page(request.GET.get("page", "1")[:6])
    facts = {
        "ahead": ahead[::-1], "page": past, "rows": past.object_list, "to_plan": pages.to_plan(_houses(request)),
        "names_list": request.scope.decider or request.scope.administrator, "decides": request.scope.decider,
    }  # fmt: skip
    return render(request, "lms/assessments/sitting_list.html", facts)


@require_http_methods(GET_POST)
@policy(*PLANNERS)
def sitting_new(request: AuthedRequest) -> HttpResponse:
    """Plan one: `?unit=…&group=…` say which quiz and for which groups."""
    houses = _houses(request)
    found = pages.chosen(pages.to_plan(houses), *read_choice(request.GET))
    if found is None:
        messages.info(request, _("Choose a quiz and at least one group."))
        return redirect("lms:assessments:sitting-list")
    quiz, groups = found
    people = pages.people_to_admit(groups)
    form = _form(request, people, {one.country for one in groups}, own_house=houses is not None)
    institutions = {one.institution_id for one in groups}
    with override(groups[0].time_zone):
        if request.method == "POST" and form.is_valid():
            try:
                home = next(iter(institutions)) if houses is not None and len(institutions) == 1 else None
                if houses is not None and home is None:
                    raise NotToBeSeated
                pk = plan_sitting(unit_id=quiz.unit_id, institution_id=home, plan=form.plan(), by=request.person.pk)
            except LmsError as refused:
                form.add_error(None, refused.sentence())
            else:
                messages.success(request, _("Planned. Those admitted and the invigilator hear of it by mail."))
                return redirect("lms:assessments:sitting-detail", pk)
        facts = {"quiz": quiz, "titles": quiz.titles, "groups": groups, "zone": groups[0].time_zone}
        return _form_page(request, form, facts)


def _form(
    request: AuthedRequest, people: list[Candidate], countries: Collection[str], *, own_house: bool,
    initial: dict[str, Any] | None = None,
) -> SittingForm:  # fmt: skip
    choices = choices_for(people, countries=countries, own_house=own_house)
    everybody = {"place": "room", "people": [str(one.enrolment_id) for one in people if one.cohort_course_id]}
    return SittingForm(request.POST or None, people=people, choices=choices, initial=initial or everybody)


def _form_page(request: AuthedRequest, form: SittingForm, facts: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "lms/assessments/sitting_form.html", facts | {"form": form}, status=status)


@require_safe
@policy(*PLANNERS, sample=SITTING)
def sitting_detail(request: AuthedRequest, sitting_id: int) -> HttpResponse:
    """One sitting: who has a seat and where they are; never what they answered, scored, or what happened in an incident."""
    sitting = access_sitting(request.scope, sitting_id)
    with override(sitting.time_zone):
        lines = pages.seat_lines(sitting)
        facts = pages.head_of(sitting) | {
            "lines": lines, "counts": pages.counts_of(lines), "planned": sitting.state == SittingState.PLANNED,
            "watches": sitting.invigilator_id == request.person.pk,
        }  # fmt: skip
        return render(request, "lms/assessments/sitting_detail.html", facts)


@require_http_methods(GET_POST)
@policy(*PLANNERS, sample=SITTING)
def sitting_edit(request: AuthedRequest, sitting_id: int) -> HttpResponse:
    """Change what is planned."""
    sitting = access_sitting(request.scope, sitting_id)
    seated = pages.seated_now(sitting)
    people = pages.people_to_keep(seated)
    with override(sitting.time_zone):
        initial = {
            "opens_at": sitting.opens_at, "closes_at": sitting.closes_at, "place": sitting.place,
            "place_words": sitting.place_words, "bring": sitting.bring, "invigilator": str(sitting.invigilator_id),
            "people": [str(one) for one in seated],
        }  # fmt: skip
        form = _form(request, people, {sitting.country}, own_house=sitting.institution_id is not None, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                change_sitting(sitting_id=sitting_id, plan=form.plan(), by=request.person.pk)
            except LmsError as refused:
                form.add_error(None, refused.sentence())
            else:
                messages.success(request, _("Saved. Whoever is concerned hears of it by mail."))
                return redirect("lms:assessments:sitting-detail", sitting_id)
        return _form_page(request, form, pages.head_of(sitting) | {"zone": sitting.time_zone})


@require_http_methods(GET_POST)
@policy(*PLANNERS, sample=SITTING)
def sitting_cancel(request: AuthedRequest, sitting_id: int) -> HttpResponse:
    """Cancel what is planned, with a reason that those concerned read."""
    sitting = access_sitting(request.scope, sitting_id)
    form = ReasonForm(request.POST or None)
    with override(sitting.time_zone):
        if request.method == "POST" and form.is_valid():
            cancel_sitting(sitting_id=sitting_id, because=form.cleaned_data["because"], by=request.person.pk)
            messages.success(request, _("Cancelled. Those admitted and the invigilator hear of it by mail."))
            return redirect("lms:assessments:sitting-detail", sitting_id)
        facts = pages.head_of(sitting) | {"form": form}
        return render(request, "lms/assessments/sitting_cancel.html", facts, status=422 if form.is_bound else 200)
