"""One unit of a group's course: how each learner stands with it, and which ones wait for a facilitator. Plain values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, FilteredRelation, Q, QuerySet

from courses.cards import UnitInEffect
from courses.models import CohortCourse, Enrolment, EnrolmentState, UnitProgress
from courses.selectors.releases import released_unit
from lms.institutions.api import Scope

_SAID: Final = ("state", "score", "code", "params", "waits_on", "unit_version_id")


@dataclass(frozen=True, slots=True)
class GroupUnit:
    """A unit of a course that a group takes, in its institution's zone. `unit` is None when no release in effect has it."""

    cohort_course_id: int
    institution_id: int
    time_zone: str
    unit: UnitInEffect | None


def group_unit(cohort_id: int, unit_id: int, at: datetime) -> GroupUnit | None:
    """A unit as the release in effect in the group's country has it; None when the group never took its course. Two queries."""
    rows = CohortCourse.objects.filter(cohort_id=cohort_id, course__lms_units=unit_id)
    placed = rows.values_list(
        "pk", "cohort__institution_id", "cohort__institution__time_zone", "course_id", "cohort__country"
    ).first()
    if placed is None:
        return None
    pk, institution_id, time_zone, course_id, country = placed
    return GroupUnit(pk, institution_id, time_zone, released_unit(course_id, country, unit_id, at))


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One learner and one unit: who, and how courses counts it. `state` is '' before anything was recorded."""

    enrolment_id: int
    person_id: int
    full_name: str
    sort_name: str
    country: str
    enrolment_state: str
    state: str
    score: Decimal | None
    code: str
    params: Mapping[str, Any]
    waits_on: str
    unit_version_id: int | None


def unit_lines(cohort_course_id: int, unit_id: int) -> list[UnitLine]:
    """Everybody of a group whose enrolment is not closed, by name. One query."""
    people = Enrolment.objects.filter(cohort_course_id=cohort_course_id).exclude(state=EnrolmentState.CLOSED)
    return sorted(_lines(people, unit_id), key=lambda line: (line.sort_name, line.enrolment_id))


def unit_line(enrolment_id: int, unit_id: int) -> UnitLine | None:
    """One learner, whatever the state of the enrolment; None when there is no such enrolment. One query."""
    return next(iter(_lines(Enrolment.objects.filter(pk=enrolment_id), unit_id)), None)


def _lines(people: QuerySet[Enrolment], unit_id: int) -> list[UnitLine]:
    said = FilteredRelation("lms_unit_progress", condition=Q(lms_unit_progress__unit=unit_id))
    rows = people.annotate(said=said).annotate(**{f"said_{name}": F(f"said__{name}") for name in _SAID})
    found = []
    for one in rows.select_related("person"):
        state, score, code, params, waits_on, unit_version_id = (getattr(one, f"said_{name}") for name in _SAID)
        sort_name = f"{one.person.family_name} {one.person.given_name}".strip() or one.person.full_name
        found.append(
            UnitLine(
                one.pk, one.person_id, one.person.full_name, sort_name.casefold(), one.country, one.state, state or "", score,
                code or "", params or {}, waits_on or "", unit_version_id,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class TaughtEnrolment:
    """A learner's enrolment as those who teach or coordinate it see it. `cohort_id` is None outside of any group."""

    id: int
    person_id: int
    full_name: str
    institution_id: int
    time_zone: str
    cohort_course_id: int | None
    cohort_id: int | None
    cohort_names: Mapping[str, str]
    course_id: int
    country: str
    state: str


def taught_enrolment(enrolment: Enrolment) -> TaughtEnrolment:
    """The card of a row at hand, read with its person, institution and group."""
    placed = enrolment.cohort_course
    return TaughtEnrolment(
        enrolment.pk, enrolment.person_id, enrolment.person.full_name, enrolment.institution_id,
        enrolment.institution.time_zone, enrolment.cohort_course_id, placed.cohort_id if placed else None,
        placed.cohort.names if placed else {}, enrolment.course_id, enrolment.country, enrolment.state,
    )  # fmt: skip


def taught_by(scope: Scope, *, coordinated: bool = True) -> Q:
    """Enrolments of groups, or of whole institutions, that one teaches; with `coordinated`, those that one coordinates too."""
    places = scope.facilitator_of | scope.coordinator_of if coordinated else scope.facilitator_of
    return Q(institution_id__in=places) | Q(cohort_course__cohort_id__in=scope.facilitator_cohorts)


@dataclass(frozen=True, slots=True)
class WaitingLearner:
    """Somebody whose unit can't go on without a facilitator."""

    enrolment_id: int
    unit_id: int
    titles: Mapping[str, str]
    full_name: str
    since: datetime


def waiting_on_facilitator(scope: Scope, codes: Collection[str], limit: int = 20) -> list[WaitingLearner]:
    """Learners whom this person teaches and who wait on a facilitator for one of these reasons, the longest first. One query.

    Never oneself.
    """
    people = Enrolment.objects.filter(taught_by(scope, coordinated=False)).exclude(state=EnrolmentState.CLOSED)
    rows = UnitProgress.objects.filter(
        waits_on="facilitator", code__in=list(codes), enrolment__in=people.exclude(person_id=scope.person_id)
    )
    return [
        WaitingLearner(
            row.enrolment_id, row.unit_id, row.unit_version.titles if row.unit_version else {}, row.enrolment.person.full_name,
            row.updated_at,
        )
        for row in rows.select_related("enrolment__person", "unit_version").order_by("updated_at", "pk")[:limit]
    ]  # fmt: skip
