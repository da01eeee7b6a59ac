"""Counting a report: every number is read at one instant. Reads only, in a constant number of queries."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from assessments import api as assessments
from certificates import api as certificates
from courses import api as courses
from lms.institutions import api as institutions
from lms.kernel.snapshot import snapshot
from lms.reporting import figures as counting
from lms.reporting import periods
from lms.reporting.models import Report, ReportKind
from lms.reporting.services.splits import add_certificate_splits, add_progress_splits


def compute(report: Report, zone: str) -> tuple[counting.Sheet, Any]:
    """The sheet of a report and the instant it was read at. Reads only, under one snapshot."""
    one = periods.period(report.period, zone)
    with timezone.override(zone), snapshot() as using:
        as_at = timezone.now()
        if report.kind == ReportKind.PROGRESS:
            sheet = progress_of(report.institution_id, one, using=using, report=report)
        else:
            sheet = certification_of(report.institution_id, one, country=report.institution.country, using=using, report=report)
    return sheet, as_at


def progress_of(institution_id: int, one: periods.Period, *, using: str, report: Report | None = None) -> counting.Sheet:
    """The progress sheet of an institution and a period. Inside a snapshot, in the institution's time zone.

    With its report: women's share too, as far as this report may tell it.
    """
    enrolments = courses.enrolment_figures(institution_id, using=using)
    at: dict[str, Any] = {"start": one.start, "end": one.end, "using": using}
    houses: dict[str, Any] = {**at, "institution_ids": [institution_id]}
    last_day = (one.end - timedelta(seconds=1)).date()
    facts = counting.ProgressFacts(
        enrolments=enrolments,
        acts=_acts(institution_id, enrolments, one, using),
        calls=courses.call_figures(institution_id, one.start.date(), last_day, using=using),
        leaves=institutions.leaves_of_people([e.person_id for e in enrolments], using=using),
        risks={
            one.enrolment_id: [reason.code for reason in one.reasons]
            for one in courses.at_risk(institution_id=institution_id, using=using)
        },
        minutes=courses.minutes_earned(institution_id, **at),
        modules=courses.modules_by_cohort(institution_id, using=using),
        surveys=assessments.reactions(**houses),
        pairs=assessments.gain_pairs(**houses),
        sessions=assessments.clinic_sessions(institution_id, **at),
        ratings=assessments.business_ratings(**houses),
        follow_ups=assessments.follow_ups(**houses),
        holders=assessments.holder_figures(**houses),
        facts=courses.facts_cited(institution_id, using=using),
    )
    sheet = counting.progress_sheet(facts, one)
    if report is not None:
        zone = str(one.start.tzinfo)
        add_progress_splits(sheet, report, one, zone, enrolments=enrolments, leaves=facts.leaves, using=using)
    return sheet


def certification_of(
    institution_id: int, one: periods.Period, *, country: str, using: str, report: Report | None = None
) -> counting.Sheet:
    """The certification sheet of an institution and a period; F14 and F15 are its country's. Inside a snapshot, as above."""
    enrolments = courses.enrolment_figures(institution_id, using=using)
    held = certificates.holders(institution_id, using=using)
    wanted = certificates.credential_courses(using=using)
    codes = {e.person_ref: e.person_code for e in enrolments}
    at: dict[str, Any] = {"start": one.start, "end": one.end, "using": using}
    year: dict[str, Any] = {"start": one.end - timedelta(days=365), "end": one.end, "using": using}
    agreement = assessments.agreement_rows(country, **at)
    facts = counting.CertificationFacts(
        awards=certificates.award_figures(institution_id, until=one.end, using=using),
        pending=_pending(enrolments, held, wanted, one),
        attempts=[(codes.get(ref, ""), unit, passed) for ref, unit, passed in assessments.first_attempts(institution_id, **at)],
        annulled=[(codes.get(ref, ""), unit) for ref, unit in assessments.annulled_attempts(institution_id, **at)],
        rulings=certificates.rulings_decided(institution_id, **at),
        refreshers=courses.refreshers_falling_due(institution_id, **at),
        scorings=assessments.scoring_days(institution_id, **at),
        agreement=counting.Agreement(agreement.criteria, agreement.cases),
        soundness=assessments.exams_of(country, **year),
        resting=assessments.resting_questions(using=using),
        foreign=assessments.foreign_answers(country, **year),
        sessions=assessments.clinic_sessions(institution_id, **at),
        facts=courses.facts_cited(institution_id, using=using),
    )
    sheet = counting.certification_sheet(facts, one)
    if report is not None:
        add_certificate_splits(sheet, report, one, str(one.start.tzinfo), awards=facts.awards, using=using)
    return sheet


def _acts(institution_id: int, enrolments: list[Any], one: periods.Period, using: str) -> dict[str, int]:
    """{code: what a person did within the period}: units finished, answers saved, work handed in, classes, clinic sessions."""
    codes = {e.person_id: e.person_code for e in enrolments}
    found: dict[str, int] = {}
    attended: dict[int, int] = {}
    for row in courses.attendance_figures(institution_id, one.start, one.end, using=using):
        attended[row.person_id] = attended.get(row.person_id, 0) + 1
    at: dict[str, Any] = {"start": one.start, "end": one.end, "using": using}
    for counted in (
        courses.acts_of_people(institution_id, **at), assessments.acts_of_people(institution_id, **at), attended,
    ):  # fmt: skip
        for person_id, n in counted.items():
            if person_id in codes:
                found[codes[person_id]] = found.get(codes[person_id], 0) + n
    return found


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
