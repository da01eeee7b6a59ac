"""Women's share beside F01, F04 and F11: read where the institution has a lawful basis, told as `splitting` lets it be."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from lms.institutions import api as institutions
from lms.reporting import figures as counting
from lms.reporting import periods
from lms.reporting.figures.finishing import add_finishing
from lms.reporting.figures.reach import enrolled_in
from lms.reporting.models import EditionState, Report, ReportEdition
from lms.reporting.splitting import WINDOW, Told, counted, gender_split

IN_FORCE: Final = (EditionState.SUBMITTED, EditionState.ENDORSED, EditionState.ACCEPTED)
PERIODS: Final = 2 * WINDOW - 1
Count = Callable[[periods.Period], Counter[str]]


def add_progress_splits(
    sheet: counting.Sheet, report: Report, one: periods.Period, zone: str, *, enrolments: Any, leaves: Any, using: str
) -> None:  # fmt: skip
    """F01 and F04. Nothing where nobody may be asked. Three queries."""
    traits = institutions.traits_of(report.institution_id, using=using)
    if traits is None:
        return
    codes = {e.person_code: traits[e.person_id] for e in enrolments if e.person_id in traits}

    def finished(within: periods.Period) -> Counter[str]:
        found = counting.Sheet()
        add_finishing(found, enrolments, leaves, {}, within)
        return counted((row.subject for row in found.rows if row.figure == "F04" and row.values["yes"]), codes)

    started = {"F01": lambda within: counted(enrolled_in(enrolments, within), codes), "F04": finished}
    _tell(sheet, report, one, zone, started, using=using)


def add_certificate_splits(
    sheet: counting.Sheet, report: Report, one: periods.Period, zone: str, *, awards: Any, using: str
) -> None:
    """F11: of the certificates awarded in the period. Nothing where nobody may be asked. Three queries."""
    traits = institutions.traits_of(report.institution_id, using=using)
    if traits is None:
        return

    def awarded(within: periods.Period) -> Counter[str]:
        granted = (
            award.person_id
            for award in awards
            for act, moment, _reason in award.spells
            if act == "granted" and within.holds(moment)
        )
        return counted(granted, traits)

    _tell(sheet, report, one, zone, {"F11i": awarded}, using=using)


def _tell(
    sheet: counting.Sheet, report: Report, one: periods.Period, zone: str, counts: Mapping[str, Count], *, using: str
) -> None:
    """The period, the six before it (so far back a rolling year of the last three may reach), and what reports in force
    told of these. One query."""
    known = [one]
    while len(known) < PERIODS:
        known.insert(0, periods.before(known[0], zone))
    rows = ReportEdition.objects.using(using).filter(
        report__institution_id=report.institution_id, report__kind=report.kind,
        report__period__in=[within.key for within in known[:-1]], state__in=IN_FORCE,
    )  # fmt: skip
    said: dict[str, dict[str, Any]] = {}
    for key, body in rows.order_by("number").values_list("report__period", "figures"):
        said[key] = {figure["id"]: figure.get("splits", {}).get("gender") for figure in body.get("figures", [])}
    for figure, count in counts.items():
        told = [Told(within.key, count(within), said.get(within.key, {}).get(figure)) for within in known[:-1]]
        sheet.split(figure, "gender", gender_split([*told, Told(one.key, count(one))]))
