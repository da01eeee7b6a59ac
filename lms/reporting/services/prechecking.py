"""The pre-check of a submitted edition: the rules of `prechecks` on it and on the work behind it. Done by a worker."""

from typing import Any

from assessments import api as assessments
from lms.reporting import periods, prechecks
from lms.reporting.models import EditionState, ReportEdition, ReportKind, ReportPrecheck


def make_precheck(*, edition_id: int) -> None:
    """Look once and keep what was seen. A progress report has none. Safe to repeat."""
    edition = ReportEdition.objects.select_related("report__institution").get(pk=edition_id)
    if edition.report.kind == ReportKind.CERTIFICATION and not ReportPrecheck.objects.filter(edition=edition).exists():
        signs = [sign.as_json() for sign in prechecks.signs_of(facts_of(edition))]
        ReportPrecheck.objects.get_or_create(edition=edition, defaults={"version": prechecks.VERSION, "signs": signs})


def facts_of(edition: ReportEdition) -> prechecks.Facts:
    """What the rules look at. A dozen queries whatever the size of the report."""
    report = edition.report
    zone = report.institution.time_zone
    one = periods.period(report.period, zone)
    earlier = ReportEdition.objects.filter(
        report__institution_id=report.institution_id, report__kind=report.kind, report__period=periods.before(one, zone).key,
        state=EditionState.ACCEPTED,
    ).order_by("-number").first()  # fmt: skip
    spans = [one]
    while len(spans) < prechecks.QUARTERS:
        spans.insert(0, periods.before(spans[0], zone))
    seen = assessments.oversight(
        report.institution_id, start=one.start, end=one.end, before=[(span.start, span.end) for span in spans],
        alike_from=prechecks.ALIKE_PERCENT,
    )  # fmt: skip
    return prechecks.Facts(
        passed=_share(edition.figures, "F09"), passed_before=_share(earlier.figures, "F09") if earlier else (0, 0),
        scored=seen.scored, quick=seen.quick, quarters=seen.decided, exposed=seen.exposed, alike=seen.alike,
    )  # fmt: skip


def _share(figures: dict[str, Any], figure: str) -> tuple[int, int]:
    found = next((one for one in figures.get("figures", []) if one["id"] == figure), None)
    return (int(found["value"]), int(found.get("out_of") or 0)) if found else (0, 0)
