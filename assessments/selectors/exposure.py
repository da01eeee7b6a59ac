"""What a draw of an exam has to know: lives, how often each question was shown, and what one person has met."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from assessments import exposing, pools
from assessments.models import Attempt, Exposure, FactBound, Life, Pool, QuestionEntry


@dataclass(frozen=True, slots=True)
class ExamView:
    """The pool of a certifying quiz as one person's draw sees it, by question key.

    `left_out` is never asked: not in use, or met before. `spared` only when nothing else is there: over its cap, or about a
    part of a fact that practice asked this person about. `shown`: on how many sheets of the last 90 days. `entries`: ids.
    """

    left_out: frozenset[str]
    spared: frozenset[str]
    shown: Mapping[str, int]
    entries: Mapping[str, int]


def exam_view(config: Mapping[str, Any], *, unit_id: int, person_id: int, now: datetime) -> ExamView:
    """Seven queries, however large the pool; one reads the sheets that the person was given."""
    slots = {slot["key"]: slot for slot in config["slots"]}
    pilots = {key for place in pools.plan_of(config) if pools.is_pilot(place) for key in place["pool"]}
    rows = QuestionEntry.objects.filter(item__kind="question", item__key__in=slots)
    secret = rows.filter(bank__pool=Pool.EXAM, bank__demonstration=False)  # what went over to practice since is known
    entries = {key: (pk, life, family) for key, pk, life, family in secret.values_list("item__key", "pk", "life", "family")}
    met = met_by(person_id)
    out = {
        key
        for key in slots
        if key not in entries
        or entries[key][1] != (Life.PILOT if key in pilots else Life.OPERATIONAL)
        or key in met.keys
        or (entries[key][2] and entries[key][2] in met.families)
    }
    ids = {key: pk for key, (pk, _life, _family) in entries.items()}
    shown, sheets = shown_lately(ids, slots, unit_id=unit_id, now=now)
    spared = exposing.over(shown, sheets, config.get("exposure_cap", 40))
    spared |= {key for key, slot in slots.items() if pools.subject(slot) in met.subjects}
    return ExamView(frozenset(out), spared - out, shown, ids)


@dataclass(frozen=True, slots=True)
class Met:
    """What a person was shown, in practice, refreshers and exams: keys of questions, their families, parts of facts."""

    keys: frozenset[str]
    families: frozenset[str]
    subjects: frozenset[str]


def met_by(person_id: int) -> Met:
    """Over all enrolments, also of attempts that were annulled. Four queries."""
    keys: set[str] = set()
    practised: set[int] = set()
    sheets = Attempt.objects.filter(enrolment__person_id=person_id).values_list("sheet", flat=True)
    for sheet in sheets.iterator(chunk_size=50):
        for slot in sheet["slots"]:
            keys.add(slot["key"])
            if not sheet.get("certifying"):
                practised.add(slot["question_id"])
    exams = Exposure.objects.filter(attempt__enrolment__person_id=person_id)
    keys.update(exams.values_list("entry__item__key", flat=True))
    rows = QuestionEntry.objects.filter(item__kind="question", item__key__in=keys).exclude(family="")
    facts = FactBound.objects.non_polymorphic().filter(pk__in=practised).values_list("fact_key", "part")
    subjects = frozenset(f"fact:{fact}#{part}" for fact, part in facts)
    return Met(frozenset(keys), frozenset(rows.values_list("family", flat=True)), subjects)


def shown_lately(
    entries: Mapping[str, int], slots: Mapping[str, Mapping[str, Any]], *, unit_id: int, now: datetime
) -> tuple[dict[str, int], dict[str, int]]:
    """({key: sheets of the last 90 days that showed it}, {key: sheets that could have}) of one quiz. Two queries."""
    since = now - timedelta(days=exposing.DAYS)
    counts = exposures_of(entries.values(), unit_id=unit_id, since=since)
    by_country = sheets_by_country(unit_id, since)
    shown = {key: counts[pk] for key, pk in entries.items()}
    possible = {
        key: sum(n for country, n in by_country.items() if pools.is_asked_in(slots[key], country)) for key in entries
    }  # fmt: skip
    return shown, possible


def exposures_of(entry_ids: Collection[int], *, unit_id: int, since: datetime | None = None) -> Counter[int]:
    """{entry: on how many sheets of a quiz it stood}, since a moment or ever. One query."""
    rows = Exposure.objects.filter(attempt__unit_id=unit_id, entry__in=list(entry_ids))
    if since:
        rows = rows.filter(at__gte=since)
    return Counter(dict(rows.order_by().values_list("entry_id").annotate(n=Count("pk"))))


def sheets_by_country(unit_id: int, since: datetime) -> dict[str, int]:
    """{country: sheets of a quiz drawn since a moment}. One query."""
    rows = Attempt.objects.filter(unit_id=unit_id, started_at__gte=since).order_by()
    return dict(rows.values_list("enrolment__country").annotate(n=Count("pk")))
