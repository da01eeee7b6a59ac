"""The sittings of one quiz as an item analysis reads them.

Which attempt counts: **the first one handed in, of each enrolment**. A first attempt is a person's answer before any
feedback; a second one also measures memory of the result, and two attempts of one person are not two people. (Moodle lets
its reader choose between first, last, best and all; its documentation advises the first for the same reason.) Attempts
that were annulled or are still open do not count; one that the server handed in at the end of its time does.

Which key counts: **the latest one that it was scored against**. Once a regrade has been applied, every answer that its
key can be laid over is read under that key, with what the key says it is worth: also where the person was left the higher
score of the wrong key ("nobody loses by our mistake"), for statistics are about the question. What only a person can decide
stays on the old key's line.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from assessments.analysis.records import Answer, Line, Place, Sitting
from assessments.models import Attempt, AttemptState, SlotResult, Step
from assessments.models.analysis import ItemAnalysis, configs_of
from assessments.pools import is_pilot, plan_of
from assessments.selectors.attempts import ANSWERS
from assessments.selectors.mended_keys import applied_regrades, mended_keys
from assessments.selectors.result_lines import Reader, Result, Sat
from lms.kernel.canonical import digest

METHOD: Final = 2  # grows when figures are computed in another way: then everything is computed again
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
    """Digest of the set: the same attempts with the same results under the same keys, read by the same method, give the same.

    One query: the regrades that were applied to this quiz's questions. One that moved no score is another key all the same.
    """
    rows = sorted([one.id, format(one.fraction.normalize(), "f")] for one in chosen)
    return digest([METHOD, RULE, unit_id, cohort_id or 0, rows, applied_regrades(unit_id)])


def latest_analysis(unit_id: int, cohort_id: int | None) -> ItemAnalysis | None:
    """The analysis computed last for this scope, or None."""
    return ItemAnalysis.objects.filter(unit_id=unit_id, cohort=cohort_id).exclude(body={}).order_by("-id").first()


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that `assessments.analysis.building.build` wants."""

    sittings: list[Sitting]
    lines: dict[str, Line]
    places: list[Place]


def gathered(unit_id: int, cohort_id: int | None, chosen: list[Chosen]) -> Gathered:
    """Sittings by person, lines and the latest sheet, in a number of queries that does not grow: four, two more where a
    regrade was applied, and one where people said how sure they were.

    Answers come from `SlotResult`, words and options from the frozen quiz: no attempt's sheet is loaded.
    """
    configs = configs_of({one.unit_version_id for one in chosen})
    finished = _finished(unit_id, cohort_id)
    reader = Reader(configs, mended=mended_keys(unit_id))
    sure = _certainties(finished) if any(config.get("behaviour") == "confidence" for config in configs.values()) else {}
    sat_by = {one.id: Sat(one.unit_version_id, one.country, one.submitted_at) for one in chosen}
    answers: defaultdict[int, dict[str, Answer]] = defaultdict(dict)
    rows = SlotResult.objects.filter(attempt__in=finished).order_by("attempt_id", "slot")
    columns = ("attempt_id", "slot", "question_id", "key_version", "fraction", "chosen")
    for attempt_id, slot, question, key_version, fraction, picked in rows.values_list(*columns).iterator(chunk_size=2000):
        sat = sat_by.get(attempt_id)
        known = reader.versions.by_row.get(question)
        if sat is not None and known is not None:
            certainty = sure.get((attempt_id, slot), 0)
            result = Result(attempt_id, slot, *known, key_version, fraction, picked, certainty)
            answers[attempt_id][known[0]] = reader.answer(sat, result)
    sittings = [
        Sitting(one.country, one.language, timezone.localdate(one.submitted_at), answers[one.id])
        for one in chosen
        if answers[one.id]
    ]
    newest = max(chosen, key=lambda one: (one.unit_version_id, one.id)).unit_version_id if chosen else 0
    return Gathered(sittings, reader.lines, places_of(configs[newest]) if newest else [])


def places_of(config: Mapping[str, Any]) -> list[Place]:
    """The places of a frozen quiz, in order. What is on trial has figures of its own and no part in those of the whole."""
    slots = {slot["key"]: slot for slot in config["slots"]}
    return [
        Place(
            pool=tuple(place["pool"]),
            maximum=Decimal(0 if is_pilot(place) else place["maximum"]),
            count=0 if is_pilot(place) else place["count"],
            drawn="draw" in place,
            local=any(slots[key].get("only") for key in place["pool"]),
        )
        for place in plan_of(config)
    ]


def _certainties(finished: QuerySet[Attempt]) -> dict[tuple[int, int], int]:
    """{(attempt, slot): how sure the writer of the answer that counted was, 1 … 3}. One query."""
    rows = Step.objects.filter(attempt__in=finished, state__in=ANSWERS).order_by("attempt_id", "slot", "number")
    last = {(attempt, slot): sure for attempt, slot, sure in rows.values_list("attempt_id", "slot", "certainty").iterator()}
    return {place: sure for place, sure in last.items() if sure}
