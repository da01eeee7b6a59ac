"""The parts of an advice letter: which there are, how they are read from a form, what is missing, how long they are. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.kernel.light_text import light_html, light_plain, passages_in

BLOCKS: Final = ("issues", "advice", "steps", "help", "lawyer")
STEP_FIELDS: Final = ("what", "who", "when", "cost")
COSTS: Final = ("none", "low", "medium", "high", "unknown")
MOST_STEPS: Final = 12
LONGEST: Final = {"issues": 12_000, "advice": 12_000, "help": 4_000, "lawyer": 4_000, "steps": 200}
_ITEM: Final = re.compile(r"^\s*(?:[-+*]|\d{1,9}[.)])\s", re.MULTILINE)
_WORD: Final = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


def clean_block(block: str, value: Any) -> Any:
    """A block as it is kept: text with Unix line ends, or a list of steps without empty rows. Raises ValueError: too long.

    A value of the wrong shape is read as nothing: a letter's text is a text, a step's fields are texts.
    """
    if block == "steps":
        rows = value if isinstance(value, list) else []
        rows = [row for row in rows if isinstance(row, Mapping)]
        steps = [{name: _text(row.get(name), LONGEST["steps"]) for name in STEP_FIELDS} for row in rows]
        for step in steps:
            step["cost"] = step["cost"] if step["cost"] in COSTS else ""
        return [step for step in steps if any(step.values())][:MOST_STEPS]
    return _text(value, LONGEST[block])


def _text(value: Any, limit: int) -> str:
    text = value.replace("\r\n", "\n").replace("\x00", "").rstrip() if isinstance(value, str) else ""
    if len(text) > limit:
        raise ValueError(limit)
    return text


def passages(text: str, anchors: Sequence[Mapping[str, Any]] = (), *, addressed: bool = False, notes: str = "") -> SafeString:
    """A part's text as safe HTML, each quoted passage in `<mark data-anchor="n">`, n = 1, 2, … in the order of `anchors`.

    `anchors` are those of this part: {start, end, quote} in characters of the text as it is kept (Markdown), maybe with their
    own `n`; a
    passage that bold or a line's end cuts has several marks of one number, the first with the id `passage-n`. A quote that
    is not where it says is looked for, and left out where it stands nowhere. `addressed`: every run of letters is in an element
    with `data-at`, the place of its first letter in the text, so that a script makes an anchor of a selection. `notes`: a small
    link to `#<notes><n>` stands after each passage.
    """
    return light_html(text, passages_in(text, anchors), addressed=addressed, notes=notes)


def missing_parts(letter: Mapping[str, Any]) -> dict[str, str]:
    """What must still be written before the letter can be handed in: {block: sentence}."""
    sentences = {
        "issues": _("Write what you saw: at least one problem of the business."),
        "advice": _("Write what you advise, and why that and nothing else."),
        "steps": _("Write at least one next step: what, who and when."),
        "help": _("Name at least one place of local help, or write «none» and why."),
        "lawyer": _("Write what a lawyer must see, or «none» and why."),
    }
    lacking = {block: sentence for block, sentence in sentences.items() if not letter.get(block)}
    if any(not (step["what"] and step["who"] and step["when"]) for step in letter.get("steps") or ()):
        lacking["steps"] = _("Each step needs what, who and when.")
    return lacking


def words_in(value: Any) -> int:
    """How many words a block has; words are runs of letters or digits."""
    if isinstance(value, str):
        return len(_WORD.findall(_ITEM.sub("", light_plain(value))))
    return sum(words_in(step.get(name, "")) for step in value or () for name in ("what", "who", "when"))


def words_of(letter: Mapping[str, Any]) -> int:
    """How many words a letter has."""
    return sum(words_in(letter.get(block)) for block in BLOCKS)


def block_titles() -> dict[str, str]:
    """The parts by their names in the active language, in the letter's order."""
    return {
        "issues": _("What we saw"),
        "advice": _("What we advise"),
        "steps": _("Next steps"),
        "help": _("Local help to turn to"),
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
