"""From the frozen configuration of a quiz to one learner's sheet, and from a sheet to what a browser may see. Pure."""

import random
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from assessments import passing, pools, reviewing
from assessments.item_rules.overlaps import overlap
from assessments.item_rules.same import same
from assessments.question_kinds.registry import question_kind
from lms.kernel.canonical import digest

# What a browser may see of any slot while the attempt is open; its kind's `view` adds to it. Everything else stays here.
_OPEN_SLOT = ("slot", "kind", "stem", "maximum")
NOTHING_SEEN: Final[Mapping[str, int]] = {}


def option_id(question_key: str, text: Mapping[str, str]) -> str:
    """A stable id that says nothing about rightness: made of the words only, not of the author's letter or the place."""
    return "o" + digest([question_key, dict(text)])[:8]


RULES: Final[Mapping[str, Any]] = {
    "behaviour": "deferred", "tries": 3, "penalty": "0.333", "counts": "best", "review": {}, "sections": [],
}  # fmt: skip


def rules_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """The rules that a sheet carries from its frozen quiz: those of a quiz that was frozen before there were any, too."""
    rules = {name: config.get(name, usual) for name, usual in RULES.items()} | {
        "attempts_allowed": config["attempts_allowed"],
    }
    if not config.get("cut"):  # with a cut score each sheet needs what its own questions add up to (`draw_sheet`)
        rules["pass_percent"] = config["pass_percent"]
    if config.get("certifying"):
        rules |= {"certifying": True, "review": reviewing.of_exam(rules["review"])}
    return rules


def scored_slots(sheet: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The slots of a sheet that count: without the questions on trial, which no sum, cut or result speaks of."""
    return [slot for slot in sheet["slots"] if not slot.get("pilot")]


def draw_sheet(
    config: Mapping[str, Any], *, country: str, seed: int, question_ids: Mapping[str, int],
    seen: Mapping[str, int] = NOTHING_SEEN, left_out: Collection[str] = pools.NONE, spared: Collection[str] = pools.NONE,
) -> dict[str, Any]:  # fmt: skip
    """One sheet of a quiz for a country: the same seed (and what was seen) gives the same sheet.

    `question_ids` are the rows of the frozen versions by question key; `seen` says how often each question was asked before:
    what was least comes first, ties by the seed. No draw asks the same thing twice, or what is `left_out`, and what is `spared`
    only when nothing else is there (`pools`). Raises KeyError when a row is missing.
    """
    shuffler = random.Random(seed)  # noqa: S311 - an order, not a secret
    material = {slot["key"]: slot for slot in config["slots"]}
    plan = pools.plan_of(config)
    rank = {key: (seen.get(key, 0), shuffler.random()) for key in sorted(material)}
    taken = pools.seated(plan, material, country=country, rank=rank, left_out=left_out, spared=spared)
    order = {id(place): number for number, place in enumerate(plan)}
    slots = []
    for place, key in sorted(taken, key=lambda one: (one[0]["section"], order[id(one[0])])):
        shared = {name: value for name, value in material[key].items() if name not in ("countries", "only", "subject")}
        own = material[key]["countries"].get(country, {})
        slot = {**shared, **own, "maximum": place["maximum"], "part": place["section"], "question_id": question_ids[key]}
        if "cell" in place:
            slot["cell"] = place["cell"]
        slots.append(slot | ({"pilot": True} if pools.is_pilot(place) else {}))
    slots = _ordered(slots, config, shuffler)
    for number, slot in enumerate(slots, start=1):
        slot["slot"] = number
        slot.update(question_kind(slot["kind"]).shuffled(slot, shuffler, asked=bool(config["shuffle"])))
    return {"seed": seed, "country": country, "slots": slots, **passing.needs(config, slots)}


def _ordered(slots: list[dict[str, Any]], config: Mapping[str, Any], shuffler: random.Random) -> list[dict[str, Any]]:
    """Section after section; within one, shuffled when it (or, without sections, the quiz) says so."""
    found: list[dict[str, Any]] = []
    sections = config.get("sections") or [{}]
    for number, section in enumerate(sections):
        part = [slot for slot in slots if slot["part"] == number]
        if section.get("shuffle", config["shuffle"]):
            shuffler.shuffle(part)
        found += part
    return found


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

    What says the same in other words or figures is the same (`item_rules.same`: «seis meses», «6 meses»); another country's
    answer that holds the right one, or is held by it, is left out too: nobody could say which of the two is right.
    """
    chosen: list[dict[str, Any]] = []
    for candidate in (right, *foreign, *authored):
        text = {language: _dressed(words) for language, words in candidate["text"].items()}
        foreign_law = bool(candidate.get("country"))
        if len(chosen) < 4 and not any(_clash(text, taken["text"], either=foreign_law) for taken in chosen):
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


def _clash(one: Mapping[str, str], other: Mapping[str, str], *, either: bool) -> bool:
    """True when two texts say the same in any language; `either`: or could both be right in one."""
    return same(one, other) or (either and any(overlap(one.get(lang, ""), other.get(lang, ""), lang) for lang in one))


def _dressed(text: str) -> str:
    """All options in the same dress: a hard space or a full stop that only the law's own words have would give the key away."""
    plain = " ".join(text.split()).rstrip(".")
    return plain[:1].upper() + plain[1:]
