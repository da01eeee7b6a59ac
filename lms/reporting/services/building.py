"""Computing an edition: read one instant, count, freeze with a hash. Done by a worker."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments import api as assessments
from certificates import api as certificates
from courses import api as courses
from lms.audit import api as audit
from lms.institutions import api as institutions
from lms.jobs import api as jobs
from lms.kernel.canonical import digest
from lms.kernel.snapshot import snapshot
from lms.reporting import figures as counting
from lms.reporting import periods
from lms.reporting.errors import OpenEdition
from lms.reporting.models import EditionState, Report, ReportEdition, ReportKind, ReportRow


@transaction.atomic
def request_report(*, institution_id: int, kind: str, period_key: str, by: int | None) -> int:
    """Ask for a report to be computed; returns the job's id. Safe to repeat: one computation at a time.

    Raises UnknownPeriod for a bad key and OpenEdition while an edition waits for a decision.
    """
    place = institutions.institution_card(institution_id)
    periods.period(period_key, place.time_zone)
    report, _made = Report.objects.get_or_create(institution_id=institution_id, kind=kind, period=period_key)
    if report.lms_editions.filter(state__in=(EditionState.SUBMITTED, EditionState.ENDORSED)).exists():
        raise OpenEdition
    asked = report.lms_editions.count()
    return jobs.request_job(
        kind="reporting.build",
        key=f"report:{report.pk}:{asked + 1}:{timezone.now():%Y%m%d%H%M}",
        args={"report_id": report.pk, "by": by},
        owner=by,
        institution=institution_id,
        total=3,
    )


def open_periods(now: Any = None) -> int:
    """Ask for every institution's report of the month and the quarter that just ended, once; returns how many were asked.

    Sent by beat every hour: a missed run is caught up, a second run finds the reports there.
    """
    moment = now or timezone.now()
    asked = 0
    for place in institutions.institution_cards(None).values():
        month = periods.before(periods.month_of(moment, place.time_zone), place.time_zone)
        quarter = periods.before(periods.quarter_of(moment, place.time_zone), place.time_zone)
        for kind, one in ((ReportKind.PROGRESS, month), (ReportKind.CERTIFICATION, quarter)):
            if not ReportEdition.objects.filter(
                report__institution_id=place.id, report__kind=kind, report__period=one.key
            ).exists():
                request_report(institution_id=place.id, kind=kind, period_key=one.key, by=None)
                asked += 1
    return asked


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


def build_edition(claimed: jobs.Claim) -> dict[str, Any]:
    """Job `reporting.build`: compute, freeze, then draw the files. Returns the edition's id for the progress page."""
    from lms.reporting.services.files import make_files

    report = Report.objects.select_related("institution").get(pk=claimed.args["report_id"])
    sheet, as_at = compute(report, report.institution.time_zone)
    jobs.report_progress(claimed, done=1)
    edition_id = store_edition(report_id=report.pk, sheet=sheet, as_at=as_at, by=claimed.args.get("by"))
    jobs.report_progress(claimed, done=2)
    make_files(edition_id=edition_id)
    return {"edition_id": edition_id, "url": reverse("lms:reporting:report-detail", args=[edition_id])}


@transaction.atomic
def store_edition(*, report_id: int, sheet: counting.Sheet, as_at: Any, by: int | None) -> int:
    """Write a draft edition with its rows; a draft that says the same stays, one that differs is replaced.

    Raises OpenEdition when the report was submitted meanwhile.
    """
    report = Report.objects.select_for_update().get(pk=report_id)
    content = content_of(sheet, report.kind)
    sha256 = digest(content)
    last = report.lms_editions.order_by("-number").first()
    if last is not None and last.state in (EditionState.SUBMITTED, EditionState.ENDORSED):
        raise OpenEdition
    if last is not None and last.state == EditionState.DRAFT:
        if last.sha256 == sha256:
            return int(last.pk)
        last.state = EditionState.REPLACED
        last.save(update_fields=["state"])
    accepted = report.lms_editions.filter(state=EditionState.ACCEPTED).order_by("-number").first()
    edition = ReportEdition.objects.create(
        report=report,
        number=last.number + 1 if last else 1,
        definitions=content["definitions"],
        figures={"figures": content["figures"]},
        sha256=sha256,
        as_at=as_at,
        amends=accepted,
    )
    ReportRow.objects.bulk_create(
        [
            ReportRow(edition=edition, line=line, figure=row.figure, subject=row.subject, values=row.values)
            for line, row in enumerate(sheet.rows, start=1)
        ],
        batch_size=500,
    )
    audit.record_event(
        act="report.computed", subject="report_edition", subject_id=edition.pk, actor=by, institution=report.institution_id,
        after={"state": EditionState.DRAFT, "sha256": sha256},
    )  # fmt: skip
    return int(edition.pk)


def latest_edition(*, institution_id: int, kind: str, period_key: str) -> int | None:
    """The id of the newest edition of a report, or None."""
    editions = ReportEdition.objects.filter(report__institution_id=institution_id, report__kind=kind, report__period=period_key)
    return editions.order_by("-number").values_list("pk", flat=True).first()


def has_edition(*, institution_id: int, kind: str, period_key: str) -> bool:
    """Whether a report was ever computed."""
    return latest_edition(institution_id=institution_id, kind=kind, period_key=period_key) is not None
