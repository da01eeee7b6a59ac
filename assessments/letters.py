"""The parts of an advice letter: which there are, how they are read from a form, what is missing, how long they are. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.kernel.light_text import light_html, light_plain, marked_line, passages_in
from lms.kernel.words import clean_text

BLOCKS: Final = ("issues", "advice", "steps", "help", "lawyer")
PARTS: Final = ("issues", "advice", "steps", "places", "help", "lawyer")
"""All that may be saved by itself: `places` are the entries of the directory that belong to `help`."""
LISTS: Final = frozenset({"steps", "places"})
STEP_FIELDS: Final = ("what", "who", "when", "cost")
COSTS: Final = ("none", "low", "medium", "high", "unknown")
MOST_STEPS: Final = 12
MOST_PLACES: Final = 8
LONGEST: Final = {"issues": 12_000, "advice": 12_000, "help": 4_000, "lawyer": 4_000, "steps": 200, "places": 200}
_ITEM: Final = re.compile(r"^[^\S\n]*(?:[-+*]|\d{1,9}[.)])\s", re.MULTILINE)
_RANGE: Final = re.compile(r"\b(\d{2,4})\s+(?:y|a|to|and)\s+(\d{2,4})\s+(?:palabras|words)\b")
_WORD: Final = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


def clean_block(block: str, value: Any) -> Any:
    """A block as it is kept: text with Unix line ends, or a list without empty rows. Raises ValueError: too long.

    A value of the wrong shape is read as nothing: a letter's text is a text, a step's fields are texts. Of a place of help only
    its key and what it is for are read: its name and address come from the directory.
    """
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    if block == "steps":
        steps = [{name: _text(row.get(name), LONGEST["steps"]) for name in STEP_FIELDS} for row in rows]
        for step in steps:
            step["cost"] = step["cost"] if step["cost"] in COSTS else ""
        return [step for step in steps if any(step.values())][:MOST_STEPS]
    if block == "places":
        places = {_text(row.get("key"), 160): _text(row.get("for"), LONGEST["places"]) for row in rows}
        return [{"key": key, "for": wanted} for key, wanted in places.items() if key][:MOST_PLACES]
    return _text(value, LONGEST[block])


def empty_block(block: str) -> Any:
    """A block in which nothing is written."""
    return [] if block in LISTS else ""


def _text(value: Any, limit: int) -> str:
    text = clean_text(value).rstrip() if isinstance(value, str) else ""
    if len(text) > limit:
        raise ValueError(limit)
    return text


def passages(
    text: str, anchors: Sequence[Mapping[str, Any]] = (), *, addressed: bool = False, notes: str = "", line: bool = False
) -> SafeString:
    """A part's text as safe HTML, each quoted passage in `<mark data-anchor="n">`, n = 1, 2, … in the order of `anchors`.

    `anchors` are those of this part: {start, end, quote} in characters of the text as it is kept (Markdown), maybe with their
    own `n`; a passage that bold or a line's end cuts has several marks of one number, the first with the id `passage-n`. A
    quote that is not where it says is looked for, and left out where it stands nowhere. `addressed`: every run of letters is
    in an element with `data-at`, the place of its first letter in the text, so that a script makes an anchor of a selection.
    `notes`: a small link to `#<notes><n>` stands after each passage. `line`: a field of one line, in which nothing is markup.
    """
    shown = marked_line if line else light_html
    name = _("Remark") if notes else ""
    return shown(text, passages_in(text, anchors), addressed=addressed, notes=notes, note_name=name)


def missing_parts(letter: Mapping[str, Any]) -> dict[str, str]:
    """What must still be written before the letter can be handed in: {block: sentence}."""
    sentences = {
        "issues": _("Write what you saw: at least one problem of the business."),
        "advice": _("Write what you advise, and why that and nothing else."),
        "steps": _("Write at least one next step: what, who and when."),
        "help": _("Choose at least one place of local help, or write «none» and why."),
        "lawyer": _("Write what a lawyer must see, or «none» and why."),
    }
    lacking = {block: sentence for block, sentence in sentences.items() if not letter.get(block)}
    if places := letter.get("places"):
        lacking.pop("help", None)
        if not all(place["for"] for place in places):
            lacking["help"] = _("Say what each place of help is good for here.")
    if any(not (step["what"] and step["who"] and step["when"]) for step in letter.get("steps") or ()):
        lacking["steps"] = _("Each step needs what, who and when.")
    return lacking


def words_in(value: Any) -> int:
    """How many words a block has; words are runs of letters or digits."""
    if isinstance(value, str):
        return len(_WORD.findall(_ITEM.sub("", light_plain(value))))
    return sum(words_in(row.get(name, "")) for row in value or () for name in ("what", "who", "when", "for"))


def words_of(letter: Mapping[str, Any]) -> int:
    """How many words a letter has."""
    return sum(words_in(letter.get(part)) for part in PARTS)


def range_of(task: Mapping[str, str]) -> tuple[int, int] | None:
    """How many words the task asks for, at least and at most, as it says itself; None when it says nothing of it."""
    for text in task.values():
        if found := _RANGE.search(text):
            return int(found[1]), int(found[2])
    return None


def texts_of(letter: Mapping[str, Any]) -> dict[str, str]:
    """Every text of a letter by the name that an anchor's `block` has for it: «issues», «steps.0.what», «places.1.for»."""
    found: dict[str, str] = {}
    for part in PARTS:
        value = letter.get(part)
        if part not in LISTS:
            found[part] = value if isinstance(value, str) else ""
            continue
        for place, row in enumerate(value or ()):
            names = ("what", "who", "when") if part == "steps" else ("for",)
            found |= {f"{part}.{place}.{name}": row.get(name, "") for name in names}
    return found


def block_titles() -> dict[str, str]:
    """The parts by their names in the active language, in the letter's order."""
    return {
        "issues": _("What we saw"),
        "advice": _("What we advise"),
        "steps": _("Next steps"),
        "places": _("Local help to turn to"),
        "help": _("More on local help"),
        "lawyer": _("What a lawyer must see"),
    }


def cost_words() -> Sequence[tuple[str, str]]:
    """The cost bands of a step: value and words."""
    return (
        ("", _("Choose")),
        ("none", _("Nothing")),
        ("low", _("Low")),
        ("medium", _("Medium")),
        ("high", _("High")),
        ("unknown", _("To be confirmed")),
    )
