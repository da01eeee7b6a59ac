"""Whose work a letter is: what help of artificial intelligence a task allows, what its writer declares. Pure.

No machine decides about it: there is no detector, and none is planned. What counts is a declaration and one piece that
somebody sees being done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

NONE: Final = "none"
LANGUAGE: Final = "language"
DECLARED: Final = "declared"
RULES: Final = (NONE, LANGUAGE, DECLARED)
HELPS: Final = ("language", "structure", "law", "text", "other")  # what help may be declared
MOST_WORDS: Final = 1000  # characters


def rule_words(rule: str) -> str:
    """What a task allows, in one sentence; '' where none is stated."""
    return {
        NONE: _("Help of artificial intelligence is not allowed in this task."),
        LANGUAGE: _("Artificial intelligence may help with spelling and style only: not with what you say."),
        DECLARED: _("Help of artificial intelligence is allowed. You declare what it did, and you answer for every word."),
    }.get(rule, "")


def help_words() -> dict[str, str]:
    """What help may be declared, in words."""
    return {
        "language": _("Spelling and style"),
        "structure": _("Order of the letter, headings"),
        "law": _("Finding law, facts or offices"),
        "text": _("Sentences or paragraphs of the letter"),
        "other": _("Something else"),
    }


def allowed(rule: str) -> tuple[str, ...]:
    """The kinds of help that a rule allows."""
    return {LANGUAGE: ("language",), DECLARED: HELPS}.get(rule, ())


@dataclass(frozen=True, slots=True)
class Said:
    """What a writer declares: whether there was help, which, and in own words."""

    helped: bool
    helps: tuple[str, ...] = ()
    words: str = ""


def mistakes(said: Said | None) -> str:
    """Why a declaration can't be taken, '' when it can. Help that a rule does not allow is taken: who says so is honest, and a
    person decides what follows."""
    if said is None:
        return _("Say whether artificial intelligence helped with this letter.")
    if said.helped and not said.helps:
        return _("Say what artificial intelligence helped with.")
    if "other" in said.helps and not said.words.strip():
        return _("Say in your own words what the other help was.")
    return ""


def beyond(rule: str, helps: Sequence[str]) -> tuple[str, ...]:
    """The kinds of declared help that the task does not allow."""
    return tuple(one for one in helps if one not in allowed(rule))
