"""Setting, moving and calling off a group's meeting for a session, and saying where its recording is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from courses.errors import CohortCourseNotFound, MeetingNotFound, ReasonMissing, UnitNotFound
from courses.models import CohortCourse, Enrolment, EnrolmentState, Meeting, Session
from lms.audit.api import record_event
from lms.kernel.words import clean_text, in_language, say_moment
from lms.messages.api import NothingToSay, send_many

TOLD: Final = "meeting_told"
SET, MOVED, CANCELLED = "set", "moved", "cancelled"
_AT_ONCE: Final = 500


@transaction.atomic
def set_meeting(
    *,
    cohort_course_id: int,
    unit_id: int,
    starts_at: datetime,
    join_url: str,
    by: int,
    minutes: int = 60,
    share: int = 75,
    speakers: str = "",
    agenda: str = "",
) -> int:
    """Say when, for how long and where a group meets for a session; returns the meeting's id. Safe to repeat: it is changed.

    Learners are told of a new one and of a new moment, length or link, once each; one that was called off is on again.
    Raises CohortCourseNotFound, and UnitNotFound for a session of another course.
    """
    placed = CohortCourse.objects.select_related("cohort").filter(pk=cohort_course_id).first()
    if placed is None:
        raise CohortCourseNotFound
    if not Session.objects.filter(pk=unit_id, course_id=placed.course_id).exists():
        raise UnitNotFound
    meeting = Meeting.objects.select_for_update().filter(session_id=unit_id, cohort_course=placed).first()
    before = _state(meeting) if meeting else {}
    made = meeting is None
    if meeting is None:
        meeting = Meeting(session_id=unit_id, cohort_course=placed)
    moved = not made and (
        meeting.cancelled_at is not None
        or (meeting.starts_at, meeting.minutes, meeting.join_url) != (starts_at, minutes, join_url)
    )
    meeting.starts_at, meeting.join_url, meeting.minutes, meeting.share = starts_at, join_url, minutes, share
    meeting.speakers, meeting.agenda = clean_text(speakers).strip(), clean_text(agenda).strip()
    meeting.cancelled_at, meeting.cancelled_why = None, ""
    meeting.number += 1 if moved else 0
    meeting.save()
    record_event(
        act="meeting.set",
        subject="meeting",
        subject_id=meeting.pk,
        actor=by,
        institution=placed.cohort.institution_id,
        before=before,
        after={"session": unit_id, "cohort_course": cohort_course_id, **_state(meeting)},
    )
    if made or moved:
        tell_group(meeting, SET if made else MOVED)
    return meeting.pk


def _state(meeting: Meeting) -> dict[str, Any]:
    return {
        "starts_at": meeting.starts_at.isoformat(),
        "minutes": meeting.minutes,
        "share": meeting.share,
        "cancelled": meeting.cancelled_at is not None,
    }


@transaction.atomic
def cancel_meeting(*, meeting_id: int, why: str, by: int) -> None:
    """Call a meeting off and tell the group why. Safe to repeat; setting it again takes this back. Nothing that was counted
    goes away. Raises MeetingNotFound, ReasonMissing."""
    said = " ".join(clean_text(why).split())[:240]
    if not said:
        raise ReasonMissing
    meeting = lock_meeting(meeting_id)
    if meeting.cancelled_at is not None:
        return
    before = _state(meeting)
    meeting.cancelled_at, meeting.cancelled_why = timezone.now(), said
    meeting.number += 1
    meeting.save(update_fields=["cancelled_at", "cancelled_why", "number"])
    _audit("meeting.cancelled", meeting, by, before=before, after=_state(meeting))
    tell_group(meeting, CANCELLED)


@transaction.atomic
def set_recording(*, meeting_id: int, url: str, skip: int, by: int) -> None:
    """Say where the recording of a meeting is and after how many seconds the meeting begins in it ('': there is none).

    Raises MeetingNotFound.
    """
    meeting = lock_meeting(meeting_id)
    before = {"recording": bool(meeting.recording_url)}
    meeting.recording_url, meeting.recording_skip = url, skip
    meeting.save(update_fields=["recording_url", "recording_skip"])
    _audit("meeting.recorded", meeting, by, before=before, after={"recording": bool(url)})


def lock_meeting(meeting_id: int) -> Meeting:
    """The row, locked, with its session and group. Raises MeetingNotFound."""
    rows = Meeting.objects.select_related("cohort_course__cohort", "session").select_for_update(of=("self",))
    found = rows.filter(pk=meeting_id).first()
    if found is None:
        raise MeetingNotFound
    return found


def _audit(act: str, meeting: Meeting, by: int, *, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    record_event(
        act=act,
        subject="meeting",
        subject_id=meeting.pk,
        actor=by,
        institution=meeting.cohort_course.cohort.institution_id,
        before=dict(before),
        after=dict(after),
    )


def tell_group(meeting: Meeting, stage: str) -> int:
    """Write to everybody who is learning in the group, once for each change; nothing about a meeting that is over."""
    if meeting.ends_at <= timezone.now():
        return 0
    rows = Enrolment.objects.filter(cohort_course=meeting.cohort_course_id).exclude(state=EnrolmentState.CLOSED)
    people = list(rows.order_by("pk").values_list("person_id", "pk"))
    told = 0
    for start in range(0, len(people), _AT_ONCE):
        params = {
            person: {"meeting_id": meeting.pk, "number": meeting.number, "stage": stage, "enrolment_id": enrolment}
            for person, enrolment in people[start : start + _AT_ONCE]
        }
        told += send_many(kind=TOLD, speaks_of=f"meeting:{meeting.pk}:{meeting.number}", params_by_person=params)
    return told


def told_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail says when it is written, in the reader's zone. Raises NothingToSay for what has moved on since."""
    meeting = Meeting.objects.select_related("session", "cohort_course__cohort").filter(pk=int(params["meeting_id"])).first()
    if meeting is None or meeting.number != int(params["number"]) or meeting.ends_at <= timezone.now():
        raise NothingToSay
    return {
        "title": in_language(meeting.session.titles),
        "group": in_language(meeting.cohort_course.cohort.names),
        "when": say_moment(meeting.starts_at),
        "zone": timezone.get_current_timezone_name(),
        "minutes": meeting.minutes,
        "why": meeting.cancelled_why,
        "unit_id": meeting.session_id,
    }
