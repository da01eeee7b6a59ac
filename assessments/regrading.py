"""An old sheet under a mended key. Pure: no rows, no clock; tested by tables.

The sheet stays as it was sat: its words, its options, their order. What changes is the key laid over it: fractions, right
answers, what is said of each. So stored answers need no translation, a behaviour settles them again as it settled them the
first time, and the result page shows what was asked with what is right now.

An option's id is made of its words (`sheets.option_id`), so an option of the new version is the one that was sat when it has
the same id, or else the author's letter (`source`), unless that letter now stands before words that the old sheet had under
another one. Options of a question that the law answers are known by their words alone: «law» names a place, not an answer.
Whatever can't be decided so is left to a person, with a code that `wording_regrading` puts into words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from assessments.behaviours import Settled, Try, behaviour
from assessments.question_kinds.registry import question_kind

Slot = Mapping[str, Any]

PREPARE: Final = "assessments.prepare_regrade"  # the jobs, by kind
APPLY: Final = "assessments.apply_regrade"

HAND: Final = "hand"  # a person scored it
KIND: Final = "kind"  # the new version is another kind of question
UNSEEN: Final = "unseen"  # what is right now was not on the sheet
CHANGED: Final = "changed"  # its parts are other ones
UNIT: Final = "unit"  # the number was asked in another unit
LAW: Final = "law"  # the law reads otherwise now: nobody could choose these words
GONE: Final = "gone"  # what was chosen is not in the new version
NO_KEY: Final = "no_key"  # the new version has no key in this country
LOWER: Final = "lower"  # it would lose, and nobody loses by our mistake
AWAY: Final = "away"  # the attempt was annulled meanwhile
SAME: Final = "same"  # it was scored so meanwhile
ERASED: Final = "erased"  # the answer was erased with its writer
LOOKS: Final = (HAND, KIND, UNSEEN, CHANGED, UNIT, LAW, GONE, NO_KEY, ERASED)  # a person has to look

_NUMBER: Final = ("value", "tolerance", "relative", "answers", "otherwise", "units")
_TEXT: Final = ("answers", "otherwise", "case", "accents")
_EMPTY: Final[Mapping[str, Any]] = {"answers": (), "units": (), "otherwise": {}}


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """A slot as it was sat with the new key over it; `slot` is None when a person has to look at every answer (`why`).

    `lost` are the marks of parts that the new version no longer has: who chose one of them has to be looked at.
    """

    slot: dict[str, Any] | None
    why: str = ""
    lost: frozenset[str] = field(default_factory=frozenset)

    def why_not(self, responses: Iterable[Mapping[str, Any]]) -> str:
        """Why these answers can't be scored again without a person; '' when they can."""
        if self.slot is None:
            return self.why
        if self.lost and any(self.lost & _marks(response) for response in responses):
            return UNIT if any(mark.startswith("factor:") for mark in self.lost) else GONE
        return ""


@dataclass(frozen=True, slots=True)
class _Key:
    """The part of a slot that a kind's new key replaces."""

    parts: dict[str, Any] = field(default_factory=dict)
    why: str = ""
    lost: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the new key makes of one answer: `after` and no `why`, score it so; both, it is left (LOWER); `why` alone, a
    person has to look; neither, nothing changes."""

    after: Settled | None = None
    why: str = ""

    @property
    def moot(self) -> bool:
        """Nothing changes and nobody has to look."""
        return self.after is None and not self.why


def judge(key: Rekeyed | None, *, rules: Mapping[str, Any], tries: Sequence[Try], before: Settled, raise_only: bool) -> Verdict:
    """Settle the stored answers of one slot again, by the behaviour they were given under: penalties and certainty too.

    `key` is None where the new version has none.
    """
    given = [one.response for one in tries]
    why = key.why_not(given) if key else NO_KEY
    if not why and before.fraction and not any(given):
        why = ERASED
    if why or key is None or key.slot is None:
        return Verdict(why=why)
    after = behaviour(rules.get("behaviour", "")).settle(key.slot, rules, tries)
    if after.fraction is None:
        return Verdict(why=HAND)
    if after.fraction == before.fraction and after.counts == before.counts:
        return Verdict()
    lower = (after.counts or Decimal(0)) < (before.counts or Decimal(0))
    return Verdict(after, LOWER if raise_only and lower else "")


def material_of(place: Mapping[str, Any], country: str) -> dict[str, Any]:
    """A frozen question as one country's sheets would ask it: what `rekey` takes as the new key."""
    shared = {name: value for name, value in place.items() if name not in ("countries", "only", "subject")}
    return shared | dict(place.get("countries", {}).get(country, {}))


def mended(slot: Slot, keys: Mapping[str, Any], country: str) -> Slot:
    """A slot as it was sat under a regrade's keys by country; as it is where they can't be laid over it."""
    material = keys.get(country)
    return (rekey(slot, material).slot if material else None) or slot


def rekey(slot: Slot, material: Mapping[str, Any]) -> Rekeyed:
    """Lay the key of `material` (another version of the same question, or the law of today) over a slot as it was sat."""
    kind = question_kind(slot["kind"])
    if kind.by_hand:
        return Rekeyed(None, HAND)
    if slot["kind"] != material["kind"]:
        return Rekeyed(None, KIND)
    own: Callable[[Slot, Slot], _Key | None] | None = _BY_KIND.get(slot["kind"]) or getattr(kind, "rekeyed", None)
    found = own(slot, material) if own else None
    if found is None:  # a host's kind that does not say how: only the very same key can be laid over
        found = _Key() if slot.get("key_version") == material.get("key_version") else _Key(why=CHANGED)
    if found.why:
        return Rekeyed(None, found.why)
    about = {n: material[n] for n in ("feedback", "legal", "as_of", "confirm_with", "key_version") if n in material}
    return Rekeyed({**slot, **about, **found.parts}, lost=found.lost)


# Options --------------------------------------------------------------------------------------------------------------
def _counterparts(old: Sequence[Slot], new: Sequence[Slot]) -> dict[str, Slot]:
    """{id as sat: the same option in the new version}."""
    by_id = {str(one["id"]): one for one in new}
    by_letter = {str(one["source"]): one for one in new}
    seen = {str(one["id"]) for one in old}
    found = {}
    for one in old:
        same = by_id.get(str(one["id"]))
        lettered = by_letter.get(str(one["source"]))
        if same is None and lettered is not None and str(lettered["id"]) not in seen:
            same = lettered
        if same is not None:
            found[str(one["id"])] = same
    return found


def _options(old: Sequence[Slot], new: Sequence[Slot], *, several: bool, mark: str = "") -> _Key:
    same = _counterparts(old, new)
    seen = {str(one["id"]) for one in same.values()}
    best = max((float(one["fraction"]) for one in new), default=0)
    needed = [one for one in new if float(one["fraction"]) > 0] if several else [o for o in new if o["fraction"] == best]
    missing = [one for one in needed if str(one["id"]) not in seen]
    if missing and (several or len(missing) == len(needed)):
        return _Key(why=UNSEEN)
    options = [_overlaid(one, same.get(str(one["id"]))) for one in old]
    return _Key({"options": options}, lost=frozenset(mark + str(o["id"]) for o in old if str(o["id"]) not in same))


def _overlaid(old: Slot, new: Slot | None) -> dict[str, Any]:
    if new is None:
        return {**old, "fraction": 0.0, "feedback": {}}
    return {**old, "fraction": new["fraction"], "feedback": new.get("feedback") or {}}


def _single(slot: Slot, material: Slot) -> _Key:
    return _options(slot["options"], material["options"], several=False)


def _multiple(slot: Slot, material: Slot) -> _Key:
    return _options(slot["options"], material["options"], several=True)


def _bound(slot: Slot, material: Slot) -> _Key:
    """The law's words decide: whoever chose what the law says now is right, everybody else is not."""
    right = next((one for one in material["options"] if one["fraction"] > 0), None)
    if right is None or str(right["id"]) not in {str(one["id"]) for one in slot["options"]}:
        return _Key(why=LAW)
    new = {str(one["id"]): one for one in material["options"]}
    options = []
    for one in slot["options"]:
        same = new.get(str(one["id"]))
        options.append(_overlaid(one, same) | ({"country": same.get("country", "")} if same else {}))
    return _Key({"options": options})


# Numbers and words ----------------------------------------------------------------------------------------------------
def _taken(material: Slot, names: Sequence[str]) -> dict[str, Any]:
    """A written key is replaced as a whole: what the new one does not say must not go on counting."""
    return {name: material.get(name, _EMPTY.get(name)) for name in names if name in material or name in _EMPTY}


def _number(slot: Slot, material: Slot) -> _Key:
    if (slot.get("unit") or {}) != (material.get("unit") or {}):
        return _Key(why=UNIT)
    old, new = ({str(one["factor"]) for one in place.get("units") or ()} for place in (slot, material))
    return _Key(_taken(material, _NUMBER), lost=frozenset(f"factor:{one}" for one in old - new))


def _text(slot: Slot, material: Slot) -> _Key:
    return _Key(_taken(material, _TEXT))


# Parts ----------------------------------------------------------------------------------------------------------------
def _matching(slot: Slot, material: Slot) -> _Key:
    """A pair that was taken out is no longer scored; one that was added was never asked."""
    rows, choices = (_counterparts(slot[name], material[name]) for name in ("rows", "choices"))
    if len({str(one["id"]) for one in rows.values()}) < len(material["rows"]):
        return _Key(why=UNSEEN)
    as_sat = {str(new["id"]): old for old, new in choices.items()}
    found = []
    for row in slot["rows"]:
        if (new := rows.get(str(row["id"]))) is None:
            continue
        if (right := as_sat.get(str(new["right"]))) is None:
            return _Key(why=UNSEEN)
        found.append({**row, "right": right, "feedback": new.get("feedback") or {}})
    return _Key({"rows": found})


def _ordering(slot: Slot, material: Slot) -> _Key:
    same = _counterparts(slot["items"], material["items"])
    as_sat = {str(new["id"]): old for old, new in same.items()}
    if not len(slot["items"]) == len(material["items"]) == len(as_sat):
        return _Key(why=CHANGED)
    return _Key({"order": [as_sat[str(one)] for one in material["order"]], "rule": material["rule"]})


def _gaps(slot: Slot, material: Slot) -> _Key:
    new = {gap["id"]: gap for gap in material["gaps"]}
    if {(gap["id"], gap["kind"]) for gap in slot["gaps"]} != {(gap["id"], gap["kind"]) for gap in material["gaps"]}:
        return _Key(why=CHANGED)
    gaps: list[dict[str, Any]] = []
    lost: frozenset[str] = frozenset()
    for gap in slot["gaps"]:
        key = _gap(gap, new[gap["id"]])
        if key.why:
            return key
        gaps.append({**gap, "weight": new[gap["id"]]["weight"], **key.parts})
        lost |= key.lost
    return _Key({"gaps": gaps}, lost=lost)


def _gap(gap: Slot, new: Slot) -> _Key:
    if gap["kind"] == "choice":
        return _options(gap["options"], new["options"], several=False, mark=f"{gap['id']}:")
    return _number(gap, new) if gap["kind"] == "number" else _text(gap, new)


def _marks(response: Mapping[str, Any]) -> set[str]:
    """The marks that `lost` speaks of, in one response."""
    found = {str(one) for one in response.get("chosen") or ()}
    if "factor" in response:
        found.add(f"factor:{response['factor']}")
    for gap, answer in (response.get("gaps") or {}).items():
        found |= {one if one.startswith("factor:") else f"{gap}:{one}" for one in _marks(answer)}
    return found


_BY_KIND: Final[Mapping[str, Callable[[Slot, Slot], _Key | None]]] = {
    "single": _single, "true_false": _single, "multiple": _multiple, "fact_bound": _bound, "numeric": _number,
    "short_text": _text, "matching": _matching, "ordering": _ordering, "gap_fill": _gaps,
}  # fmt: skip
