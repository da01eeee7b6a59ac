"""Enrolments with their whole history by the thousand, for measuring: records and projections as the services would write them.

The same pure sums (`courses.progress`) make the projections, so that `reconcile_progress` finds nothing. Bulk rows without an
audit trail or events: never for real people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from random import Random
from typing import Any, Final

from django.db import transaction

from courses.deadlines import spread
from courses.models import (
    CohortCourse,
    Completion,
    Enrolment,
    EnrolmentState,
    EnrolmentSummary,
    Manifest,
    ManifestUnit,
    OutcomeRecord,
    ReleaseCountry,
    UnitProgress,
)
from courses.progress import Entry, Recorded, Standing, fold, need_of, requirement_groups, tally
from courses.selectors.deadlines import Plan
from courses.selectors.releases import entries_at
from courses.services.projecting import progress_values, summary_values
from lms.institutions.api import MadeGroup
from lms.kernel.bulk import insert_each
from lms.kernel.canonical import digest, plain

_BATCH: Final = 2_000
_NEVER, _STOPS, _LEAVES = 0.07, 0.14, 0.04  # shares of people: never begin; stop on the way; are taken out
_FAILS: Final = 0.22  # of first attempts at what is scored


@dataclass(slots=True)
class _Life:
    """One enrolment in the making."""

    row: Enrolment
    records: list[tuple[int, Recorded]] = field(default_factory=list)
    standings: dict[int, Standing] = field(default_factory=dict)
    completed_at: datetime | None = None


def backdate_releases(*, course_ids: Sequence[int], to: datetime) -> None:
    """Let what was published today be in effect since then, so that a history can rest on it."""
    ReleaseCountry.objects.bulk_create(
        ReleaseCountry(
            release_id=placed.release_id, course_id=placed.course_id, country=placed.country, effective_at=to,
            law_as_of=to.date(),
        )
        for placed in ReleaseCountry.objects.filter(course_id__in=list(course_ids))
    )  # fmt: skip


def seed_learning(*, group: MadeGroup, course_ids: Sequence[int], share_of_others: float, seed: int, now: datetime) -> int:
    """Place a group on courses (the first takes everybody, the others a share) and let its people learn until now.

    Returns how many enrolments. One transaction a group and course.
    """
    dice = Random(f"{seed}:{group.cohort_id}")  # noqa: S311  the same data for the same seed
    made = 0
    for place, course_id in enumerate(course_ids):
        people = [pk for pk in group.person_ids if place == 0 or dice.random() < share_of_others]
        with transaction.atomic():
            made += _course(group, course_id, people, dice, now)
    return made


def _course(group: MadeGroup, course_id: int, people: Sequence[int], dice: Random, now: datetime) -> int:
    entries = entries_at(course_id, group.country, now)
    modules = list(dict.fromkeys(entry.module_key for entry in entries if entry.module_key))
    days = spread(modules, group.starts_on, group.ends_on, group.country)
    placed = CohortCourse.objects.create(
        cohort_id=group.cohort_id, course_id=course_id, starts_on=group.starts_on, ends_on=group.ends_on,
        pace={key: day.isoformat() for key, day in days.items()},
    )  # fmt: skip
    begins = datetime.combine(group.starts_on, time(15), UTC)
    for start in range(0, len(people), _BATCH):
        lives = [
            _live(
                Enrolment(
                    person_id=pk, institution_id=group.institution_id, cohort_course=placed, course_id=course_id,
                    country=group.country, created_at=begins - timedelta(days=dice.randrange(7), minutes=dice.randrange(600)),
                ),
                entries, dice, now,
            )
            for pk in people[start : start + _BATCH]
        ]  # fmt: skip
        _write(lives, entries, placed, dice)
    return len(people)


def _chosen(group: Sequence[Entry], dice: Random) -> list[Entry]:
    need = need_of(group)
    return [dice.choice(group)] if need == 1 else dice.sample(group, need)


def _live(row: Enrolment, entries: Sequence[Entry], dice: Random, now: datetime) -> _Life:
    life = _Life(row)
    kind = dice.random()
    if kind < _NEVER:
        return life
    groups = requirement_groups(entries)
    last = dice.randrange(1, len(groups)) if kind < _NEVER + _STOPS and len(groups) > 1 else len(groups)
    pace = dice.uniform(0.4, 9.0)  # days from one unit to the next
    moment = row.created_at + timedelta(days=dice.expovariate(1 / 5))
    for entry in [entry for group in groups[:last] for entry in _chosen(group, dice)]:
        for record in _outcomes(entry, moment, dice):
            if record.earned_at > now:
                break
            life.records.append((entry.unit_id, record))
            life.standings[entry.unit_id] = fold(life.standings.get(entry.unit_id), record)
        moment = max((r.earned_at for _u, r in life.records), default=moment) + timedelta(days=dice.expovariate(1 / pace))
        if moment > now or not life.records:
            break
    counted = tally(entries, life.standings)
    if counted.complete:
        life.completed_at = max(record.earned_at for _unit, record in life.records)
        row.state = EnrolmentState.COMPLETED
    elif kind > 1 - _LEAVES and life.records:
        row.state, row.closed_because = EnrolmentState.CLOSED, "withdrawn"
        row.closed_at = min(life.records[-1][1].earned_at + timedelta(days=dice.randrange(1, 30)), now)
    return life


def _outcomes(entry: Entry, at: datetime, dice: Random) -> Iterator[Recorded]:
    """What one unit comes to: read, or tried until it is passed; a case waits for its assessors in between."""
    version = entry.unit_version_id
    if entry.kind in ("lesson", "session", "download"):
        yield Recorded("passed", at, version)
        return
    while dice.random() < _FAILS:
        yield Recorded("failed", at, version, Decimal(dice.randrange(2000, 6900)) / 100, waits_on="learner", scored=True)
        at += timedelta(days=dice.uniform(0.5, 6))
    if entry.kind != "quiz":
        yield Recorded("waiting", at, version, code="being_scored", waits_on="assessor")
        at += timedelta(days=dice.uniform(2, 22))
    yield Recorded("passed", at, version, Decimal(dice.randrange(7000, 10001)) / 100, scored=True)


def _write(lives: Sequence[_Life], entries: Sequence[Entry], placed: CohortCourse, dice: Random) -> None:
    Enrolment.objects.bulk_create([life.row for life in lives], _BATCH)
    records, progress, summaries, done = [], [], [], []
    for life in lives:
        plan = Plan(life.row.pk, placed.pace, placed.starts_on, life.row.created_at, life.row.country)
        counted = tally(entries, life.standings, plan.dues(entries, {}))
        for number, (unit_id, record) in enumerate(life.records, start=1):
            evidence = [sha256(b"scale:%d:%d" % (life.row.pk, number)).hexdigest()] if record.scored else []
            records.append(_record(life.row.pk, number, unit_id, record, evidence))
        for unit_id, standing in life.standings.items():
            values = progress_values(standing)
            progress.append(
                (life.row.pk, unit_id, life.row.country, *values.values(), standing.passed_at or life.row.created_at)
            )
        last = life.records[-1][1].earned_at if life.records else None
        seen = None if last is None else last + timedelta(hours=dice.randrange(1, 20))
        summaries.append((life.row.pk, *summary_values(life.row, counted).values(), seen))
        if life.completed_at is not None:
            done.append((life, life.completed_at, counted.score))
    insert_each(OutcomeRecord, _RECORD, records)
    blank = progress_values(Standing("started"))
    insert_each(UnitProgress, ["enrolment", "unit", "country", *_columns(blank), "updated_at"], progress)
    if lives:
        names = _columns(summary_values(lives[0].row, tally(entries, {})))
        insert_each(EnrolmentSummary, ["enrolment", *names, "last_seen_at"], summaries)
    _complete(done, entries)


_RECORD: Final = [
    "enrolment", "unit", "unit_version", "number", "key", "state", "score", "evidence", "standing", "earned_at", "at",
]  # fmt: skip


def _record(enrolment_id: int, number: int, unit_id: int, record: Recorded, evidence: list[str]) -> tuple[Any, ...]:
    parts = {"code": record.code, "waits_on": record.waits_on}  # as `append_outcome` keeps it: without empty values
    standing = plain({name: value for name, value in parts.items() if value})
    return (
        enrolment_id, unit_id, record.unit_version_id, number, f"scale:{unit_id}:{number}", record.state, record.score,
        evidence, standing, record.earned_at, record.earned_at,
    )  # fmt: skip


def _columns(values: Mapping[str, Any]) -> list[str]:
    """Names of fields for names of columns: `unit_version_id` is the field `unit_version`."""
    return [name.removesuffix("_id") for name in values]


def _complete(done: Sequence[tuple[_Life, datetime, Decimal | None]], entries: Sequence[Entry]) -> None:
    manifests: dict[tuple[int, ...], int] = {}  # of one course and country, by what was passed
    rows = []
    for life, at, score in done:
        passed = tuple(unit for unit, standing in life.standings.items() if standing.passing)
        if passed not in manifests:
            manifests[passed] = _manifest(life.row, [entry for entry in entries if entry.unit_id in passed])
        said = sha256(b"scale:%d:%d" % (life.row.pk, manifests[passed])).hexdigest()
        rows.append((life.row.pk, manifests[passed], score, at.date(), said, at))
    insert_each(Completion, ["enrolment", "manifest", "score", "law_as_of", "digest", "completed_at"], rows)


def _manifest(row: Enrolment, taught: Sequence[Entry]) -> int:
    units = [[entry.unit_key, entry.digest] for entry in taught]
    key = digest({"course": row.course_id, "country": row.country, "scale": True, "units": units})
    manifest, made = Manifest.objects.get_or_create(digest=key, defaults={"course_id": row.course_id, "country": row.country})
    if made:
        ManifestUnit.objects.bulk_create(
            ManifestUnit(manifest=manifest, unit_id=entry.unit_id, unit_version_id=entry.unit_version_id) for entry in taught
        )
    return int(manifest.pk)
