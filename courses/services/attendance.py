"""Who was at a meeting: lists are read, looked at and counted; codes are typed; facilitators note by hand, with a reason.

Joining or registering completes nothing. Somebody attended who was in the room for the stated share of the meeting, or typed
a code that is shown only once that share is over, or of whom a facilitator says so. What a facilitator said stays when a list
is counted later.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.errors import EnrolmentNotFound, MeetingCancelled, MeetingNotYet, ReasonMissing, RollNotFound, RollSettled
from courses.kinds import Outcome
from courses.models import Attendance, AttendanceSource, Meeting, RollCall, RollName, RollState
from courses.roll_calls import minutes_of, read_roll
from courses.selectors.attendance import paired
from courses.selectors.releases import released_unit
from courses.services.meetings import lock_meeting
from courses.services.progress import hold, hold_group, record_outcome, revise_outcome
from courses.services.session_kind import NOT_NOTED, NOTED, TOO_SHORT, TYPED_CODE, WAS_THERE
from lms.audit.api import record_event
from lms.kernel.words import clean_text

KEEP_UNCOUNTED: Final = timedelta(days=7)


@transaction.atomic
def upload_roll(*, meeting_id: int, content: bytes, file_name: str, zone: str, by: int) -> int:
    """Read a file of a meeting room and keep it for review; nothing counts yet. `zone`: of the times in the file.

    Returns the list's id. Raises MeetingNotFound, MeetingCancelled, MeetingNotYet.
    """
    meeting = lock_meeting(meeting_id)
    refuse_before(meeting)
    roll = read_roll(content, starts_at=meeting.starts_at, minutes=meeting.minutes, zone=zone)
    row = RollCall.objects.create(
        meeting=meeting,
        room=roll.room,
        file_name=clean_text(file_name)[-120:],
        rows=[asdict(one) for one in roll.people],
        problems=[asdict(one) for one in roll.problems],
        uploaded_by_id=by,
    )
    return row.pk


def refuse_before(meeting: Meeting) -> None:
    """Raises MeetingCancelled, MeetingNotYet."""
    if meeting.cancelled_at is not None:
        raise MeetingCancelled
    if meeting.starts_at > timezone.now():
        raise MeetingNotYet


@transaction.atomic
def pair_names(*, roll_id: int, people: Mapping[str, int | None], by: int) -> int:
    """Say who is behind names of a list; None: nobody of the group. Remembered in the institution; returns how many.

    A label that the list does not have, and a person who is not in the group, are left out. Raises RollNotFound, RollSettled.
    """
    roll = _open_roll(roll_id)
    institution_id = roll.meeting.cohort_course.cohort.institution_id
    labels = {row["label"] for row in roll.rows}
    group = {card.person_id for card in hold_group(roll.meeting.cohort_course_id)}
    said = {label: person for label, person in people.items() if label in labels and (person is None or person in group)}
    for label, person in sorted(said.items()):
        RollName.objects.update_or_create(
            institution_id=institution_id, label=label, defaults={"person_id": person, "by_id": by, "at": timezone.now()}
        )
    return len(said)


def _open_roll(roll_id: int) -> RollCall:
    rows = RollCall.objects.select_related("meeting__cohort_course__cohort").select_for_update(of=("self",))
    roll = rows.filter(pk=roll_id).first()
    if roll is None:
        raise RollNotFound
    if roll.state != RollState.REVIEW:
        raise RollSettled
    return roll


@transaction.atomic
def drop_roll(*, roll_id: int) -> None:
    """Forget a list; nothing counts. Raises RollNotFound, RollSettled."""
    _settle(_open_roll(roll_id), RollState.DROPPED, {})


def _settle(roll: RollCall, state: str, counts: Mapping[str, int]) -> None:
    roll.state, roll.counts, roll.rows, roll.problems, roll.file_name = state, dict(counts), [], [], ""
    roll.ended_at = timezone.now()
    roll.save()


@transaction.atomic
def count_roll(*, roll_id: int, by: int) -> dict[str, int]:
    """Count a list that was looked at: who was there long enough attended. Returns {present, short, absent, kept, unknown}.

    What a facilitator noted stays; a code that was typed stays. Who was counted as present by an earlier list and is not by
    this one loses that, with the reason kept. Names that nobody was said to be count for nobody.
    Raises RollNotFound, RollSettled, MeetingCancelled.
    """
    roll = _open_roll(roll_id)
    group = hold_group(roll.meeting.cohort_course_id)
    meeting = lock_meeting(roll.meeting_id)
    refuse_before(meeting)
    people, unknown = paired(roll, meeting, {card.person_id for card in group})
    known = {one.enrolment_id: one for one in Attendance.objects.filter(meeting=meeting)}
    counts: dict[str, int] = defaultdict(int, unknown=len(unknown))
    for card in group:
        minutes = minutes_of(people.get(card.person_id, ()), meeting.minutes)
        row = known.get(card.id)
        counts[_count_one(meeting, card.id, row, minutes, by)] += 1
    _settle(roll, RollState.COUNTED, counts)
    record_event(
        act="roll.counted",
        subject="meeting",
        subject_id=meeting.pk,
        actor=by,
        institution=meeting.cohort_course.cohort.institution_id,
        after={"roll": roll.pk, "room": roll.room, **counts},
    )
    return dict(counts)


def _count_one(meeting: Meeting, enrolment_id: int, row: Attendance | None, minutes: int, by: int) -> str:
    """One learner of a list; returns the word of the count."""
    if row and (row.source == AttendanceSource.HAND or (row.source == AttendanceSource.CODE and row.present)):
        if row.minutes < minutes:
            row.minutes = minutes
            row.save(update_fields=["minutes"])
        return "kept"
    present = minutes >= meeting.minutes_needed
    word = "present" if present else "short" if minutes else "absent"
    if row and (row.minutes, row.present) == (minutes, present):
        return word
    code = WAS_THERE if present else TOO_SHORT
    params = {"minutes": minutes, "of": meeting.minutes, "needed": meeting.minutes_needed}
    was = row.present if row else False
    row = _write(meeting, enrolment_id, row, minutes=minutes, present=present, source=AttendanceSource.ROLL, by=by)
    if minutes or was:
        why = _("A new list of the meeting was counted.") if was and not present else ""
        _say(meeting, row, code, params, why=why, by=by)
    return word


def _write(meeting: Meeting, enrolment_id: int, row: Attendance | None, **columns: Any) -> Attendance:
    """The row as it stands now; `number` grows."""
    by = columns.pop("by")
    if row is None:
        return Attendance.objects.create(meeting=meeting, enrolment_id=enrolment_id, by_id=by, **columns)
    for name, value in {**columns, "by_id": by, "why": columns.get("why", ""), "at": timezone.now()}.items():
        setattr(row, name, value)
    row.number += 1
    row.save()
    return row


def _say(
    meeting: Meeting, row: Attendance, code: str, params: Mapping[str, Any], *, why: str = "", by: int | None = None
) -> None:
    """Tell the learner's progress. A reason sets it outright, also downwards."""
    enrolment = row.enrolment
    unit = released_unit(enrolment.course_id, enrolment.country, meeting.session_id, timezone.now())
    outcome = Outcome(
        key=f"meeting:{meeting.pk}:{row.number}",
        state="passed" if row.present else "started",
        earned_at=min(meeting.ends_at, timezone.now()),
        unit_version_id=unit.unit_version_id if unit else None,
        code=code,
        params=params,
        waits_on="" if row.present else "learner",
    )
    if why:
        revise_outcome(enrolment_id=enrolment.pk, unit_id=meeting.session_id, outcome=outcome, why=why, by=by)
    else:
        record_outcome(enrolment_id=enrolment.pk, unit_id=meeting.session_id, outcome=outcome)


@transaction.atomic
def note_attendance(*, meeting_id: int, enrolment_id: int, present: bool, why: str, by: int) -> None:
    """A facilitator says that somebody attended or did not, and why; it holds against lists. Safe to repeat.

    Raises ReasonMissing, MeetingNotFound, MeetingCancelled, MeetingNotYet, EnrolmentNotFound (another group's),
    EnrolmentClosed.
    """
    said = " ".join(clean_text(why).split())[:240]
    if not said:
        raise ReasonMissing
    held = hold(enrolment_id)
    meeting = lock_meeting(meeting_id)
    refuse_before(meeting)
    if held.cohort_course_id != meeting.cohort_course_id:
        raise EnrolmentNotFound
    row = Attendance.objects.filter(meeting=meeting, enrolment=enrolment_id).first()
    before = {"present": row.present, "source": row.source} if row else {}
    if row and row.source == AttendanceSource.HAND and row.present == present:
        row.why, row.by_id, row.at = said, by, timezone.now()
        row.save(update_fields=["why", "by", "at"])
        return
    minutes = row.minutes if row else 0
    row = _write(
        meeting, enrolment_id, row, minutes=minutes, present=present, source=AttendanceSource.HAND, why=said, by=by
    )  # fmt: skip
    _say(meeting, row, NOTED if present else NOT_NOTED, {}, why=said, by=by)
    record_event(
        act="attendance.noted",
        subject="meeting",
        subject_id=meeting.pk,
        actor=by,
        institution=meeting.cohort_course.cohort.institution_id,
        before=before,
        after={"enrolment": enrolment_id, "present": present},
        reason=said,
    )


def accept_code(meeting: Meeting, enrolment_id: int) -> None:
    """A right code was typed; the caller holds the enrolment and asked the code. It counts as the whole meeting."""
    row = Attendance.objects.filter(meeting=meeting, enrolment=enrolment_id).first()
    if row and (row.present or row.source == AttendanceSource.HAND):
        return
    row = _write(
        meeting, enrolment_id, row, minutes=meeting.minutes, present=True, source=AttendanceSource.CODE, by=None
    )  # fmt: skip
    _say(meeting, row, TYPED_CODE, {})


def drop_old_rolls() -> int:
    """Forget lists that nobody counted within a week; returns how many. Safe to repeat."""
    rows = RollCall.objects.filter(state=RollState.REVIEW, created_at__lt=timezone.now() - KEEP_UNCOUNTED)
    return rows.update(
        state=RollState.DROPPED, rows=[], problems=[], file_name="", ended_at=timezone.now()
    )  # fmt: skip


def forget_attendance(*, person_id: int) -> None:
    """Erasure: how a person was called in rooms, and what was said of their attendance."""
    RollName.objects.filter(person=person_id).delete()
    Attendance.objects.filter(enrolment__person=person_id).update(why="")
    waiting = RollCall.objects.filter(state=RollState.REVIEW, meeting__cohort_course__lms_enrolments__person=person_id)
    for roll in waiting.distinct():
        _settle(roll, RollState.DROPPED, {})
