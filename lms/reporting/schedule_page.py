"""Schedules as pages show them. Reads only."""

from collections.abc import Collection
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

from lms.kernel.words import in_language
from lms.reporting.models import ReportSchedule, Rhythm, ScheduleRecipient, ScheduleRun, ScheduleState
from lms.reporting.selectors import title_of


def rhythm_words(row: ReportSchedule) -> str:
    """«every week, on Monday at 07:00»."""
    hour = f"{row.hour:02}:00"
    if row.rhythm == Rhythm.WEEKLY:
        return gettext("every week, on %(day)s at %(hour)s") % {"day": WEEKDAYS[row.weekday], "hour": hour}
    return {
        Rhythm.DAILY: gettext("every day at %(hour)s"), Rhythm.MONTHLY: gettext("every month, on the first day at %(hour)s"),
        Rhythm.QUARTERLY: gettext("every quarter, on the first day at %(hour)s"),
    }[Rhythm(row.rhythm)] % {"hour": hour}  # fmt: skip


def outcome_of(run: ScheduleRun) -> str:
    """What came of a run."""
    return {
        "told": gettext("made, %(told)s told"), "empty": gettext("nothing happened: skipped"),
        "paused": gettext("stopped: the owner may not see it any more"), "": gettext("under way"),
    }.get(run.outcome, run.outcome) % {"told": run.told}  # fmt: skip


def schedule_lines(institution_ids: Collection[int], *, only: int | None = None) -> list[dict[str, Any]]:
    """Schedules that have not ended, with recipients and the last five runs. Three queries whatever their number."""
    rows = ReportSchedule.objects.filter(institution_id__in=institution_ids).exclude(state=ScheduleState.ENDED)
    if only is not None:
        rows = rows.filter(pk=only)
    rows = rows.select_related("institution", "owner").order_by("institution_id", "kind", "rhythm")
    told = Prefetch("lms_recipients", ScheduleRecipient.objects.select_related("person").order_by("person__family_name"))
    found = list(rows.prefetch_related(told))
    runs: dict[int, list[ScheduleRun]] = {}
    for run in ScheduleRun.objects.filter(schedule__in=found).order_by("-due_at")[: 5 * max(1, len(found))]:
        runs.setdefault(run.schedule_id, []).append(run)
    return [
        {
            "id": row.pk, "title": title_of(row.kind), "institution": in_language(row.institution.names),
            "when": rhythm_words(row), "owner": row.owner.full_name, "state": row.state, "active": row.state == "active",
            "lost": row.paused_why == "owner", "next": row.next_at.astimezone(ZoneInfo(row.institution.time_zone)),
            "zone": row.institution.time_zone.replace("_", " "), "skip_empty": row.skip_empty,
            "people": [one.person.full_name for one in row.lms_recipients.all()],
            "runs": [
                {"at": run.due_at, "period": run.period, "what": outcome_of(run),
                 "withheld": run.withheld, "edition": run.edition_id}
                for run in runs.get(row.pk, [])
            ],
        }
        for row in found
    ]  # fmt: skip
