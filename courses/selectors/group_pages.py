"""What the page on which a group is made or changed shows: its facts, and the courses it takes or could take."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from courses.models import CohortCourse, Module
from courses.selectors.enrolments import course_cards
from lms.institutions import api as institutions
from lms.institutions.api import CohortCard


@dataclass(frozen=True, slots=True)
class GroupModule:
    """One module of a course and the group's day for it."""

    id: int
    key: str
    titles: Mapping[str, str]
    day: date | None


@dataclass(frozen=True, slots=True)
class GroupCourse:
    """One course, whether the group takes it, and when."""

    id: int
    titles: Mapping[str, str]
    countries: Sequence[str]
    taken: bool
    starts_on: date | None
    ends_on: date | None
    modules: tuple[GroupModule, ...]


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group as its form begins with it. `cohort_id` None: it is not made yet."""

    institution_id: int | None = None
    cohort_id: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    language: str = "es"
    starts_on: date | None = None
    ends_on: date | None = None
    facilitators: tuple[int, ...] = ()


def group_facts(cohort: CohortCard) -> GroupFacts:
    """A group that is there. One query."""
    return GroupFacts(
        cohort.institution_id, cohort.id, cohort.names, cohort.country, cohort.language, cohort.starts_on, cohort.ends_on,
        tuple(institutions.cohort_roles(cohort.id, "facilitator")),
    )  # fmt: skip


def group_courses(cohort_id: int | None) -> list[GroupCourse]:
    """Every course that is not archived, and those that the group takes. Three queries."""
    taken = {row.course_id: row for row in CohortCourse.objects.filter(cohort_id=cohort_id or 0)}
    cards = course_cards()
    modules: dict[int, list[tuple[int, str, Mapping[str, str]]]] = defaultdict(list)
    rows = Module.objects.filter(course_id__in=list(cards)).order_by("position", "pk")
    for course_id, pk, key, titles in rows.values_list("course_id", "pk", "key", "titles"):
        modules[course_id].append((pk, key, titles))
    return [
        _course(card.id, card.titles, card.countries, taken.get(card.id), modules[card.id])
        for card in cards.values()
        if card.countries or card.id in taken
    ]


def _course(
    pk: int,
    titles: Mapping[str, str],
    countries: Sequence[str],
    taken: CohortCourse | None,
    modules: Sequence[tuple[int, str, Mapping[str, str]]],
) -> GroupCourse:
    pace = taken.pace if taken else {}
    return GroupCourse(
        pk, titles, countries, taken is not None, taken.starts_on if taken else None, taken.ends_on if taken else None,
        tuple(
            GroupModule(one, key, words, date.fromisoformat(pace[key]) if pace.get(key) else None)
            for one, key, words in modules
        ),
    )  # fmt: skip
