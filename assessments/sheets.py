"""From the frozen configuration of a quiz to one learner's sheet, and from a sheet to what a browser may see. Pure."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from lms.kernel.canonical import digest

# What a browser may see of a slot while the attempt is open. Everything else stays on the server.
_OPEN_SLOT = ("slot", "kind", "stem", "unit", "maximum")


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
        if "options" in slot:
            slot["options"] = list(slot["options"])
            if config["shuffle"] or slot["kind"] == "fact_bound":
                shuffler.shuffle(slot["options"])
    return {"seed": seed, "country": country, "slots": slots}


def open_view(sheet: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The slots as an open attempt may show them: stems and option texts, no key, no feedback, no fractions."""
    return [
        {name: slot[name] for name in _OPEN_SLOT if name in slot}
        | {"options": [{"id": o["id"], "text": o["text"]} for o in slot.get("options", ())]}
        for slot in sheet["slots"]
    ]


def slot_of(sheet: Mapping[str, Any], number: int) -> Mapping[str, Any] | None:
    """One slot of a sheet by its number, or None."""
    return next((slot for slot in sheet["slots"] if slot["slot"] == number), None)


def key_version(material: Mapping[str, Any]) -> str:
    """Digest of what a response is scored against: statistics never pool two keys."""
    if "options" in material:
        return digest(sorted([o["id"], str(o["fraction"])] for o in material["options"]))
    return digest([str(material["value"]), str(material["tolerance"])])


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
