"""Who was taught the old text: unit versions that hold it, manifests, enrolments, completions. Grouped by the database.

People come as one row an institution with their ids joined, so that a hundred thousand of them cost two grouped queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from courses.kinds import people_impacts
from courses.ledger import NOTHING, TO_ASK, PeopleGroup, Step, concerns, same_for_readers
from courses.models import (
    Citation,
    Completion,
    Enrolment,
    EnrolmentState,
    ItemKind,
    ItemVersion,
    ManifestUnit,
    ReleaseCountry,
    ReleaseEntry,
    UnitProgress,
    UnitVersionItem,
)
from lms.institutions.api import institution_cards
from lms.kernel.joined import joined_keys

MANY: Final = 5000  # ids in one query


@dataclass(frozen=True, slots=True)
class Holding:
    """A unit version that rests on the old text for one country's readers; `shown_only`: for comparison."""

    unit_version_id: int
    unit_id: int
    country: str
    shown_only: bool


def holdings(step: Step, where: Sequence[str], at: datetime | None = None) -> list[Holding]:
    """The unit versions that hold an older text than the new one, in the countries touched. Two queries, four with a part.

    Every earlier text counts that says something else to that country's readers: who learned the rule before last needs
    the new one too, and who learned just what is said again needs nothing.
    """
    old = _older(step, where, at)
    rows = UnitVersionItem.objects.filter(item_version__in=old, country__in=where)
    found: dict[tuple[int, int, str], bool] = {}
    for version, unit_version, unit, code, shown in rows.values_list(
        "item_version_id", "unit_version_id", "unit_version__unit_id", "country", "shown_only"
    ):
        if code in old[version]:
            found[unit_version, unit, code] = found.get((unit_version, unit, code), True) and shown
    held = [Holding(*place, shown) for place, shown in sorted(found.items())]
    return _of_part(step, held) if step.part else held


def _older(step: Step, where: Sequence[str], at: datetime | None) -> dict[int, tuple[str, ...]]:
    """{version: countries whose readers got something else from it}. Of a fact every jurisdiction's versions."""
    rows = ItemVersion.objects.filter(item__kind=step.kind, item__key=step.key)
    if step.kind != ItemKind.FACT:
        rows = rows.filter(item__country=step.country, item__language=step.language)
    if at is not None:
        rows = rows.filter(at__lte=at)
    new = step.after.version_id if step.after else None
    found = {}
    for pk, country, body, parts in rows.values_list("pk", "item__country", "body", "parts"):
        foreign = step.kind == ItemKind.FACT and country != step.country  # another's rule is never what the new one says
        codes = tuple(c for c in where if foreign or not same_for_readers(step, body, parts, c))
        if pk != new and codes:
            found[pk] = codes
    return found


def _of_part(step: Step, held: Sequence[Holding]) -> list[Holding]:
    """Those that name the part or the whole; a unit that holds the fact without citing it rests on the whole."""
    cited: dict[int, list[tuple[str, str, bool]]] = defaultdict(list)
    rows = Citation.objects.filter(kind=step.kind, key=step.key)
    for version, slot, part, shown in rows.values_list("version_id", "slot", "part", "shown_only"):
        cited[version].append((slot, part, shown))
    places = UnitVersionItem.objects.filter(
        Exists(Citation.objects.filter(kind=step.kind, key=step.key, version=OuterRef("item_version"))),
        unit_version__in={one.unit_version_id for one in held},
    )
    found: dict[tuple[int, str], list[tuple[str, str, bool]]] = defaultdict(list)
    for unit_version, code, version in places.values_list("unit_version_id", "country", "item_version_id"):
        found[unit_version, code] += [named for named in cited[version] if named[0] in ("", code)]
    kept = []
    for one in held:
        named = found.get((one.unit_version_id, one.country), [])
        meets = [shown for _slot, part, shown in named if concerns(step.part, part)]
        if meets or not named:
            kept.append(Holding(one.unit_version_id, one.unit_id, one.country, one.shown_only or (bool(meets) and all(meets))))
    return kept


def releases_in_effect(where: Sequence[str], at: datetime | None = None) -> dict[tuple[int, str], int]:
    """{(course, country): release} now or at a moment. One query."""
    rows = ReleaseCountry.objects.filter(country__in=where, effective_at__lte=at or timezone.now())
    if at is not None:
        rows = rows.filter(release__at__lte=at)
    fields = ("course_id", "country", "release_id")
    return {(course, code): release for course, code, release in rows.order_by("effective_at", "pk").values_list(*fields)}


def people_of(held: Sequence[Holding], where: Sequence[str], *, asks: bool, at: datetime | None = None) -> list[PeopleGroup]:
    """Open enrolments, completions and what rests on them, of those who are or were taught the old text. Never shown only."""
    taught = {(one.unit_version_id, one.country) for one in held if not one.shown_only}
    if not taught:
        return []
    manifests = manifests_with(taught)
    groups = [*_enrolments(taught, where, at), *_completions(manifests, asks)]
    for ask in people_impacts():
        groups.extend(ask(manifests=manifests, asks=asks))
    return _named(groups, where)


def manifests_with(taught: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    """{country: manifests} that hold one of the (unit version, country). One query."""
    wanted = set(taught)
    rows = ManifestUnit.objects.filter(unit_version__in={version for version, _code in wanted})
    found: dict[str, set[int]] = defaultdict(set)
    for manifest, code, version in rows.values_list("manifest_id", "manifest__country", "unit_version_id"):
        if (version, code) in wanted:
            found[code].add(manifest)
    return {code: sorted(ids) for code, ids in found.items()}


def _enrolments(taught: set[tuple[int, str]], where: Sequence[str], at: datetime | None) -> list[PeopleGroup]:
    """Open enrolments whose course teaches it now, or who learned a unit of it: asked nothing, they will read the new text."""
    versions = {version for version, _code in taught}
    releases = releases_in_effect(where, at)
    entries = ReleaseEntry.objects.filter(release__in=set(releases.values()), unit_version__in=versions)
    standing = set(entries.values_list("release_id", "unit_version_id"))
    places = {place for place, release in releases.items() if any((release, v) in standing for v, c in taught if c == place[1])}
    courses: dict[str, list[int]] = defaultdict(list)
    for course, code in places:
        courses[code].append(course)
    learned = UnitProgress.objects.filter(enrolment=OuterRef("pk"), unit_version__in=versions, country=OuterRef("country"))
    now_read = Q(pk__in=())
    for code, ids in courses.items():
        now_read |= Q(country=code, course__in=ids)
    rows = Enrolment.objects.filter(now_read | Exists(learned), state=EnrolmentState.ACTIVE, country__in=where)
    found = joined_keys(rows, "pk", ("country", "institution_id"))
    return [PeopleGroup("enrolment", code, institution, NOTHING, keys) for code, institution, keys in found]


def _completions(manifests: Mapping[str, Sequence[int]], asks: bool) -> list[PeopleGroup]:
    state, groups = TO_ASK if asks else NOTHING, []
    for batch in batches(manifests):
        rows = Completion.objects.filter(manifest__in=batch)
        for code, institution, keys in joined_keys(rows, "enrolment_id", ("enrolment__country", "enrolment__institution_id")):
            groups.append(PeopleGroup("completion", code, institution, state, keys))
    return groups


def batches(manifests: Mapping[str, Sequence[int]]) -> Iterable[Sequence[int]]:
    """All ids, at most `MANY` at once."""
    ids = [pk for some in manifests.values() for pk in some]
    return (ids[start : start + MANY] for start in range(0, len(ids), MANY))


def _named(groups: Sequence[PeopleGroup], where: Sequence[str]) -> list[PeopleGroup]:
    cards = institution_cards({group.institution_id for group in groups})
    named = [
        PeopleGroup(g.kind, g.country, g.institution_id, g.state, g.keys, cards[g.institution_id].key)
        for g in groups
        if g.country in where
    ]
    return sorted(named, key=lambda g: (g.kind, where.index(g.country), g.owner))
