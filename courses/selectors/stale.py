"""Which texts are behind their origin, and what moved: translations, countries' slots, sentences of facts. Drafts.

Behind is a matter of decisions: when every block that moved has been answered for, a last row (block `ALL`) says so, and
lists need look no further than that row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from courses.differences import BlockDifference, blocks_by_id, moved_blocks
from courses.models import Item, ItemKind, ItemVersion, StaleDecision
from courses.origins import countries_behind, moved_shared, without_numbers
from lms.kernel.places import Language

ALL: Final = "*"  # every block that moved in `origin` is decided


def caught_up_pairs(item_ids: Iterable[int]) -> set[tuple[int, int, str, str]]:
    """(item, origin, language, country) for which everything is decided. One query."""
    rows = StaleDecision.objects.filter(item__in=list(item_ids), block=ALL)
    return set(rows.values_list("item_id", "origin_id", "language", "country"))


def is_caught_up(item: Item, origin_id: int | None) -> bool:
    """Whether a translation stands in line with a Spanish version."""
    if origin_id is None or (item.draft and item.draft.made_from_id == origin_id):
        return True
    return (item.pk, origin_id, item.language, "") in caught_up_pairs([item.pk])


def caught_up_countries(item: Item) -> list[str]:
    """Countries whose slots were written against an older shared text, for which everything is decided."""
    if item.draft is None or not countries_behind(item.draft.body):
        return []
    origin = shared_version(item)
    known = caught_up_pairs([item.pk])
    return [code for code in countries_behind(item.draft.body) if origin and (item.pk, origin.pk, "", code) in known]


def shared_version(item: Item) -> ItemVersion | None:
    """The version whose shared text is today's."""
    if item.draft is None:
        return None
    return ItemVersion.objects.filter(item=item, number=item.draft.body.get("shared", 0)).first()


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved in a text's origin since the own text was made: both versions, the blocks, those that are answered for."""

    item: Item
    language: str  # a translation's, or ''
    country: str  # a variant's, or ''
    old: ItemVersion | None
    new: ItemVersion
    blocks: tuple[BlockDifference, ...]
    decided: Mapping[str, StaleDecision]

    @property
    def open(self) -> tuple[BlockDifference, ...]:
        """What nobody has answered for."""
        return tuple(block for block in self.blocks if block.id not in self.decided)


def translation_moved(item: Item) -> Moved | None:
    """What moved in Spanish since a translation was made; None when it stands in line or there is nothing to compare."""
    if item.language == Language.ES or item.draft is None:
        return None
    spanish = (
        Item.objects.filter(kind=item.kind, key=item.key, country=item.country, language=Language.ES)
        .select_related("draft")
        .first()
    )
    new = spanish.draft if spanish else None
    if new is None or is_caught_up(item, new.pk):
        return None
    old = ItemVersion.objects.filter(pk=item.draft.made_from_id).first() if item.draft.made_from_id else None
    blocks = moved_blocks(without_numbers(old.body) if old else {}, without_numbers(new.body))
    return Moved(item, item.language, "", old, new, tuple(blocks), _decided(item, new, blocks, language=item.language))


def variant_moved(item: Item, country: str) -> Moved | None:
    """What moved in the shared text since a country's slots were written; None when they stand in line."""
    if item.draft is None or country not in countries_behind(item.draft.body) or country in caught_up_countries(item):
        return None
    body = item.draft.body
    new = shared_version(item)
    if new is None:
        return None
    old = ItemVersion.objects.filter(item=item, number=body["against"].get(country, 0)).first()
    blocks = moved_shared(without_numbers(old.body) if old else {}, without_numbers(new.body))
    return Moved(item, "", country, old, new, tuple(blocks), _decided(item, new, blocks, country=country))


def _decided(
    item: Item, new: ItemVersion, blocks: Sequence[BlockDifference], *, language: str = "", country: str = ""
) -> dict[str, StaleDecision]:
    """{block: decision} that still stand: given against a version whose block reads as it does now."""
    rows = StaleDecision.objects.filter(item=item, language=language, country=country).exclude(block=ALL)
    now = blocks_by_id(without_numbers(new.body))
    moved = {block.id for block in blocks}
    found: dict[str, StaleDecision] = {}
    for row in rows.select_related("origin").order_by("pk"):
        then = blocks_by_id(without_numbers(row.origin.body))
        if row.block in moved and then.get(row.block) == now.get(row.block):
            found[row.block] = row
    return found


@dataclass(frozen=True, slots=True)
class SentenceBehind:
    """A fact's English words that stand beside Spanish ones which moved on: the version that moved them, and the one before."""

    item_id: int
    key: str
    jurisdiction: str
    moved_in: ItemVersion
    before: ItemVersion


def sentences_behind(items: Iterable[Item]) -> list[SentenceBehind]:
    """Facts whose Spanish sentence changed later than the English one. Two queries; looks at facts with several versions."""
    chosen = {i.pk: i for i in items if i.kind == ItemKind.FACT and i.draft_id and i.draft and i.draft.number > 1}
    versions: dict[int, list[ItemVersion]] = {}
    for version in ItemVersion.objects.filter(item__in=chosen).order_by("item", "number"):
        if version.number <= chosen[version.item_id].draft.number:  # type: ignore[union-attr]
            versions.setdefault(version.item_id, []).append(version)
    settled = caught_up_pairs(chosen)
    found = []
    for item_id, rows in versions.items():
        if (late := _late_sentence(rows)) and (item_id, late[1].pk, Language.EN.value, "") not in settled:
            found.append(SentenceBehind(item_id, chosen[item_id].key, chosen[item_id].country, late[1], late[0]))
    return found


def _late_sentence(rows: Sequence[ItemVersion]) -> tuple[ItemVersion, ItemVersion] | None:
    """(before, after) of the last change of the Spanish sentence that the English one did not follow since."""
    late = None
    for one, two in pairwise(rows):
        before, after = _said(one.body), _said(two.body)
        if before[1] != after[1]:
            late = None
        elif before[0] != after[0] and late is None:
            late = (one, two)
    return late


def _said(body: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
    kept = [body.get(name) or {} for name in ("sentence", "short", "transitional")]
    return [words.get("es") for words in kept], [words.get("en") for words in kept]
