"""Who acts for whom today. Reads only."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F
from django.utils import timezone

from lms.institutions.api import Scope
from lms.reporting.models import Delegation


@dataclass(frozen=True, slots=True)
class Acting:
    """One arrangement as it counts today: for whom, in which role, for which country ("" = all)."""

    giver_id: int
    giver: str
    role: str
    country: str
    ends_on: date


def acting_of(person_id: int, *, on: date | None = None) -> list[Acting]:
    """For whom a person acts on a day, as long as the one who is away holds the role. One query."""
    day = on or timezone.localdate()
    rows = Delegation.objects.filter(
        taker_id=person_id, ended_at=None, starts_on__lte=day, ends_on__gte=day, giver__lms_programme_roles__role=F("role"),
        giver__lms_programme_roles__country=F("country"), giver__lms_programme_roles__until=None,
    )  # fmt: skip
    return [
        Acting(row.giver_id, row.giver.full_name, row.role, row.country, row.ends_on)
        for row in rows.select_related("giver").order_by("pk")
    ]


def givers_of(people: Collection[int], *, on: date | None = None) -> list[int]:
    """Who acts today for any of these people. One query."""
    day = on or timezone.localdate()
    rows = Delegation.objects.filter(giver_id__in=list(people), ended_at=None, starts_on__lte=day, ends_on__gte=day)
    return sorted(set(rows.values_list("taker_id", flat=True)))


def widened(scope: Scope) -> Scope:
    """A focal point's scope with the countries of those for whom they act today; any other scope as it is. One query."""
    if not scope.focal_of:
        return scope
    more = {one.country for one in acting_of(scope.person_id) if one.role == "focal"}
    return replace(scope, focal_of=scope.focal_of | more) if more else scope


def stands_in_for(scope: Scope, country: str) -> int | None:
    """For whom a focal point without this country acts in it; None for its own focal point. One query at most."""
    if scope.focal_of & {country, ""}:
        return None
    return next(
        (one.giver_id for one in acting_of(scope.person_id) if one.role == "focal" and one.country in (country, "")), None
    )
