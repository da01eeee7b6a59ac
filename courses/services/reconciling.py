"""Projections computed again: after a release, and every night to show that there is no drift."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.models import Enrolment, EnrolmentState, EnrolmentSummary, OutcomeRecord, ReleaseCountry, UnitProgress
from courses.progress import Entry, Standing, Tally, fold, tally
from courses.selectors.deadlines import Plan, moves_for
from courses.selectors.paths import PROGRESS_COLUMNS
from courses.selectors.releases import entries_at
from courses.services.completing import complete_course
from courses.services.progress import lock_enrolment
from courses.services.projecting import entries_for, project_all, recorded_of_row
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


def reconcile() -> dict[str, int]:
    """Compare every projection with what the records say; report each drift as an audit event and mend it.

    Returns how many enrolments were looked at and how many had drifted (there must be none).
    """
    looked = drifted = 0
    known: dict[tuple[int, str, datetime | None, str], list[Entry]] = {}
    for chunk in _chunks():
        for enrolment_id, found in _drift(chunk, known):
            drifted += 1
            _report_and_mend(enrolment_id, found)
        looked += len(chunk)
    return {"looked": looked, "drifted": drifted}


def _chunks() -> Iterator[Sequence[Any]]:
    last = 0
    while True:
        rows = list(
            Enrolment.objects.filter(pk__gt=last)
            .annotate(moment=Coalesce("closed_at", "lms_completion__completed_at"))
            .select_related("cohort_course")
            .order_by("pk")[:_CHUNK]
        )
        if not rows:
            return
        yield rows
        last = rows[-1].pk


def _drift(
    chunk: Sequence[Any], known: dict[tuple[int, str, datetime | None, str], list[Entry]]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(enrolment, what differs) of a chunk. Four queries and one for each release in use."""
    ids = [one.pk for one in chunk]
    told: dict[int, dict[int, Standing]] = defaultdict(dict)
    for row in OutcomeRecord.objects.filter(enrolment_id__in=ids).order_by("enrolment_id", "number"):
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
        key = (one.course_id, one.country, one.moment, one.purpose)
        if key not in known:
            known[key] = entries_at(one.course_id, one.country, one.moment or now, purpose=one.purpose)
        counted = tally(known[key], told[one.pk], plans[one.pk].dues(known[key], moves))
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
def _report_and_mend(enrolment_id: int, found: Mapping[str, Any]) -> None:
    enrolment = lock_enrolment(enrolment_id)
    record_event(
        act="projections.drifted",
        subject="enrolment",
        subject_id=enrolment_id,
        institution=enrolment.institution_id,
        before=dict(found),
        reason="the nightly reconcile found a projection that its records do not say",
    )
    stray = set(found["units"]) - set(OutcomeRecord.objects.filter(enrolment=enrolment).values_list("unit_id", flat=True))
    UnitProgress.objects.filter(enrolment=enrolment, unit_id__in=stray).delete()
    project_all(enrolment, entries_for(enrolment))
