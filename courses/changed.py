"""What a change changed for one country's reader: the rule and the blocks, before and now, side by side. Pure.

A refresher's frozen config holds it as JSON (`changed`), so that its page is drawn from the config alone, for ever the same.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from django.utils.safestring import SafeString

from courses.differences import Piece, word_difference
from courses.facts import LawAnswer
from courses.rendering import render_section
from courses.wording import date_in_words, legal_basis
from lms.kernel.words import in_language

MAX_BLOCKS: Final = 6  # five minutes: the rule itself always, then so many blocks of text
TEXTS: Final = ("text", "slot", "mistake", "flag", "example", "next", "check")  # blocks that are read as they stand
_GAP: Final = re.compile(r"\n[ \t]*\n")
_ANSWER: Final = frozenset(field.name for field in fields(LawAnswer))
_NO_ID: Final = 0  # a frozen answer names no row of this database


def answer_as_json(answer: LawAnswer | None) -> dict[str, Any] | None:
    """An answer as a frozen config keeps it: without ids that another database would number otherwise."""
    if answer is None:
        return None
    return {name: value for name, value in asdict(answer).items() if name != "item_version_id"}


def answer_from_json(kept: Mapping[str, Any] | None) -> LawAnswer | None:
    """The answer that was kept; a name that answers no longer have is left out."""
    if not kept:
        return None
    known = {name: value for name, value in kept.items() if name in _ANSWER}
    return LawAnswer(**{**known, "item_version_id": _NO_ID, "sources": tuple(kept["sources"])})


def block_for(block: Mapping[str, Any] | None, country: str) -> dict[str, Any] | None:
    """A block as one country's reader gets it: of a slot only that part; None for what is no text of theirs."""
    if block is None or block["type"] not in TEXTS:
        return None
    if block["type"] != "slot":
        return dict(block)
    part = block["countries"].get(country)
    return {**block, "countries": {country: part}} if part else None


def narrowed(
    before: Mapping[str, Any] | None, now: Mapping[str, Any] | None, country: str, keys: Collection[str] = ()
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Both sides with only the paragraphs that are not the same or that name one of the facts, under their headings.

    A side that would be empty, or a block that has no paragraphs to choose from, stays whole.
    """
    old, new = (_paragraphs(block, country) for block in (before, now))
    names = re.compile("|".join(re.escape(f"{{fact:{key}") + r"[.}]" for key in keys)) if keys else None
    return _kept(before, country, old, set(new), names), _kept(now, country, new, set(old), names)


def _paragraphs(block: Mapping[str, Any] | None, country: str) -> list[str]:
    if block is None:
        return []
    part = block["countries"][country] if block["type"] == "slot" else block
    return [text for text in _GAP.split(str(part.get("markdown", ""))) if text.strip()]


def _kept(
    block: Mapping[str, Any] | None, country: str, mine: Sequence[str], theirs: Collection[str], names: re.Pattern[str] | None
) -> dict[str, Any] | None:  # fmt: skip
    if block is None:
        return None
    found: list[str] = []
    heading = ""
    for text in mine:
        if text.startswith("#") and "\n" not in text:
            heading = text
        elif text not in theirs or (names and names.search(text)):
            found += [heading, text] if heading else [text]
            heading = ""
    if not found:
        return dict(block)
    markdown = "\n\n".join(found)
    if block["type"] == "slot":
        return {**block, "countries": {country: {**block["countries"][country], "markdown": markdown}}}
    return {**block, "markdown": markdown}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a rule: its sentence in pieces (what differs is marked), its legal basis, from when; `none`: no rule."""

    pieces: tuple[Piece, ...]
    basis: str
    as_of: str
    confirm_with: str = ""
    none: bool = False


@dataclass(frozen=True, slots=True)
class RulePair:
    """A rule before and now."""

    title: str
    before: Side
    now: Side


@dataclass(frozen=True, slots=True)
class BlockPair:
    """A block before and now, as HTML; '' where it was not there, or is there no more. `title`: its section's."""

    title: str
    before: SafeString
    now: SafeString


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """What a refresher's page shows of the change, in one language."""

    sentence: str
    in_force_from: str
    rules: tuple[RulePair, ...]
    blocks: tuple[BlockPair, ...]


def changed_page(changed: Mapping[str, Any], *, language: str, icons: str = "") -> ChangedPage:
    """The page of a frozen `changed`, in the reader's language. Call it with that language active."""
    country = changed["country"]
    shared = {key: answer for key, kept in changed["facts"].items() if (answer := answer_from_json(kept))}
    sides: list[dict[str, LawAnswer]] = []
    for which in ("before", "now"):
        moved = {rule["key"]: answer for rule in changed["rules"] if (answer := answer_from_json(rule[which]))}
        hidden = {rule["key"] for rule in changed["rules"]}
        sides.append({**{key: answer for key, answer in shared.items() if key not in hidden}, **moved})
    return ChangedPage(
        sentence=in_language(changed["sentence"], language),
        in_force_from=date_in_words(changed["in_force_from"]) if changed["in_force_from"] else "",
        rules=tuple(_rule(rule, language) for rule in changed["rules"]),
        blocks=tuple(
            _block(one, f"{n}", {"country": country, "language": language, "icons": icons}, sides)
            for n, one in enumerate(_texts(changed, language), 1)
        ),
    )


def _texts(changed: Mapping[str, Any], language: str) -> Sequence[Mapping[str, Any]]:
    """The blocks in the reader's language, else in Spanish, else in whatever there is."""
    blocks = changed["blocks"]
    return blocks.get(language) or blocks.get("es") or next(iter(blocks.values()), ())


def _rule(rule: Mapping[str, Any], language: str) -> RulePair:
    before, now = answer_from_json(rule["before"]), answer_from_json(rule["now"])
    old, new = (answer.text("", language) if answer else "" for answer in (before, now))
    pieces = word_difference(old, new)
    return RulePair(
        in_language((now or before).titles, language) if (now or before) else rule["key"],  # type: ignore[union-attr]
        _side(before, tuple(piece for piece in pieces if piece.kind != "ins")),
        _side(now, tuple(piece for piece in pieces if piece.kind != "del")),
    )


def _side(answer: LawAnswer | None, pieces: tuple[Piece, ...]) -> Side:
    if answer is None:
        return Side((), "", "", none=True)
    basis = legal_basis(answer.law, answer.article)
    return Side(pieces, basis, date_in_words(answer.as_of), answer.office if answer.unsure else "")


def _block(
    one: Mapping[str, Any], number: str, reader: Mapping[str, str], sides: Sequence[Mapping[str, LawAnswer]]
) -> BlockPair:
    drawn = [
        render_section(
            {"language": one["language"], "blocks": [one[which]] if one[which] else []},
            country=reader["country"],
            language=reader["language"],
            icons=reader["icons"],
            facts={reader["country"]: facts},
            prefix=f"{which}-{number}",
            shift=1,
        )
        for which, facts in zip(("before", "now"), sides, strict=True)
    ]
    return BlockPair(one["title"], drawn[0], drawn[1])
