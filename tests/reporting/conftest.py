"""Editions for the tests of reporting."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from lms.institutions.models import Person
from lms.reporting.figures import Sheet
from lms.reporting.models import Report, ReportEdition, SampleItem
from lms.reporting.services.building import store_edition
from lms.reporting.services.sampling import record_finding
from tests.conftest import House


def find_everything(edition: ReportEdition, reviewer: Person, outcome: str = "conforms") -> int:
    """A finding for each award of the sample; returns how many."""
    items = list(SampleItem.objects.filter(sample__edition=edition))
    for item in items:
        record_finding(item_id=item.pk, by=reviewer.pk, outcome=outcome, note="" if outcome == "conforms" else "Falta algo.")
    return len(items)


@pytest.fixture
def make_edition() -> Callable[..., ReportEdition]:
    """`make_edition(house, awarded=2)`: a draft certification edition with so many rows."""

    def make(house: House, *, awarded: int = 1, period: str = "2026-Q4") -> ReportEdition:
        report, _made = Report.objects.get_or_create(institution=house.institution, kind="certification", period=period)
        sheet = Sheet()
        for figure in ("F11o", "F11b", "F11e", "F11s", "F11r"):
            sheet.count(figure, [])
        rows = [(f"SERIAL{n:03}", {"credential": "ip", "country": house.institution.country}) for n in range(awarded)]
        sheet.count("F11i", rows)
        sheet.count("F11c", rows)
        return ReportEdition.objects.get(
            pk=store_edition(report_id=report.pk, sheet=sheet, as_at=timezone.now(), by=house.coordinator.pk)
        )

    return make
