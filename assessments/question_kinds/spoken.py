"""What a kind's `shown` says of one's own answer, without the rest: for moments at which the right answer is held back. Pure.

A kind that is registered by somebody else and shows other shapes shows nothing here, which is safe.
"""

from collections.abc import Mapping
from typing import Any

from lms.kernel.words import in_language

Shown = Mapping[str, Any]
_FEEDBACK = ("feedback", "said")


def given_in(shown: Shown) -> list[Any]:
    """What was answered, a line a part: texts, or {es, en}."""
    options = [option["text"] for option in shown.get("options", ()) if option.get("chosen")]
    if options:
        return options
    if "parts" in shown:
        parts = shown["parts"]
        if all("place" in part for part in parts):  # they stand in the right order: told in one's own
            parts = sorted(parts, key=lambda part: part.get("given") or 0)
        return [line for part in parts if (line := _part(part))]
    return [shown["text"]] if shown.get("text") else []


def _part(part: Mapping[str, Any]) -> Any:
    given = part.get("given")
    if given in (None, "", {}):
        return None
    if isinstance(given, Mapping):
        words = part.get("text") or {}
        return {lang: f"{in_language(words, lang)}: {in_language(given, lang)}" for lang in ("es", "en")} if words else given
    if isinstance(part.get("text"), Mapping):
        return {lang: f"{given}. {in_language(part['text'], lang)}" for lang in ("es", "en")}
    return f"{part['number']}: {given}" if "number" in part else str(given)


def said_to(shown: Shown) -> list[Any]:
    """What the author says to this answer: feedback of what was chosen or written, never of what would have been right.

    The feedback of a pair is about the pair, so that it tells the match: it is said to who found it.
    """
    found = [option["feedback"] for option in shown.get("options", ()) if option.get("chosen") and option.get("feedback")]
    answered = [part for part in shown.get("parts", ()) if part.get("given") and part.get("feedback")]
    found += [part["feedback"] for part in answered if part.get("right") or not isinstance(part.get("text"), Mapping)]
    return found + ([shown["said"]] if shown.get("said") else [])


def without_feedback(shown: Shown) -> dict[str, Any]:
    """The same with no word of feedback in it."""
    return {name: _bare(value) for name, value in shown.items() if name not in _FEEDBACK}


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _bare(one) for name, one in value.items() if name not in _FEEDBACK} | {
            name: {} for name in value if name in _FEEDBACK
        }
    return [_bare(one) for one in value] if isinstance(value, list | tuple) else value
