"""A group in one act: its names and days, the courses it takes with a due day for each module, who teaches it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from courses.deadlines import spread
from courses.errors_groups import DayOutsideCourse
from courses.models import CohortCourse, Module
from courses.services.enrolment import place_cohort
from courses.services.extensions import request_settling
from courses.services.roster import open_cohort_course
from lms.audit.api import record_event
from lms.institutions import api as institutions


@dataclass(frozen=True, slots=True)
class CourseChoice:
    """One course of a group: its days, and {module key: due day}. `spread`: days for all modules, evenly, by us."""

    course_id: int
    starts_on: date
    ends_on: date
    pace: Mapping[str, date] = field(default_factory=dict)
    spread: bool = False


@dataclass(frozen=True, slots=True)
class NewFacilitator:
    """Somebody who is to teach the group and is not in the institution yet."""

    email: str
    given_name: str
    family_name: str
    language: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving did: the group, and how many people came onto courses."""

    cohort_id: int
    enrolled: int


@transaction.atomic
def save_group(
    *,
    institution_id: int,
    cohort_id: int | None,
    facts: Mapping[str, Any],
    courses: Sequence[CourseChoice],
    facilitators: Sequence[int],
    newcomer: NewFacilitator | None = None,
    by: int,
) -> Saved:
    """Make a group, or change one: all of it or nothing. Safe to repeat.

    `facts` is what `institutions.make_cohort` takes (a change keeps the key). Courses are added and their days changed, never
    taken away. Who is not among `facilitators` (people of the institution) no longer teaches this group.
    Raises KeyTaken, DatesInDisorder, DayOutsideCourse.
    """
    if cohort_id is None:
        cohort_id = institutions.make_cohort(institution_id=institution_id, **facts, by=by)
    else:
        kept = {name: value for name, value in facts.items() if name != "key"}
        institutions.change_cohort(cohort_id=cohort_id, **kept, by=by)
    enrolled = sum(_take_course(cohort_id, choice, country=facts["country"], by=by) for choice in courses)
    _set_facilitators(institution_id, cohort_id, facilitators, by=by)
    if newcomer is not None:
        institutions.add_member(
            institution_id=institution_id, email=newcomer.email, given_name=newcomer.given_name,
            family_name=newcomer.family_name, role="facilitator", country=facts["country"], language=newcomer.language,
            cohort_id=cohort_id, by=by,
        )  # fmt: skip
    return Saved(cohort_id, enrolled)


def _take_course(cohort_id: int, choice: CourseChoice, *, country: str, by: int) -> int:
    known = CohortCourse.objects.filter(cohort_id=cohort_id, course_id=choice.course_id).first()
    placed = place_cohort(
        cohort_id=cohort_id, course_id=choice.course_id, starts_on=choice.starts_on, ends_on=choice.ends_on, by=by
    )
    pace = choice.pace
    if choice.spread:
        modules = Module.objects.filter(course_id=choice.course_id).order_by("position").values_list("key", flat=True)
        pace = spread(list(modules), choice.starts_on, choice.ends_on, country)
    set_pace(cohort_course_id=placed, pace=pace, by=by, moved=known is not None and known.starts_on != choice.starts_on)
    return open_cohort_course(cohort_id=cohort_id, cohort_course_id=placed, by=by) if known is None else 0


@transaction.atomic
def set_pace(*, cohort_course_id: int, pace: Mapping[str, date], by: int, moved: bool = False) -> None:
    """Set by when each module is to be done ({module key: day}; the others have none); people's summaries follow by a job.

    `moved`: the group's first day was changed, so leave may count otherwise. Safe to repeat. Raises DayOutsideCourse.
    """
    placed = CohortCourse.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=cohort_course_id)
    if any(not placed.starts_on <= day <= placed.ends_on for day in pace.values()):
        raise DayOutsideCourse
    wanted = {module: day.isoformat() for module, day in sorted(pace.items())}
    if wanted == placed.pace:
        if moved and wanted:
            request_settling(placed.pk, f"from:{placed.starts_on}", by)
        return
    before, placed.pace = placed.pace, wanted
    placed.save(update_fields=["pace"])
    event = record_event(
        act="cohort_course.paced", subject="cohort_course", subject_id=placed.pk, actor=by,
        institution=placed.cohort.institution_id, before={"pace": before}, after={"pace": wanted},
    )  # fmt: skip
    request_settling(placed.pk, f"event:{event}", by)


def _set_facilitators(institution_id: int, cohort_id: int, wanted: Sequence[int], *, by: int) -> None:
    """Those who teach this group alone become the wanted ones; who teaches the whole institution is not touched."""
    present = institutions.cohort_roles(cohort_id, "facilitator")
    for person_id in wanted:
        if person_id not in present:
            institutions.grant_role(
                person_id=person_id, institution_id=institution_id, role="facilitator", cohort_id=cohort_id, by=by
            )
    for person_id, membership_id in present.items():
        if person_id not in wanted:
            institutions.end_membership(membership_id=membership_id, by=by)
