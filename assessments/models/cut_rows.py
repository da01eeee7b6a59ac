"""Reading the cut scores in force, and the versions of questions that they were set for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assessments.models.cuts import CutRecord
from assessments.models.questions import Question
from courses.models import Enrolment, EnrolmentState, Unit


@dataclass(frozen=True, slots=True)
class Record:
    """A decision in force. `items` {question key: {version, number, mean}}; of a case {}."""

    id: int
    unit_id: int
    country: str
    method: str
    items: dict[str, dict[str, Any]]
    percent: Decimal
    cut: Decimal
    of: Decimal
    se: Decimal | None
    effective_from: date
    valid_until: date


def records_in_force(unit_ids: Collection[int], on: date) -> list[Record]:
    """The decisions about these units that hold on a day: what speaks of all countries first, then the older ones, so that who
    goes through them in order ends with what counts. One query."""
    rows = CutRecord.objects.filter(
        unit__in=unit_ids, effective_from__lte=on, valid_until__gt=on, lms_withdrawal=None
    ).order_by("effective_from", "pk")
    found = [
        Record(
            row.pk, row.unit_id, row.country, row.method, {one["key"]: one for one in row.items}, row.percent, row.cut, row.of,
            row.se, row.effective_from, row.valid_until,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: bool(one.country))


def versions_by_key(keys: Collection[str]) -> dict[str, list[tuple[int, str, str]]]:
    """{question key: [(number, digest, edit)]}, first to last. One query."""
    found: dict[str, list[tuple[int, str, str]]] = {key: [] for key in keys}
    rows = Question.objects.non_polymorphic().filter(version__item__kind="question", version__item__key__in=keys)
    rows = rows.order_by("version__number")
    for key, *version in rows.values_list("version__item__key", "version__number", "version__digest", "edit"):
        found[key].append((version[0], version[1], version[2]))
    return found


def units_of_courses(course_ids: Collection[int], kinds: Collection[str]) -> list[tuple[int, str, int, dict[str, str]]]:
    """(unit, its kind, course, titles) of what these courses hold in their drafts. One query."""
    rows: Any = Unit.objects.non_polymorphic().filter(course__in=course_ids, kind__in=kinds, archived_at=None)
    return list(rows.order_by("course_id", "position", "pk").values_list("pk", "kind", "course_id", "titles"))


def who_takes(unit_id: int, person_ids: Collection[int]) -> set[int]:
    """Who of these takes or took the course of a unit. One query."""
    rows = Enrolment.objects.filter(course__lms_units=unit_id, person__in=person_ids).exclude(state=EnrolmentState.CLOSED)
    return set(rows.values_list("person_id", flat=True))
