"""Reaction surveys: the learner's page, what those who teach read, the words of the questions."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access.clinics import houses_of
from assessments.errors.surveys import SurveyNotFound, SurveyWordsChanged
from assessments.forms.surveys import SurveyForm, WordingForm
from assessments.selectors.gains import group_gains
from assessments.selectors.reading import course_url
from assessments.selectors.survey_results import survey_counts, survey_results
from assessments.selectors.surveys import own_survey, wording_of, wordings_of
from assessments.services.surveys import answer_survey, is_at_end, skip_survey, withdraw_answer, word_questions
from courses import api as courses
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy
from lms.kernel.words import in_language

MINE: Final = {"enrolment_id": "surveyed_enrolment_id", "module": "survey_module"}
TEACHERS: Final = ("coordinator", "facilitator", "administrator")


@require_http_methods(("GET", "HEAD", "POST"))
@policy(PERSON, sample=MINE)
def survey_form(request: AuthedRequest, enrolment_id: int, module: str = "") -> HttpResponse:
    """The five questions of a module, or of the course; answered before, they may be changed until the survey closes."""
    courses.own_enrolment(request.person.pk, enrolment_id)
    stand = courses.stand_of(enrolment_id)
    if not is_at_end(stand, module):
        raise SurveyNotFound
    survey = own_survey(stand, module, timezone.now())
    form = SurveyForm(survey.texts, request.POST or None, initial=survey.answers)
    if request.method == "POST" and form.is_valid():
        answer_survey(enrolment_id=enrolment_id, module=module, raw=form.cleaned_data)
        messages.success(request, _("Thank you. Your answers are kept without your name."))
        return redirect(course_url(enrolment_id))
    facts = {
        "survey": survey, "form": form, "module": module, "title": in_language(stand.finished.get(module)),
        "enrolment_id": enrolment_id, "course_url": course_url(enrolment_id),
    }  # fmt: skip
    status = 410 if survey.over else 422 if form.errors else 200
    response = render(request, "lms/assessments/survey_form.html", facts, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@policy(PERSON, sample=MINE)
def survey_skip(request: AuthedRequest, enrolment_id: int, module: str = "") -> HttpResponse:
    """Not now, and not asked again on the course's home."""
    courses.own_enrolment(request.person.pk, enrolment_id)
    skip_survey(enrolment_id=enrolment_id, module=module)
    messages.success(request, _("All right. We will not ask again."))
    return redirect(course_url(enrolment_id))


@require_POST
@policy(PERSON, sample=MINE)
def survey_withdraw(request: AuthedRequest, enrolment_id: int, module: str = "") -> HttpResponse:
    """Take one's answers back while the survey is open."""
    courses.own_enrolment(request.person.pk, enrolment_id)
    withdraw_answer(enrolment_id=enrolment_id, module=module)
    messages.success(request, _("Your answers are gone. You may answer again until the survey closes."))
    return redirect(course_url(enrolment_id))


@require_safe
@policy(*TEACHERS)
def survey_list(request: AuthedRequest) -> HttpResponse:
    """The groups that a person coordinates or teaches, with the surveys that can be read."""
    scope = request.scope
    places = institutions.institution_cards(sorted(houses_of(scope)))
    whole = scope.coordinator_of | scope.facilitator_of
    cards = {
        pk: [one for one in institutions.cohorts_of(pk) if pk in whole or one.id in scope.facilitator_cohorts] for pk in places
    }
    counts = survey_counts([one.id for mine in cards.values() for one in mine])
    groups = [
        {"place": place, "cohorts": [(one, *counts.get(one.id, (0, 0))) for one in cards[pk]]} for pk, place in places.items()
    ]
    return render(request, "lms/assessments/survey_list.html", {"groups": groups})


@require_safe
@policy(*TEACHERS, sample={"cohort_id": "cohort"})
def survey_group(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """What a group said, from five answers on and once the survey has closed."""
    cohort = institutions.cohort_in_reach(request.scope, cohort_id)
    facts: dict[str, Any] = {"cohort": cohort, "surveys": survey_results(cohort_id), "gains": group_gains(cohort_id)}
    return render(request, "lms/assessments/survey_group.html", facts)


@require_safe
@policy("author")
def wording_list(request: AuthedRequest) -> HttpResponse:
    """The courses, and whether their five questions have words of their own."""
    cards = courses.course_cards()
    words = wordings_of(set(cards))
    return render(request, "lms/assessments/wording_list.html", {"lines": [(one, words[one.id]) for one in cards.values()]})


@require_http_methods(("GET", "HEAD", "POST"))
@policy("author", sample={"course_id": "surveyed_course_id"})
def wording_form(request: AuthedRequest, course_id: int) -> HttpResponse:
    """Word the five questions of a course. Surveys that are open keep the words they were opened with."""
    card = courses.course_card(course_id)
    wording = wording_of(course_id)
    form = WordingForm(request.POST) if request.method == "POST" else WordingForm.showing(wording.texts, wording.number)
    if request.method == "POST" and form.is_valid():
        try:
            word_questions(
                course_id=course_id, texts=form.texts(), seen=form.cleaned_data["seen"], by=request.person.pk
            )  # fmt: skip
        except SurveyWordsChanged as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, _("The questions are kept. Surveys that open from now on use them."))
            return redirect("lms:assessments:survey-wordings")
    facts = {"course": card, "form": form, "wording": wording}
    return render(request, "lms/assessments/wording_form.html", facts, status=422 if form.errors else 200)
