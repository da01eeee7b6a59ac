"""A refresher: what changed, before and now side by side, and the questions bound to it. Five minutes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.access import access_own_refresher
from assessments.models import AttemptState
from assessments.selectors.attempts import attempts_of
from assessments.selectors.reading import course_url
from assessments.services.attempts import confirm_read, start_attempt
from courses import api as courses
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

REFRESHER = {"enrolment_id": "refreshed_enrolment", "unit_id": "refresher_unit"}


@policy(PERSON, sample=REFRESHER)
@require_GET
def refresher_detail(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """What changed and until when it is asked; the way to the questions, or the result."""
    line = access_own_refresher(request.person.pk, enrolment_id, unit_id)
    unit = courses.unit_in_effect(enrolment_id, unit_id, timezone.now())
    sat = attempts_of(enrolment_id, unit_id)
    facts = {
        "line": line,
        "unit": unit,
        "page": courses.changed_page(
            unit.config["changed"], language=(get_language() or "es")[:2], icons=static("lms/icons.svg")
        ),
        "questions": len(unit.config["slots"]),
        "running": next((one for one in sat if one.state == AttemptState.OPEN), None),
        "sat": [one for one in sat if one.state == AttemptState.SUBMITTED],
        "course_url": course_url(enrolment_id),
    }
    return render(request, "lms/assessments/refresher_detail.html", facts)


@policy(PERSON, sample=REFRESHER)
@require_POST
def refresher_start(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """To the questions; again at once as often as needed."""
    access_own_refresher(request.person.pk, enrolment_id, unit_id)
    return redirect("lms:assessments:attempt-form", start_attempt(enrolment_id=enrolment_id, unit_id=unit_id))


@policy(PERSON, sample=REFRESHER)
@require_POST
def refresher_read(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """I have read it: enough where no question is bound to the change."""
    access_own_refresher(request.person.pk, enrolment_id, unit_id)
    confirm_read(enrolment_id=enrolment_id, unit_id=unit_id)
    messages.success(request, _("It is kept: you are up to date with this change."))
    return redirect("lms:assessments:refresher-detail", enrolment_id, unit_id)
