"""From the frozen configuration of a quiz to one learner's sheet, and from a sheet to what a browser may see. Pure."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from assessments.question_kinds.registry import question_kind
from lms.kernel.canonical import digest

# What a browser may see of any slot while the attempt is open; its kind's `view` adds to it. Everything else stays here.
_OPEN_SLOT = ("slot", "kind", "stem", "maximum")


def option_id(question_key: str, text: Mapping[str, str]) -> str:
    """A stable id that says nothing about rightness: made of the words only, not of the author's letter or the place."""
    return "o" + digest([question_key, dict(text)])[:8]


def draw_sheet(config: Mapping[str, Any], *, country: str, seed: int, question_ids: Mapping[str, int]) -> dict[str, Any]:
    """One sheet of a quiz for a country: the same seed gives the same sheet.

    `question_ids` are the rows of the frozen versions by question key. Raises KeyError when one is missing.
    """
    shuffler = random.Random(seed)  # noqa: S311 - an order, not a secret
    slots = []
    for place in config["slots"]:
        shared = {name: value for name, value in place.items() if name != "countries"}
        slots.append({**shared, **place["countries"].get(country, {}), "question_id": question_ids[place["key"]]})
    if config["shuffle"]:
        shuffler.shuffle(slots)
    for number, slot in enumerate(slots, start=1):
        slot["slot"] = number
        slot.update(question_kind(slot["kind"]).shuffled(slot, shuffler, asked=bool(config["shuffle"])))
    return {"seed": seed, "country": country, "slots": slots}


def open_view(sheet: Mapping[str, Any], raws: Mapping[int, Mapping[str, Any]] | None = None) -> list[dict[str, Any]]:
    """The slots as an open attempt may show them, filled in with `raws` by slot: no key, no feedback, no fractions."""
    found = []
    for slot in sheet["slots"]:
        kind = question_kind(slot["kind"])
        shown = {name: slot[name] for name in _OPEN_SLOT} | {"widget": kind.widget, "raw": kind.raw}
        found.append(shown | kind.view(slot, (raws or {}).get(slot["slot"], {})))
    return found


def slot_of(sheet: Mapping[str, Any], number: int) -> Mapping[str, Any] | None:
    """One slot of a sheet by its number, or None."""
    return next((slot for slot in sheet["slots"] if slot["slot"] == number), None)


def bound_options(
    *, question_key: str, right: Mapping[str, Any], foreign: Sequence[Mapping[str, Any]], authored: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The options of a fact-bound question for one country: the right one, then other countries' different answers, then
    authored ones, until four differ in every language. Fewer than four come back when there are not enough; the caller refuses.
    """
    chosen: list[dict[str, Any]] = []
    for candidate in (right, *foreign, *authored):
        text = {language: _dressed(words) for language, words in candidate["text"].items()}
        if len(chosen) < 4 and not any(_same(text, taken["text"]) for taken in chosen):
            chosen.append(
                {
                    "id": option_id(question_key, text),
                    "source": candidate["source"],
                    "text": text,
                    "fraction": 1.0 if candidate is right else 0.0,
                    "feedback": dict(candidate.get("feedback") or {}),
                    "country": candidate.get("country", ""),
                }
            )
    return sorted(chosen, key=lambda option: option["id"])


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """True when two texts read the same in any language: such a pair can't stand on one sheet."""
    return any(_fold(one.get(lang, "")) == _fold(other.get(lang, "")) for lang in set(one) | set(other))


def _dressed(text: str) -> str:
    """All options in the same dress: a hard space or a full stop that only the law's own words have would give the key away."""
    plain = " ".join(text.split()).rstrip(".")
    return plain[:1].upper() + plain[1:]


def _fold(text: str) -> str:
    return text.casefold()
