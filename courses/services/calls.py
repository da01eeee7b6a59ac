"""The institution's side of a call: drafted, published, scored, decided. Locks: the call, then its applications.

The audit keeps states, points and ids; what people wrote stays in their application, where retention empties it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from courses import calling
from courses.call_errors import (
    ApplicationNotFound,
    CallDates,
    CallFixed,
    CallIncomplete,
    CallNotFound,
    CallSettled,
    CallStillOpen,
    CallUnscored,
    PointsWrong,
    ReasonNeeded,
)
from courses.calling import Candidate, Criterion, allot, criteria_of
from courses.models import Application, ApplicationScore, ApplicationState, Call, CallState
from courses.selectors.calls import is_barred, ranked, today_of, unscored
from courses.services.applications import mail_applicant, offer_free_seats, take_seat
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel.words import clean_text


@transaction.atomic
def draft_call(
    *,
    cohort_id: int,
    titles: Mapping[str, str],
    texts: Mapping[str, str],
    criteria: Sequence[Criterion],
    seats: int,
    least: int,
    opens_on: date,
    closes_on: date,
    accept_days: int,
    needs_commitment: bool,
    second_scorer_id: int | None,
    by: int,
) -> int:
    """Make or change the draft of a cohort's call; its id. A call that was cancelled becomes a draft again if nobody applied.

    Raises CohortNotFound, CallFixed (published, or people applied), CallDates.
    """
    cohort = institutions.cohort_card(cohort_id)
    if closes_on < opens_on:
        raise CallDates
    known = Call.objects.select_for_update().filter(cohort_id=cohort_id).first()
    applied = known is not None and known.lms_applications.exists()
    if known is not None and (known.state not in (CallState.DRAFT, CallState.CANCELLED) or applied):
        raise CallFixed
    call, _made = Call.objects.update_or_create(
        cohort_id=cohort_id,
        defaults={
            "titles": {code: clean_text(text).strip() for code, text in titles.items() if text.strip()},
            "texts": {code: clean_text(text).strip() for code, text in texts.items() if text.strip()},
            "criteria": [one.as_json() for one in criteria], "seats": seats, "least": least, "opens_on": opens_on,
            "closes_on": closes_on, "accept_days": accept_days, "needs_commitment": needs_commitment,
            "second_scorer_id": second_scorer_id, "state": CallState.DRAFT,
        },
    )  # fmt: skip
    _audit(call, "call.drafted", by, institution=cohort.institution_id, seats=seats)
    return call.pk


@transaction.atomic
def publish_call(*, call_id: int, by: int) -> None:
    """From now on it is on the public page, and people apply between its days. A second call does nothing.

    Raises CallNotFound, CallFixed, CallIncomplete, CallDates (it closes before today).
    """
    call = _locked(call_id)
    if call.state == CallState.PUBLISHED:
        return
    if call.state != CallState.DRAFT:
        raise CallFixed
    criteria = criteria_of(call.criteria)
    if not call.titles.get("es") or not call.texts.get("es") or not any(one.weight for one in criteria):
        raise CallIncomplete
    if call.closes_on < today_of(call):
        raise CallDates
    call.state, call.published_by_id, call.published_at = CallState.PUBLISHED, by, timezone.now()
    call.save(update_fields=["state", "published_by", "published_at"])
    _audit(call, "call.published", by)


@transaction.atomic
def move_closing(*, call_id: int, closes_on: date, by: int) -> None:
    """Another last day to apply: today or later. Raises CallNotFound, CallSettled, CallDates."""
    call = _locked(call_id)
    if call.state != CallState.PUBLISHED:
        raise CallSettled
    if closes_on < max(call.opens_on, today_of(call)):
        raise CallDates
    before, call.closes_on = call.closes_on, closes_on
    call.save(update_fields=["closes_on"])
    _audit(call, "call.moved", by, closes_on=closes_on.isoformat(), before=before.isoformat())


@transaction.atomic
def cancel_call(*, call_id: int, by: int, reason: str) -> None:
    """There will be no choice: who applied is told, with the reason. A second call does nothing.

    Raises CallNotFound, CallSettled (decided), ReasonNeeded.
    """
    call, reason = _locked(call_id), _said(reason)
    if call.state == CallState.CANCELLED:
        return
    if call.state == CallState.DECIDED:
        raise CallSettled
    open_ones = Application.objects.select_for_update().filter(
        call=call, state__in=(ApplicationState.RECEIVED, ApplicationState.UNCONFIRMED)
    )
    for one in list(open_ones.order_by("pk")):
        told = one.state == ApplicationState.RECEIVED
        one.state, one.reason, one.ended_at = ApplicationState.NOT_SELECTED, reason, timezone.now()
        one.save(update_fields=["state", "reason", "ended_at"])
        if told:
            mail_applicant(one, "cancelled")
    call.state = CallState.CANCELLED
    call.save(update_fields=["state"])
    _audit(call, "call.cancelled", by)


@transaction.atomic
def score_application(*, application_id: int, by: int, points: Mapping[str, int], why: str) -> None:
    """What one scorer gives, and why; until the decision it may be said again. The caller has let `by` in (`access_to_score`).

    Raises ApplicationNotFound (too close: the applicant, or a declared interest), CallSettled, PointsWrong.
    """
    row = _locked_application(application_id)
    if is_barred(row, by):
        raise ApplicationNotFound
    if row.state != ApplicationState.RECEIVED or row.call.state != CallState.PUBLISHED:
        raise CallSettled
    why = clean_text(why).strip()
    criteria = criteria_of(row.call.criteria)
    good = all(0 <= points.get(one.key, -1) <= one.top for one in criteria) and set(points) == {one.key for one in criteria}
    if not good or not why or len(why) > calling.MOST_WHY:
        raise PointsWrong
    ApplicationScore.objects.update_or_create(
        application=row, by_id=by, defaults={"points": dict(points), "why": why, "at": timezone.now()}
    )
    _audit_application(row, "application.scored", by, points=dict(points))


@transaction.atomic
def set_aside(*, application_id: int, by: int, reason: str) -> None:
    """Somebody can't be chosen, whatever their score (not an advisor, no commitment): with the reason they will read. An empty
    reason takes it back. Raises ApplicationNotFound, CallSettled."""
    row = _locked_application(application_id)
    if is_barred(row, by):
        raise ApplicationNotFound
    if row.state != ApplicationState.RECEIVED or row.call.state != CallState.PUBLISHED:
        raise CallSettled
    row.set_aside = clean_text(reason).strip()[: calling.MOST_WHY]
    row.save(update_fields=["set_aside"])
    _audit_application(row, "application.set_aside" if row.set_aside else "application.taken_up", by)


@transaction.atomic
def decide_call(*, call_id: int, by: int) -> None:
    """Choose by score: seats first, then the waiting list in order; everybody is told, with the reason. Final.

    Who is selected becomes a member of the group and is enrolled, by the same service as by hand; somebody whom another
    institution has on the same course can't be: the next one gets the seat. Raises CallNotFound, CallSettled, CallStillOpen
    (the last day is not over), CallUnscored.
    """
    call = _locked(call_id)
    if call.state != CallState.PUBLISHED:
        raise CallSettled
    if today_of(call) <= call.closes_on:
        raise CallStillOpen(day=date_format(call.closes_on, "DATE_FORMAT"))
    lacking = unscored(call)
    if lacking:
        raise CallUnscored(n=len(lacking))
    call.state, call.decided_by_id, call.decided_at = CallState.DECIDED, by, timezone.now()
    call.save(update_fields=["state", "decided_by", "decided_at"])
    lines = ranked(call)
    lines = [one for one in lines if one.row.state == ApplicationState.RECEIVED]  # not those who withdrew
    aside = [one for one in lines if one.row.set_aside or (call.needs_commitment and one.row.committed_at is None)]
    out = {one.row.pk for one in aside}
    chosen = allot(
        [
            Candidate(one.row.pk, one.total, one.row.received_at or one.row.at)
            for one in lines
            if one.row.pk not in out and one.total is not None
        ],
        seats=call.seats, least=call.least,
    )  # fmt: skip
    by_id = {one.row.pk: one for one in lines}
    for pk, place in sorted(chosen.places.items(), key=lambda pair: pair[1]):
        row = by_id[pk].row
        row.total, row.place, row.reason = by_id[pk].total, place, " ".join(by_id[pk].whys)[: calling.MOST_WHY]
        row.state = ApplicationState.NOT_SELECTED if pk in chosen.below else ApplicationState.WAITING
        row.save(update_fields=["total", "place", "reason", "state"])
    for one in aside:
        one.row.state, one.row.total, one.row.reason = ApplicationState.NOT_SELECTED, one.total, one.row.set_aside
        one.row.save(update_fields=["state", "total", "reason"])
    Application.objects.filter(call=call, state=ApplicationState.UNCONFIRMED).update(
        state=ApplicationState.LAPSED, ended_at=timezone.now()
    )
    for pk in (*chosen.selected, *chosen.waiting):
        if Application.objects.filter(call=call, state=ApplicationState.SELECTED).count() >= call.seats:
            break
        take_seat(by_id[pk].row, by=by)
    for one in lines:
        one.row.refresh_from_db()
        mail_applicant(one.row, "decided")
    _audit(call, "call.decided", by, selected=list(chosen.selected), waiting=list(chosen.waiting))


@transaction.atomic
def add_seats(*, call_id: int, seats: int, by: int) -> None:
    """More seats than were called for, never fewer: the waiting list is offered them in order.

    Raises CallNotFound, CallSettled (not decided, or no more than before).
    """
    call = _locked(call_id)
    if call.state != CallState.DECIDED or seats <= call.seats:
        raise CallSettled
    before, call.seats = call.seats, seats
    call.save(update_fields=["seats"])
    _audit(call, "call.seats", by, seats=seats, before=before)
    offer_free_seats(call_id=call.pk)


def _said(reason: str) -> str:
    reason = clean_text(reason).strip()[: calling.MOST_WHY]
    if not reason:
        raise ReasonNeeded
    return reason


def _locked(call_id: int) -> Call:
    found = Call.objects.select_for_update(of=("self",)).select_related("cohort").filter(pk=call_id).first()
    if found is None:
        raise CallNotFound
    return found


def _locked_application(application_id: int) -> Application:
    call_id = Application.objects.filter(pk=application_id).values_list("call_id", flat=True).first()
    if call_id is None:
        raise ApplicationNotFound
    call = _locked(call_id)
    row = Application.objects.select_for_update().get(pk=application_id)
    row.call = call
    return row


def _audit(call: Call, act: str, by: int, *, institution: int | None = None, **after: Any) -> None:
    record_event(
        act=act, subject="call", subject_id=call.pk, actor=by, institution=institution or call.cohort.institution_id,
        after={"state": str(call.state), "cohort": call.cohort_id, **after},
    )  # fmt: skip


def _audit_application(row: Application, act: str, by: int, **after: Any) -> None:
    record_event(
        act=act, subject="application", subject_id=row.pk, actor=by, institution=row.call.cohort.institution_id,
        after={"state": str(row.state), "call": row.call_id, **after},
    )  # fmt: skip
