"""The answer to "why not yet?": two queries for one enrolment, four for many, and one more where a group has a pace."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, JSONField, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.errors import EnrolmentNotFound
from courses.kinds import kind_of
from courses.models import Enrolment, ReleaseCountry, ReleaseEntry, UnitProgress
from courses.paths import Path, Requirement
from courses.progress import LEARNER, NOT_STARTED, Entry, Standing, need_of, requirement_groups, tally
from courses.purposes import for_purpose
from courses.selectors.deadlines import Plan, moves_for
from courses.selectors.releases import ENTRY_COLUMNS, entry_of_row

PROGRESS_COLUMNS = (
    "state", "score", "passed_at", "unit_version_id", "code", "params", "waits_on", "due", "failed", "failed_at",
)  # fmt: skip
Dues = Mapping[int, datetime | None]


def path(enrolment_id: int) -> Path:
    """Everything that the course asks of this learner and how it stands. Two queries, three where the group has a pace.

    An enrolment that is completed or closed is read as of that moment: later releases leave it alone.
    Raises EnrolmentNotFound.
    """
    entries, dues = entries_of(enrolment_id)
    return build_path(enrolment_id, entries, standings_of(enrolment_id), dues)


def entries_of(enrolment_id: int) -> tuple[list[Entry], dict[int, datetime | None]]:
    """The units that count for an enrolment, in order, and when each is due. One query, two where the group has a pace.

    Raises EnrolmentNotFound.
    """
    mine = Enrolment.objects.filter(pk=enrolment_id)
    moment = mine.annotate(moment=Coalesce("closed_at", "lms_completion__completed_at", timezone.now())).values("moment")[:1]
    release = releases_at_of(mine, Subquery(moment)).values("release_id")[:1]
    rows = (
        ReleaseEntry.objects.filter(release_id=Subquery(release))
        .annotate(
            pace=Subquery(mine.values("cohort_course__pace")[:1], output_field=JSONField()),
            starts_on=Subquery(mine.values("cohort_course__starts_on")[:1]),
            enrolled_at=Subquery(mine.values("created_at")[:1]),
            law=Subquery(mine.values("country")[:1]),
            purpose=Subquery(mine.values("purpose")[:1]),
        )
        .order_by("position")
        .values_list("pace", "starts_on", "enrolled_at", "law", "purpose", *ENTRY_COLUMNS)
    )
    found = list(rows)
    if not found:
        if not mine.exists():
            raise EnrolmentNotFound
        return [], {}
    *said, purpose = found[0][:5]
    entries = for_purpose([entry_of_row(row[5:]) for row in found], purpose)
    plan = Plan(enrolment_id, *said)
    return entries, plan.dues(entries, moves_for([plan]))


def releases_at_of(mine: Any, moment: Any) -> Any:
    """The releases in effect for the enrolment in a queryset, the one that counts first."""
    return ReleaseCountry.objects.filter(
        course_id=Subquery(mine.values("course_id")[:1]),
        country=Subquery(mine.values("country")[:1]),
        effective_at__lte=moment,
    ).order_by("-effective_at")


def standings_of(enrolment_id: int) -> dict[int, Standing]:
    """How each begun unit stands, by unit id. One query."""
    rows = UnitProgress.objects.filter(enrolment_id=enrolment_id).values_list("unit_id", *PROGRESS_COLUMNS)
    return {unit_id: Standing(*rest) for unit_id, *rest in rows}


def build_path(
    enrolment_id: int, entries: Sequence[Entry], standings: Mapping[int, Standing], dues: Dues, *, at: datetime | None = None
) -> Path:
    """Put entries and standings together. No query."""
    groups = requirement_groups(entries)
    required = {entry.unit_id for group in groups for entry in group}
    passed = {unit_id for unit_id, standing in standings.items() if standing.passing}
    settled = {
        entry.unit_id
        for group in groups
        if sum(entry.unit_id in passed for entry in group) >= need_of(group)
        for entry in group
        if entry.unit_id not in passed
    }
    rows = tuple(
        _requirement(enrolment_id, entry, standings.get(entry.unit_id), dues, entry.unit_id in required - settled)
        for entry in entries
    )
    return Path(rows, tally(entries, standings, dues).complete, at or timezone.now())


def _requirement(enrolment_id: int, entry: Entry, standing: Standing | None, dues: Dues, required: bool) -> Requirement:
    met = standing is not None and standing.passing
    return Requirement(
        subject=f"unit:{entry.unit_id}",
        kind=entry.kind,
        title=entry.titles,
        met=met,
        code=standing.code if standing else NOT_STARTED,
        params=standing.params if standing else {},
        waits_on="" if met else (standing.waits_on if standing else "") or LEARNER,
        due=None if met else (standing.due if standing else None) or dues.get(entry.unit_id),
        url=kind_of(entry.kind).url(enrolment_id=enrolment_id, unit_id=entry.unit_id),
        state=standing.state if standing else "",
        score=None if standing is None or standing.score is None else str(standing.score),
        required=required,
        module=entry.module_key,
        minutes=entry.minutes,
        choice=entry.choice,
    )


def paths(enrolment_ids: Iterable[int]) -> dict[int, Path]:
    """The paths of many enrolments, in four queries whatever their number, five where a group has a pace.

    Unknown ids are left out.
    """
    rows = list(
        Enrolment.objects.filter(pk__in=list(enrolment_ids))
        .annotate(moment=Coalesce("closed_at", "lms_completion__completed_at", timezone.now()), pace=F("cohort_course__pace"))
        .values_list("id", "course_id", "country", "moment", "purpose", "pace", "cohort_course__starts_on", "created_at")
    )
    releases = _releases_by_course({(row[1], row[2]) for row in rows})
    chosen = {
        row[0]: next((release for effective, release in releases[row[1], row[2]] if effective <= row[3]), None) for row in rows
    }
    entries: dict[int | None, list[Entry]] = defaultdict(list)
    in_use = {release for release in chosen.values() if release}
    for release_id, *row in (
        ReleaseEntry.objects.filter(release_id__in=in_use)
        .order_by("release_id", "position")
        .values_list("release_id", *ENTRY_COLUMNS)
    ):
        entries[release_id].append(entry_of_row(row))
    standings: dict[int, dict[int, Standing]] = defaultdict(dict)
    for enrolment_id, unit_id, *rest in UnitProgress.objects.filter(enrolment_id__in=list(chosen)).values_list(
        "enrolment_id", "unit_id", *PROGRESS_COLUMNS
    ):
        standings[enrolment_id][unit_id] = Standing(*rest)
    found = {}
    plans = {row[0]: Plan(row[0], *row[5:8], country=row[2]) for row in rows}
    moves = moves_for(list(plans.values()))
    for enrolment_id, _course, _country, _moment, purpose, *_said in rows:
        mine = for_purpose(entries[chosen[enrolment_id]], purpose)
        dues = plans[enrolment_id].dues(mine, moves)
        found[enrolment_id] = build_path(enrolment_id, mine, standings[enrolment_id], dues)
    return found


def _releases_by_course(wanted: set[tuple[int, str]]) -> dict[tuple[int, str], list[tuple[datetime, int]]]:
    """The releases of courses in countries, the latest first. One query."""
    found: dict[tuple[int, str], list[tuple[datetime, int]]] = defaultdict(list)
    rows = (
        ReleaseCountry.objects.filter(course_id__in={course for course, _ in wanted})
        .filter(country__in={country for _, country in wanted})
        .order_by("-effective_at")
        .values_list("course_id", "country", "effective_at", "release_id")
    )
    for course_id, country, effective_at, release_id in rows:
        found[course_id, country].append((effective_at, release_id))
    return found
