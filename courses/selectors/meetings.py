"""The sessions of many groups and when they meet, for who teaches or coordinates them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from courses.models import CohortCourse, Meeting, Session
from lms.institutions.api import Scope

RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A session of a group: its meeting, or that it has no date yet (`meeting_id` None)."""

    cohort_course_id: int
    unit_id: int
    titles: Mapping[str, str]
    names: Mapping[str, str]
    meeting_id: int | None
    starts_at: datetime | None
    zone: str
    cancelled: bool
    over: bool


def meeting_lines(scope: Scope) -> list[MeetingLine]:
    """Sessions of groups that are running or ended in the last month: those ahead first, then without a date, then over.

    Three queries.
    """
    now = timezone.now()
    mine = Q(cohort__institution__in=scope.coordinator_of | scope.facilitator_of) | Q(cohort__in=scope.facilitator_cohorts)
    rows = CohortCourse.objects.filter(mine, ends_on__gte=(now - RECENT).date(), cohort__archived_at=None)
    placed = list(rows.order_by("pk").values_list("pk", "course_id", "cohort__names", "cohort__institution__time_zone"))
    meetings = {(m.cohort_course_id, m.session_id): m for m in Meeting.objects.filter(cohort_course__in=[p[0] for p in placed])}
    sessions: dict[int, list[tuple[int, Mapping[str, str]]]] = {}
    units = Session.objects.filter(course__in={p[1] for p in placed}, archived_at=None).order_by("position")
    for pk, course_id, titles in units.values_list("pk", "course_id", "titles"):
        sessions.setdefault(course_id, []).append((pk, titles))
    found = []
    for placed_id, course_id, names, zone in placed:
        for unit_id, titles in sessions.get(course_id, ()):
            one = meetings.get((placed_id, unit_id))
            found.append(
                MeetingLine(
                    placed_id, unit_id, titles, names, one.pk if one else None,
                    one.starts_at.astimezone(ZoneInfo(zone)) if one else None, zone, bool(one and one.cancelled_at),
                    bool(one and one.ends_at <= now),
                )
            )  # fmt: skip
    return sorted(found, key=_order)


def _order(line: MeetingLine) -> tuple[int, float]:
    if line.starts_at is None:
        return 1, 0
    when = line.starts_at.timestamp()
    return (2, -when) if line.over else (0, when)


def has_meeting(*, cohort_course_id: int, unit_id: int) -> bool:
    """Whether a group has a meeting for a session, also one that was called off. One query."""
    return Meeting.objects.filter(cohort_course=cohort_course_id, session=unit_id).exists()
