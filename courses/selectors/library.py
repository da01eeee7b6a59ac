"""The library as authors see it: its figures, one section, the history. Drafts, not releases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils.safestring import SafeString

from courses.blocks import resolved_blocks
from courses.models import (
    Citation,
    FactVersion,
    Item,
    ItemKind,
    ItemRequest,
    ItemVersion,
    LogRecord,
    PublishRequest,
    RequestState,
)
from courses.resources import ResourceCard
from courses.selectors.library_matrix import SectionRow, row_of
from courses.selectors.preview import preview_of
from lms.institutions.api import person_cards
from lms.kernel.places import Language


@dataclass(frozen=True, slots=True)
class LibraryFigures:
    """What the library holds and what waits."""

    sections: int
    facts: int
    unpublished: int
    to_confirm: int
    sources_due: int
    requests: int


def library_figures(today: date) -> LibraryFigures:
    """Seven counts."""
    live = Item.objects.filter(archived_at=None)
    moved = ~Q(draft=None) & (Q(published=None) | ~Q(draft=F("published")))
    unsure = FactVersion.objects.filter(version__lms_draft_of__archived_at=None, version__lms_draft_of__isnull=False)
    return LibraryFigures(
        sections=live.filter(kind=ItemKind.SECTION, language=Language.ES).count(),
        facts=live.filter(kind=ItemKind.FACT).count(),
        unpublished=live.filter(moved).count(),
        to_confirm=unsure.filter(Q(needs_check=True) | Q(confidence="low")).count(),
        sources_due=live.filter(kind=ItemKind.SOURCE, review_by__lte=today + timedelta(days=60)).count(),
        requests=PublishRequest.objects.filter(state=RequestState.OPEN).count()
        + ItemRequest.objects.filter(state=RequestState.OPEN).count(),
    )


def modules_of_sections() -> list[str]:
    """The folders that sections stand in."""
    keys = Item.objects.filter(kind=ItemKind.SECTION, archived_at=None).values_list("key", flat=True)
    return sorted({key.partition("/")[0] for key in keys})


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
    item_id: int = 0


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
        row=row_of(family or {item.language: item}),
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
            v.number,
            v.at,
            people[v.author_id].full_name if v.author_id in people else "",
            published.get(v.pk),
            v.made_from_id,
            v.item_id,
        )
        for v in versions
    ]
