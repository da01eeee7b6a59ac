"""The impact set of a change: what content rests on it, found by what versions cite and hold. A fixed number of queries.

`at` computes it as of an earlier moment, from the publish log and the versions of that time: so an approved change's set
can be built again when its texts were mended long ago.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from courses.kinds import units_on
from courses.ledger import ContentLine, Impact, Step, Text, concerns, countries_reached, resolved, touched
from courses.models import Citation, Item, ItemKind, ItemVersion, LogRecord, ReleaseEntry, Unit
from courses.selectors.ledger_people import Holding, holdings, people_of, releases_in_effect
from lms.institutions.api import person_cards, programme_people
from lms.kernel.places import COUNTRIES


def impact_of(step: Step, *, asks: bool, at: datetime | None = None, people: bool = True) -> Impact:
    """All that rests on a change. `asks`: its class asks those certified under the old text."""
    where = touched(step, siblings_of(step, at))
    if not where:
        return Impact()
    cited = _cited(step, where, at)
    held = holdings(step, where, at)
    content = [*_lines_of_items(cited, where), *_lines_of_units(cited, held, where, at)]
    return Impact(where, tuple(_owned(content, where)), tuple(people_of(held, where, asks=asks, at=at)) if people else ())


def siblings_of(step: Step, at: datetime | None = None) -> dict[str, Text]:
    """{jurisdiction: text} of a fact's other items, as readers had them."""
    if step.kind != ItemKind.FACT:
        return {}
    items = Item.objects.filter(kind=ItemKind.FACT, key=step.key).exclude(country=step.country)
    return {country: text for (_key, country), text in texts_of(items, at).items()}


def texts_of(items: Any, at: datetime | None = None) -> dict[tuple[str, str], Text]:
    """{(key, jurisdiction): text} of items as published (or drafted, when never published), now or at a moment."""
    rows = list(items.values_list("pk", "key", "country", "draft_id", "published_id", "archived_at"))
    if at is None:
        chosen = {row[0]: row[4] or row[3] for row in rows if row[5] is None}
    else:
        standing = standing_at([row[0] for row in rows], at)
        gone = {row[0] for row in rows if row[5] and row[5] <= at}
        chosen = {pk: live or draft for pk, (live, draft) in standing.items() if pk not in gone}
    bodies = dict(ItemVersion.objects.filter(pk__in=[v for v in chosen.values() if v]).values_list("pk", "body"))
    return {
        (key, country): Text(version, bodies[version])
        for pk, key, country, *_rest in rows
        if (version := chosen.get(pk)) and version in bodies
    }


def standing_at(item_ids: Iterable[int], at: datetime) -> dict[int, tuple[int | None, int | None]]:
    """{item: (published, draft)} as they stood at a moment: by the publish log, and the last version written by then."""
    ids = list(item_ids)
    records = LogRecord.objects.filter(item__in=ids, entry__effective_at__lte=at, entry__at__lte=at)
    published = dict(records.order_by("entry__effective_at", "entry_id").values_list("item_id", "new_id"))
    drafts = dict(ItemVersion.objects.filter(item__in=ids, at__lte=at).order_by("number").values_list("item_id", "pk"))
    return {item: (published.get(item), drafts.get(item)) for item in ids}


@dataclass(frozen=True, slots=True)
class Cited:
    """A standing version that cites what changed, at a block, for the readers of some countries."""

    item_id: int
    version_id: int
    kind: str
    key: str
    owner_id: int | None
    block: str
    countries: tuple[str, ...]
    shown_only: bool


def _cited(step: Step, where: Sequence[str], at: datetime | None) -> list[Cited]:
    """What cites the item itself; of a source, the facts that rest on it and what cites those, where they are the rule."""
    found = _citing(step.kind, [step.key], where, at, part=step.part)
    if step.kind != ItemKind.SOURCE:
        return [*found, *_translations(step, where)]
    facts = [line for line in found if line.kind == ItemKind.FACT]
    applies = _where_the_rule(facts, where, at)
    rest = [line for line in found if line.kind != ItemKind.FACT]
    kept = [
        Cited(f.item_id, f.version_id, f.kind, f.key, f.owner_id, f.block, codes, f.shown_only)
        for f in facts
        if (codes := tuple(c for c in f.countries if f.item_id in applies.get((f.key, c), ())))
    ]
    by_key: dict[str, set[str]] = defaultdict(set)
    for fact in kept:
        by_key[fact.key] |= set(fact.countries)
    second = _citing(ItemKind.FACT, list(by_key), where, at, only=by_key)
    return [*kept, *rest, *second]


def _where_the_rule(facts: Sequence[Cited], where: Sequence[str], at: datetime | None) -> dict[tuple[str, str], set[int]]:
    """{(key, country): ids of the item that is the rule there} for the keys of some facts."""
    items = Item.objects.filter(kind=ItemKind.FACT, key__in={fact.key for fact in facts})
    ids = {(key, country): pk for pk, key, country in items.values_list("pk", "key", "country")}
    texts: dict[str, dict[str, Text]] = defaultdict(dict)
    for (key, country), text in texts_of(items, at).items():
        texts[key][country] = text
    found: dict[tuple[str, str], set[int]] = {}
    for key, by_jurisdiction in texts.items():
        for code in where:
            rule = resolved(by_jurisdiction, code)
            if rule:
                found[key, code] = {ids[key, rule[0]]}
    return found


def _citing(
    kind: str, keys: Sequence[str], where: Sequence[str], at: datetime | None, *, part: str = "",
    only: Mapping[str, set[str]] | None = None,
) -> list[Cited]:  # fmt: skip
    """The citations of keys by versions that stand: drafts and what is published. One query, three with `at`."""
    if not keys:
        return []
    rows = Citation.objects.filter(kind=kind, key__in=keys)
    if at is None:
        current = Q(version=F("version__item__draft")) | Q(version=F("version__item__published"))
        rows = rows.filter(current, version__item__archived_at=None)
    fields = (
        "version_id", "block", "slot", "part", "shown_only", "key", "version__item_id", "version__item__kind",
        "version__item__key", "version__item__country", "version__item__owner_id", "version__item__archived_at",
    )  # fmt: skip
    found = list(rows.order_by("pk").values_list(*fields))
    if at is not None:
        standing = standing_at({row[6] for row in found}, at)
        found = [row for row in found if row[0] in standing[row[6]] and not (row[11] and row[11] <= at)]
    lines = []
    for version, block, slot, cited_part, shown, cited_key, item, item_kind, key, country, owner, _archived in found:
        reached = set(where) & set(countries_reached(country)) & ({slot} if slot else set(COUNTRIES))
        if only is not None:
            reached &= only[cited_key]
        if reached and concerns(part, cited_part):
            codes = tuple(code for code in where if code in reached)
            lines.append(Cited(item, version, item_kind, key, owner, block, codes, shown))
    return lines


def _translations(step: Step, where: Sequence[str]) -> list[Cited]:
    """A section's texts in other languages: what changed in one is to be looked at in the others."""
    if step.kind != ItemKind.SECTION:
        return []
    others = Item.objects.filter(kind=step.kind, key=step.key, archived_at=None).exclude(language=step.language)
    return [
        Cited(pk, draft or 0, step.kind, step.key, owner, "", tuple(where), False)
        for pk, draft, owner in others.exclude(draft=None).values_list("pk", "draft_id", "owner_id")
    ]


def _lines_of_items(cited: Sequence[Cited], where: Sequence[str]) -> list[ContentLine]:
    """One line an item and country: blocks together; shown only when every citation is. A rubric goes with its case."""
    gathered: dict[tuple[str, str, str], list[Cited]] = defaultdict(list)
    checks = _check_blocks(cited)
    for line in cited:
        kind = ItemKind.CASE.value if line.kind == ItemKind.RUBRIC else line.kind
        for code in line.countries:
            gathered[kind, line.key, code].append(line)
            if (line.version_id, line.block) in checks:
                gathered["checklist", line.key, code].append(line)
    return [
        ContentLine(
            kind, key, code,
            owner_id=next((line.owner_id for line in lines if line.owner_id), None),
            blocks=tuple(dict.fromkeys(line.block for line in lines if line.block)) if kind in ("section", "checklist") else (),
            shown_only=all(line.shown_only for line in lines),
        )
        for (kind, key, code), lines in sorted(gathered.items(), key=lambda one: (one[0][0], one[0][1], where.index(one[0][2])))
    ]  # fmt: skip


def _check_blocks(cited: Sequence[Cited]) -> set[tuple[int, str]]:
    """(version, block) of the checklists among cited blocks. One query."""
    wanted = {line.version_id for line in cited if line.kind == ItemKind.SECTION and line.block}
    rows = ItemVersion.objects.filter(pk__in=wanted).values_list("pk", "body__blocks") if wanted else ()
    return {(pk, block["id"]) for pk, blocks in rows for block in blocks or () if block["type"] == "check"}


def _lines_of_units(
    cited: Sequence[Cited], held: Sequence[Holding], where: Sequence[str], at: datetime | None
) -> list[ContentLine]:
    """Units in effect that hold the old text, and draft units made of items that cite it. Five queries and one a kind."""
    shown: dict[tuple[int, str], bool] = {}
    by_version: dict[tuple[int, str], list[Holding]] = defaultdict(list)
    for one in held:
        by_version[one.unit_version_id, one.country].append(one)
    for place in units_in_effect(where, at, {one.unit_version_id for one in held}):
        for one in by_version.get(place, ()):
            unit = (one.unit_id, one.country)
            shown[unit] = shown.get(unit, True) and one.shown_only
    by_item: dict[int, list[Cited]] = defaultdict(list)
    for line in cited:
        by_item[line.item_id].append(line)
    for unit_id, item_ids in units_on(set(by_item)).items():
        for line in (line for item in item_ids for line in by_item.get(item, ())):
            for code in line.countries:
                shown[unit_id, code] = shown.get((unit_id, code), True) and line.shown_only
    names = _unit_names({unit for unit, _code in shown})
    lines = [
        ContentLine("unit", names[unit][0], code, shown_only=only)
        for (unit, code), only in shown.items()
        if unit in names and code in names[unit][1]
    ]
    return sorted(lines, key=lambda line: (line.key, where.index(line.country)))


def units_in_effect(where: Sequence[str], at: datetime | None, unit_versions: Iterable[int]) -> list[tuple[int, str]]:
    """(unit version, country) of those that stand in a release in effect. Two queries."""
    releases = releases_in_effect(where, at)
    entries = ReleaseEntry.objects.filter(release__in=set(releases.values()), unit_version__in=set(unit_versions))
    standing: dict[int, set[int]] = defaultdict(set)
    for release, unit_version in entries.values_list("release_id", "unit_version_id"):
        standing[release].add(unit_version)
    return [(version, code) for (_course, code), release in releases.items() for version in sorted(standing.get(release, ()))]


def _unit_names(unit_ids: Iterable[int]) -> dict[int, tuple[str, Sequence[str]]]:
    rows = Unit.objects.non_polymorphic().filter(pk__in=list(unit_ids), archived_at=None)
    fields = ("pk", "course__key", "key", "course__countries")
    return {pk: (f"{course}/{key}", countries) for pk, course, key, countries in rows.values_list(*fields)}


def _owned(lines: Sequence[ContentLine], where: Sequence[str]) -> list[ContentLine]:
    """Each line with its owner: the item's while they write for that country, else its author, else its focal point."""
    roles = {(role, code): programme_people(role, code) for role in ("author", "focal") for code in where}
    writing = {person for people in roles.values() for person in people}
    fallback = {code: next(iter([*roles["author", code], *roles["focal", code]]), None) for code in where}
    owners = [line.owner_id if line.owner_id in writing else fallback[line.country] or line.owner_id for line in lines]
    cards = person_cards({owner for owner in owners if owner})
    return [
        replace(line, owner_id=owner, owner=cards[owner].email if owner in cards else "")
        for line, owner in zip(lines, owners, strict=True)
    ]
