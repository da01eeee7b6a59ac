"""The library as authors see it: the matrix of sections, one section, the figures. Drafts, not releases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import F, Q
from django.utils.safestring import SafeString

from courses.blocks import empty_slots, resolved_blocks
from courses.models import Citation, FactVersion, Item, ItemKind, ItemVersion, LogRecord, PublishRequest, RequestState
from courses.resources import ResourceCard
from courses.selectors.preview import preview_of
from lms.institutions.api import person_cards
from lms.kernel.places import COUNTRIES, Language

PAGE: Final = 40
STATES: Final = ("filled", "stale", "missing", "na")


@dataclass(frozen=True, slots=True)
class Cell:
    """How a section stands for one country or language: filled, stale, missing, na. `of` is the code of the column."""

    of: str
    state: str


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


@dataclass(frozen=True, slots=True)
class LibraryFigures:
    """What the library holds and what waits."""

    sections: int
    facts: int
    unpublished: int
    to_confirm: int
    sources_due: int
    requests: int


def shelf_of(rows: Sequence[Any], total: int, page: int) -> Shelf:
    return Shelf(tuple(rows), total, page, page - 1, page + 1 if page * PAGE < total else 0)


def library_figures(today: date) -> LibraryFigures:
    """Six counts."""
    live = Item.objects.filter(archived_at=None)
    moved = ~Q(draft=None) & (Q(published=None) | ~Q(draft=F("published")))
    unsure = FactVersion.objects.filter(version__lms_draft_of__archived_at=None, version__lms_draft_of__isnull=False)
    return LibraryFigures(
        sections=live.filter(kind=ItemKind.SECTION, language=Language.ES).count(),
        facts=live.filter(kind=ItemKind.FACT).count(),
        unpublished=live.filter(moved).count(),
        to_confirm=unsure.filter(Q(needs_check=True) | Q(confidence="low")).count(),
        sources_due=live.filter(kind=ItemKind.SOURCE, review_by__lte=today + timedelta(days=60)).count(),
        requests=PublishRequest.objects.filter(state=RequestState.OPEN).count(),
    )


def modules_of_sections() -> list[str]:
    """The folders that sections stand in."""
    keys = Item.objects.filter(kind=ItemKind.SECTION, archived_at=None).values_list("key", flat=True)
    return sorted({key.partition("/")[0] for key in keys})


def section_shelf(*, q: str = "", module: str = "", state: str = "", page: int = 1) -> Shelf:
    """The matrix, one page; `q` in key or title, `module` the folder, `state` any cell's. Three queries."""
    spanish = Item.objects.filter(kind=ItemKind.SECTION, language=Language.ES, archived_at=None)
    if module:
        spanish = spanish.filter(key__startswith=f"{module}/")
    if q:
        spanish = spanish.filter(Q(key__icontains=q) | Q(draft__body__title__icontains=q))
    keys = list(spanish.order_by("key").values_list("key", flat=True))
    total = len(keys)
    if not state:
        keys = keys[(page - 1) * PAGE : page * PAGE]
    rows = _section_rows(keys)
    if state:
        rows = [row for row in rows if any(cell.state == state for cell in (*row.countries, *row.languages))]
        total, rows = len(rows), rows[(page - 1) * PAGE : page * PAGE]
    return shelf_of(rows, total, page)


def _section_rows(keys: Sequence[str]) -> list[SectionRow]:
    items: dict[str, dict[str, Item]] = {key: {} for key in keys}
    for item in Item.objects.filter(kind=ItemKind.SECTION, key__in=keys, archived_at=None).select_related("draft"):
        items[item.key][item.language] = item
    return [_section_row(key, items[key]) for key in keys if items[key]]


def _section_row(key: str, by_language: Mapping[str, Item]) -> SectionRow:
    first = by_language.get(Language.ES) or next(iter(by_language.values()))
    body = first.draft.body if first.draft else {}
    return SectionRow(
        item_id=first.pk,
        key=key,
        title=body.get("title") or key,
        countries=tuple(Cell(code, country_state(body, code)) for code in COUNTRIES),
        languages=tuple(Cell(code, _language_state(by_language, code)) for code in Language.values),
        published=all(item.draft_id == item.published_id for item in by_language.values()),
    )


def country_state(body: Mapping[str, Any], country: str) -> str:
    """filled, missing (a slot is empty), na (no slot applies), stale (the shared text moved on since)."""
    if not body or empty_slots(body, country):
        return "missing"
    slots = [block for block in resolved_blocks(body, country) if block["type"] == "slot"]
    if slots and all(block.get("na") for block in slots):
        return "na"
    if slots and body.get("against", {}).get(country, 0) < body.get("shared", 0):
        return "stale"
    return "filled"


def _language_state(by_language: Mapping[str, Item], language: str) -> str:
    item, spanish = by_language.get(language), by_language.get(Language.ES)
    if item is None or item.draft is None:
        return "missing"
    if language != Language.ES and spanish is not None and item.draft.made_from_id != spanish.draft_id:
        return "stale"
    return "filled"


@dataclass(frozen=True, slots=True)
class CitedRow:
    """Something that a section cites, and where."""

    kind: str
    key: str
    parts: str
    blocks: str


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One block as a country's reader gets it: its beginning in words."""

    id: str
    type: str
    na: bool
    text: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One version of an item: its number, who wrote it, when, and since when it is or was published."""

    number: int
    at: Any
    author: str
    published_at: Any
    made_from: int | None = None


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section for its authors, previewed for a country and a language."""

    row: SectionRow
    title: str
    summary: str
    html: SafeString
    blocks: tuple[BlockRow, ...]
    cited: tuple[CitedRow, ...]
    history: tuple[HistoryRow, ...]
    lessons: tuple[str, ...]
    text_language: str
    resources: tuple[ResourceCard, ...] = field(default=())


def section_view(item: Item, *, country: str, language: str) -> SectionView:
    """What an author sees of a section: its draft, previewed. The number of queries does not grow with the text."""
    family = {
        i.language: i
        for i in Item.objects.filter(kind=ItemKind.SECTION, key=item.key, archived_at=None).select_related("draft")
    }
    shown = family.get(language) or family.get(Language.ES) or item
    body: Mapping[str, Any] = (
        shown.draft.body if shown.draft else {"blocks": [], "title": item.key, "summary": "", "resources": [], "language": "es"}
    )
    preview = preview_of(body, country=country, language=language)
    citations: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for kind, key, part, block in (
        Citation.objects.filter(version=shown.draft).order_by("pk").values_list("kind", "key", "part", "block")
    ):
        parts, blocks = citations.setdefault((kind, key), ([], []))
        parts.extend([part] if part and part not in parts else [])
        blocks.extend([block] if block and block not in blocks else [])
    lessons = Item.objects.filter(kind=ItemKind.SECTION, key=item.key).values_list(
        "lms_lessons__lesson__course__key", "lms_lessons__lesson__key"
    )
    return SectionView(
        row=_section_row(item.key, family or {item.language: item}),
        title=preview.title,
        summary=preview.summary,
        html=preview.html,
        blocks=tuple(_block_row(block) for block in resolved_blocks(body, country)),
        cited=tuple(
            CitedRow(kind, key, ", ".join(parts), ", ".join(blocks)) for (kind, key), (parts, blocks) in citations.items()
        ),
        history=tuple(history_of([shown.pk])),
        lessons=tuple(sorted(f"{course} / {lesson}" for course, lesson in lessons if lesson)),
        text_language=preview.text_language,
        resources=preview.resources,
    )


def _block_row(block: Mapping[str, Any]) -> BlockRow:
    parts = (block.get("title", ""), block.get("markdown", ""), block.get("na", ""), ", ".join(block.get("facts", ())))
    return BlockRow(block["id"], block["type"], "na" in block, " ".join(filter(None, parts)))


def history_of(item_ids: Sequence[int]) -> list[HistoryRow]:
    """Versions of items, the newest first. Three queries."""
    versions = list(ItemVersion.objects.filter(item__in=item_ids).order_by("-at", "-pk")[:30])
    published = dict(
        LogRecord.objects.filter(new__in=[v.pk for v in versions])
        .order_by("-entry__effective_at")
        .values_list("new_id", "entry__effective_at")
    )
    people = person_cards({v.author_id for v in versions if v.author_id})
    return [
        HistoryRow(
            v.number, v.at, people[v.author_id].full_name if v.author_id in people else "", published.get(v.pk), v.made_from_id
        )
        for v in versions
    ]
