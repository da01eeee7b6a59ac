"""Projections computed again: after a release, and every night to show that there is no drift."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.models import (
    Enrolment,
    EnrolmentState,
    EnrolmentSummary,
    OutcomeRecord,
    ReleaseCountry,
    ReleaseEntry,
    UnitProgress,
)
from courses.progress import Entry, Standing, Tally, fold, tally
from courses.purposes import for_purpose
from courses.selectors.deadlines import Plan, moves_for
from courses.selectors.paths import PROGRESS_COLUMNS
from courses.selectors.releases import ENTRY_COLUMNS, entry_of_row
from courses.services.completing import complete_course
from courses.services.progress import lock_enrolment
from courses.services.projecting import RECORD_COLUMNS, entries_for, project_all, recorded_of_row
from lms.audit.api import record_event
from lms.jobs.api import Claim, report_progress, request_job

REFRESH: Final = "courses.refresh_summaries"
_CHUNK: Final = 500
_SUMMARY: Final = ("required", "done", "score", "next_due", "waits_on", "failed", "institution_id", "cohort_course_id")


def refresh_after_release(*, release_id: int) -> None:
    """A release was published: ask for the summaries of each country's learners when it takes effect. Safe to repeat."""
    for country, moment in ReleaseCountry.objects.filter(release_id=release_id).values_list("country", "effective_at"):
        request_job(
            kind=REFRESH,
            key=f"{REFRESH}:{release_id}:{country}",
            args={"release_id": release_id, "country": country},
            due_at=max(moment, timezone.now()),
        )


def refresh_summaries_job(claimed: Claim) -> dict[str, Any]:
    """The job: count every active enrolment of a course and country again; complete those with nothing left open."""
    placed = ReleaseCountry.objects.get(release_id=claimed.args["release_id"], country=claimed.args["country"])
    active = Enrolment.objects.filter(course_id=placed.course_id, country=placed.country, state=EnrolmentState.ACTIVE)
    ids = list(active.order_by("pk").values_list("pk", flat=True))
    for place, enrolment_id in enumerate(ids, start=1):
        refresh_enrolment(enrolment_id=enrolment_id)
        if place % _CHUNK == 0:
            report_progress(claimed, done=place, total=len(ids))
    return {"refreshed": len(ids)}


@transaction.atomic
def refresh_enrolment(*, enrolment_id: int) -> None:
    """Compute both projections again; complete the course when nothing required is open. Safe to repeat."""
    enrolment = lock_enrolment(enrolment_id)
    entries = entries_for(enrolment)
    counted = project_all(enrolment, entries)
    if counted.complete and enrolment.state == EnrolmentState.ACTIVE:
        complete_course(enrolment, entries, counted)


def reconcile(*, fix: bool = True) -> dict[str, int]:
    """Compare every projection with what the records say; with `fix`, report each drift as an audit event and mend it.

    Returns how many enrolments were looked at and how many had drifted (there must be none).
    """
    looked = drifted = 0
    for one in look_for_drift(fix=fix):
        looked += one.looked
        drifted += one.enrolment_id is not None
    return {"looked": looked, "drifted": drifted}


@dataclass(frozen=True, slots=True)
class Looked:
    """A step of the comparison: so many more enrolments looked at, or one that had drifted and in what."""

    looked: int = 0
    enrolment_id: int | None = None
    found: Mapping[str, Any] = field(default_factory=dict)


def look_for_drift(*, fix: bool) -> Iterator[Looked]:
    """Walk every enrolment in chunks; memory does not grow with their number. What is found is looked at again under its lock:
    an outcome that comes in between is no drift."""
    releases = _Releases()
    for chunk in _chunks():
        for enrolment_id, _found in list(_drift(chunk, releases)):
            found = _confirm(enrolment_id, releases, fix=fix)
            if found:
                yield Looked(enrolment_id=enrolment_id, found=found)
        yield Looked(looked=len(chunk))


class _Releases:
    """Entries in effect by course, country and moment: one query for all releases' moments, one for each release in use."""

    def __init__(self) -> None:
        self._moments: dict[tuple[int, str], list[tuple[datetime, int]]] = defaultdict(list)
        self._entries: dict[int, list[Entry]] = {}
        rows = ReleaseCountry.objects.order_by("-effective_at")
        for course, country, moment, release in rows.values_list("course_id", "country", "effective_at", "release_id"):
            self._moments[course, country].append((moment, release))

    def entries(self, enrolment: Any, now: datetime) -> list[Entry]:
        """The units that count for an enrolment."""
        at = enrolment.moment or now
        moments = self._moments.get((enrolment.course_id, enrolment.country), [])
        release = next((pk for moment, pk in moments if moment <= at), None)
        if release is None:
            return []
        if release not in self._entries:
            rows = ReleaseEntry.objects.filter(release_id=release).order_by("position").values_list(*ENTRY_COLUMNS)
            self._entries[release] = [entry_of_row(row) for row in rows]
        return for_purpose(self._entries[release], enrolment.purpose)


def _chunks() -> Iterator[Sequence[Any]]:
    last = 0
    while True:
        rows = list(_looked_at(Enrolment.objects.filter(pk__gt=last)).order_by("pk")[:_CHUNK])
        if not rows:
            return
        yield rows
        last = rows[-1].pk


def _looked_at(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    return rows.annotate(moment=Coalesce("closed_at", "lms_completion__completed_at")).select_related("cohort_course")


def _drift(chunk: Sequence[Any], releases: _Releases) -> Iterator[tuple[int, dict[str, Any]]]:
    """(enrolment, what differs) of a chunk. Four queries and one for each release in use."""
    ids = [one.pk for one in chunk]
    told: dict[int, dict[int, Standing]] = defaultdict(dict)
    records = OutcomeRecord.objects.filter(enrolment_id__in=ids).order_by("enrolment_id", "number")
    row: Any
    for row in records.values_list("enrolment_id", "unit_id", *RECORD_COLUMNS, named=True):
        mine = told[row.enrolment_id]
        mine[row.unit_id] = fold(mine.get(row.unit_id), recorded_of_row(row))
    kept: dict[int, dict[int, Standing]] = defaultdict(dict)
    rows = UnitProgress.objects.filter(enrolment_id__in=ids)
    for enrolment_id, unit_id, *rest in rows.values_list("enrolment_id", "unit_id", *PROGRESS_COLUMNS):
        kept[enrolment_id][unit_id] = Standing(*rest)
    summaries = {s.enrolment_id: s for s in EnrolmentSummary.objects.filter(enrolment_id__in=ids)}
    now = timezone.now()
    plans = {one.pk: _plan(one) for one in chunk}
    moves = moves_for(list(plans.values()))
    for one in chunk:
        entries = releases.entries(one, now)
        counted = tally(entries, told[one.pk], plans[one.pk].dues(entries, moves))
        units = sorted(u for u in told[one.pk] | kept[one.pk] if told[one.pk].get(u) != kept[one.pk].get(u))
        columns = _columns_that_differ(one, counted, summaries.get(one.pk))
        if units or columns:
            yield one.pk, {"units": units, "summary": columns}


def _plan(enrolment: Enrolment) -> Plan:
    placed = enrolment.cohort_course
    pace, starts_on = (placed.pace, placed.starts_on) if placed else (None, None)
    return Plan(enrolment.pk, pace, starts_on, enrolment.created_at, enrolment.country)


def _columns_that_differ(enrolment: Enrolment, counted: Tally, summary: EnrolmentSummary | None) -> list[str]:
    if summary is None:
        return ["missing"]
    wanted = {
        "required": counted.required, "done": counted.done, "score": counted.score, "next_due": counted.next_due,
        "waits_on": counted.waits_on, "failed": counted.failed, "institution_id": enrolment.institution_id,
        "cohort_course_id": enrolment.cohort_course_id,
    }  # fmt: skip
    return [name for name in _SUMMARY if getattr(summary, name) != wanted[name]]


@transaction.atomic
def _confirm(enrolment_id: int, releases: _Releases, *, fix: bool) -> Mapping[str, Any]:
    """What differs under the lock, {} when it was only in between; with `fix` reported and mended."""
    enrolment = lock_enrolment(enrolment_id)
    again = list(_drift(list(_looked_at(Enrolment.objects.filter(pk=enrolment_id))), releases))
    found: Mapping[str, Any] = again[0][1] if again else {}
    if not found or not fix:
        return found
    record_event(
        act="projections.drifted",
        subject="enrolment",
        subject_id=enrolment_id,
        institution=enrolment.institution_id,
        before=dict(found),
        reason="a reconcile found a projection that its records do not say",
    )
    stray = set(found["units"]) - set(OutcomeRecord.objects.filter(enrolment=enrolment).values_list("unit_id", flat=True))
    UnitProgress.objects.filter(enrolment=enrolment, unit_id__in=stray).delete()
    project_all(enrolment, entries_for(enrolment))
    return found
