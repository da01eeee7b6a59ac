"""What the answers say about a quiz's questions: for the programme as a whole, and for one's own cohort."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.access import access_cohort_quiz, access_quiz
from assessments.selectors.analysis_page import analysis_page
from assessments.selectors.decisions import decision_lines
from assessments.services.analysing import request_analysis
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

QUIZ = {"unit_id": "quiz_unit_id"}
COHORT = {"cohort_id": "cohort", "unit_id": "quiz_unit_id"}


@policy("author", "reviewer", sample=QUIZ)
@require_GET
def quiz_analysis(request: AuthedRequest, unit_id: int) -> HttpResponse:
    """Programme-wide figures without names."""
    facts = analysis_page(access_quiz(unit_id), cohort=None) | {"decisions": decision_lines(unit_id)}
    return render(request, "lms/assessments/analysis_detail.html", facts)


@policy("author", "reviewer", sample=QUIZ)
@require_POST
def quiz_analysis_compute(request: AuthedRequest, unit_id: int) -> HttpResponse:
    """Ask for the figures of the attempts as they stand."""
    access_quiz(unit_id)
    request_analysis(unit_id=unit_id, cohort_id=None, by=request.person.pk)
    messages.success(request, _("It is being computed. Load this page again in a moment."))
    return redirect("lms:assessments:quiz-analysis", unit_id)


@policy("facilitator", "coordinator", sample=COHORT)
@require_GET
def cohort_analysis(request: AuthedRequest, cohort_id: int, unit_id: int) -> HttpResponse:
    """The same of one's own cohort."""
    cohort, quiz = access_cohort_quiz(request.scope, cohort_id, unit_id)
    return render(request, "lms/assessments/analysis_detail.html", analysis_page(quiz, cohort=cohort))


@policy("facilitator", "coordinator", sample=COHORT)
@require_POST
def cohort_analysis_compute(request: AuthedRequest, cohort_id: int, unit_id: int) -> HttpResponse:
    """Ask for the figures of one's own cohort."""
    access_cohort_quiz(request.scope, cohort_id, unit_id)
    request_analysis(unit_id=unit_id, cohort_id=cohort_id, by=request.person.pk)
    messages.success(request, _("It is being computed. Load this page again in a moment."))
    return redirect("lms:assessments:cohort-analysis", cohort_id, unit_id)
