"""Making an edition: ask for it, compute it (`computing`), freeze it with a hash. Done by a worker."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from lms.audit import api as audit
from lms.institutions import api as institutions
from lms.jobs import api as jobs
from lms.kernel.canonical import digest
from lms.reporting import figures as counting
from lms.reporting import periods
from lms.reporting.errors import OpenEdition
from lms.reporting.models import EditionState, Report, ReportEdition, ReportRow
from lms.reporting.services.computing import compute, content_of


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
        total=2,
    )


def request_next(edition: ReportEdition) -> int:
    """Ask for the edition that follows one that was returned: computed anew, frozen when it is. Safe to repeat."""
    return jobs.request_job(
        kind="reporting.build", key=f"report:{edition.report_id}:after:{edition.pk}",
        args={"report_id": edition.report_id, "by": None}, institution=edition.report.institution_id, total=2,
    )  # fmt: skip


def build_edition(claimed: jobs.Claim) -> dict[str, Any]:
    """Job `reporting.build`: compute and freeze. Returns the edition's id for the progress page. Files are drawn when they are
    asked for, or when it is submitted: a draft needs none."""
    report = Report.objects.select_related("institution").get(pk=claimed.args["report_id"])
    sheet, as_at = compute(report, report.institution.time_zone)
    jobs.report_progress(claimed, done=1)
    edition_id = store_edition(report_id=report.pk, sheet=sheet, as_at=as_at, by=claimed.args.get("by"))
    jobs.report_progress(claimed, done=2)
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
