"""Pages of assessors' hours: what a group's scoring asks for beside what is offered, and an assessor's own offers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.assessor_load import Need, Past, need
from assessments.models.load import HoursOffer
from assessments.models.load_rows import (
    GroupCourse,
    Offered,
    agreements,
    group_courses,
    offered_by,
    offers_of,
    opening_unstaffed,
    past_of,
    rules_of_versions,
    who_may_offer,
)
from courses import api as courses
from lms.institutions import api as institutions
from lms.institutions.api import CohortCard, Scope
from lms.kernel.todo import Todo
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class CaseNeed:
    """A case, or a choice of cases, that everybody in the group writes one letter of, or so many."""

    titles: Sequence[Mapping[str, str]]
    need: Need
    choose: int = 1


@dataclass(frozen=True, slots=True)
class CourseLoad:
    """A group's course: what its scoring asks for and what is offered, in hours."""

    course: GroupCourse
    cases: Sequence[CaseNeed]
    offers: Sequence[Offered]
    opens: bool  # it has not begun

    @property
    def needed(self) -> float:
        return round(sum(one.need.hours for one in self.cases), 1)

    @property
    def offered(self) -> float:
        return float(sum(one.hours for one in self.offers))

    @property
    def missing(self) -> float:
        """Hours that nobody has offered yet; 0 where there are enough."""
        return round(max(0.0, self.needed - self.offered), 1)

    @property
    def guessed(self) -> bool:
        return any(one.need.guessed for one in self.cases)


def load_of(cohort_id: int, people: int | None = None) -> list[CourseLoad]:
    """The courses of a group that have cases. `people`: reckon with so many instead of those enrolled.

    Seven queries, and one a course.
    """
    rows = group_courses(cohort_id)
    now, today = timezone.now(), timezone.localdate()
    asked = {row.id: _cases(row, now) for row in rows}
    versions = rules_of_versions({one.unit_version_id for groups in asked.values() for group in groups for one in group})
    past = past_of({key for _rules, keys in versions.values() for key in keys})
    offers: defaultdict[int, list[Offered]] = defaultdict(list)
    for offer in offers_of([row.id for row in rows]):
        offers[offer.cohort_course_id].append(offer)
    found = []
    for row in rows:
        count = row.people if people is None else people
        cases = [_need(group, count, versions, past) for group in asked[row.id]]
        if cases:
            found.append(CourseLoad(row, cases, offers[row.id], row.starts_on > today))
    return found


def _cases(row: GroupCourse, now: Any) -> list[list[courses.OutlineUnit]]:
    """Cases that are required, in groups of which one is enough, or so many as its name says."""
    groups: dict[str, list[courses.OutlineUnit]] = {}
    for unit in courses.outline(row.course_id, row.country, now):
        if unit.kind == "case_study":
            groups.setdefault(f"choice:{unit.choice}" if unit.choice else f"unit:{unit.unit_id}", []).append(unit)
    return [group for group in groups.values() if any(unit.required for unit in group)]


def _need(group: Sequence[courses.OutlineUnit], people: int, versions: Mapping[int, Any], past: Mapping[str, Any]) -> CaseNeed:
    rules, _keys = versions.get(group[0].unit_version_id, ({}, []))
    known = [past[key] for unit in group for key in versions.get(unit.unit_version_id, ({}, []))[1] if key in past]
    merged = Past(
        tuple(one for each in known for one in each.minutes), sum(one.letters for one in known),
        sum(one.second for one in known), sum(one.two for one in known), sum(one.third for one in known),
    )  # fmt: skip
    choose = min(courses.asked_of(group[0].choice), len(group))
    return CaseNeed([unit.titles for unit in group], need(people * choose, rules, merged), choose)


def load_page(scope: Scope, cohort: CohortCard, people: int | None) -> dict[str, Any]:
    """The page of a group."""
    loads = load_of(cohort.id, people)
    coordinates = cohort.institution_id in scope.coordinator_of or scope.decider
    who = who_may_offer(cohort.institution_id, list(institutions.programme_people("assessor"))) if coordinates else []
    return {
        "cohort": cohort, "loads": loads, "people": people, "who": who, "coordinates": coordinates,
        "terms": [(load, [_terms(case) for case in load.cases], [_done(one) for one in load.offers]) for load in loads],
    }  # fmt: skip


def _terms(case: CaseNeed) -> dict[str, Any]:
    n = case.need
    names = " · ".join(in_language(dict(one)) for one in case.titles[:3])
    return {
        "names": names, "choose": case.choose if len(case.titles) > 1 else 0, "need": n,
        "guessed_minutes": "minutes" in n.guessed, "guessed_shares": bool({"second", "third"} & set(n.guessed)),
    }  # fmt: skip


def _done(one: Offered) -> dict[str, Any]:
    mean = round(one.minutes / one.timed) if one.timed else None
    spent = round(one.minutes / 60, 1) if one.timed else None
    return {"offer": one, "mean": mean, "spent": spent}


def own_hours(scope: Scope) -> list[dict[str, Any]]:
    """What this assessor offers, with what they have done of it. A group of an institution that they are no assessor of is not
    named. Four queries."""
    rows: list[tuple[HoursOffer, dict[str, str], dict[str, str]]] = offered_by(scope.person_id)
    done = {one.id: one for one in offers_of([row.cohort_course_id for row, _names, _titles in rows])}
    return [
        {
            **_done(done[row.pk]), "done": done[row.pk], "offer": row, "titles": titles, "names": names,
            "inside": row.cohort_course.cohort.institution_id in scope.assessor_of,
            "country": institutions.country_name(row.cohort_course.cohort.country),
        }
        for row, names, titles in rows
    ]  # fmt: skip


def load_todos(scope: Scope) -> list[Todo]:
    """The group of one's own that opens next and for which nobody has offered hours. One query, none for others."""
    found = opening_unstaffed(scope.coordinator_of, timezone.localdate()) if scope.coordinator_of else None
    if found is None:
        return []
    cohort_id, day = found
    return [
        Todo(
            title=_("A group opens on {day} and nobody has offered hours of scoring").format(day=date_format(day)),
            why=_("Its page says how many hours its letters will ask for."),
            url=reverse("lms:assessments:cohort-hours", args=[cohort_id]),
            icon="people",
            tone="warn",
            weight=34,
            act=_("Look at the hours"),
        )
    ]


def pool_page(scope: Scope) -> dict[str, Any]:
    """Institutions that agreed, and one's own with what can be done. Two queries."""
    agreed = agreements()
    since = {one.institution_id: one.at for one in agreed}
    mine = institutions.institution_cards(sorted(scope.coordinator_of))
    return {"agreed": agreed, "mine": [{"card": card, "since": since.get(card.id)} for card in mine.values()]}
