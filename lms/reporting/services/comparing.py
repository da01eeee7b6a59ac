"""How a frozen edition differs from what is counted now. Reads what is live, writes one row, touches nothing signed."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.jobs import api as jobs
from lms.kernel.canonical import digest, plain
from lms.reporting.models import EditionState, ReportDrift, ReportEdition
from lms.reporting.services.computing import compute

FROZEN = (EditionState.SUBMITTED, EditionState.ENDORSED, EditionState.ACCEPTED)


@transaction.atomic
def request_comparison(*, edition_id: int, by: int | None) -> int:
    """Ask a worker to count again beside an edition; returns the job's id. At most once a minute."""
    return jobs.request_job(
        kind="reporting.compare", key=f"report-compare:{edition_id}:{timezone.now():%Y%m%d%H%M}",
        args={"edition_id": edition_id},
        owner=by,
    )  # fmt: skip


def compare(claimed: jobs.Claim) -> dict[str, Any]:
    """Job `reporting.compare`."""
    from django.urls import reverse

    edition_id = int(claimed.args["edition_id"])
    compare_edition(edition_id=edition_id)
    return {"url": reverse("lms:reporting:report-detail", args=[edition_id])}


def compare_edition(*, edition_id: int) -> list[dict[str, Any]]:
    """The figures that are counted otherwise now: [{figure, line, then, now, more, fewer}]; kept beside the edition."""
    edition = ReportEdition.objects.select_related("report__institution").get(pk=edition_id)
    sheet, as_at = compute(edition.report, edition.report.institution.time_zone)
    then: Counter[tuple[str, str]] = Counter()
    for figure, subject, values in edition.lms_rows.values_list("figure", "subject", "values"):
        then[figure, _key(subject, values)] += 1
    now = Counter((row.figure, _key(row.subject, row.values)) for row in sheet.rows)
    values_then = {one["id"]: one for one in edition.figures.get("figures", [])}
    values_now = {one.id: plain(one.as_json()) for one in sheet.figures}
    lines = []
    for line, definition in enumerate(edition.definitions.get("figures", []), start=1):
        figure = definition["id"]
        more = sum(n for (of, _row), n in (now - then).items() if of == figure)
        fewer = sum(n for (of, _row), n in (then - now).items() if of == figure)
        if figure in values_now and (more or fewer or values_then.get(figure, {}).get("value") != values_now[figure]["value"]):
            lines.append(
                {
                    "figure": figure, "line": line, "then": values_then.get(figure, {}).get("value"),
                    "now": values_now[figure]["value"], "more": more, "fewer": fewer,
                }
            )  # fmt: skip
    ReportDrift.objects.update_or_create(edition=edition, defaults={"checked_at": as_at, "lines": lines})
    return lines


def _key(subject: str, values: Any) -> str:
    return f"{subject}:{digest(values)}"


def compare_standing() -> int:
    """Ask for a comparison of the newest frozen edition of each report of the last year; returns how many. Sent nightly."""
    since = timezone.now() - timedelta(days=366)
    rows = ReportEdition.objects.filter(state__in=FROZEN, as_at__gte=since).order_by("report_id", "-number")
    newest: dict[int, int] = {}
    for report_id, pk in rows.values_list("report_id", "pk"):
        newest.setdefault(report_id, pk)
    for pk in newest.values():
        request_comparison(edition_id=pk, by=None)
    return len(newest)
