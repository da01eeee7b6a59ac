"""Which release is in effect, and what stands in it. In effect at a moment: the last `effective_at` that is not after it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import F, QuerySet, Subquery

from courses.cards import EnrolmentCard, OutlineUnit, UnitInEffect
from courses.errors import NotInEffect, UnitNotFound
from courses.models import Course, Enrolment, ReleaseCountry, ReleaseEntry
from courses.progress import Entry
from courses.purposes import for_purpose
from courses.selectors.refreshers import refresher_unit
from lms.kernel.compiled import Compiled

ENTRY_COLUMNS: Final = (
    "unit_id", "unit__key", "unit_version_id", "unit_version__digest", "unit_version__kind", "unit_version__titles",
    "unit_version__minutes", "position", "required", "choice", "weight", "module_id", "module__key", "module__titles",
    "renewal", "endorsement",
)  # fmt: skip


def releases_at(course_id: int, country: str, at: Any) -> QuerySet[ReleaseCountry]:
    """The rows in effect at a moment, the one that counts first: to be sliced, read or nested in a query."""
    return ReleaseCountry.objects.filter(course_id=course_id, country=country, effective_at__lte=at).order_by("-effective_at")


def entry_of_row(row: Sequence[Any]) -> Entry:
    """One row of ENTRY_COLUMNS as a value."""
    *values, module_key, module_titles, renewal, endorsement = row
    values += [module_key or "", module_titles or {}, renewal, endorsement]
    return Entry(*values)


def entries_at(course_id: int, country: str, at: datetime, *, purpose: str = "first", using: str = "default") -> list[Entry]:
    """The units that the release in effect asks of enrolments with this purpose, in order; empty when nothing is published.

    One query, no polymorphic row.
    """
    return for_purpose([entry_of_row(row) for row in _ENTRIES.rows(course_id, country, at, using=using)], purpose)


def _entries(course_id: int, country: str, at: datetime) -> Any:
    release = Subquery(releases_at(course_id, country, at).values("release_id")[:1])
    return ReleaseEntry.objects.filter(release_id=release).order_by("position").values_list(*ENTRY_COLUMNS)


_ENTRIES: Final = Compiled(_entries, int, str, datetime)


def outline(
    course_id: int, country: str, at: datetime, *, purpose: str = "first", using: str = "default"
) -> tuple[OutlineUnit, ...]:
    """The units that the release in effect asks of enrolments with this purpose, in order. One query."""
    return tuple(
        OutlineUnit(
            unit_id=e.unit_id, unit_version_id=e.unit_version_id, key=e.unit_key, kind=e.kind, titles=e.titles,
            minutes=e.minutes, module=e.module_key, module_titles=e.module_titles, required=e.required, choice=e.choice,
            weight=e.weight,
        )
        for e in entries_at(course_id, country, at, purpose=purpose, using=using)
    )  # fmt: skip


def released_unit(course_id: int, country: str, unit_id: int, at: datetime) -> UnitInEffect | None:
    """A unit as the release in effect in a country has it; None when there is none. One query."""
    row = _UNIT.first(course_id, country, unit_id, at)
    return UnitInEffect(*row) if row is not None else None


def _unit(course_id: int, country: str, unit_id: int, at: datetime) -> Any:
    in_effect = releases_at(course_id, country, at)
    return (
        ReleaseEntry.objects.filter(release_id=Subquery(in_effect.values("release_id")[:1]), unit_id=unit_id)
        .annotate(law_as_of=Subquery(in_effect.values("law_as_of")[:1]))
        .values_list(
            "unit_id", "unit_version_id", "unit__key", "unit_version__kind", "unit_version__titles", "unit_version__minutes",
            "unit_version__config", F("law_as_of"), "required",
        )
    )  # fmt: skip


_UNIT: Final = Compiled(_unit, int, str, int, datetime)


def unit_at(enrolment: Enrolment | EnrolmentCard, unit_id: int, at: datetime) -> UnitInEffect:
    """A unit as the release in effect has it for this enrolment; else a refresher that was asked of it. One query, or two.

    Raises UnitNotFound when the release has no such unit, NotInEffect when there is no release.
    """
    found = released_unit(enrolment.course_id, enrolment.country, unit_id, at)
    if found is not None:
        return found
    if (asked := refresher_unit(enrolment.id, unit_id, at)) is not None:
        return asked
    if not releases_at(enrolment.course_id, enrolment.country, at).exists():
        raise NotInEffect(course=Course.objects.get(pk=enrolment.course_id).key, country=enrolment.country)
    raise UnitNotFound
