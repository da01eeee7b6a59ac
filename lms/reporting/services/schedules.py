"""Reports that are made by themselves: kept by their owner, run once for each due moment, told to who may read them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.audit import api as audit
from lms.institutions import api as institutions
from lms.jobs import api as jobs
from lms.messages import api as messages
from lms.reporting import periods, rhythms
from lms.reporting.errors import OpenEdition, OwnerMayNot, RecipientMayNot, ScheduleTaken, ScheduleUnfit
from lms.reporting.models import (
    EditionState,
    Report,
    ReportEdition,
    ReportKind,
    ReportSchedule,
    Rhythm,
    ScheduleRecipient,
    ScheduleRun,
    ScheduleState,
)
from lms.reporting.services.building import request_report, store_edition
from lms.reporting.services.computing import compute

RUN = "reporting.schedule"  # kind of the job of one run
CHANGEABLE = ("hour", "weekday", "skip_empty")


def _unfit(kind: str, rhythm: str) -> bool:
    return kind == ReportKind.CERTIFICATION and rhythm in (Rhythm.DAILY, Rhythm.WEEKLY)


def may_receive(person_id: int, institution_id: int) -> bool:
    """Whether somebody may read an institution's reports today, drafts included."""
    return institution_id in institutions.scope(person_id).coordinator_of


@transaction.atomic
def make_schedule(
    *, institution_id: int, kind: str, rhythm: str, owner: int, recipients: Collection[int], hour: int = 7, weekday: int = 0,
    skip_empty: bool = True, now: datetime | None = None,
) -> int:  # fmt: skip
    """Have a report made by itself from the next due moment on; returns the schedule's id.

    Raises OwnerMayNot, ScheduleUnfit, ScheduleTaken, RecipientMayNot.
    """
    if not may_receive(owner, institution_id):
        raise OwnerMayNot
    if _unfit(kind, rhythm):
        raise ScheduleUnfit
    _check(recipients, institution_id)
    zone = institutions.institution_card(institution_id).time_zone
    due = rhythms.next_run(now or timezone.now(), rhythm=rhythm, hour=hour, weekday=weekday, zone=zone)
    try:
        with transaction.atomic():
            row = ReportSchedule.objects.create(
                institution_id=institution_id, owner_id=owner, kind=ReportKind(kind), rhythm=Rhythm(rhythm), hour=hour,
                weekday=weekday, skip_empty=skip_empty, next_at=due,
            )  # fmt: skip
    except IntegrityError:
        raise ScheduleTaken from None
    _set_recipients(row, recipients)
    _note("schedule.made", row, owner, {"kind": kind, "rhythm": rhythm, "recipients": sorted(recipients)})
    return int(row.pk)


def _check(recipients: Collection[int], institution_id: int) -> None:
    refused = [one for one in recipients if not may_receive(one, institution_id)]
    if refused:
        raise RecipientMayNot(count=len(refused))


def _set_recipients(row: ReportSchedule, recipients: Collection[int]) -> None:
    row.lms_recipients.exclude(person_id__in=recipients).delete()
    known = set(row.lms_recipients.values_list("person_id", flat=True))
    ScheduleRecipient.objects.bulk_create([ScheduleRecipient(schedule=row, person_id=one) for one in set(recipients) - known])


def _note(act: str, row: ReportSchedule, by: int | None, after: dict[str, Any] | None = None) -> None:
    audit.record_event(
        act=act, subject="report_schedule", subject_id=row.pk, actor=by, institution=row.institution_id, after=after or {}
    )


@transaction.atomic
def change_schedule(
    *, schedule_id: int, by: int, recipients: Collection[int], hour: int, weekday: int, skip_empty: bool
) -> None:
    """Other times or other people, from the next due moment on; whoever changes it becomes its owner, and a paused one runs
    again. Raises OwnerMayNot, RecipientMayNot."""
    row = ReportSchedule.objects.select_for_update(of=("self",)).select_related("institution").get(pk=schedule_id)
    if not may_receive(by, row.institution_id):
        raise OwnerMayNot
    _check(recipients, row.institution_id)
    row.owner_id, row.hour, row.weekday, row.skip_empty = by, hour, weekday, skip_empty
    row.state, row.paused_why = ScheduleState.ACTIVE, ""
    row.next_at = rhythms.next_run(
        timezone.now(), rhythm=row.rhythm, hour=hour, weekday=weekday, zone=row.institution.time_zone
    )
    row.save()
    _set_recipients(row, recipients)
    _note("schedule.changed", row, by, {"hour": hour, "weekday": weekday, "recipients": sorted(recipients)})


@transaction.atomic
def pause_schedule(*, schedule_id: int, by: int) -> None:
    """It rests until somebody changes or resumes it. Safe to repeat."""
    _set_state(schedule_id, by, ScheduleState.PAUSED, "person", "schedule.paused")


@transaction.atomic
def end_schedule(*, schedule_id: int, by: int) -> None:
    """It never runs again; what it made stays. Safe to repeat."""
    _set_state(schedule_id, by, ScheduleState.ENDED, "", "schedule.ended")


def _set_state(schedule_id: int, by: int, state: str, why: str, act: str) -> None:
    row = ReportSchedule.objects.select_for_update().get(pk=schedule_id)
    if row.state in (state, ScheduleState.ENDED):
        return
    row.state, row.paused_why = state, why
    row.save(update_fields=["state", "paused_why"])
    _note(act, row, by)


def run_due_schedules(*, now: datetime | None = None) -> int:
    """Begin a run of each schedule that is due, for the last moment that it missed; returns how many. Safe to repeat, and to
    run twice at once."""
    moment = now or timezone.now()
    due = ReportSchedule.objects.filter(state=ScheduleState.ACTIVE, next_at__lte=moment).order_by("pk")
    return sum(_begin(pk, moment) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _begin(schedule_id: int, now: datetime) -> bool:
    row = ReportSchedule.objects.select_for_update(of=("self",)).select_related("institution").get(pk=schedule_id)
    if row.state != ScheduleState.ACTIVE or row.next_at > now:
        return False  # another process was first
    wall: dict[str, Any] = {"rhythm": row.rhythm, "hour": row.hour, "weekday": row.weekday, "zone": row.institution.time_zone}
    due = rhythms.last_due(now, row.next_at, **wall)
    row.next_at = rhythms.next_run(due, **wall)
    if not may_receive(row.owner_id, row.institution_id):
        row.state, row.paused_why = ScheduleState.PAUSED, "owner"
        row.save(update_fields=["next_at", "state", "paused_why"])
        _note("schedule.paused", row, None, {"why": "owner"})
        _tell_paused(row)
        return False
    row.save(update_fields=["next_at"])
    key = rhythms.period_of(due, rhythm=row.rhythm, zone=row.institution.time_zone).key
    run, made = ScheduleRun.objects.get_or_create(schedule=row, due_at=due, defaults={"period": key})
    if made:
        jobs.request_job(kind=RUN, key=f"schedule-run:{run.pk}", args={"run_id": run.pk}, institution=row.institution_id)
    return made


def _tell_paused(row: ReportSchedule) -> None:
    """The owner's role is gone: the institution's coordinators and the former owner are told once."""
    for person in sorted({*institutions.people_of(row.institution_id, "coordinator"), row.owner_id}):
        messages.send(
            person_id=person, kind="schedule_paused", speaks_of=f"schedule:{row.pk}:{row.next_at:%Y%m%d%H}",
            params={"schedule_id": row.pk},
        )  # fmt: skip


def run_schedule(claimed: jobs.Claim) -> dict[str, Any]:
    """Job `reporting.schedule`: compute, freeze, tell. Safe to repeat: the edition is found again, nobody is told twice."""
    run = ScheduleRun.objects.select_related("schedule__institution").get(pk=claimed.args["run_id"])
    if run.ended_at is not None:
        return {"outcome": run.outcome}
    row = run.schedule
    report, _made = Report.objects.get_or_create(institution_id=row.institution_id, kind=row.kind, period=run.period)
    edition_id = _standing(report)
    if edition_id is None:
        sheet, as_at = compute(report, row.institution.time_zone)
        if row.skip_empty and not sheet.rows:
            return _end(run, "empty")
        try:
            edition_id = store_edition(report_id=report.pk, sheet=sheet, as_at=as_at, by=row.owner_id)
        except OpenEdition:
            edition_id = _standing(report)
    return _tell(run, edition_id)


def _standing(report: Report) -> int | None:
    """An edition that is past being computed: it is told as it stands."""
    past = (EditionState.SUBMITTED, EditionState.ENDORSED, EditionState.ACCEPTED)
    return report.lms_editions.filter(state__in=past).order_by("-number").values_list("pk", flat=True).first()


def _tell(run: ScheduleRun, edition_id: int | None) -> dict[str, Any]:
    """Tell those who may read it at this moment; the others are counted, never told."""
    row, told, withheld = run.schedule, 0, 0
    with transaction.atomic():
        if not may_receive(row.owner_id, row.institution_id):
            return _end(run, "paused")
        for person in row.lms_recipients.order_by("person_id").values_list("person_id", flat=True):
            if may_receive(person, row.institution_id):
                messages.send(
                    person_id=person, kind="report_ready", speaks_of=f"schedule:{row.pk}:{run.period}",
                    params={"edition_id": edition_id},
                )  # fmt: skip
                told += 1
            else:
                withheld += 1
        return _end(run, "told", edition_id=edition_id, told=told, withheld=withheld)


def _end(run: ScheduleRun, outcome: str, **columns: Any) -> dict[str, Any]:
    ScheduleRun.objects.filter(pk=run.pk, ended_at=None).update(outcome=outcome, ended_at=timezone.now(), **columns)
    return {"outcome": outcome}


def open_periods(*, now: datetime | None = None) -> int:
    """For institutions without a schedule of their own: last month's progress and last quarter's certification report, as
    drafts, told to nobody; returns how many were asked for. A missed run is caught up, a second one finds them there."""
    moment = now or timezone.now()
    own = set(
        ReportSchedule.objects.exclude(state=ScheduleState.ENDED)
        .filter(rhythm__in=(Rhythm.MONTHLY, Rhythm.QUARTERLY))
        .values_list("institution_id", "kind", "rhythm")
    )
    asked = 0
    for place in institutions.institution_cards(None).values():
        month = periods.before(periods.month_of(moment, place.time_zone), place.time_zone)
        quarter = periods.before(periods.quarter_of(moment, place.time_zone), place.time_zone)
        for kind, rhythm, one in (
            (ReportKind.PROGRESS, Rhythm.MONTHLY, month),
            (ReportKind.CERTIFICATION, Rhythm.QUARTERLY, quarter),
        ):
            there = ReportEdition.objects.filter(report__institution_id=place.id, report__kind=kind, report__period=one.key)
            if (place.id, kind, rhythm) not in own and not there.exists():
                request_report(institution_id=place.id, kind=kind, period_key=one.key, by=None)
                asked += 1
    return asked
