"""What changed between two texts of a section: block by block, word by word. Pure.

Blocks are matched by their ids, not by their place: a moved block is the same block.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.kernel.places import COUNTRIES, Country

HEAD: Final = "head"  # stands for title and summary, beside the ids of blocks
BYTES: Final = "data"  # of a figure: its file in base64, which nobody reads; its digest says that it moved
MAX_WORDS: Final = 4000  # beyond this, lines are compared
AROUND: Final = 160  # characters of unchanged text shown on each side of a change
_WORDS: Final = re.compile(r"\{fact:[^}\s]*\}|\w+|\s+|[^\w\s]")
_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring words that are "same" in both texts, "ins" (only in the new) or "del" (only in the old)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PartDifference:
    """One text of a block: its shared text (country '') or one country's. `label` says which to people."""

    country: str
    label: str
    old: str
    new: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return self.old != self.new

    @property
    def excerpt(self) -> tuple[Piece, ...]:
        """The pieces with long unchanged stretches cut to what stands around a change."""
        last = len(self.pieces) - 1
        return tuple(
            _cut(piece, first=place == 0, last=place == last) if piece.kind == "same" else piece
            for place, piece in enumerate(self.pieces)
        )


@dataclass(frozen=True, slots=True)
class BlockDifference:
    """A block in two versions: same, changed, new or gone."""

    id: str
    type: str
    state: str
    parts: tuple[PartDifference, ...]

    @property
    def moved(self) -> tuple[PartDifference, ...]:
        """The texts that are not the same."""
        return tuple(part for part in self.parts if part.changed)


def _cut(piece: Piece, *, first: bool, last: bool) -> Piece:
    text = piece.text
    if first and last:
        return piece
    head = "" if first else text[:AROUND].rpartition(" ")[0]
    tail = "" if last else text[-AROUND:].partition(" ")[2]
    if len(text) - len(head) - len(tail) < AROUND:
        return piece
    return Piece("same", f"{head} … {tail}")


def word_difference(old: str, new: str) -> tuple[Piece, ...]:
    """The two texts as one, words marked; a fact reference is one word."""
    if old == new:
        return (Piece("same", new),) if new else ()
    one, two = _WORDS.findall(old), _WORDS.findall(new)
    if len(one) + len(two) > MAX_WORDS:
        one, two = _LINES.findall(old), _LINES.findall(new)
    pieces: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(one[a:b])))
            continue
        pieces.extend([Piece("del", "".join(one[a:b]))] if b > a else [])
        pieces.extend([Piece("ins", "".join(two[c:d]))] if d > c else [])
    return tuple(pieces)


def parts_of_block(block: Mapping[str, Any] | None) -> dict[str, str]:
    """{'' or country: its text as an author writes it}."""
    if not block:
        return {}
    if block["type"] == "slot":
        return {
            code: f"na: {part['na']}" if "na" in part else part.get("markdown", "")
            for code in COUNTRIES
            if (part := block["countries"].get(code)) is not None
        }
    lines = [block.get("title", ""), block.get("figure", ""), *block.get("facts", ()), block.get("markdown", "")]
    return {"": "\n".join(line for line in lines if line)}


def head_of(body: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Title, summary and lists as a block of their own, so that they are compared like the others."""
    if not body:
        return None
    lists = [f"{name}: {', '.join(body[name])}" for name in ("stages", "questions", "resources") if body.get(name)]
    text = "\n".join(filter(None, [body.get("title", ""), body.get("summary", ""), *lists]))
    return {"id": HEAD, "type": HEAD, "markdown": text}


def blocks_by_id(body: Mapping[str, Any] | None) -> dict[str, Mapping[str, Any]]:
    """{id: block} in order, the head first."""
    head = head_of(body)
    blocks = {block["id"]: block for block in (body or {}).get("blocks", ())}
    return {HEAD: head, **blocks} if head else blocks


def block_differences(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[BlockDifference]:
    """Every block of both versions, in the new order; what is gone stands where it stood."""
    before, after = blocks_by_id(old), blocks_by_id(new)
    return [_difference(name, before.get(name), after.get(name)) for name in _in_order(list(before), list(after))]


def moved_blocks(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[BlockDifference]:
    """Only what is not the same."""
    return [one for one in block_differences(old, new) if one.state != "same"]


def _in_order(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    known = set(after)
    gone_behind: dict[str, list[str]] = {}
    last = ""
    for name in before:
        if name in known:
            last = name
        else:
            gone_behind.setdefault(last, []).append(name)
    yield from gone_behind.get("", ())
    for name in after:
        yield name
        yield from gone_behind.get(name, ())


def _difference(name: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> BlockDifference:
    before, after = parts_of_block(old), parts_of_block(new)
    parts = tuple(
        PartDifference(
            code, label_of(code), before.get(code, ""), after.get(code, ""),
            word_difference(before.get(code, ""), after.get(code, "")),
        )
        for code in ("", *COUNTRIES)
        if code in before or code in after
    )  # fmt: skip
    kind = str((new or old or {}).get("type", ""))
    if old is None or new is None:
        return BlockDifference(name, kind, "new" if old is None else "gone", parts)
    same = old["type"] == new["type"] and not any(part.changed for part in parts)
    return BlockDifference(name, kind, "same" if same else "changed", parts)


def label_of(country: str) -> str:
    """«Perú», or '' for shared text."""
    return str(Country(country).label) if country else ""


def block_name(kind: str) -> str:
    """What a block is, for people."""
    return {
        HEAD: _("Title and summary"),
        "field": _("Field"),
        "text": _("Text"),
        "slot": _("By country"),
        "mistake": _("Common mistake"),
        "flag": _("Red flag: refer the case"),
        "example": _("Example"),
        "next": _("Next step"),
        "check": _("Checklist"),
        "facts": _("Rules at a glance"),
        "compare": _("The four countries, side by side"),
        "help": _("Where to get help"),
        "figure": pgettext("block", "Figure"),
    }.get(kind, kind)


def body_differences(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[BlockDifference]:
    """What changed in a body that is no section: one entry a field («sentence.es»), only those that are not the same."""
    before, after = (dict(_fields({n: v for n, v in (one or {}).items() if n != BYTES})) for one in (old, new))
    found = []
    for name in dict.fromkeys([*after, *before]):
        one, two = before.get(name), after.get(name)
        if one != two:
            part = PartDifference("", "", one or "", two or "", word_difference(one or "", two or ""))
            found.append(
                BlockDifference(name, "field", "new" if one is None else "gone" if two is None else "changed", (part,))
            )
    return found


def _fields(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _fields(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        if any(isinstance(inner, Mapping | list) for inner in value):
            for place, inner in enumerate(value, 1):
                name = str(inner.get("id") or inner.get("key") or place) if isinstance(inner, Mapping) else str(place)
                yield from _fields(inner, f"{path}.{name}")
        elif value:
            yield path, ", ".join(str(inner) for inner in value)
    elif value not in (None, ""):
        yield path, {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def item_differences(kind: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[BlockDifference]:
    """What changed between two versions of an item, whatever it is."""
    if kind == "section":
        return moved_blocks(old or {}, new or {})
    return body_differences(old, new)
