"""Handing a course in to be published, and the second person's answer."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.errors import RequestNotFound, RequestNotOpen, TwoPeopleNeeded
from courses.models import PublishRequest, RequestState
from courses.services.publishing import publish_course, rehearse
from lms.audit.api import record_event


@transaction.atomic
def submit_course(
    *,
    course_id: int,
    by: int,
    countries: Sequence[str],
    note: str = "",
    reason: str = "",
    effective_on: date | None = None,
) -> int:
    """Hand a course's drafts in for these countries; returns the request's id.

    `reason`: why texts below their module's band, or behind their origin, go out all the same; kept where no problem asks
    for one, too. `effective_on`: in force from 00:00 of that day in each country; None: when it is approved.
    Raises as `publish_course` (a rehearsal finds the same problems), RequestNotOpen when one is already waiting.
    """
    if PublishRequest.objects.filter(course=course_id, state=RequestState.OPEN).exists():
        raise RequestNotOpen
    seen = rehearse(course_id=course_id, by=by, countries=countries, effective_on=effective_on, reason=reason)
    try:
        with transaction.atomic():
            made = PublishRequest.objects.create(
                course_id=course_id,
                countries=list(countries),
                digest=seen,
                note=note[:240],
                reason=reason.strip(),
                effective_on=effective_on,
                by_id=by,
            )
    except IntegrityError as collision:
        raise RequestNotOpen from collision
    _audit("publication asked for", made, by, "\n".join(filter(None, (note, reason.strip()))))
    return int(made.pk)


@transaction.atomic
def approve_request(*, request_id: int, by: int) -> int:
    """Publish what was handed in; returns the release's id.

    Raises RequestNotFound, RequestNotOpen, TwoPeopleNeeded, DraftsMoved when the drafts are no longer what was handed in,
    and as `publish_course`.
    """
    request = _open(request_id)
    if request.by_id == by:
        raise TwoPeopleNeeded
    release_id = publish_course(
        course_id=request.course_id,
        by=request.by_id,
        approved_by=by,
        countries=request.countries,
        effective_on=request.effective_on,
        note=request.note,
        reason=request.reason,
        expected=request.digest,
    )
    request.release_id = release_id
    _decide(request, RequestState.APPROVED, by, "")
    return release_id


@transaction.atomic
def return_request(*, request_id: int, by: int, answer: str) -> None:
    """Send a request back with a sentence. Raises RequestNotFound, RequestNotOpen, TwoPeopleNeeded."""
    request = _open(request_id)
    if request.by_id == by:
        raise TwoPeopleNeeded
    _decide(request, RequestState.RETURNED, by, answer)


@transaction.atomic
def withdraw_request(*, request_id: int, by: int) -> None:
    """Take back one's own request. Raises RequestNotFound (also for somebody else's), RequestNotOpen."""
    request = _open(request_id)
    if request.by_id != by:
        raise RequestNotFound
    _decide(request, RequestState.WITHDRAWN, by, "")


def _open(request_id: int) -> PublishRequest:
    request = PublishRequest.objects.select_for_update().filter(pk=request_id).first()
    if request is None:
        raise RequestNotFound
    if request.state != RequestState.OPEN:
        raise RequestNotOpen
    return request


def _decide(request: PublishRequest, state: str, by: int, answer: str) -> None:
    request.state, request.decided_by_id, request.decided_at, request.answer = state, by, timezone.now(), answer[:240]
    request.save(update_fields=["state", "decided_by", "decided_at", "answer", "release"])
    _audit(f"publication {state}", request, by, answer)


def _audit(act: str, request: PublishRequest, by: int, reason: str) -> None:
    record_event(
        act=act,
        subject="publish_request",
        subject_id=request.pk,
        actor=by,
        after={
            "course": request.course_id,
            "countries": request.countries,
            "state": request.state,
            "digest": request.digest,
            "effective_on": request.effective_on.isoformat() if request.effective_on else None,
        },
        reason=reason,
    )
