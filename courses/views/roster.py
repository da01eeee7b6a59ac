"""Pages on which a coordinator brings people in: from a file, one by one, again by mail."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access.enrolments import access_coordinated_cohort, access_roster
from courses.errors import EnrolledElsewhere
from courses.forms.roster import PersonForm, RosterFileForm
from courses.models import RosterImport, RosterState
from courses.roster_table import RESULTS
from courses.services.roster import add_person, confirm_roster, drop_roster, plan_roster, upload_roster
from courses.views.roster_lines import lines_of, roster_sample
from lms.exports.api import offer
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

PAGE = 50
_GET_POST = ["GET", "HEAD", "POST"]


@require_http_methods(_GET_POST)
@policy("coordinator", sample={"cohort_id": "cohort"})
def roster_import(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """Choose the file; it is read and shown before anything happens."""
    cohort = access_coordinated_cohort(request.scope, cohort_id)
    form = RosterFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        roster_id = upload_roster(cohort_id=cohort.id, content=file.read(), file_name=file.name or "", by=request.person.pk)
        return redirect("lms:courses:roster-review", roster_id)
    facts = {"form": form, "cohort": cohort, "sample": roster_sample()}
    return render(request, "lms/courses/roster_form.html", facts, status=422 if form.errors else 200)


@require_safe
@policy("coordinator", sample={"roster_id": "roster_id"})
def roster_review(request: AuthedRequest, roster_id: int) -> HttpResponse:
    """What will happen, row by row; after it is done, what happened."""
    kept = access_roster(request.scope, roster_id)
    if kept.state != RosterState.REVIEW:
        facts = {"roster": kept, "cohort": _cohort(kept), "export": offer(RESULTS, roster=kept.pk) if kept.results else None}
        return render(request, "lms/courses/roster_result.html", facts)
    planned = plan_roster(kept)
    lines = lines_of(kept, planned)
    acts = Counter(line.act for line in lines)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    planned_facts = {
        "roster": kept, "cohort": _cohort(kept), "page": page, "acts": acts, "total": len(lines), "ready": not acts["error"],
    }  # fmt: skip
    return render(request, "lms/courses/roster_review.html", planned_facts)


def _cohort(kept: RosterImport) -> institutions.CohortCard | None:
    return institutions.cohort_card(kept.cohort_id) if kept.cohort_id else None


@require_POST
@policy("coordinator", sample={"roster_id": "roster_id"})
def roster_confirm(request: AuthedRequest, roster_id: int) -> HttpResponse:
    """Do it: a job brings everyone in, or nobody."""
    kept = access_roster(request.scope, roster_id)
    return redirect("lms:jobs:job-detail", confirm_roster(roster_id=kept.pk, by=request.person.pk))


@require_POST
@policy("coordinator", sample={"roster_id": "roster_id"})
def roster_drop(request: AuthedRequest, roster_id: int) -> HttpResponse:
    """Forget the list."""
    kept = access_roster(request.scope, roster_id)
    drop_roster(roster_id=kept.pk)
    messages.success(request, _("The list is forgotten. Nobody was added."))
    if kept.cohort_id is None:
        return redirect("lms:home:home")
    return redirect("lms:courses:roster-import", kept.cohort_id)


@require_http_methods(_GET_POST)
@policy("coordinator", sample={"cohort_id": "cohort"})
def person_form(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """Add one advisor by hand."""
    cohort = access_coordinated_cohort(request.scope, cohort_id)
    form = PersonForm.for_cohort(request.POST or None, cohort)
    if request.method == "POST" and form.is_valid():
        try:
            add_person(cohort_id=cohort.id, **form.cleaned_data, by=request.person.pk)
        except EnrolledElsewhere as elsewhere:
            form.add_error("email", elsewhere.sentence())
        else:
            messages.success(request, _("The person was added. If they have no account yet, an invitation is on its way."))
            return redirect("lms:courses:person-form", cohort.id)
    facts = {"form": form, "cohort": cohort}
    return render(request, "lms/courses/person_form.html", facts, status=422 if form.errors else 200)


@require_POST
@policy("coordinator", sample={"cohort_id": "cohort", "person_id": "member_id"})
def person_reinvite(request: AuthedRequest, cohort_id: int, person_id: int) -> HttpResponse:
    """Send the invitation again; the link sent before no longer works."""
    cohort = access_coordinated_cohort(request.scope, cohort_id)
    if person_id not in institutions.cohort_people(cohort.id, "advisor"):
        raise institutions.PersonNotFound
    institutions.invite_again(person_id=person_id, institution_id=cohort.institution_id, by=request.person.pk)
    messages.success(request, _("A new invitation is on its way. The link sent before no longer works."))
    return redirect("lms:courses:cohort-courses", cohort.id)
