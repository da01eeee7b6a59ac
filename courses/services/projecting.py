"""The projections of outcome records: UnitProgress and EnrolmentSummary. All under the enrolment's lock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from courses.kinds import Outcome
from courses.models import (
    CohortCourse,
    Completion,
    Enrolment,
    EnrolmentState,
    EnrolmentSummary,
    OutcomeRecord,
    UnitProgress,
)
from courses.progress import Entry, Recorded, Standing, Tally, fold, tally
from courses.selectors.deadlines import Plan, moves_for
from courses.selectors.paths import standings_of
from courses.selectors.releases import entries_at
from lms.kernel.canonical import plain


def recorded(outcome: Outcome, why: str) -> Recorded:
    """An outcome as the sums want it."""
    return Recorded(
        state=outcome.state, earned_at=outcome.earned_at, unit_version_id=outcome.unit_version_id, score=outcome.score,
        code=outcome.code, params=plain(dict(outcome.params)), waits_on=outcome.waits_on, due=outcome.due, revised=bool(why),
        scored=bool(outcome.evidence),
    )  # fmt: skip


RECORD_COLUMNS: Final = ("state", "earned_at", "unit_version_id", "score", "standing", "why", "evidence")


def recorded_of_row(row: OutcomeRecord) -> Recorded:
    """A record's row (or its RECORD_COLUMNS by name) as the sums want it."""
    due = row.standing.get("due")
    return Recorded(
        state=row.state, earned_at=row.earned_at, unit_version_id=row.unit_version_id, score=row.score,
        code=row.standing.get("code", ""), params=row.standing.get("params", {}), waits_on=row.standing.get("waits_on", ""),
        due=datetime.fromisoformat(due) if due else None, revised=bool(row.why),
        scored=bool(row.evidence),
    )  # fmt: skip


def moment_of(enrolment: Enrolment) -> datetime:
    """The moment at which this enrolment's release is read: now, or when it was closed or completed."""
    if enrolment.closed_at:
        return enrolment.closed_at
    if enrolment.state == EnrolmentState.COMPLETED:
        return Completion.objects.filter(enrolment=enrolment).values_list("completed_at", flat=True).first() or timezone.now()
    return timezone.now()


def entries_for(enrolment: Enrolment) -> list[Entry]:
    """The units that count for an enrolment. One query, two when it is completed."""
    return entries_at(enrolment.course_id, enrolment.country, moment_of(enrolment), purpose=enrolment.purpose)


def project_progress(enrolment: Enrolment, unit_id: int, record: Recorded, entries: Sequence[Entry]) -> Tally:
    """Bring both projections up to one more record; returns the course's count."""
    standings = standings_of(enrolment.pk)
    before = standings.get(unit_id)
    standings[unit_id] = fold(before, record)
    if before is None or standings[unit_id] != before:
        write_progress(enrolment, unit_id, standings[unit_id], new=before is None)
    return write_summary(enrolment, entries, standings)


def progress_values(standing: Standing) -> dict[str, Any]:
    """A standing as the columns of UnitProgress."""
    return {
        "state": standing.state, "score": standing.score, "passed_at": standing.passed_at,
        "unit_version_id": standing.unit_version_id, "code": standing.code, "params": dict(standing.params),
        "waits_on": standing.waits_on, "due": standing.due, "failed": standing.failed, "failed_at": standing.failed_at,
    }  # fmt: skip


def write_progress(enrolment: Enrolment, unit_id: int, standing: Standing, *, new: bool) -> None:
    """Write one UnitProgress row under the enrolment's lock."""
    values = {**progress_values(standing), "updated_at": timezone.now()}
    if new:
        UnitProgress.objects.create(enrolment=enrolment, unit_id=unit_id, country=enrolment.country, **values)
    else:
        UnitProgress.objects.filter(enrolment=enrolment, unit_id=unit_id).update(**values)


def summary_values(enrolment: Enrolment, counted: Tally) -> dict[str, Any]:
    """A count as the columns of EnrolmentSummary."""
    return {
        "institution_id": enrolment.institution_id, "cohort_course_id": enrolment.cohort_course_id,
        "required": counted.required, "done": counted.done, "score": counted.score,
        "next_due": counted.next_due, "waits_on": counted.waits_on, "failed": counted.failed,
    }  # fmt: skip


def count_course(enrolment: Enrolment, entries: Sequence[Entry], standings: Mapping[int, Standing]) -> Tally:
    """The tally of an enrolment, with the days that hold for this person."""
    said = CohortCourse.objects.filter(pk=enrolment.cohort_course_id or 0).values_list("pace", "starts_on").first()
    if said is None or not said[0]:
        return tally(entries, standings, {})
    plan = Plan(enrolment.pk, *said, enrolment.created_at, enrolment.country)
    return tally(entries, standings, plan.dues(entries, moves_for([plan])))


def write_summary(
    enrolment: Enrolment, entries: Sequence[Entry], standings: Mapping[int, Standing], *, new: bool = False
) -> Tally:
    """Write the summary row under the enrolment's lock; returns the count. `new`: there is none yet."""
    counted = count_course(enrolment, entries, standings)
    values = summary_values(enrolment, counted)
    if new or not EnrolmentSummary.objects.filter(enrolment=enrolment).update(**values):
        EnrolmentSummary.objects.create(enrolment=enrolment, **values)
    return counted


def project_all(enrolment: Enrolment, entries: Sequence[Entry]) -> Tally:
    """Compute both projections of an enrolment again from its records; returns the course's count."""
    standings = standings_from_records(enrolment.pk)
    known = standings_of(enrolment.pk)
    for unit_id, standing in standings.items():
        if known.get(unit_id) != standing:
            write_progress(enrolment, unit_id, standing, new=unit_id not in known)
    return write_summary(enrolment, entries, standings)


def standings_from_records(enrolment_id: int) -> dict[int, Standing]:
    """How each unit stands by the records alone. One query."""
    found: dict[int, Standing] = {}
    for row in OutcomeRecord.objects.filter(enrolment_id=enrolment_id).order_by("number"):
        found[row.unit_id] = fold(found.get(row.unit_id), recorded_of_row(row))
    return found
