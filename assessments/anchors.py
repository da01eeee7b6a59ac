"""Remarks on passages of a letter: where a quote stands, what is kept of a remark. Pure.

A remark is {block, start, end, quote, text, criterion}: `block` as in `letters.texts_of`, `start` and `end` in characters of
the text as it is kept, `criterion` "" for none.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from lms.kernel.words import clean_text

LONGEST_REMARK: Final = 1_000
LONGEST_QUOTE: Final = 1_000
MOST_ANCHORS: Final = 40
_BETWEEN: Final = r"[*_]*\s+(?:[-+*]\s+|\d{1,9}[.)]\s+)?[*_]*"  # words may be parted by a line's end, a list's sign, bold


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Where these words stand in a text, spaces, line ends and signs of bold apart; None: nowhere."""
    words = quote[:LONGEST_QUOTE].split()
    if not words:
        return None
    at = text.find(quote.strip())
    if at >= 0:
        return at, at + len(quote.strip())
    found = re.search(_BETWEEN.join(re.escape(word) for word in words), text)
    return (found.start(), found.end()) if found else None


def place_quote(texts: Mapping[str, str], part: str, quote: str) -> dict[str, Any] | None:
    """{block, start, end, quote} of these words in a part of a letter (a part may have several texts); None: nowhere."""
    for block, text in texts.items():
        if part in ("", block, block.partition(".")[0]) and (place := find_quote(text, quote)):
            start, end = place
            return {"block": block, "start": start, "end": end, "quote": text[start:end]}
    return None


def clean_anchor(raw: Mapping[str, Any], texts: Mapping[str, str], criteria: Collection[str]) -> dict[str, Any] | None:
    """A remark as it is kept; None when nothing is said or its passage is not in the letter."""
    said = clean_text(str(raw.get("text") or "")).strip()[:LONGEST_REMARK]
    block, start, end = raw.get("block"), raw.get("start"), raw.get("end")
    text = texts.get(block, "") if isinstance(block, str) else ""
    if not said or type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        return None
    quote = text[start:end]
    if not quote.strip() or len(quote) > LONGEST_QUOTE:
        return None
    criterion = raw.get("criterion")
    kept = criterion if isinstance(criterion, str) and criterion in criteria else ""
    return {"block": block, "start": start, "end": end, "quote": quote, "text": said, "criterion": kept}


def in_order(anchors: Collection[Mapping[str, Any]], texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Remarks in the order of the letter, at most 40."""
    blocks = list(texts)
    known = [dict(one) for one in anchors if one["block"] in blocks]
    return sorted(known, key=lambda one: (blocks.index(one["block"]), one["start"], one["end"]))[:MOST_ANCHORS]
