"""What says when a letter is due, read in one query from enrolments, cohorts, leaves and letters."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from assessments.dues import Facts
from assessments.models.cases import Submission, SubmissionState
from assessments.models.letters import CaseExtension, CaseWindow
from courses.models import CohortCourse, Enrolment, EnrolmentState, Unit
from lms.institutions.models import Leave


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case study of a course, whatever its state."""

    id: int
    titles: Mapping[str, str]
    course_id: int
    course_titles: Mapping[str, str]


def case_card(unit_id: int) -> CaseCard | None:
    """A case study by its unit's id; None when there is no such case. One query."""
    rows: Any = Unit.objects.non_polymorphic().filter(pk=unit_id, kind="case_study")
    found = rows.values_list("pk", "titles", "course_id", "course__titles").first()
    return CaseCard(*found) if found else None


def facts_of(enrolment_id: int, unit_id: int) -> Facts | None:
    """One person and one case; None when there is no such enrolment. Two queries."""
    return _facts(Enrolment.objects.filter(pk=enrolment_id), unit_id).get(enrolment_id)


def facts_of_group(cohort_course_id: int, unit_id: int) -> dict[int, Facts]:
    """{enrolment: facts} of everybody in a group whose enrolment is not closed. Two queries."""
    rows = Enrolment.objects.filter(cohort_course_id=cohort_course_id).exclude(state=EnrolmentState.CLOSED)
    return _facts(rows, unit_id)


def group_facts(cohort_course_id: int, unit_id: int, zone_name: str) -> Facts | None:
    """What holds for a group as a whole; None when there is no such group. One query."""
    window = CaseWindow.objects.filter(cohort_course_id=OuterRef("pk"), unit_id=unit_id)
    rows = CohortCourse.objects.filter(pk=cohort_course_id).annotate(window_due=Subquery(window.values("due_at")[:1]))
    found = rows.values_list("starts_on", "window_due").first()
    return Facts(zone=_zone(zone_name), began_on=found[0], cohort_due_at=found[1]) if found else None


def _zone(name: str) -> tzinfo:
    """An institution's zone; the site's when it has none."""
    return ZoneInfo(name) if name else timezone.get_default_timezone()


def _facts(people: QuerySet[Enrolment], unit_id: int) -> dict[int, Facts]:
    window = CaseWindow.objects.filter(cohort_course_id=OuterRef("cohort_course_id"), unit_id=unit_id)
    given = CaseExtension.objects.filter(enrolment_id=OuterRef("pk"), unit_id=unit_id, withdrawn_at=None)
    letters = Submission.objects.filter(enrolment_id=OuterRef("pk"), unit_id=unit_id, state=SubmissionState.RELEASED)
    rows = list(
        people.annotate(
            window_due=Subquery(window.values("due_at")[:1]),
            given_due=Subquery(given.values("due_at")[:1]),
            had_result=Exists(letters),
            zone=F("institution__time_zone"),
            starts_on=F("cohort_course__starts_on"),
        ).values_list("pk", "person_id", "created_at", "zone", "starts_on", "window_due", "given_due", "had_result")
    )
    leaves = _leaves([row[1] for row in rows])
    found = {}
    for pk, person_id, created_at, zone_name, starts_on, window_due, given_due, had_result in rows:
        zone = _zone(zone_name)
        joined = created_at.astimezone(zone).date()
        found[pk] = Facts(
            zone=zone,
            began_on=max(joined, starts_on) if starts_on else joined,
            cohort_due_at=window_due,
            extension_due_at=given_due,
            had_result=had_result,
            leaves=leaves.get(person_id, ()),
        )
    return found


def _leaves(person_ids: Sequence[int]) -> dict[int, list[tuple[date, date]]]:
    found: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
    for person_id, first, last in Leave.objects.filter(person_id__in=person_ids).values_list(
        "person_id", "starts_on", "ends_on"
    ):
        found[person_id].append((first, last))
    return dict(found)
