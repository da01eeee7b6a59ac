"""A group's courses and people, for its coordinator's page."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from courses.errors import UnitNotFound
from courses.models import CohortCourse, Meeting, Session
from lms.institutions import api as institutions
from lms.institutions.api import PersonCard


@dataclass(frozen=True, slots=True)
class SessionOfCohort:
    """A session of a group's course and when the group meets for it (None: not set)."""

    cohort_course_id: int
    cohort_id: int
    unit_id: int
    titles: Mapping[str, str]
    starts_at: datetime | None = None
    join_url: str = ""
    meeting: Meeting | None = None
    minutes: int = 60


@dataclass(frozen=True, slots=True)
class CourseOfCohort:
    """A course that a group takes, with its sessions."""

    id: int
    titles: Mapping[str, str]
    starts_on: date
    ends_on: date
    sessions: tuple[SessionOfCohort, ...]


def courses_of_cohort(cohort_id: int) -> list[CourseOfCohort]:
    """The courses a group takes with their sessions and meetings. Three queries."""
    placed = list(CohortCourse.objects.filter(cohort_id=cohort_id).select_related("course").order_by("id"))
    meetings = {
        (m.cohort_course_id, m.session_id): m for m in Meeting.objects.filter(cohort_course_id__in=[p.pk for p in placed])
    }
    sessions: dict[int, list[tuple[int, Mapping[str, str]]]] = defaultdict(list)
    rows = Session.objects.filter(course_id__in=[p.course_id for p in placed], archived_at=None).order_by("position")
    for pk, course_id, titles in rows.values_list("pk", "course_id", "titles"):
        sessions[course_id].append((pk, titles))
    return [
        CourseOfCohort(
            one.pk,
            one.course.titles,
            one.starts_on,
            one.ends_on,
            tuple(_session(one, pk, titles, meetings.get((one.pk, pk))) for pk, titles in sessions[one.course_id]),
        )
        for one in placed
    ]


def _session(placed: CohortCourse, pk: int, titles: Mapping[str, str], meeting: Meeting | None) -> SessionOfCohort:
    return SessionOfCohort(
        placed.pk,
        placed.cohort_id,
        pk,
        titles,
        meeting.starts_at if meeting else None,
        meeting.join_url if meeting else "",
        meeting,
    )


def session_of_cohort(cohort_course_id: int, unit_id: int) -> SessionOfCohort:
    """One session of a group's course. Raises UnitNotFound."""
    placed = CohortCourse.objects.filter(pk=cohort_course_id).first()
    session = Session.objects.filter(pk=unit_id, course_id=placed.course_id).first() if placed else None
    if placed is None or session is None:
        raise UnitNotFound
    meeting = Meeting.objects.filter(cohort_course=placed, session=session).first()
    return replace(_session(placed, session.pk, session.titles, meeting), minutes=session.minutes)


def cohort_people_view(cohort_id: int) -> list[PersonCard]:
    """The advisors of a group by name. Two queries."""
    cards = institutions.person_cards(institutions.cohort_people(cohort_id, "advisor")).values()
    return sorted(cards, key=lambda card: (card.family_name.casefold(), card.given_name.casefold(), card.id))
