"""An advisor's sessions with businesses: the list, one session, the form, what is open, and practice in a course."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access.clinic import (
    access_own_referral,
    access_own_sequel,
    access_own_session,
    access_own_step,
    access_practicum,
)
from assessments.clinics import consent
from assessments.clinics.entries import MOST_STEPS
from assessments.clinics.rules import read_day
from assessments.clinics.words import OUTCOMES, outcome_in_words
from assessments.forms.clinic_sessions import LONG, MOST_REFERRALS, SHORT, SessionForm, fresh, initial_of
from assessments.forms.letters import read_revision
from assessments.models import ClinicReferral, ClinicSession, ClinicStep, YearEnd
from assessments.qr import qr_svg
from assessments.selectors import clinic_sessions as selectors
from assessments.selectors.clinic_places import ClinicPlace, clinic_place, country_of, place_of
from assessments.selectors.clinic_years import end_in_words, years_of
from assessments.selectors.reading import course_url
from assessments.services.clinic_followups import answer_sequel, close_referral, close_step
from assessments.services.clinic_ratings import link_of, make_link
from assessments.services.clinic_sessions import (
    FIRST_REVISION,
    change_session,
    note_session,
    noted_before,
    restore_session,
    says_more,
    takes_more,
    with_profile,
    withdraw_session,
)
from courses import api as courses
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest, wants_json
from lms.kernel.policy import PERSON, policy

GET_POST = ("GET", "HEAD", "POST")
SESSION = {"session_id": "clinic_session_id"}
A_PAGE = 25


@require_safe
@policy("advisor")
def clinic_home(request: AuthedRequest) -> HttpResponse:
    """One's own sessions, the newest first, and what waits."""
    page = Paginator(selectors.own_sessions(request.person.pk), A_PAGE).get_page(request.GET.get("page"))
    facts = {
        "page": page, "lines": selectors.lines_of(page.object_list), "counts": selectors.open_counts(request.person.pk)
    }  # fmt: skip
    return render(request, "lms/assessments/clinic_home.html", facts)


@require_http_methods(GET_POST)
@policy("advisor")
def session_new(request: AuthedRequest) -> HttpResponse:
    """Log a session: kept as a draft or declared. A repeated post is the same session; a script gets JSON."""
    client_id = request.POST.get("client_id", "")
    known = noted_before(request.person.pk, client_id) if client_id else None
    if known is not None and not takes_more(known):
        return _sent_again(request, known)
    enrolment_id = read_revision(request.POST.get("enrolment") or request.GET.get("enrolment")) or None
    institution_id = courses.own_enrolment(request.person.pk, enrolment_id).institution_id if enrolment_id else None
    held_on = read_day(request.POST.get("held_on"))
    today = timezone.localdate()
    if known is not None:
        place = place_of(known.institution_id, request.person.pk, today, held_on=held_on, own=known.business_id)
    else:
        place = clinic_place(request.scope, today, institution_id=institution_id, held_on=held_on)
    if request.method != "POST":
        form = SessionForm(place=place, initial=fresh(place, today))
        return _form_page(request, form, place, client_id=uuid.uuid4().hex, enrolment_id=enrolment_id)
    form = SessionForm(request.POST, place=place)
    if not form.is_valid():
        return _refused(request, form, place, client_id=client_id[:64], enrolment_id=enrolment_id)
    try:
        noted = note_session(
            advisor_id=request.person.pk, client_id=client_id, entry=form.entry(),
            declare=form.declares, enrolment_id=enrolment_id,
        )  # fmt: skip
    except LmsError as refused:  # what was typed stays on the page
        form.add_error(None, refused.sentence())
        return _refused(request, form, place, client_id=client_id[:64], enrolment_id=enrolment_id)
    return _noted(request, noted.id, noted.state)


def _sent_again(request: AuthedRequest, known: ClinicSession) -> HttpResponse:
    """The browser's Back to a form that was sent: a changed one changes the session, or says why not and keeps what was typed.

    A device sends what it kept, never something else under the same client_id: it is told that it is there.
    """
    held_on = read_day(request.POST.get("held_on"))
    place = place_of(
        known.institution_id, request.person.pk, timezone.localdate(), held_on=held_on, own=known.business_id
    )  # fmt: skip
    form = SessionForm(request.POST, place=place)
    if wants_json(request) or (form.is_valid() and not says_more(known, with_profile(form.entry()))):
        return _noted(request, known.pk, known.state)
    if not form.is_valid():
        return _form_page(request, form, place, session=known, status=422)
    try:
        change_session(session_id=known.pk, revision=FIRST_REVISION, entry=form.entry(), declare=form.declares)
    except LmsError as refused:
        form.add_error(None, refused.sentence())
        return _form_page(request, form, place, session=known, status=refused.status)
    return _noted(request, known.pk, known.state)


def _noted(request: AuthedRequest, session_id: int, state: str) -> HttpResponse:
    said = _said(state)
    if wants_json(request):
        return JsonResponse({"id": session_id, "state": state, "sentence": said})
    messages.success(request, said)
    return redirect("lms:assessments:clinic-session", session_id)


def _said(state: str) -> str:
    if state == "draft":
        return _("The draft is kept. Declare the session when it is complete.")
    return _("The session is declared. Your facilitator confirms it; until then you can change it.")


def _refused(request: AuthedRequest, form: SessionForm, place: ClinicPlace, **more: Any) -> HttpResponse:
    if wants_json(request):
        labels = {name: f"{field.label}: " for name, field in form.fields.items()}
        said = [f"{labels.get(name, '')}{' '.join(map(str, ones))}" for name, ones in form.errors.items()]
        return JsonResponse({"error": "SessionRefused", "sentence": " ".join(said)}, status=422)
    return _form_page(request, form, place, status=422, **more)


def _form_page(
    request: AuthedRequest, form: SessionForm, place: ClinicPlace, *, status: int = 200, session: ClinicSession | None = None,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    rest = [name for name in form.fields if name in form.errors and name not in SHORT]
    facts = {
        "form": form, "place": place, "session": session, "wording": consent.wording(consent.NOW),
        "short": [form[name] for name in SHORT if name in form.fields], "long": [form[name] for name in LONG],
        "referrals": [(form[f"to-{n}"], form[f"why-{n}"]) for n in range(1, MOST_REFERRALS + 1)],
        "steps": [(form[f"step-{n}"], form[f"due-{n}"]) for n in range(1, MOST_STEPS + 1)],
        "opened": session is not None or bool(rest),
        **more,
    }  # fmt: skip
    return render(request, "lms/assessments/clinic_session_form.html", facts, status=status)


@require_safe
@policy(PERSON, sample=SESSION)
def session_detail(request: AuthedRequest, session_id: int) -> HttpResponse:
    """One's own session, as the supervisor reads it, with its link for the business."""
    session = access_own_session(request.person.pk, session_id)
    page = selectors.session_page(session)
    link = link_of(page.rating) if page.rating else ""
    facts = {"session": session, "page": page, "link": link, "qr": qr_svg(link) if link else ""}
    return render(request, "lms/assessments/clinic_session.html", facts)


@require_http_methods(GET_POST)
@policy(PERSON, sample=SESSION)
def session_edit(request: AuthedRequest, session_id: int) -> HttpResponse:
    """Change a session until it is confirmed; what was changed elsewhere meanwhile is not overwritten."""
    session = access_own_session(request.person.pk, session_id)
    held_on = read_day(request.POST.get("held_on")) or session.held_on
    place = place_of(
        session.institution_id, request.person.pk, timezone.localdate(), held_on=held_on, own=session.business_id
    )  # fmt: skip
    if session.state not in selectors.EDITABLE:
        return redirect("lms:assessments:clinic-session", session_id)
    if request.method != "POST":
        steps = list(ClinicStep.objects.filter(session=session).order_by("number"))
        sent = list(ClinicReferral.objects.filter(session=session).order_by("number"))
        form = SessionForm(place=place, initial=initial_of(session, steps, sent))
        return _form_page(request, form, place, session=session)
    data = request.POST.copy()
    if session.state != "draft" and data.get("go") != "draft":
        data["go"] = "declare"
    form = SessionForm(data, place=place)
    if not form.is_valid():
        return _form_page(request, form, place, session=session, status=422)
    try:
        change_session(
            session_id=session_id, revision=read_revision(request.POST.get("revision")), entry=form.entry(),
            declare=form.declares,
        )  # fmt: skip
    except LmsError as refused:
        form.add_error(None, refused.sentence())
        return _form_page(request, form, place, session=session, status=refused.status)
    session.refresh_from_db(fields=["state"])
    messages.success(request, _said(session.state))
    return redirect("lms:assessments:clinic-session", session_id)


@require_POST
@policy(PERSON, sample=SESSION)
def session_withdraw(request: AuthedRequest, session_id: int) -> HttpResponse:
    """Take a session out of the count; its page offers to bring it back."""
    access_own_session(request.person.pk, session_id)
    withdraw_session(session_id=session_id)
    messages.success(request, _("The session is withdrawn. It no longer counts; you can bring it back."))
    return redirect("lms:assessments:clinic-session", session_id)


@require_POST
@policy(PERSON, sample=SESSION)
def session_restore(request: AuthedRequest, session_id: int) -> HttpResponse:
    """Bring a withdrawn session back, as a draft."""
    access_own_session(request.person.pk, session_id)
    restore_session(session_id=session_id)
    messages.success(request, _("The session is a draft again."))
    return redirect("lms:assessments:clinic-session", session_id)


@require_POST
@policy(PERSON, sample=SESSION)
def rating_link(request: AuthedRequest, session_id: int) -> HttpResponse:
    """Make the link by which the business says how useful it was."""
    access_own_session(request.person.pk, session_id)
    make_link(session_id=session_id)
    return redirect(reverse("lms:assessments:clinic-session", args=[session_id]) + "#rating")


@require_safe
@policy("advisor")
def clinic_open(request: AuthedRequest) -> HttpResponse:
    """What waits after sessions: steps, referrals, and what came of it after ninety days."""
    page = selectors.open_page(request.person.pk, country_of(request.scope))
    facts = {"page": page, "outcomes": [(one, outcome_in_words(one)) for one in OUTCOMES],
             "years": years_of(request.person.pk), "year_ends": [(one, end_in_words(one)) for one in YearEnd.values],
             "told": selectors.sequels_of(request.person.pk, answered=True)}  # fmt: skip
    return render(request, "lms/assessments/clinic_open.html", facts)


@require_POST
@policy(PERSON, sample={"step_id": "clinic_step_id"})
def step_close(request: AuthedRequest, step_id: int) -> HttpResponse:
    """Done, dropped with why, or open again."""
    access_own_step(request.person.pk, step_id)
    close_step(step_id=step_id, end=request.POST.get("end", "?"), why=request.POST.get("why", ""))
    messages.success(request, _("Noted."))
    return _back(request)


@require_POST
@policy(PERSON, sample={"referral_id": "clinic_referral_id"})
def referral_close(request: AuthedRequest, referral_id: int) -> HttpResponse:
    """Arrived, not arrived, not known, or open again."""
    access_own_referral(request.person.pk, referral_id)
    close_referral(referral_id=referral_id, end=request.POST.get("end", "?"))
    messages.success(request, _("Noted."))
    return _back(request)


@require_POST
@policy(PERSON, sample={"sequel_id": "clinic_sequel_id"})
def sequel_answer(request: AuthedRequest, sequel_id: int) -> HttpResponse:
    """What came of a session."""
    access_own_sequel(request.person.pk, sequel_id)
    answer_sequel(sequel_id=sequel_id, outcome=request.POST.get("outcome", ""), note=request.POST.get("note", ""))
    messages.success(request, _("Thank you. It is noted."))
    return redirect("lms:assessments:clinic-open")


def _back(request: AuthedRequest) -> HttpResponse:
    session_id = read_revision(request.POST.get("session"))
    return redirect("lms:assessments:clinic-session", session_id) if session_id else redirect("lms:assessments:clinic-open")


@require_safe
@policy(PERSON, sample={"enrolment_id": "enrolment_id", "unit_id": "practicum_unit_id"})
def practicum_detail(request: AuthedRequest, enrolment_id: int, unit_id: int) -> HttpResponse:
    """What practice asks, what is confirmed, what waits and what is missing."""
    card, unit = access_practicum(request.person.pk, enrolment_id, unit_id)
    facts = {
        "card": card, "unit": unit, "page": selectors.practice_page(enrolment_id, unit.config),
        "course_url": course_url(enrolment_id),
        "may_log": card.state != "closed" and card.institution_id in request.scope.advisor_of,
    }  # fmt: skip
    return render(request, "lms/assessments/practicum_detail.html", facts)
