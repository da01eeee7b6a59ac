"""What authors and coordinators do with sessions."""

from datetime import datetime

from django.db import transaction

from courses.errors import CohortCourseNotFound, UnitNotFound
from courses.models import CohortCourse, Meeting, Session
from lms.audit.api import record_event
from lms.kernel.canonical import digest


@transaction.atomic
def save_session_draft(*, unit_id: int, agenda: str, media_url: str, by: int) -> None:
    """Keep what an author wrote; learners see it when the course is published next. Raises UnitNotFound."""
    session = Session.objects.select_for_update().filter(pk=unit_id, archived_at=None).first()
    if session is None:
        raise UnitNotFound
    before = {"agenda": digest(session.agenda), "media_url": session.media_url}
    session.agenda, session.media_url = agenda, media_url
    session.save(update_fields=["agenda", "media_url"])
    record_event(
        act="session.changed",
        subject="unit",
        subject_id=unit_id,
        actor=by,
        before=before,
        after={"agenda": digest(agenda), "media_url": media_url},
    )


@transaction.atomic
def set_meeting(*, cohort_course_id: int, unit_id: int, starts_at: datetime, join_url: str, by: int) -> int:
    """Say when and where a group meets for a session; returns the meeting's id. Safe to repeat: it is changed.

    Raises CohortCourseNotFound, and UnitNotFound for a session of another course.
    """
    placed = CohortCourse.objects.select_related("cohort").filter(pk=cohort_course_id).first()
    if placed is None:
        raise CohortCourseNotFound
    if not Session.objects.filter(pk=unit_id, course_id=placed.course_id).exists():
        raise UnitNotFound
    meeting, _made = Meeting.objects.update_or_create(
        session_id=unit_id, cohort_course=placed, defaults={"starts_at": starts_at, "join_url": join_url}
    )
    record_event(
        act="meeting.set",
        subject="meeting",
        subject_id=meeting.pk,
        actor=by,
        institution=placed.cohort.institution_id,
        after={"session": unit_id, "cohort_course": cohort_course_id, "starts_at": starts_at.isoformat()},
    )
    return meeting.pk
