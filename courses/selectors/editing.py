"""What an author has in front of them while writing: the text, its remarks, the facts to put in, what differs from readers'."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from courses.differences import BlockDifference, block_name, moved_blocks
from courses.facts import value_in_words
from courses.models import Item, ItemComment, ItemKind, ItemVersion
from courses.origins import without_numbers
from courses.selectors.law import laws
from lms.institutions.api import person_cards
from lms.kernel.places import Language
from lms.kernel.words import in_language

PICKED: Final = 12


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language of a section: its item, or None where nobody has begun."""

    language: str
    label: str
    item_id: int | None
    current: bool


def tongues_of(item: Item) -> list[Tongue]:
    """The languages of a section."""
    known = dict(Item.objects.filter(kind=item.kind, key=item.key, archived_at=None).values_list("language", "pk"))
    return [Tongue(code.value, str(code.label), known.get(code), code == item.language) for code in Language]


def starting_body(item: Item) -> Mapping[str, Any]:
    """What the editor opens with: the draft; for a language that nobody has begun the Spanish text, to be translated."""
    if item.draft:
        return without_numbers(item.draft.body)
    spanish = Item.objects.filter(kind=item.kind, key=item.key, language=Language.ES).select_related("draft").first()
    return without_numbers(spanish.draft.body) if spanish and spanish.draft else {}


def unpublished_differences(item: Item) -> list[BlockDifference]:
    """Blocks of the draft that are not as readers have them. [] when nothing differs or nothing was ever published."""
    if not item.draft or not item.published or item.draft_id == item.published_id:
        return []
    return moved_blocks(without_numbers(item.published.body), without_numbers(item.draft.body))


def version_body(item_id: int, number: int) -> Mapping[str, Any]:
    """The body of one version of an item, {} when there is none."""
    found = ItemVersion.objects.filter(item=item_id, number=number).values_list("body", flat=True).first()
    return without_numbers(found) if found else {}


@dataclass(frozen=True, slots=True)
class PickedPart:
    """One thing to put into the text: `code` as it is written, `value` as a reader of the country gets it."""

    code: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PickedFact:
    """A fact that an author may put in: its sentence and its parts, for one country; none when it says nothing there."""

    key: str
    title: str
    jurisdiction: str
    unsure: bool
    parts: tuple[PickedPart, ...]


def facts_to_pick(q: str, *, country: str, language: str) -> list[PickedFact]:
    """Facts whose key or title has the words, with their values in a country. Three queries."""
    wanted = q.strip()
    if not wanted:
        return []
    titles = Q(draft__body__titles__es__icontains=wanted) | Q(draft__body__titles__en__icontains=wanted)
    rows = Item.objects.filter(kind=ItemKind.FACT, archived_at=None).filter(Q(key__icontains=wanted) | titles)
    keys = sorted(set(rows.values_list("key", flat=True)))[:PICKED]
    answers = laws(keys, [country], drafts=True)
    found = []
    for key in keys:
        answer = answers.get((key, country))
        if answer is None:
            found.append(PickedFact(key, key, "", unsure=False, parts=()))
            continue
        parts = [PickedPart(f"{{fact:{key}}}", "", answer.text("", language))]
        parts += [
            PickedPart(f"{{fact:{key}.{part}}}", part, value_in_words(value, country=country, language=language))
            for part, value in answer.values.items()
        ]
        title = in_language(answer.titles, language) or key
        found.append(PickedFact(key, title, answer.jurisdiction, answer.unsure, tuple(parts)))
    return found


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A remark, who made it, and who dealt with it."""

    id: int
    block: str
    block_name: str
    country: str
    text: str
    by: str
    at: datetime
    resolved_by: str
    resolved_at: datetime | None


def comments_of(item: Item) -> list[CommentRow]:
    """The remarks on an item: the open ones first, then the newest. Two queries."""
    rows = list(ItemComment.objects.filter(item=item).order_by("-pk")[:100])
    rows.sort(key=lambda row: row.resolved_at is not None)
    names = person_cards({pk for row in rows for pk in (row.by_id, row.resolved_by_id) if pk})
    kinds = {block["id"]: block["type"] for block in (item.draft.body.get("blocks", ()) if item.draft else ())}

    def name(pk: int | None) -> str:
        return names[pk].full_name if pk in names else ""

    return [
        CommentRow(
            row.pk,
            row.block,
            block_name(kinds.get(row.block, "")),
            row.country,
            row.text,
            name(row.by_id),
            row.at,
            name(row.resolved_by_id),
            row.resolved_at,
        )
        for row in rows
    ]


def block_choices(body: Mapping[str, Any] | None) -> Sequence[tuple[str, str]]:
    """(id, «Text b3: its beginning») of the blocks one may remark on."""
    found = []
    for block in (body or {}).get("blocks", ()):
        words = " ".join(str(block.get("title") or block.get("markdown") or "").split())
        found.append((block["id"], f"{block_name(block['type'])} {block['id']}{': ' if words else ''}{words[:50]}"))
    return found
