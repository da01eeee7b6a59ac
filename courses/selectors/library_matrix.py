"""The matrix of sections: how each stands for every country and language. Drafts.

A country's cell comes from the Spanish draft (its slots and the numbers it remembers), a language's from what its draft was
made from; decisions on stale text settle both. Only pages and state filters read bodies, and each body once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, F, JSONField, Q, QuerySet, When

from courses.models import Item, ItemKind, ItemVersion
from courses.selectors.stale import caught_up_pairs
from lms.kernel.places import COUNTRIES, Language

PAGE: Final = 40
STATES: Final = ("filled", "stale", "missing", "na")


@dataclass(frozen=True, slots=True)
class Cell:
    """How a section stands for one country or language: filled, stale, missing, na. `of` is the code of the column."""

    of: str
    state: str
    item_id: int = 0  # where it is written; 0: nobody has begun


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A line of the matrix."""

    item_id: int
    key: str
    title: str
    countries: tuple[Cell, ...]
    languages: tuple[Cell, ...]
    published: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of rows, with how many there are and the pages before and after (0: none)."""

    rows: tuple[Any, ...]
    total: int
    page: int
    before: int
    after: int


def shelf_of(rows: Sequence[Any], total: int, page: int) -> Shelf:
    return Shelf(tuple(rows), total, page, page - 1, page + 1 if page * PAGE < total else 0)


def section_shelf(*, q: str = "", module: str = "", state: str = "", of: str = "", page: int = 1) -> Shelf:
    """The matrix, one page; `q` in key or title, `module` the folder, `state` any cell's, or that of column `of` only.

    Four queries, however many sections.
    """
    spanish = Item.objects.filter(kind=ItemKind.SECTION, language=Language.ES, archived_at=None)
    if module:
        spanish = spanish.filter(key__startswith=f"{module}/")
    if q:
        spanish = spanish.filter(Q(key__icontains=q) | Q(draft__body__title__icontains=q))
    keys = list(spanish.order_by("key").values_list("key", flat=True))
    total = len(keys)
    if not state:
        keys = keys[(page - 1) * PAGE : page * PAGE]
    rows = section_rows(keys)
    if state:
        rows = [row for row in rows if any(c.state == state and of in ("", c.of) for c in (*row.countries, *row.languages))]
        total, rows = len(rows), rows[(page - 1) * PAGE : page * PAGE]
    return shelf_of(rows, total, page)


def section_rows(keys: Sequence[str]) -> list[SectionRow]:
    """The lines of these sections, in their order. Three queries."""
    spanish_only = Case(When(language=Language.ES, then=F("draft__body")), default=None, output_field=JSONField())
    fields = ("pk", "key", "language", "draft_id", "published_id", "draft__made_from_id", "spanish")
    family: dict[str, dict[str, tuple[Any, ...]]] = {}
    for row in _sections(keys).annotate(spanish=spanish_only).values_list(*fields):
        family.setdefault(row[1], {})[row[2]] = row
    settled, shared = _decisions(row[0] for tongues in family.values() for row in tongues.values())
    return [_row(key, family[key], settled, shared) for key in keys if key in family]


def row_of(family: Mapping[str, Item]) -> SectionRow:
    """The line of one section whose items (with their drafts) are at hand. Two queries."""
    tongues = {
        code: (
            item.pk,
            item.key,
            code,
            item.draft_id,
            item.published_id,
            item.draft.made_from_id if item.draft else None,
            item.draft.body if item.draft else None,
        )
        for code, item in family.items()
    }
    return _row(next(iter(family.values())).key, tongues, *_decisions(item.pk for item in family.values()))


def _decisions(item_ids: Iterable[int]) -> tuple[set[tuple[int, str, str, int]], dict[tuple[int, int], int]]:
    """What is decided, as (item, language, country, origin), and the versions that countries' texts were held against."""
    settled = {(item, language, country, origin) for item, origin, language, country in caught_up_pairs(item_ids)}
    return settled, _shared_versions(settled)


def _sections(keys: Sequence[str]) -> QuerySet[Item]:
    """The items of these sections; all of them by one condition when there are very many."""
    items = Item.objects.filter(kind=ItemKind.SECTION, archived_at=None)
    return items.filter(key__in=keys) if len(keys) <= 500 else items


def _shared_versions(settled: Iterable[tuple[int, str, str, int]]) -> dict[tuple[int, int], int]:
    """{(item, number): version} of the versions that decisions on countries' texts were held against."""
    origins = {origin for _item, _language, country, origin in settled if country}
    if not origins:
        return {}
    rows = ItemVersion.objects.filter(pk__in=origins).values_list("item_id", "number", "pk")
    return {(item, number): pk for item, number, pk in rows}


def _row(
    key: str,
    tongues: Mapping[str, tuple[Any, ...]],
    settled: set[tuple[int, str, str, int]],
    shared: Mapping[tuple[int, int], int],
) -> SectionRow:
    first = tongues.get(Language.ES) or next(iter(tongues.values()))
    body: Mapping[str, Any] = first[6] or {}
    states = country_states(body)
    origin = shared.get((first[0], int(body.get("shared", 0))), 0)
    for code, state in states.items():
        if state == "stale" and (first[0], "", code, origin) in settled:
            states[code] = "filled"
    return SectionRow(
        item_id=first[0],
        key=key,
        title=body.get("title") or key,
        countries=tuple(Cell(code, states[code], first[0]) for code in COUNTRIES),
        languages=tuple(_language(code, tongues, settled) for code in Language.values),
        published=all(row[3] == row[4] for row in tongues.values()),
    )


def country_states(body: Mapping[str, Any]) -> dict[str, str]:
    """{country: filled, missing (a slot is empty), na (no slot applies), stale (the shared text moved on since)}."""
    slots = [block["countries"] for block in body.get("blocks", ()) if block["type"] == "slot"]
    against, shared = body.get("against", {}), body.get("shared", 0)
    states = {}
    for code in COUNTRIES:
        parts = [slot.get(code) or {} for slot in slots]
        if not body or not all(part.get("markdown") or part.get("na") for part in parts):
            states[code] = "missing"
        elif parts and all(part.get("na") for part in parts):
            states[code] = "na"
        else:
            states[code] = "stale" if parts and against.get(code, 0) < shared else "filled"
    return states


def _language(language: str, tongues: Mapping[str, tuple[Any, ...]], settled: set[tuple[int, str, str, int]]) -> Cell:
    row, spanish = tongues.get(language), tongues.get(Language.ES)
    if row is None or row[3] is None:
        return Cell(language, "missing", row[0] if row else 0)
    if language == Language.ES or spanish is None or row[5] == spanish[3]:
        return Cell(language, "filled", row[0])
    return Cell(language, "filled" if (row[0], language, "", spanish[3]) in settled else "stale", row[0])
