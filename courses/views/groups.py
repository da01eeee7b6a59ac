"""Making a group, and changing it: one page for its names, days, courses, due days and who teaches."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses.access.enrolments import access_coordinated_cohort
from courses.errors_groups import DayOutsideCourse
from courses.forms.group_page import GroupForm
from courses.selectors.group_pages import GroupFacts, group_courses, group_facts
from courses.services.groups import save_group
from lms.institutions import api as institutions
from lms.institutions.api import InstitutionNotFound, KeyTaken
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.kernel.words import in_language

_GET_POST = ["GET", "HEAD", "POST"]


@require_http_methods(_GET_POST)
@policy("coordinator", "administrator")
def group_new(request: AuthedRequest) -> HttpResponse:
    """Make a group in an institution one coordinates; `?institution=` names it where there are several."""
    scope = request.scope
    places = institutions.institution_cards(None if scope.administrator else scope.coordinator_of)
    asked = request.GET.get("institution", "")
    if asked:
        places = {pk: card for pk, card in places.items() if str(pk) == asked}
        if not places:
            raise InstitutionNotFound
    one = next(iter(places.values())) if len(places) == 1 else None
    facts = GroupFacts(one.id, None, {}, one.country, one.language) if one else GroupFacts()
    staff = institutions.possible_facilitators(one.id) if one else []
    return _page(request, facts, [(pk, in_language(card.names)) for pk, card in places.items()], staff)


@require_http_methods(_GET_POST)
@policy("coordinator", "administrator", sample={"cohort_id": "cohort"})
def group_edit(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """Change a group: everything but its short name and its institution."""
    cohort = access_coordinated_cohort(request.scope, cohort_id)
    place = institutions.institution_card(cohort.institution_id)
    staff = institutions.possible_facilitators(place.id)
    return _page(request, group_facts(cohort), [(place.id, in_language(place.names))], staff)


def _page(
    request: AuthedRequest, facts: GroupFacts, places: Sequence[tuple[int, str]], staff: Sequence[tuple[int, str]]
) -> HttpResponse:
    form = GroupForm(
        request.POST or None, institutions=places, courses=group_courses(facts.cohort_id), staff=staff, facts=facts
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_group(**form.said(), by=request.person.pk)
        except KeyTaken as taken:
            form.add_error("key", taken.sentence())
        except DayOutsideCourse as outside:
            form.add_error(None, outside.sentence())
        else:
            said = _("The group was made.") if facts.cohort_id is None else _("The changes were saved.")
            if saved.enrolled:
                more = ngettext("{n} person was enrolled.", "{n} people were enrolled.", saved.enrolled)
                said = f"{said} {more.format(n=saved.enrolled)}"
            messages.success(request, said)
            return _after(request, saved.cohort_id)
    where = {"place": places[0] if len(places) == 1 else None, "facts": facts}
    return render(request, "lms/courses/group_form.html", {"form": form, **where}, status=422 if form.errors else 200)


def _after(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    cohort = institutions.cohort_card(cohort_id)
    if cohort.institution_id in request.scope.coordinator_of:
        return redirect("lms:courses:cohort-courses", cohort_id)
    return redirect("lms:institutions:institution-detail", cohort.institution_id)
