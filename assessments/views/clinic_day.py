"""The clinic day on a phone: stage, questions, rules, checklists, and a session that is kept on the device until it is sent."""

import uuid
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.clinics import consent
from assessments.clinics.day_words import device_words
from assessments.forms.clinic_sessions import SHORT, SessionForm, fresh
from assessments.selectors.clinic_day import always_asked, day_page
from assessments.selectors.clinic_places import clinic_place
from assessments.sitting_words import person_mark
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PUBLIC, policy


@require_safe
@policy("advisor")
def clinic_day(request: AuthedRequest) -> HttpResponse:
    """Everything an advisor needs at the table, on one page that the device keeps."""
    today = timezone.localdate()
    place = clinic_place(request.scope, today, whole=False)
    page = day_page(place.country)
    form = SessionForm(place=place, initial=fresh(place, today))
    facts = {
        "page": page, "always": always_asked(), "place": replace(place, sizes=page.sizes), "form": form,
        "referrals": [(form["to-1"], form["why-1"])], "queue_words": device_words(),
        "short": [form[name] for name in SHORT if name in form.fields],
        "wording": consent.wording(consent.NOW), "client_id": uuid.uuid4().hex, "who": person_mark(request.person.pk),
        "kept": "X-Clinic-Keep" in request.headers,  # for the device: it opens for whoever holds it, so it names nobody
    }  # fmt: skip
    return render(request, "lms/assessments/clinic_day.html", facts)


@require_safe
@policy(PUBLIC, why="A script without a word about anybody; a browser asks for it again when nobody is signed in.")
def worker(request: AuthedRequest) -> HttpResponse:
    """The script that lets the clinic day open without a connection; it reaches its own folder only."""
    response = render(request, "lms/assessments/clinic_day_worker.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
