"""A candidate's own seat: when, where, what to bring, the honour statement, the code; what the page tells the log."""

import json
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.access.exam_sittings import access_own_seat
from assessments.errors.exam_sittings import CodePause, CodeUsedUp, CodeWrong, HonourMissing, OtherDevice, SeatNotFound
from assessments.exam_sittings import words
from assessments.exam_sittings.calendars import calendar_file
from assessments.forms.exam_sittings import IncidentForm
from assessments.models import AttemptState, ExamSeat, SittingState
from assessments.selectors.exam_seats import decided_for, held_result, reported_by, seat_card
from assessments.services.exam_incidents import report_incident
from assessments.services.exam_seating import MOST_EVENTS, PageEvent, enter_sitting, note_page
from assessments.views.exam_guard import keep_seat, remember
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy
from lms.kernel.words import in_language

SEAT: Final = {"seat_id": "exam_seat_id"}


@policy(PERSON, sample=SEAT)
@require_safe
def seat_detail(request: AuthedRequest, seat_id: int) -> HttpResponse:
    """One's own sitting, before, during and after it."""
    return _page(request, access_own_seat(request.person.pk, seat_id))


def _page(request: AuthedRequest, seat: ExamSeat, *, problem: str = "", form: IncidentForm | None = None) -> HttpResponse:
    card = seat_card(seat)
    with override(card.time_zone):
        facts: dict[str, Any] = {
            "card": card, "honour": words.honour_lines(), "problem": problem, "place": words.place_words(card.place),
            "open": card.attempt_state == AttemptState.OPEN,
            "here": card.attempt_state == AttemptState.OPEN and _is_here(request, seat),
            "held": held_result(seat.attempt) if seat.attempt and seat.attempt.state == AttemptState.HELD else None,
            "result": seat.attempt is not None and seat.attempt.state in (AttemptState.SUBMITTED, AttemptState.WAITING),
            "decided": decided_for(seat), "reported": reported_by(seat, request.person.pk),
            "form": form or IncidentForm(seats=None), "may_report": _may_report(seat), "trying": form is not None,
            "unit_url": reverse("lms:assessments:quiz-detail", args=[seat.enrolment_id, card.unit_id]),
        }  # fmt: skip
        status = 422 if problem or form is not None else 200
        return render(request, "lms/assessments/seat_detail.html", facts, status=status)


def _is_here(request: AuthedRequest, seat: ExamSeat) -> bool:
    try:
        keep_seat(request, seat.pk)
    except OtherDevice:
        return False
    return True


def _may_report(seat: ExamSeat) -> bool:
    """From the opening on, until one's own result is out."""
    begun = seat.sitting.state in (SittingState.OPEN, SittingState.CLOSED)
    return begun and seat.removed_at is None and seat.let_out_at is None


@policy(PERSON, sample=SEAT)
@require_POST
def seat_enter(request: AuthedRequest, seat_id: int) -> HttpResponse:
    """Start with the code and the honour statement, or go on here with an attempt that is open."""
    seat = access_own_seat(request.person.pk, seat_id)
    if seat.removed_at is not None:
        raise SeatNotFound
    code, honour = request.POST.get("code", "")[:60], request.POST.get("honour") == "yes"
    try:
        with override(seat.sitting.time_zone):
            entered = enter_sitting(seat_id=seat_id, code=code, honour=honour, by=request.person.pk)
    except (CodeWrong, CodePause, CodeUsedUp, HonourMissing) as refused:
        return _page(request, access_own_seat(request.person.pk, seat_id), problem=refused.sentence())
    remember(request, seat_id, entered.token)
    return redirect("lms:assessments:attempt-form", entered.attempt_id)


@policy(PERSON, sample=SEAT)
@require_POST
def seat_log(request: AuthedRequest, seat_id: int) -> HttpResponse:
    """What the page of an open exam says happened to it: left, returned, offline, online; and that it is there."""
    access_own_seat(request.person.pk, seat_id)
    keep_seat(request, seat_id)
    note_page(seat_id=seat_id, events=_events(request.body[:20_000]))
    return HttpResponse(status=204)


def _events(body: bytes) -> list[PageEvent]:
    """What can be understood of it."""
    try:
        said = json.loads(body or b"{}").get("events", [])
        found = [(str(one["kind"]), float(one.get("age", 0))) for one in said[:MOST_EVENTS]]
        return [PageEvent(kind, timedelta(seconds=min(max(age, 0), 86_400))) for kind, age in found]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return []


@policy(PERSON, sample=SEAT)
@require_POST
def seat_incident(request: AuthedRequest, seat_id: int) -> HttpResponse:
    """The candidate says that something went wrong: their own result waits until it is decided."""
    seat = access_own_seat(request.person.pk, seat_id)
    form = IncidentForm(request.POST, seats=None)
    if not _may_report(seat):
        raise SeatNotFound
    if not form.is_valid():
        return _page(request, seat, form=form)
    report_incident(
        sitting_id=seat.sitting_id, seat_id=seat_id, kind=form.cleaned_data["kind"], what=form.cleaned_data["what"],
        by=request.person.pk,
    )  # fmt: skip
    messages.success(request, _("Reported. Your result waits until it is decided."))
    return redirect("lms:assessments:seat-detail", seat_id)


@policy(PERSON, sample=SEAT)
@require_safe
def seat_calendar(request: AuthedRequest, seat_id: int) -> HttpResponse:
    """The sitting for one's own calendar."""
    card = seat_card(access_own_seat(request.person.pk, seat_id))
    text = calendar_file(
        uid=f"exam-sitting-{card.sitting_id}@{request.get_host()}", revision=card.revision, opens_at=card.opens_at,
        closes_at=card.end, title=in_language(card.titles), place=card.place_words, now=timezone.now(),
        url=request.build_absolute_uri(reverse("lms:assessments:seat-detail", args=[seat_id])),
        cancelled=card.state == SittingState.CANCELLED or card.removed,
    )  # fmt: skip
    reply = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    reply["Content-Disposition"] = f'attachment; filename="sitting-{card.sitting_id}.ics"'
    return reply
