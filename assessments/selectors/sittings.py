"""The sittings of one quiz as an item analysis reads them.

Which attempt counts: **the first one handed in, of each enrolment**. A first attempt is a person's answer before any
feedback; a second one also measures memory of the result, and two attempts of one person are not two people. (Moodle lets
its reader choose between first, last, best and all; its documentation advises the first for the same reason.) Attempts
that were annulled or are still open do not count; one that the server handed in at the end of its time does.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from assessments.analysis.records import Answer, Line, Option, Place, Sitting, answer, runs
from assessments.models import Attempt, AttemptState, SlotResult
from assessments.models.analysis import ItemAnalysis, configs_of, question_versions
from assessments.question_kinds import question_kind
from assessments.question_kinds.base import scoring_key
from lms.kernel.canonical import digest

METHOD: Final = 1  # grows when figures are computed in another way: then everything is computed again
RULE: Final = "first"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One attempt that counts."""

    id: int
    unit_version_id: int
    country: str
    language: str
    fraction: Decimal
    submitted_at: datetime


def _finished(unit_id: int, cohort_id: int | None) -> QuerySet[Attempt]:
    rows = Attempt.objects.filter(unit_id=unit_id, state=AttemptState.SUBMITTED)
    return rows if cohort_id is None else rows.filter(enrolment__cohort_course__cohort=cohort_id)


def chosen_attempts(unit_id: int, cohort_id: int | None = None) -> list[Chosen]:
    """The attempts that count, programme-wide or of one cohort. One query."""
    rows = _finished(unit_id, cohort_id).order_by("enrolment_id", "number")
    columns = (
        "pk", "unit_version_id", "enrolment__country", "enrolment__language", "fraction", "submitted_at", "enrolment_id",
    )  # fmt: skip
    found: list[Chosen] = []
    before = None
    for *values, enrolment_id in rows.values_list(*columns):
        if enrolment_id != before:
            found.append(Chosen(*values))
        before = enrolment_id
    return found


def attempts_digest(unit_id: int, cohort_id: int | None, chosen: list[Chosen]) -> str:
    """Digest of the set: the same attempts with the same results, read by the same method, give the same."""
    rows = sorted([one.id, format(one.fraction.normalize(), "f")] for one in chosen)
    return digest([METHOD, RULE, unit_id, cohort_id or 0, rows])


def latest_analysis(unit_id: int, cohort_id: int | None) -> ItemAnalysis | None:
    """The analysis computed last for this scope, or None."""
    return ItemAnalysis.objects.filter(unit_id=unit_id, cohort=cohort_id).order_by("-id").first()


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that `assessments.analysis.building.build` wants."""

    sittings: list[Sitting]
    lines: dict[str, Line]
    places: list[Place]


def gathered(unit_id: int, cohort_id: int | None, chosen: list[Chosen]) -> Gathered:
    """Sittings by person, lines and the latest sheet. Three queries, whatever the number of attempts.

    Answers come from `SlotResult`, words and options from the frozen quiz: no attempt's sheet is loaded.
    """
    configs = configs_of({one.unit_version_id for one in chosen})
    slots = {pk: {slot["key"]: slot for slot in config["slots"]} for pk, config in configs.items()}
    versions = _versions({key for places in slots.values() for key in places})
    reader = _Reader(slots, versions)
    by_id = {one.id: one for one in chosen}
    answers: defaultdict[int, dict[str, Answer]] = defaultdict(dict)
    rows = SlotResult.objects.filter(attempt__in=_finished(unit_id, cohort_id))
    columns = ("attempt_id", "question_id", "key_version", "fraction", "chosen")
    for attempt_id, question_id, key_version, fraction, picked in rows.values_list(*columns).iterator(chunk_size=2000):
        attempt = by_id.get(attempt_id)
        known = versions.by_row.get(question_id)
        if attempt is not None and known is not None:
            answers[attempt_id][known[0]] = reader.answer(attempt, _Result(*known, key_version, fraction, picked))
    sittings = [
        Sitting(one.country, one.language, timezone.localdate(one.submitted_at), answers[one.id])
        for one in chosen
        if answers[one.id]
    ]
    newest = max(chosen, key=lambda one: (one.unit_version_id, one.id)).unit_version_id if chosen else 0
    places = [Place(key, Decimal(slot["maximum"])) for key, slot in slots.get(newest, {}).items()]
    return Gathered(sittings, reader.lines, places)


@dataclass(frozen=True, slots=True)
class _Versions:
    by_row: dict[int, tuple[str, int]]  # Question row → (key, version number)
    runs: dict[tuple[str, int], int]


def _versions(keys: set[str]) -> _Versions:
    rows = question_versions(keys)
    histories: defaultdict[str, list[tuple[int, str, Mapping[str, Any]]]] = defaultdict(list)
    for key, number, change_class, body, _row in rows:
        histories[key].append((number, change_class, {"key": scoring_key(question_kind(body["kind"]), body)}))
    counted = {(key, number): run for key, history in histories.items() for number, run in runs(history).items()}
    return _Versions({row: (key, number) for key, number, _class, _body, row in rows if row}, counted)


class _Result(NamedTuple):
    """One `SlotResult` with its question's key and version number."""

    key: str
    number: int
    key_version: str
    fraction: Decimal
    picked: list[str]


class _Reader:
    """Turns results into answers, and notes the lines they are on."""

    def __init__(self, slots: Mapping[int, Mapping[str, Mapping[str, Any]]], versions: _Versions) -> None:
        self.slots = slots
        self.versions = versions
        self.lines: dict[str, Line] = {}
        self._letters: dict[tuple[int, str, str], dict[str, str]] = {}
        self._newest: dict[str, int] = {}

    def answer(self, attempt: Chosen, row: "_Result") -> Answer:
        slot = self.slots[attempt.unit_version_id].get(row.key, {})
        country = attempt.country if slot.get("countries") else ""
        line = self._line(attempt.unit_version_id, row, country, slot)
        letters = self._letters_of(attempt.unit_version_id, row.key, country, slot)
        chosen = tuple(letters[one] for one in row.picked if one in letters)
        return answer(line.id, row.fraction, Decimal(slot.get("maximum", "1")), chosen)

    def _line(self, unit_version_id: int, row: "_Result", country: str, slot: Mapping[str, Any]) -> Line:
        run = self.versions.runs[row.key, row.number]
        line_id = f"{row.key}|{run}|{country}|{row.key_version}" if country else f"{row.key}|{run}"
        line = self.lines.get(line_id)
        if line is None:
            line = self.lines[line_id] = Line(line_id, row.key, str(slot.get("kind", "")), run, country)
        line.versions.add(row.number)
        if unit_version_id > self._newest.get(line_id, 0):  # the latest words of the line
            self._newest[line_id] = unit_version_id
            line.stem = slot.get("stem", {})
            line.options = [
                Option(_letter(o), o["text"], float(o["fraction"]), o.get("country", "")) for o in _options(slot, country)
            ]
        return line

    def _letters_of(self, unit_version_id: int, key: str, country: str, slot: Mapping[str, Any]) -> dict[str, str]:
        place = (unit_version_id, key, country)
        if place not in self._letters:
            self._letters[place] = {o["id"]: _letter(o) for o in _options(slot, country)}
        return self._letters[place]


def _options(slot: Mapping[str, Any], country: str) -> list[dict[str, Any]]:
    held = slot.get("countries", {}).get(country, {}) if country else slot
    return list(held.get("options", ()))


def _letter(option: Mapping[str, Any]) -> str:
    """An option's name that stays when its words are edited: the author's letter, or whose law it is."""
    return str(option.get("source") or option["id"])
