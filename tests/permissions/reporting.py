"""What hangs on a submitted report and beside it: a remark, an award of the sample, a schedule, an arrangement for holidays."""

from datetime import date
from typing import Any

from lms.institutions.models import Person
from lms.reporting.models import Delegation, ReportEdition, SampleItem
from lms.reporting.services.files import make_files
from lms.reporting.services.remarks import comment_on
from lms.reporting.services.schedules import make_schedule
from tests.conftest import House

FAR = date(2099, 1, 1)


def report_samples(
    house: House, submitted: ReportEdition, draft: ReportEdition, people: tuple[Person, Person], mark: str
) -> dict[str, Any]:
    """`people`: who is away and who acts. Every text carries the mark."""
    for edition in (submitted, draft):
        make_files(edition_id=edition.pk)
    coordinator = house.coordinator.pk
    away, acts = people
    return {
        "report_remark": comment_on(edition_id=submitted.pk, by=coordinator, text=f"Otra pregunta {mark}"),
        "sample_item": SampleItem.objects.filter(sample__edition=submitted).values_list("pk", flat=True)[0],
        "report_schedule": make_schedule(
            institution_id=house.institution.pk, kind="progress", rhythm="weekly", owner=coordinator, recipients=[coordinator]
        ),
        "delegation": Delegation.objects.create(
            giver=away, taker=acts, role="focal", country=house.institution.country, starts_on=FAR, ends_on=FAR, made_by=away
        ).pk,
    }  # fmt: skip
