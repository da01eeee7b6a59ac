"""The door of reporting: what the home page shows of it, and computing and submitting for the demonstration."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from lms.institutions.api import Scope, house_conflicts
from lms.kernel.todo import Todo
from lms.kernel.words import in_language
from lms.reporting import periods
from lms.reporting.models import EditionState, ReportEdition, ReportKind
from lms.reporting.selectors import editions_for, title_of
from lms.reporting.services.building import has_edition, latest_edition, request_report
from lms.reporting.services.programme import ask_for_programme
from lms.reporting.services.review import accept_report, endorse_report, submit_report
from lms.reporting.services.sampling import items_of, record_finding

__all__ = ["current_periods", "has_edition", "latest_edition", "request_report", "submit_report", "todo"]
__all__ += ["ask_for_programme"]
__all__ += ["accept_report", "endorse_report", "items_of", "record_finding"]


def current_periods(time_zone: str) -> dict[str, str]:
    """{kind of report: key of the period that holds this moment} in a time zone."""
    now = timezone.now()
    return {
        ReportKind.PROGRESS.value: periods.month_of(now, time_zone).key,
        ReportKind.CERTIFICATION.value: periods.quarter_of(now, time_zone).key,
    }


def todo(scope: Scope) -> list[Todo]:
    """Reports that wait for this person: drafts to submit, returned ones to mend, submitted ones to endorse or decide."""
    lines = []
    found = list(editions_for(scope)[:40])
    judges = scope.reviewer or scope.focal_of
    close = house_conflicts([scope.person_id], {one.report.institution_id for one in found}) if judges and found else {}
    for edition in found:
        mine = edition.report.institution_id in scope.coordinator_of
        far = (scope.person_id, edition.report.institution_id) not in close
        decides = far and scope.reviewer and edition.state in (EditionState.SUBMITTED, EditionState.ENDORSED)
        country = bool(scope.focal_of & {edition.report.institution.country, ""})
        endorses = far and country and edition.state == EditionState.SUBMITTED
        mends = mine and edition.state in (EditionState.DRAFT, EditionState.RETURNED) and _is_last(edition)
        if decides or endorses or mends:
            lines.append(_line(edition, decides, endorses))
    return lines


def _is_last(edition: ReportEdition) -> bool:
    return not edition.report.lms_editions.filter(number__gt=edition.number).exists()


def _line(edition: ReportEdition, decides: bool, endorses: bool) -> Todo:
    one = periods.period(edition.report.period, edition.report.institution.time_zone)
    name = in_language(edition.report.institution.names)
    title = f"{title_of(edition.report.kind)}, {one.words()}"
    url = reverse("lms:reporting:report-detail", args=[edition.pk])
    if decides or endorses:
        asked = gettext("Submitted; your endorsement is asked for.")
        if decides and edition.state == EditionState.SUBMITTED and edition.endorse_by:
            return Todo(
                title=f"{title}: {name}", url=url, icon="wait", tag=gettext("Review"), weight=45,
                why=gettext("Submitted; the national focal point may answer until %(day)s. Read it meanwhile.")
                % {"day": date_format(localtime(edition.endorse_by), "DATE_FORMAT")}, act=gettext("Read the report"),
            )  # fmt: skip
        why = gettext("Submitted; waits for your decision.") if decides else asked
        return Todo(
            title=f"{title}: {name}", why=why, url=url, icon="wait",
            tag=gettext("Review"), tone="warn", weight=10, act=gettext("Review the report"),
        )  # fmt: skip
    if edition.state == EditionState.RETURNED:
        return Todo(
            title=title, why=gettext("WIPO returned it with remarks: mend and compute it again."), url=url, icon="flag",
            tag=gettext("Returned"), tone="bad", weight=10, act=gettext("Read the remarks"),
        )  # fmt: skip
    return Todo(
        title=title, why=gettext("Computed; read it and submit it to WIPO."), url=url, icon="doc",
        tag=gettext("Draft"), weight=40, act=gettext("Read and submit"),
    )  # fmt: skip
