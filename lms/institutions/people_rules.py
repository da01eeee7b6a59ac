"""Conditions of rules about people, answered for what institutions know: where they are, what they speak, their roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, IntegerField, Q, Value

from lms.institutions.models import Membership
from lms.kernel.conditions import Condition
from lms.kernel.places import TIME_ZONES


def everybody(institution_id: int) -> frozenset[int]:
    """Who has an open role in an institution and was not erased. One query."""
    rows = Membership.objects.filter(institution_id=institution_id, until=None, person__erased_at=None)
    return frozenset(rows.values_list("person_id", flat=True))


def people_where(institution_id: int, asked: Sequence[Condition]) -> list[frozenset[int]]:
    """The people that each condition finds among those with an open role, in order. One query for all, a UNION."""
    if not asked:
        return []
    number: IntegerField[int, int] = IntegerField()
    open_ = Membership.objects.filter(institution_id=institution_id, until=None).order_by()
    parts = [
        open_.filter(_q(one)).annotate(which=Value(at, number), who=F("person_id")).values_list("which", "who")
        for at, one in enumerate(asked)
    ]
    found: list[set[int]] = [set() for _one in asked]
    for at, person in parts[0].union(*parts[1:]):
        found[at].add(person)
    return [frozenset(one) for one in found]


def _q(asked: Condition) -> Q:
    if asked.field == "cohort":
        return Q(cohort__key__in=asked.value, cohort__archived_at=None)
    if asked.field == "role":
        return Q(role__in=asked.value)
    assert asked.field in ("country", "language"), asked.field
    return Q(**{f"person__{asked.field}__in": asked.value})


@dataclass(frozen=True, slots=True)
class Holder:
    """An open role of a person in an institution, with the clock they live by."""

    person_id: int
    institution_id: int
    since: datetime
    time_zone: str


def holders_of(role: str) -> list[Holder]:
    """Who holds an open role in an institution that is not archived, each institution once. One query."""
    rows = Membership.objects.filter(role=role, until=None, person__erased_at=None, institution__archived_at=None)
    found: dict[tuple[int, int], Holder] = {}
    columns = ("person_id", "institution_id", "since", "person__time_zone", "person__country", "institution__time_zone")
    for person, place, since, zone, country, there in rows.order_by("since", "pk").values_list(*columns):
        found.setdefault((person, place), Holder(person, place, since, zone or TIME_ZONES.get(country, "") or there))
    return list(found.values())
