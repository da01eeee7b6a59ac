"""From a stored result to the line of statistics that it is on. Made of frozen quizzes and versions, read once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from assessments.analysis.records import Answer, Line, Option, answer, runs
from assessments.models.analysis import question_versions
from assessments.pools import is_pilot, plan_of
from assessments.question_kinds import question_kind
from assessments.question_kinds.base import scoring_key
from assessments.regrading import material_of, rekey
from assessments.selectors.mended_keys import Mended
from assessments.sheets import rules_of
from assessments.statistics.options import guess_with_tries

Slot = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sat:
    """What of an attempt decides a line."""

    unit_version_id: int
    country: str
    submitted_at: datetime


class Result(NamedTuple):
    """One `SlotResult` with its question's key and version number. `certainty` 0: nobody said how sure they were."""

    attempt: int
    slot: int
    key: str
    number: int
    key_version: str
    fraction: Decimal
    picked: Sequence[str]
    certainty: int = 0


@dataclass(frozen=True, slots=True)
class Versions:
    """Question row → (key, version number); and the run that each version is in."""

    by_row: Mapping[int, tuple[str, int]]
    runs: Mapping[tuple[str, int], int]


def versions_of(keys: set[str]) -> Versions:
    """One query."""
    rows = question_versions(keys)
    histories: defaultdict[str, list[tuple[int, str, Mapping[str, Any]]]] = defaultdict(list)
    for key, number, change_class, body, _row in rows:
        histories[key].append((number, change_class, {"key": scoring_key(question_kind(body["kind"]), body)}))
    counted = {(key, number): run for key, history in histories.items() for number, run in runs(history).items()}
    return Versions({row: (key, number) for key, number, _class, _body, row in rows if row}, counted)


@dataclass(frozen=True, slots=True)
class _Read:
    """How the answers to a question of a frozen quiz in a country are read: on which line, which option has which letter."""

    line: Line
    letters: Mapping[str, str]
    maximum: Decimal
    by_hand: bool


class Reader:
    """Turns results into answers, and notes the lines they are on."""

    def __init__(self, configs: Mapping[int, Mapping[str, Any]], *, mended: Mapping[str, Sequence[Mended]]) -> None:
        self.configs = configs
        self.slots = {pk: {slot["key"]: slot for slot in config["slots"]} for pk, config in configs.items()}
        self.trial = {
            pk: {key for place in plan_of(config) if is_pilot(place) for key in place["pool"]} for pk, config in configs.items()
        }
        self.versions = versions_of({key for places in self.slots.values() for key in places})
        self.mended = mended
        self.lines: dict[str, Line] = {}
        self._newest: dict[str, tuple[int, int]] = {}
        self._known: dict[tuple[Any, ...], _Read] = {}
        self._fits: dict[tuple[int, str, str, int], bool] = {}

    def answer(self, sat: Sat, row: Result) -> Answer:
        """The answer under the latest key that it was scored against."""
        place = self.slots[sat.unit_version_id].get(row.key, {})
        country = sat.country if place.get("countries") else ""
        mended = self._mended(sat, row, place)
        number, fraction = row.number, row.fraction
        if mended is not None:
            number = mended.number
            after = mended.worth.get((row.attempt, row.slot))
            fraction = row.fraction if after is None else after
        known = (sat.unit_version_id, row.key, country, number, row.key_version, mended.id if mended else 0)
        read = self._known.get(known)
        if read is None:
            read = self._known[known] = self._read(sat, row, place, mended)
        chosen = tuple(read.letters[one] for one in row.picked if one in read.letters)
        sure = 0 if read.by_hand else row.certainty
        return answer(read.line.id, fraction, read.maximum, chosen, certainty=sure, version=number)

    def _mended(self, sat: Sat, row: Result, place: Slot) -> Mended | None:
        """The latest regrade whose key lies over this answer; None where there is none, or a person has to look."""
        for one in self.mended.get(row.key, ()):
            if one.at < sat.submitted_at or sat.country not in one.keys or row.number > one.number:
                continue
            if (row.attempt, row.slot) in one.worth:
                return one if one.worth[row.attempt, row.slot] is not None else None
            known = (sat.unit_version_id, row.key, sat.country, one.id)
            if known not in self._fits:
                laid = rekey(material_of(place, sat.country), one.keys[sat.country]) if place else None
                self._fits[known] = laid is not None and laid.slot is not None
            return one if self._fits[known] else None
        return None

    def _read(self, sat: Sat, row: Result, place: Slot, mended: Mended | None) -> _Read:
        country = sat.country if place.get("countries") else ""
        number = mended.number if mended else row.number
        asked = material_of(place, sat.country) if place else {}
        shown = mended.keys[sat.country] if mended else asked
        key_version = str(shown.get("key_version", "")) if mended else row.key_version
        rules = rules_of(self.configs[sat.unit_version_id])
        tries = int(rules["tries"]) if rules["behaviour"] == "retry" else 1
        run = self.versions.runs[row.key, number]
        parts = [row.key, str(run)] + ([country, key_version] if country else [])
        line_id = "|".join(parts + ([f"{tries}×{rules['penalty']}"] if tries > 1 else []))
        line = self.lines.get(line_id)
        if line is None:
            line = self.lines[line_id] = Line(line_id, row.key, str(asked.get("kind", "")), run, country, tries=tries)
        line.versions.add(number)
        rank = (sat.unit_version_id, mended.id if mended else 0)
        if rank > self._newest.get(line_id, (0, -1)):  # the latest words of the line
            self._newest[line_id] = rank
            line.stem = shown.get("stem", {})
            line.options = [
                Option(_letter(o, country), o["text"], float(o["fraction"]), o.get("country", ""))
                for o in shown.get("options", ())
            ]
            line.guess = _guess(line.kind, shown, tries, str(rules["penalty"]))
        renamed = {str(o["id"]): _letter(o, country) for o in shown.get("options", ())}  # a regrade may bring other letters
        letters = {str(o["id"]): renamed.get(str(o["id"]), _letter(o, country)) for o in asked.get("options", ())}
        by_hand = bool(line.kind) and question_kind(line.kind).by_hand
        scored = row.key not in self.trial[sat.unit_version_id] and not asked.get("pilot")
        return _Read(line, letters, Decimal(asked.get("maximum", "1") if scored else 0), by_hand)


def _letter(option: Mapping[str, Any], country: str) -> str:
    """An option's name that stays when its words are edited: the author's letter. Where the law gives the options its words are
    the option: other words are another key, and so another line.
    """
    return str(option["id"] if country else option.get("source") or option["id"])


def _guess(kind: str, slot: Slot, tries: int, penalty: str) -> float | None:
    """What blind guessing earns on average, in percent."""
    if not kind or not slot:
        return None
    first = question_kind(kind).guess_score(slot)
    if tries == 1 or first is None or not first:
        return None if first is None else 100 * float(first)
    fractions = [float(option["fraction"]) for option in slot.get("options", ())]
    return guess_with_tries(fractions, tries=tries, penalty=float(penalty))
