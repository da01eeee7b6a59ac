"""The blocks of a section: what a country's reader gets of them, which facts they name, how two languages compare. Pure.

A block is {id, type, …}: `text`, the callouts, `facts`, `compare`, `help`, `figure`, and `slot` with one part a country.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from lms.kernel.places import Country

MAX_MARKDOWN: Final = 256 * 1024  # bytes
STAGES: Final = ("idea", "formation", "first_sale", "growth", "export", "investment")
CALLOUTS: Final = ("mistake", "flag", "example", "next", "check")
TABLES: Final = ("facts", "compare")
FENCES: Final = ("local", *CALLOUTS, *TABLES, "help", "figure")
FACT_REFERENCE: Final = re.compile(r"\{fact:([a-z0-9_-]+\.[a-z0-9_-]+)(?:\.([a-z0-9_-]+))?\}")
SECTION_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]*/[a-z0-9][a-z0-9-]*")
_SECTION_LINK: Final = re.compile(rf"section:({SECTION_KEY.pattern})")


def difference_of_shape(spanish: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """A sentence when a translation does not have the same blocks in the same order, with the same slots; '' when it has."""
    mine, theirs = spanish.get("blocks", []), other.get("blocks", [])
    for position, (one, two) in enumerate(zip(mine, theirs, strict=False), 1):
        if one["type"] != two["type"] or one["id"] != two["id"]:
            return _("Block %(n)s is '%(other)s' (%(other_id)s) here and '%(spanish)s' (%(spanish_id)s) in Spanish.") % {
                "n": position, "other": two["type"], "other_id": two["id"], "spanish": one["type"], "spanish_id": one["id"],
            }  # fmt: skip
        if one.get("facts") != two.get("facts"):
            return _("Block %(n)s names other facts than the Spanish one.") % {"n": position}
        if one.get("figure") != two.get("figure"):
            return _("Block %(n)s shows another figure than the Spanish one.") % {"n": position}
        for code, filled in one.get("countries", {}).items():
            if ("na" in filled) != ("na" in two.get("countries", {}).get(code, {})):
                return _("Block %(n)s applies in %(country)s in one language and not in the other.") % {
                    "n": position, "country": Country(code).label,
                }  # fmt: skip
    if len(mine) != len(theirs):
        return _("This file has %(other)s blocks and the Spanish one %(spanish)s.") % {
            "other": len(theirs),
            "spanish": len(mine),
        }
    return ""


def resolved_blocks(body: Mapping[str, Any], country: str) -> list[dict[str, Any]]:
    """The blocks that a country's reader gets: shared ones, and of each slot only that country's part."""
    return [
        {"id": block["id"], "type": "slot", "country": country, **block["countries"].get(country, {})}
        if block["type"] == "slot"
        else dict(block)
        for block in body.get("blocks", ())
    ]


@dataclass(frozen=True, slots=True)
class Cited:
    """A fact that a country's reader meets in a section: the whole or a part; in a comparison other countries' too."""

    key: str
    part: str
    block: str
    compared: bool = False


def facts_cited(body: Mapping[str, Any], country: str) -> list[Cited]:
    """The facts that a country's reader meets, in reading order."""
    found: dict[Cited, None] = {}
    for block in resolved_blocks(body, country):
        text = f"{block.get('markdown', '')} {block.get('na', '')}"
        for reference in FACT_REFERENCE.finditer(text):
            found[Cited(reference[1], reference[2] or "", block["id"])] = None
        for key in block.get("facts", ()):
            found[Cited(key, "", block["id"], compared=block["type"] == "compare")] = None
    return list(found)


def figures_shown(body: Mapping[str, Any]) -> list[str]:
    """Keys of the figures that a section shows, in order, once each."""
    return list(dict.fromkeys(block["figure"] for block in body.get("blocks", ()) if block["type"] == "figure"))


def sections_linked(body: Mapping[str, Any], country: str = "") -> list[str]:
    """Keys of the sections that a text may link to; with a country, only what its reader gets."""
    parts: list[Mapping[str, Any]] = []
    for block in resolved_blocks(body, country) if country else body.get("blocks", ()):
        parts += [block, *block.get("countries", {}).values()]
    texts = (f"{part.get('markdown', '')} {part.get('na', '')}" for part in parts)
    return list(dict.fromkeys(key for text in texts for key in _SECTION_LINK.findall(text)))


def empty_slots(body: Mapping[str, Any], country: str) -> list[str]:
    """Ids of the slots that have nothing for a country, not even a reason."""
    return [b["id"] for b in resolved_blocks(body, country) if b["type"] == "slot" and not (b.get("markdown") or b.get("na"))]
