"""Who is too close to whom, for many people at once. `models.nearness` says the same of rows in a query."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from lms.institutions.impartiality import LASTING, WINDOW, Tie
from lms.institutions.models import Interest, Membership, Role
from lms.institutions.models.nearness import RowsOfTie, ties

Pairs = dict[tuple[int, int], str]
TieFinder = Callable[[Collection[int], Collection[int], datetime], Iterable[tuple[int, int]]]
_ties: dict[str, TieFinder] = {}


def register_tie(name: str, find: TieFinder, *, rows: RowsOfTie) -> None:
    """Called in `ready()` by who knows of a closeness that institutions can't see. `name` is the code of such a conflict.

    `find(persons, about, at)` gives the pairs (person, subject) that have it, in a constant number of queries;
    `rows(person_id, subject, moment)` says the same as a condition on rows whose column `subject` holds the person's id.
    """
    _ties[name] = find
    ties[name] = rows


def conflicts(persons: Collection[int], about: Collection[int], at: datetime | None = None) -> Pairs:
    """{(person, subject): code} for the pairs that are too close for the first to score the second or to decide about them.

    `at` is when the work was handed in that is scored or decided about; None: now. The code is the first that holds of self,
    declared, taught, coordinates (`impartiality.Tie`), then the registered ones. Four queries, and those of registered ties.
    """
    people, subjects = frozenset(persons), frozenset(about)
    if not people or not subjects:
        return {}
    moment = at or timezone.now()
    found: Pairs = {(one, one): Tie.SELF.value for one in people & subjects}
    at_home = _homes(subjects, moment)
    for pairs, code in (
        (_declared(people, subjects, at_home, moment), Tie.DECLARED),
        *_held(people, at_home, moment),
        *((find(people, subjects, moment), name) for name, find in _ties.items()),
    ):
        for pair in pairs:
            found.setdefault(pair, str(code))
    return found


def house_conflicts(persons: Collection[int], institutions: Collection[int], at: datetime | None = None) -> Pairs:
    """{(person, institution): code} for who is too close to an institution to decide about it: they coordinate it, teach in it,
    or have declared it. Two queries."""
    moment = at or timezone.now()
    declared = Interest.objects.filter(_holds(moment), person__in=persons, institution__in=institutions)
    found: Pairs = dict.fromkeys(declared.values_list("person_id", "institution_id"), Tie.DECLARED.value)
    held = _recent(moment).filter(person__in=persons, institution__in=institutions)
    for person, institution, role in held.values_list("person_id", "institution_id", "role"):
        code = _CODES.get(role)
        if code:
            found.setdefault((person, institution), code.value)
    return found


_CODES = {Role.FACILITATOR.value: Tie.TAUGHT, Role.COORDINATOR.value: Tie.COORDINATES}


def _recent(moment: datetime) -> Any:
    return Membership.objects.filter(Q(until=None) | Q(until__gt=moment - WINDOW))


def _holds(moment: datetime) -> Q:
    return Q(ended_at=None) | Q(ended_at__gt=moment) | Q(ended_at__gt=moment - WINDOW, kind__in=LASTING)


class _Homes:
    """Where the subjects are or were: by cohort and by institution."""

    def __init__(self) -> None:
        self.cohorts: dict[int, set[int]] = defaultdict(set)
        self.houses: dict[int, set[int]] = defaultdict(set)


def _homes(subjects: Collection[int], moment: datetime) -> _Homes:
    found = _Homes()
    rows = _recent(moment).filter(person__in=subjects).values_list("person_id", "cohort_id", "institution_id")
    for person, cohort, institution in rows:
        found.houses[institution].add(person)
        if cohort:
            found.cohorts[cohort].add(person)
    return found


def _held(people: Collection[int], homes: _Homes, moment: datetime) -> list[tuple[list[tuple[int, int]], Tie]]:
    taught: list[tuple[int, int]] = []
    coordinated: list[tuple[int, int]] = []
    rows = _recent(moment).filter(person__in=people, role__in=_CODES)
    for person, role, cohort, institution in rows.values_list("person_id", "role", "cohort_id", "institution_id"):
        if role == Role.COORDINATOR:
            coordinated += [(person, subject) for subject in homes.houses[institution]]
        else:
            near = homes.cohorts[cohort] if cohort else homes.houses[institution]
            taught += [(person, subject) for subject in near]
    return [(taught, Tie.TAUGHT), (coordinated, Tie.COORDINATES)]


def _declared(people: Collection[int], subjects: Collection[int], homes: _Homes, moment: datetime) -> Iterable[tuple[int, int]]:
    open_ones = Interest.objects.filter(_holds(moment))
    either = Q(person__in=people, about__in=subjects) | Q(person__in=subjects, about__in=people)
    for person, about in open_ones.filter(either).values_list("person_id", "about_id"):
        if person in people and about in subjects:
            yield person, about
        if about in people and person in subjects:
            yield about, person
    of_houses = open_ones.filter(person__in=people, institution__in=list(homes.houses))
    for person, institution in of_houses.values_list("person_id", "institution_id"):
        yield from ((person, subject) for subject in homes.houses[institution])
