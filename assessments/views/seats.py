"""One learner and one quiz, for those who teach: attempts, what they may beyond the rules, and an attempt's history."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import passing
from assessments.access import access_allowance, access_attempt_history, access_seat
from assessments.errors import QuizNotFound
from assessments.forms.access import AllowanceForm, initial_of, read_numbers, read_seen
from assessments.models import AttemptState
from assessments.reviewing import Shown
from assessments.selectors import access as selectors
from assessments.selectors import access_pages as pages
from assessments.selectors.access_words import given_words
from assessments.selectors.attempts import result_questions
from assessments.selectors.history import history_facts
from assessments.services.access import give_allowance, withdraw_allowance
from assessments.views.access import GET_POST, TEACHERS, render_form
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

EVERYTHING: Final = Shown(score=True, right=True, feedback=True)  # what a quiz holds back, it holds back from learners
SEAT: Final = {"enrolment_id": "enrolment_id", "unit_id": "quiz_unit_id"}


@require_http_methods(GET_POST)
@policy(*TEACHERS, sample=SEAT)
def quiz_access(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """What one person may, with its history; give more: write, look at what it does, say yes."""
    learner, unit = access_seat(request.scope, enrolment_id, unit_id)
    with override(learner.time_zone):
        ends = selectors.group_ends(learner.cohort_course_id, unit_id)
        seat = selectors.seat_of(enrolment_id, unit, ends)
        if seat is None:
            raise QuizNotFound
        held = seat.allowance
        form = AllowanceForm(
            request.POST or None, config=unit.config,
            initial=initial_of(held.allowed, int(unit.config["minutes_allowed"])) if held else None,
        )  # fmt: skip
        facts = _facts(request, learner, unit, seat)
        if request.method == "POST" and form.is_valid():
            if request.POST.get("step") == "give":
                given = give_allowance(
                    enrolment_id=enrolment_id, unit_id=unit_id, allowed=form.allowed(), reason=form.cleaned_data["reason"],
                    by=request.person.pk, instead_of=read_seen(request.POST, [enrolment_id])[enrolment_id],
                )  # fmt: skip
                answer = redirect("lms:assessments:quiz-access", enrolment_id, unit_id)
                answer["Location"] += f"?given={given}#given"
                return answer
            facts["effects"] = pages.effects([seat], unit, ends, form.allowed())
        return render_form(request, form, facts)


def _facts(request: AuthedRequest, learner: Any, unit: Any, seat: selectors.Seat) -> dict[str, Any]:
    given = read_numbers([request.GET.get("given", "")])
    held = seat.allowance
    rows = pages.rules_words(seat.window, passing.rule_words(unit.config))
    (line,) = pages.seat_lines([seat], scores_by_hand=learner.institution_id not in request.scope.coordinator_of)
    return {
        "learner": learner, "unit": unit, "seat": seat, "line": line, "chosen": [seat], "one": seat, "rules": rows,
        "zone": learner.time_zone, "closed": learner.state == "closed", "oneself": learner.person_id == request.person.pk,
        "fresh": [held] if held and held.id in given and held.by == request.person.pk else [],
        "history": [{"one": one, "given": given_words(one.allowed)} for one in seat.allowances],
        "hides_waiting": learner.institution_id not in request.scope.coordinator_of,
    }  # fmt: skip


@require_POST
@policy(*TEACHERS, sample={"allowance_id": "allowance_id"})
def allowance_withdraw(request: AuthedRequest, allowance_id: int) -> HttpResponse:
    """Take back what one person was given."""
    row = access_allowance(request.scope, allowance_id)
    moved = withdraw_allowance(allowance_id=allowance_id, by=request.person.pk, reason=request.POST.get("reason", "")[:300])
    said = _("The allowance was taken back: the rules of the quiz hold again.")
    if any(one.cut for one in moved):
        said = f"{said} {pages.at_least_words()}"
    messages.success(request, said)
    return redirect("lms:assessments:quiz-access", row.enrolment_id, row.unit_id)


@require_safe
@policy(*TEACHERS, sample={"attempt_id": "attempt_id"})
def attempt_history(request: AuthedRequest, attempt_id: int) -> HttpResponse:
    """Every step of an attempt; questions, answers and key only once it was handed in and scored."""
    attempt, learner = access_attempt_history(request.scope, attempt_id)
    with override(learner.time_zone):
        questions = result_questions(attempt, EVERYTHING) if attempt.state == AttemptState.SUBMITTED else []
        facts = history_facts(attempt) | {
            "attempt": attempt, "learner": learner, "titles": attempt.unit_version.titles, "questions": questions,
            "zone": learner.time_zone,
        }  # fmt: skip
        return render(request, "lms/assessments/attempt_history.html", facts)
