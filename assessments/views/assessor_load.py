"""Hours of scoring: what a group asks for and what is offered; the pool of assessors that institutions agree to."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.access.load import access_cohort_hours, access_group_course, access_offer, access_pool_institution
from assessments.errors.load import HoursWrong, NotAnAssessorHere
from assessments.forms.load import read_people
from assessments.selectors.assessor_load import load_page, own_hours, pool_page
from assessments.services.assessor_load import hours_of, join_pool, leave_pool, offer_hours, withdraw_offer
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

SEES: Final = ("coordinator", "facilitator", "assessor", "decider", "administrator")
OFFERS: Final = ("coordinator", "assessor", "decider")
COHORT: Final = {"cohort_id": "cohort"}


@require_safe
@policy(*SEES, sample=COHORT)
def cohort_hours(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """What the scoring of a group asks for, term by term, beside what is offered."""
    return _hours(request, cohort_id)


def _hours(request: AuthedRequest, cohort_id: int, error: str = "", typed: str = "") -> HttpResponse:
    cohort = access_cohort_hours(request.scope, cohort_id)
    facts: dict[str, Any] = load_page(request.scope, cohort, read_people(request.GET))
    facts |= {"error": error, "typed": typed}
    return render(request, "lms/assessments/cohort_hours.html", facts, status=422 if error else 200)


@require_POST
@policy(*OFFERS, sample=COHORT | {"cohort_course_id": "cohort_course"})
def hours_offer(request: AuthedRequest, cohort_id: int, cohort_course_id: int) -> HttpResponse:
    """Offer hours, one's own or, as a coordinator, those that somebody has promised."""
    cohort, course = access_group_course(request.scope, cohort_id, cohort_course_id)
    coordinates = cohort.institution_id in request.scope.coordinator_of or request.scope.decider
    sent = request.POST.get("assessor", "")
    assessor = int(sent) if coordinates and sent.isdecimal() and len(sent) < 10 else request.person.pk
    typed = request.POST.get("hours", "")[:20]
    try:
        offer_hours(
            cohort_course_id=course.id, institution_id=cohort.institution_id, assessor_id=assessor, hours=hours_of(typed),
            by=request.person.pk,
        )  # fmt: skip
    except (HoursWrong, NotAnAssessorHere) as refused:
        return _hours(request, cohort_id, refused.sentence(), typed)
    messages.success(request, _("The hours are noted."))
    return redirect("lms:assessments:cohort-hours", cohort_id)


@require_POST
@policy(*OFFERS, sample={"offer_id": "hours_offer_id"})
def hours_withdraw(request: AuthedRequest, offer_id: int) -> HttpResponse:
    """Take an offer back."""
    row = access_offer(request.scope, offer_id)
    withdraw_offer(offer_id=row.pk, by=request.person.pk)
    messages.success(request, _("The offer is withdrawn."))
    return redirect("lms:assessments:cohort-hours", row.cohort_course.cohort_id)


@require_safe
@policy("assessor")
def hours_own(request: AuthedRequest) -> HttpResponse:
    """One's own offers, and what one has done of them."""
    return render(request, "lms/assessments/hours_own.html", {"rows": own_hours(request.scope)})


@require_safe
@policy("coordinator", "decider", "administrator", "reviewer")
def pool_list(request: AuthedRequest) -> HttpResponse:
    """Which institutions let assessors from outside score their certifying letters."""
    return render(request, "lms/assessments/pool_list.html", pool_page(request.scope))


@require_POST
@policy("coordinator", sample={"institution_id": "institution"})
def pool_change(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """Join the pool, or leave it."""
    card = access_pool_institution(request.scope, institution_id)
    if request.POST.get("act") == "leave":
        leave_pool(institution_id=card.id, by=request.person.pk)
        messages.success(request, _("Your institution has left the pool."))
    else:
        join_pool(institution_id=card.id, by=request.person.pk)
        messages.success(request, _("Your institution has joined the pool."))
    return redirect("lms:assessments:pool-list")
