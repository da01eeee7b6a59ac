"""One learner's page for those who accompany them: where they stand and why, and what happened when."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from assessments import api as assessments
from certificates import api as certificates
from courses import api as courses
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.kernel.words import in_language
from lms.messages import api as mail
from lms.reporting.matrix_words import CELLS, cell_words
from lms.reporting.views.cohorts import nudge_url


@require_safe
@policy("coordinator", "facilitator", "administrator", sample={"enrolment_id": "enrolment"})
def learner_detail(request: AuthedRequest, enrolment_id: int) -> HttpResponse:
    """Where somebody stands: risk, "why not yet?", the certificates this counts for, every unit with its due date."""
    taught = courses.access_accompanied(request.scope, enrolment_id)
    card, path = courses.learner_card(enrolment_id), courses.path(enrolment_id)
    says = cell_words()
    units = [
        {
            "title": in_language(one.title), "icon": CELLS[one.state][0], "tone": CELLS[one.state][1], "says": says[one.state],
            "score": one.score, "due": one.due, "required": one.required, "late": bool(one.due and one.due < path.at),
        }
        for one in path.requirements
    ]  # fmt: skip
    wanting = [
        {
            "title": in_language(one.title), "sentence": courses.why_open(one), "due": one.due,
            "waits": courses.waits_on_in_words(one.waits_on, own=False),
        }
        for one in path.requirements
        if one.required and not one.met
    ]  # fmt: skip
    context = {
        **_head(request, taught, card), "units": units, "wanting": wanting,
        "ways": certificates.on_the_way(
            card.person_id, course_id=taught.course_id, country=card.country, name=taught.full_name
        ),
        "risks": [courses.risk_sentence(one) for one in card.reasons], "nudge": nudge_url(),
        "teaches": bool(request.scope.roles & {"facilitator", "coordinator"}),
    }  # fmt: skip
    return render(request, "lms/reporting/learner_detail.html", context)


@require_safe
@policy("coordinator", "facilitator", "administrator", sample={"enrolment_id": "enrolment"})
def learner_history(request: AuthedRequest, enrolment_id: int) -> HttpResponse:
    """What happened when: acts and messages of this institution; and the certificates it granted."""
    taught = courses.access_accompanied(request.scope, enrolment_id)
    card = courses.learner_card(enrolment_id)
    papers = [one for one in certificates.certificates_of(card.person_id) if one.institution_id == card.institution_id]
    context = {**_head(request, taught, card), "events": _events(card), "papers": papers}
    return render(request, "lms/reporting/learner_history.html", context)


@require_safe
@policy("coordinator", "facilitator", "administrator", sample={"enrolment_id": "enrolment"})
def learner_work(request: AuthedRequest, enrolment_id: int) -> HttpResponse:
    """What was handed in: attempts, letters, conversations, clinic sessions; scores once the learner has them."""
    taught = courses.access_accompanied(request.scope, enrolment_id)
    context = {**_head(request, taught, courses.learner_card(enrolment_id)), "work": assessments.learner_work(enrolment_id)}
    return render(request, "lms/reporting/learner_work.html", context)


def _head(request: AuthedRequest, taught: courses.TaughtEnrolment, card: courses.LearnerCard) -> dict[str, Any]:
    return {
        "taught": taught, "card": card, "here": request.path, "law": institutions.country_name(card.country),
        "email": institutions.person_emails([card.person_id]).get(card.person_id, ""),
    }  # fmt: skip


def _events(card: courses.LearnerCard) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"at": card.created_at, "icon": "flag", "title": gettext("Enrolled"), "text": ""}]
    if card.completed_at:
        rows.append({"at": card.completed_at, "icon": "done", "title": gettext("Completed the course"), "text": ""})
    if card.closed_at:
        rows.append({"at": card.closed_at, "icon": "x", "title": gettext("Enrolment ended"), "text": ""})
    rows += [
        {
            "at": one.at, "icon": CELLS[one.state][0], "title": in_language(one.titles), "score": one.score,
            "text": courses.state_in_words(one.state), "why": one.why,
        }
        for one in courses.learner_history(card.enrolment_id)
    ]  # fmt: skip
    for letter in mail.nudges_to(card.person_id, card.institution_id):
        text = gettext("Message: could not be delivered") if letter.state in ("refused", "bounced") else gettext("Message")
        rows.append({"at": letter.at, "icon": "bell", "title": in_language(letter.subjects), "text": text})
    return sorted(rows, key=lambda row: row["at"], reverse=True)
