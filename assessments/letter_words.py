"""A letter in words only: for copying, for printing beside it, and for saying what changed between two drafts. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments import letters
from lms.kernel.light_text import light_plain
from lms.kernel.words import in_language


def step_line(step: Mapping[str, Any]) -> str:
    """«Search: the advisor, Monday. Cost: nothing»."""
    said = ", ".join(filter(None, (step.get("who"), step.get("when"))))
    line = ": ".join(filter(None, (step.get("what"), said)))
    if cost := step.get("cost"):
        line = f"{line}. {_('Cost:')} {dict(letters.cost_words())[cost].lower()}"
    return line


def place_line(place: Mapping[str, Any]) -> str:
    """«Free collective marks, Indecopi (indecopi.gob.pe): to file the mark»."""
    name = ", ".join(filter(None, (in_language(place.get("names")) or str(place["key"]), place.get("by", ""))))
    where = f"{name} ({place['url']})" if place.get("url") else name
    return f"{where}: {place['for']}" if place.get("for") else where


def part_text(part: str, value: Any) -> str:
    """One part as text, as it was typed; rows of a list a line each."""
    if part == "steps":
        return "\n".join(step_line(row) for row in value or ())
    if part == "places":
        return "\n".join(place_line(row) for row in value or ())
    return value if isinstance(value, str) else ""


def part_texts(letter: Mapping[str, Any]) -> dict[str, str]:
    """{part: its text} of the parts in which something is written, in order."""
    found = {part: part_text(part, letter.get(part)) for part in letters.PARTS}
    return {part: text for part, text in found.items() if text}


def whole_text(letter: Mapping[str, Any]) -> str:
    """The letter without markup, its parts under their titles: to be pasted into a message to the business."""
    titles = letters.block_titles()
    found = []
    for part, text in part_texts(letter).items():
        plain = "\n".join(f"- {line}" for line in text.split("\n")) if part in letters.LISTS else light_plain(text).strip()
        joined = part == "help" and bool(letter.get("places"))
        head = "" if joined else f"{titles['places' if part == 'help' else part]}\n\n"
        found.append(head + plain)
    return "\n\n".join(found) + "\n" if found else ""
