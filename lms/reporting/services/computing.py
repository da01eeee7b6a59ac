"""Counting a report: every number is read at one instant. Reads only."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from assessments import api as assessments
from certificates import api as certificates
from courses import api as courses
from lms.kernel.snapshot import snapshot
from lms.reporting import figures as counting
from lms.reporting import periods
from lms.reporting.models import Report, ReportKind


def compute(report: Report, zone: str) -> tuple[counting.Sheet, Any]:
    """The sheet of a report and the instant it was read at. Reads only, under one snapshot."""
    one = periods.period(report.period, zone)
    with timezone.override(zone), snapshot() as using:
        as_at = timezone.now()
        enrolments = courses.enrolment_figures(report.institution_id, using=using)
        if report.kind == ReportKind.PROGRESS:
            active = courses.active_people(report.institution_id, start=one.start, end=one.end, using=using)
            return counting.progress_sheet(enrolments, active, one), as_at
        awards = certificates.award_figures(report.institution_id, until=one.end, using=using)
        held = certificates.holders(report.institution_id, using=using)
        wanted = certificates.credential_courses(using=using)
        attempts = assessments.first_attempts(report.institution_id, start=one.start, end=one.end, using=using)
        scorings = assessments.scoring_days(report.institution_id, start=one.start, end=one.end, using=using)
    codes = {str(e.person_ref): e.person_code for e in enrolments}
    first = [(codes.get(ref, ""), unit, passed) for ref, unit, passed in attempts]
    return counting.certification_sheet(awards, _pending(enrolments, held, wanted, one), first, scorings, one), as_at


def _pending(
    enrolments: list[Any], held: set[tuple[int, str, str]], wanted: Mapping[str, frozenset[int]], one: periods.Period
) -> list[tuple[str, Mapping[str, Any]]]:
    finished: dict[tuple[int, str], set[int]] = {}
    names = {e.course_id: e.course_key for e in enrolments}
    for e in enrolments:
        if e.completed_at is not None:
            finished.setdefault((e.person_id, e.country), set()).add(e.course_id)
    seen: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for e in enrolments:
        if not one.holds(e.completed_at):
            continue
        for credential, course_ids in wanted.items():
            if e.course_id not in course_ids or (e.person_id, credential, e.country) in held:
                continue
            open_ones = sorted(names.get(c, "") for c in course_ids - finished[e.person_id, e.country])
            seen[e.person_code, credential, e.country] = {
                "credential": credential, "country": e.country, "missing": [key for key in open_ones if key],
                "reason": "courses" if open_ones else "drawing",
            }  # fmt: skip
    return [(code, values) for (code, _credential, _country), values in seen.items()]


def content_of(sheet: counting.Sheet, kind: str) -> dict[str, Any]:
    """What the hash of an edition covers: definitions, figures and rows."""
    return {
        "definitions": counting.definitions_json(kind),
        "figures": [figure.as_json() for figure in sheet.figures],
        "rows": [{"figure": row.figure, "subject": row.subject, "values": row.values} for row in sheet.rows],
    }
