"""What crosses the door of courses about enrolments: frozen cards, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class EnrolmentCard:
    """One enrolment. `state` is active, completed or closed; `purpose` first, renewal or endorsement."""

    id: int
    person_id: int
    institution_id: int
    cohort_course_id: int | None
    course_id: int
    country: str
    language: str
    state: str
    purpose: str
    round: int


@dataclass(frozen=True, slots=True)
class UnitInEffect:
    """A unit as the release in effect for an enrolment at a moment has it. `minutes` is the time it takes."""

    unit_id: int
    unit_version_id: int
    key: str
    kind: str
    titles: Mapping[str, str]
    minutes: int
    config: Mapping[str, Any]
    law_as_of: date
    required: bool


@dataclass(frozen=True, slots=True)
class OutlineUnit:
    """A unit's place in the release in effect in a country."""

    unit_id: int
    unit_version_id: int
    key: str
    kind: str
    titles: Mapping[str, str]
    minutes: int
    module: str
    module_titles: Mapping[str, str]
    required: bool
    choice: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class CourseCard:
    """One course. `countries`: those it is offered for."""

    id: int
    key: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CohortCourseCard:
    """A cohort takes a course between two dates."""

    id: int
    cohort_id: int
    institution_id: int
    course_id: int
    course_titles: Mapping[str, str]
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class CompletionCard:
    """One enrolment finished its course. `score` is a percentage with two places, None when nothing is scored."""

    id: int
    enrolment_id: int
    person_id: int
    institution_id: int
    course_id: int
    country: str
    score: Decimal | None
    completed_at: datetime
    law_as_of: date
    digest: str
    manifest_digest: str
