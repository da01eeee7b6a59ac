"""A code shown in class: it changes every few minutes and is an HMAC of a secret and the time, so nothing of it is kept.

It can be shown only once the stated share of the meeting is over: a code at the door would only prove joining. A learner
has five wrong tries until the code is opened anew.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import time_format

from courses.errors import CodeBlocked, CodeNotOpen, CodeTooEarly, CodeWrong, EnrolmentNotFound, MeetingCancelled
from courses.models import CodeTry, Meeting, MeetingCode
from courses.services.attendance import accept_code
from courses.services.meetings import lock_meeting
from courses.services.progress import hold
from lms.audit.api import record_event

TRIES: Final = 5
DIGITS: Final = 6
GRACE: Final = timedelta(seconds=30)  # the code before is good so long after it changed
AFTER: Final = timedelta(minutes=30)  # how long after the planned end a code may be shown
MINUTES: Final = (1, 2, 3, 5, 10, 15)


@dataclass(frozen=True, slots=True)
class ShownCode:
    """The code of now, and when another one takes its place."""

    code: str
    until: datetime


def opens_at(meeting: Meeting) -> datetime:
    """From when the code may be shown."""
    return meeting.starts_at + timedelta(minutes=meeting.minutes_needed)


@transaction.atomic
def open_code(*, meeting_id: int, minutes: int, by: int) -> None:
    """Show a code that changes every so many minutes, until half an hour after the end at most; wrong tries are forgotten.

    Raises MeetingNotFound, MeetingCancelled, CodeTooEarly, CodeNotOpen (the meeting is long over).
    """
    meeting = lock_meeting(meeting_id)
    if meeting.cancelled_at is not None:
        raise MeetingCancelled
    now = timezone.now()
    if now < opens_at(meeting):
        raise CodeTooEarly(when=time_format(timezone.localtime(opens_at(meeting)), "TIME_FORMAT"), share=meeting.share)
    until = meeting.ends_at + AFTER
    if now >= until:
        raise CodeNotOpen
    MeetingCode.objects.update_or_create(
        meeting=meeting,
        defaults={
            "secret": secrets.token_hex(32), "minutes": minutes, "opened_at": now, "open_until": until, "opened_by_id": by,
        },
    )  # fmt: skip
    CodeTry.objects.filter(meeting=meeting).delete()
    _note("meeting.code_opened", meeting, by)


@transaction.atomic
def close_code(*, meeting_id: int, by: int) -> None:
    """No code is good any more. Safe to repeat. Raises MeetingNotFound."""
    meeting = lock_meeting(meeting_id)
    now = timezone.now()
    if MeetingCode.objects.filter(meeting=meeting, open_until__gt=now).update(open_until=now):
        _note("meeting.code_closed", meeting, by)


def _note(act: str, meeting: Meeting, by: int) -> None:
    institution = meeting.cohort_course.cohort.institution_id
    record_event(act=act, subject="meeting", subject_id=meeting.pk, actor=by, institution=institution)


def shown_code(row: MeetingCode | None) -> ShownCode | None:
    """What to show in class now; None when nothing is open."""
    now = timezone.now()
    if row is None or now >= row.open_until:
        return None
    turn = _turn(row, now)
    until = min(row.opened_at + (turn + 1) * timedelta(minutes=row.minutes), row.open_until)
    return ShownCode(_code(row, turn), until)


def _turn(row: MeetingCode, at: datetime) -> int:
    return (at - row.opened_at) // timedelta(minutes=row.minutes)


def _code(row: MeetingCode, turn: int) -> str:
    number = int(salted_hmac("lms.courses.code", f"{row.secret}:{turn}", algorithm="sha256").hexdigest(), 16)
    return str(number % 10**DIGITS).zfill(DIGITS)


def type_code(*, enrolment_id: int, unit_id: int, code: str) -> None:
    """A learner types the code of their group's meeting for a session. A right one counts once, however often it is typed.

    Raises EnrolmentNotFound, EnrolmentClosed, CodeNotOpen, CodeWrong, CodeBlocked. A wrong try is kept although it raises.
    """
    wrong = _try(enrolment_id, unit_id, "".join(one for one in code if one.isdecimal()))
    if wrong:
        raise CodeBlocked if wrong >= TRIES else CodeWrong(left=TRIES - wrong)


@transaction.atomic
def _try(enrolment_id: int, unit_id: int, digits: str) -> int:
    """The number of wrong tries so far when this was one, else 0."""
    held = hold(enrolment_id)
    if held.cohort_course_id is None:
        raise EnrolmentNotFound
    row = MeetingCode.objects.select_related("meeting__cohort_course__cohort").filter(
        meeting__cohort_course=held.cohort_course_id, meeting__session=unit_id, meeting__cancelled_at=None
    ).first()  # fmt: skip
    now = timezone.now()
    if row is None or now >= row.open_until + GRACE or now < row.opened_at:
        raise CodeNotOpen
    tries, _made = CodeTry.objects.get_or_create(meeting=row.meeting, enrolment_id=enrolment_id)
    if tries.wrong >= TRIES:
        return tries.wrong
    moments = [max(row.opened_at, now - GRACE), *([now] if now < row.open_until else [])]
    if sum(constant_time_compare(digits, _code(row, _turn(row, moment))) for moment in moments):
        accept_code(row.meeting, enrolment_id)
        return 0
    tries.wrong += 1
    tries.save(update_fields=["wrong"])
    return tries.wrong
