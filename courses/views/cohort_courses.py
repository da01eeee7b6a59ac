"""A group's courses: placing it on one, its people, and when it meets."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import override
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses.access.enrolments import access_coordinated_cohort, access_coordinated_placement
from courses.forms.roster import CohortCourseForm, MeetingForm
from courses.selectors.cohorts import cohort_people_view, courses_of_cohort, session_of_cohort
from courses.selectors.enrolments import course_cards
from courses.services.enrolment import place_cohort
from courses.services.roster import open_cohort_course
from courses.services.sessions import set_meeting
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

_GET_POST = ["GET", "HEAD", "POST"]


@require_http_methods(_GET_POST)
@policy("coordinator", sample={"cohort_id": "cohort"})
def cohort_courses(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """The courses a group takes; place it on another one."""
    cohort = access_coordinated_cohort(request.scope, cohort_id)
    form = CohortCourseForm(request.POST or None, cohort, list(course_cards().values()))
    if request.method == "POST" and form.is_valid():
        placed = place_cohort(cohort_id=cohort.id, **form.cleaned_data, by=request.person.pk)
        opened = open_cohort_course(cohort_id=cohort.id, cohort_course_id=placed, by=request.person.pk)
        said = ngettext(
            "The group takes the course. {n} person was enrolled.",
            "The group takes the course. {n} people were enrolled.",
            opened,
        )
        messages.success(request, said.format(n=opened))
        return redirect("lms:courses:cohort-courses", cohort.id)
    facts = {
        "cohort": cohort, "form": form, "taken": courses_of_cohort(cohort.id), "people": cohort_people_view(cohort.id),
        "institution": institutions.institution_card(cohort.institution_id),
    }  # fmt: skip
    return render(request, "lms/courses/cohort_courses.html", facts, status=422 if form.errors else 200)


@require_http_methods(_GET_POST)
@policy("coordinator", sample={"cohort_course_id": "cohort_course", "unit_id": "session_id"})
def meeting_form(request: AuthedRequest, cohort_course_id: int, unit_id: int) -> HttpResponse:
    """Say when and where a group meets for a session."""
    cohort = access_coordinated_placement(request.scope, cohort_course_id)
    found = session_of_cohort(cohort_course_id, unit_id)
    zone = institutions.institution_card(cohort.institution_id).time_zone
    with override(zone):
        form = MeetingForm(request.POST or None, initial={"starts_at": found.starts_at, "join_url": found.join_url})
        if request.method == "POST" and form.is_valid():
            set_meeting(cohort_course_id=cohort_course_id, unit_id=unit_id, **form.cleaned_data, by=request.person.pk)
            messages.success(request, _("The meeting is set. Learners of the group see it on the session's page."))
            return redirect("lms:courses:cohort-courses", cohort.id)
        facts = {"form": form, "cohort": cohort, "session": found, "zone": zone}
        return render(request, "lms/courses/meeting_form.html", facts, status=422 if form.errors else 200)
