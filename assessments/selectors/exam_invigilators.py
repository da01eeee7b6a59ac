"""Who is of a candidate's team, and who can be chosen to watch over a sitting."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.models.exam_sitting_rows import Candidate, assessing, people_at, pool
from lms.institutions import api as institutions


def too_close(persons: Collection[int], candidates: Collection[int]) -> set[int]:
    """Those of these people who are of the team of one of the candidates: by `institutions.api.conflicts`, or because they
    assess them."""
    if not candidates:
        return set()
    near = {person for person, _candidate in institutions.conflicts(persons, candidates)}
    return near | assessing(persons, candidates)


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may watch over a sitting."""

    person_id: int
    label: str


def choices_for(people: Collection[Candidate], *, countries: Collection[str], own_house: bool) -> list[Choice]:
    """Who can be chosen for these candidates: the programme's list for their countries and (`own_house`) others of their own
    institutions, without whoever is too close. A number of queries that does not grow."""
    named = {one.person_id: one.person.full_name for one in pool(countries)}
    inside = dict(people_at({one.institution_id for one in people})) if own_house else {}
    close = too_close(inside.keys() | named.keys(), {one.person_id for one in people})
    found = [
        Choice(pk, _("{name} (of the programme's list)").format(name=name)) for pk, name in named.items() if pk not in close
    ]
    return found + [
        Choice(pk, _("{name} (of your institution: only in the room)").format(name=name))
        for pk, name in inside.items()
        if pk not in close and pk not in named
    ]
