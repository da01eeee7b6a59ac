"""The one session that may write in an exam: who has the token. Pages of attempts ask here; of practice nothing is asked."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from assessments.errors.exam_sittings import OtherDevice
from assessments.models import Attempt
from assessments.selectors.exam_seats import may_write
from assessments.services.exam_seating import note_seen

_KEY: Final = "lms_exam_seats"


def remember(request: HttpRequest, seat_id: int, token: str) -> None:
    """This session goes on with the attempt of a seat."""
    kept: dict[str, str] = request.session.get(_KEY, {})
    request.session[_KEY] = {**kept, str(seat_id): token}


def keep_seat(request: HttpRequest, seat_id: int | None) -> None:
    """Refuse what comes from another session than the one that gave the code last. Raises OtherDevice. Nothing for practice."""
    if seat_id is None:
        return
    kept: dict[str, str] = request.session.get(_KEY, {})
    if not may_write(seat_id, kept.get(str(seat_id), "")):
        raise OtherDevice
    note_seen(seat_id=seat_id)


def elsewhere(request: HttpRequest, attempt: Attempt) -> HttpResponse | None:
    """Where a page of an open attempt leads that is not this session's: to its seat, to give the code again."""
    seat_id: Any = attempt.sheet.get("seat")
    try:
        keep_seat(request, seat_id)
    except OtherDevice as moved:
        messages.warning(request, moved.sentence())
        return redirect("lms:assessments:seat-detail", seat_id)
    return None
