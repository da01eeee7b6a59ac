"""Conditions of rules about people, answered for awards."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, IntegerField, Q, Value

from certificates.models import Award, AwardState
from lms.kernel.conditions import Condition

_IN_FORCE = (AwardState.GRANTED, AwardState.REDUCED)


def people_where(institution_id: int, asked: Sequence[Condition], *, now: datetime) -> list[frozenset[int]]:
    """Those with an award of an institution that stands as each condition says, in order. One query for all, a UNION.

    'none' is not looked for here: who has no award at all is found by asking for all who have one ('any').
    """
    if not asked:
        return []
    number: IntegerField[int, int] = IntegerField()
    rows = Award.objects.filter(institution_id=institution_id).order_by()
    parts = [
        rows.filter(_q(one, now)).annotate(which=Value(at, number), who=F("person_id")).values_list("which", "who")
        for at, one in enumerate(asked)
    ]
    found: list[set[int]] = [set() for _one in asked]
    for at, person in parts[0].union(*parts[1:]):
        found[at].add(person)
    return [frozenset(one) for one in found]


def _q(asked: Condition, now: datetime) -> Q:
    of = Q(credential__key=asked.of) if asked.of else Q()
    if "any" in asked.value:
        return of
    over = Q(expires_at__lte=now)
    standing = {
        "in_force": Q(state__in=_IN_FORCE) & ~over, "expired": Q(state__in=_IN_FORCE) & over,
        "suspended": Q(state=AwardState.SUSPENDED), "revoked": Q(state=AwardState.REVOKED),
    }  # fmt: skip
    found = Q(pk__in=[])
    for one in asked.value:
        found |= standing.get(one, Q(pk__in=[]))
    return of & found
