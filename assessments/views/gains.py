"""The tests before and after a course: the learner's pages, and the author's page of the two forms."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.errors.surveys import FormsInUse, FormsTooFew, GainNotOffered
from assessments.forms.gains import FormsForm
from assessments.forms.sheets import read_sheet
from assessments.models import GainMoment
from assessments.selectors.gains import forms_page, gain_offers, gain_questions, gain_result, own_sitting, sittings_of
from assessments.selectors.reading import course_url
from assessments.services.gain_sittings import keep_answers, start_gain
from assessments.services.parallel_forms import make_forms
from courses import api as courses
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

MINE: Final = {"enrolment_id": "surveyed_enrolment_id", "moment": "gain_moment"}


@require_http_methods(("GET", "HEAD", "POST"))
@policy(PERSON, sample=MINE)
def gain(request: AuthedRequest, enrolment_id: int, moment: str) -> HttpResponse:
    """What the test is for; its questions once it was begun; both results when the second was handed in."""
    courses.own_enrolment(request.person.pk, enrolment_id)
    mine = sittings_of(enrolment_id)
    row = mine.get(moment)
    facts = {"enrolment_id": enrolment_id, "moment": moment, "after": moment == GainMoment.POST,
             "course_url": course_url(enrolment_id)}  # fmt: skip
    if row is None or row.submitted_at is not None:
        if row is None and not any(f"/{moment}/" in one.url for one in gain_offers(courses.stand_of(enrolment_id))):
            raise GainNotOffered
        facts |= {"row": row, "result": gain_result(mine)}
        return render(request, "lms/assessments/gain_detail.html", facts)
    typed: dict[int, Any] = {}
    refused: dict[int, Any] = {}
    if request.method == "POST":
        typed, _shown = read_sheet(request.POST, row.sheet)
        hand_in = request.POST.get("go") == "submit"
        refused = keep_answers(sitting_id=row.pk, raws=typed, hand_in=hand_in)
        if not refused:
            messages.success(request, _("Handed in.") if hand_in else _("Saved. You may go on later."))
            return redirect("lms:assessments:gain", enrolment_id, moment)
        row = own_sitting(enrolment_id, moment)
    questions = gain_questions(row, typed, refused)
    facts |= {"questions": questions, "total": len(questions), "refused": refused, "country": row.sheet["country"]}
    return render(request, "lms/assessments/gain_form.html", facts, status=422 if refused else 200)


@require_POST
@policy(PERSON, sample=MINE)
def gain_start(request: AuthedRequest, enrolment_id: int, moment: str) -> HttpResponse:
    """Begin, or go on."""
    courses.own_enrolment(request.person.pk, enrolment_id)
    start_gain(enrolment_id=enrolment_id, moment=moment)
    return redirect("lms:assessments:gain", enrolment_id, moment)


@require_http_methods(("GET", "HEAD", "POST"))
@policy("author", sample={"course_id": "surveyed_course_id"})
def forms_form(request: AuthedRequest, course_id: int) -> HttpResponse:
    """The two forms of a course: what they are made of, and making new ones. Tests that are under way keep theirs."""
    card, page = courses.course_card(course_id), forms_page(course_id)
    form = FormsForm(request.POST or None, initial={"seen": page.number})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            make_forms(course_id=course_id, banks=said["banks"], length=said["length"], seen=said["seen"],
                       blueprint=said["blueprint"], by=request.person.pk)  # fmt: skip
        except (FormsTooFew, FormsInUse) as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, _("The two forms are made. Learners who begin from now on get them."))
            return redirect("lms:assessments:parallel-forms", course_id)
    facts = {"course": card, "page": page, "form": form}
    return render(request, "lms/assessments/parallel_forms.html", facts, status=422 if form.errors else 200)
