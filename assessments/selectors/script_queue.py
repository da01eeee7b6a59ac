"""The queue of an assessor: what is with them, what waits by case and batch, which one is next, how their week goes.

A batch is the letters of one group, under a number that holds on this page only: whose group it is, nobody learns here. A
reference script stands in a batch of its country, so that its line reads like any other.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from assessments.models.assessor_rows import assessors_of, members_of, scored_since, seen_by
from assessments.models.qualified import current
from assessments.next_script import MOST_AT_ONCE, URGENT_DAYS, Waits, in_turn
from assessments.selectors.scripts import WaitingLetter, waiting_submissions
from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel.words import in_language

FEWEST_COLLEAGUES = 3  # a mean of fewer would say what one of them did
MOST_LINES = 200


@dataclass(slots=True)
class Batch:
    """Letters that belong together, the oldest first."""

    number: int
    letters: list[WaitingLetter] = field(default_factory=list)


@dataclass(slots=True)
class CaseQueue:
    """What waits of one case."""

    key: str
    titles: Mapping[str, str]
    count: int
    days: int  # of the oldest
    batches: list[Batch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Week:
    """What this assessor scored in seven days, what is with them, and the mean of colleagues; None: too few to tell."""

    scored: int
    held: int
    mean: float | None
    colleagues: int


def queue_page(scope: Scope, *, case: str = "", country: str = "") -> dict[str, Any]:
    """The whole page. Five queries at most, however long the queue."""
    letters = waiting_submissions(scope, MOST_LINES)
    shown = [one for one in letters if case in ("", one.case_key) and country in ("", one.country)]
    waiting = [one for one in shown if not one.mine and not one.kept and one.qualified]
    mine = [one for one in letters if one.mine and not one.discussing]
    return {
        "mine": mine,
        "discussing": [one for one in letters if one.discussing and one.mine],
        "kept": [one for one in letters if one.kept and not one.taken],
        "cases": _by_case(waiting),
        "closed": _not_qualified(letters),
        "qualify_url": qualify_url(),
        "free": any(may_take(one) for one in letters),
        "full": len(mine) >= MOST_AT_ONCE,
        "most": MOST_AT_ONCE,
        "urgent": URGENT_DAYS,
        "cut": len(letters) == MOST_LINES,
        "week": _week(scope, len(mine)),
        "filters": _filters(letters, case, country),
    }


def may_take(letter: WaitingLetter) -> bool:
    """Free, and this assessor may score it."""
    return letter.qualified and not (letter.mine or letter.taken or letter.discussing)


def _by_case(letters: Sequence[WaitingLetter]) -> list[CaseQueue]:
    """Cases by their oldest letter, in each the batches by theirs. `letters` come oldest first."""
    groups: dict[str, list[WaitingLetter]] = defaultdict(list)
    for one in letters:
        groups[one.case_key].append(one)
    return [
        CaseQueue(key, group[0].titles, len(group), max(one.days for one in group), _batches(group))
        for key, group in groups.items()
    ]


def _batches(letters: Sequence[WaitingLetter]) -> list[Batch]:
    places: dict[tuple[str, int | None], list[WaitingLetter]] = defaultdict(list)
    for one in letters:
        if one.submission_id is not None:
            places[one.country, one.cohort_course_id].append(one)
    for one in letters:
        if one.submission_id is None:
            near = [place for place in places if place[0] == one.country]
            places[max(near, key=lambda place: len(places[place])) if near else (one.country, None)].append(one)
    groups = [sorted(group, key=lambda one: (one.submitted_at, one.ref)) for group in places.values()]
    ordered = sorted(groups, key=lambda group: (group[0].submitted_at, group[0].ref))
    return [Batch(number, group) for number, group in enumerate(ordered, start=1)]


def _not_qualified(letters: Sequence[WaitingLetter]) -> list[dict[str, Any]]:
    """Cases of which letters wait that this assessor may not score yet: title and how many."""
    found: dict[str, dict[str, Any]] = {}
    for one in letters:
        if not one.qualified:
            found.setdefault(one.case_key, {"titles": one.titles, "n": 0})["n"] += 1
    return list(found.values())


def qualify_url() -> str:
    """Where reference scripts are scored; '' while there is no such page."""
    try:
        return reverse("lms:assessments:qualifying-list")
    except NoReverseMatch:
        return ""


def _filters(letters: Sequence[WaitingLetter], case: str, country: str) -> dict[str, Any]:
    cases = {one.case_key: in_language(one.titles) for one in letters}
    countries = {one.country: institutions.country_name(one.country) for one in letters}
    return {
        "cases": [(key, name, key == case) for key, name in sorted(cases.items(), key=lambda pair: pair[1])],
        "countries": [(key, name, key == country) for key, name in sorted(countries.items(), key=lambda pair: pair[1])],
        "on": bool(case or country),
        "needed": len(cases) > 1 or len(countries) > 1 or bool(case or country),
    }


def _week(scope: Scope, held: int) -> Week:
    people = set(institutions.programme_people("assessor")) if scope.assessor else set()
    if not scope.assessor:
        people = set().union(*assessors_of(scope.assessor_of).values())
    colleagues = people - {scope.person_id}
    scored = scored_since(colleagues | {scope.person_id}, timezone.now() - timedelta(days=7))
    total = sum(n for person, n in scored.items() if person != scope.person_id)
    mean = total / len(colleagues) if len(colleagues) >= FEWEST_COLLEAGUES else None
    return Week(scored.get(scope.person_id, 0), held, mean, len(colleagues))


def next_scripts(scope: Scope) -> list[tuple[str, int]]:
    """(reference, allocation) of what this assessor may take, in the order in which it is to be taken. Seven queries."""
    letters = {one.ref: one for one in waiting_submissions(scope, MOST_LINES) if may_take(one)}
    takers = _takers(list(letters.values()))
    ordered = in_turn([_waits(one, takers) for one in letters.values()])
    return [(one.ref, letters[one.ref].allocation_id) for one in ordered]


def _waits(letter: WaitingLetter, takers: Mapping[str, int]) -> Waits:
    usual = [n for ref, n in takers.items() if n]  # a reference script waits like the letters beside it
    count = takers.get(letter.ref) or (min(usual) if usual else 1)
    return Waits(letter.ref, letter.case_key, letter.submitted_at, letter.days, count)


def _takers(letters: Sequence[WaitingLetter]) -> dict[str, int]:
    """{letter: how many people may score it by their role, by the case's rules and because they have not seen it}."""
    live = [one for one in letters if one.submission_id is not None]
    if not live:
        return {}
    programme = set(institutions.programme_people("assessor"))
    inside = assessors_of({one.institution_id for one in live if one.institution_id is not None})
    outside = {one.institution_id for one in live if one.outside and one.institution_id is not None}
    tied = members_of(outside, programme) if outside else {}
    seen = seen_by([one.submission_id for one in live if one.submission_id is not None])
    able: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    if any(one.needs for one in live):
        rows = current(timezone.now()).filter(case_key__in={one.case_key for one in live if one.needs})
        for case_key, structure, person in rows.values_list("case_key", "structure_hash", "person_id"):
            able[case_key, structure].add(person)
    found = {}
    for one in live:
        place = one.institution_id or 0
        people = programme - tied.get(place, set()) if one.outside else programme | inside.get(place, set())
        people -= seen.get(one.submission_id or 0, set())
        found[one.ref] = len(people & able[one.case_key, one.structure] if one.needs else people)
    return found
