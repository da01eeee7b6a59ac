"""A group's courses, its people and who left it: where its coordinator begins."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.access.enrolments import access_coordinated_cohort
from courses.selectors.cohorts import cohort_people_view, courses_of_cohort
from courses.selectors.withdrawals import withdrawn_people
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy


@require_safe
@policy("coordinator", sample={"cohort_id": "cohort"})
def cohort_courses(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """The courses a group takes, its people, and who was withdrawn from it."""
    cohort = access_coordinated_cohort(request.scope, cohort_id)
    people = cohort_people_view(cohort.id)
    facts = {
        "cohort": cohort, "taken": courses_of_cohort(cohort.id), "people": people, "left": withdrawn_people(cohort.id),
        "waiting": sum(not person.has_login for person in people),
        "institution": institutions.institution_card(cohort.institution_id),
    }  # fmt: skip
    return render(request, "lms/courses/cohort_courses.html", facts)
