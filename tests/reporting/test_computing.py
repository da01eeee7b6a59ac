"""A report is counted at one instant in a constant number of queries, and its figures are those of the rows in the database."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from courses.models import Course, Enrolment
from lms.institutions.api import record_basis
from lms.institutions.models import Membership, Person, PersonTrait
from lms.reporting.figures import definitions_of
from lms.reporting.models import Report
from lms.reporting.services.computing import compute
from tests.conftest import House

ZONE = "America/Lima"
START = datetime(2026, 10, 1, tzinfo=ZoneInfo(ZONE))


def enrol(house: House, count: int, course: Course) -> None:
    """So many people of a house in a course, from the second day of the quarter on."""
    for number in range(count):
        person = Person.objects.create(given_name="N", family_name=f"{number}", country="PE")
        Enrolment.objects.create(
            person=person, institution=house.institution, course=course, country="PE", created_at=START + timedelta(days=1)
        )


def queries(report: Report) -> tuple[dict[str, Any], int]:
    alias = "lms_snapshot" if "lms_snapshot" in connections.databases else "default"
    with CaptureQueriesContext(connections[alias]) as counted:
        sheet, _as_at = compute(report, ZONE)
    assert [one.id for one in sheet.figures] == [
        one.id for one in definitions_of(report.kind) if one.id in {figure.id for figure in sheet.figures}
    ]
    return {one.id: one for one in sheet.figures}, len(counted)


@pytest.mark.parametrize("kind", ["progress", "certification"])
@pytest.mark.django_db(databases="__all__", transaction=True)
def test_queries_do_not_grow_with_people_and_figures_stand_in_the_order_of_their_definitions(andes: House, kind: str) -> None:
    course = Course.objects.create(key="ip", titles={"es": "PI", "en": "IP"})
    report = Report.objects.create(institution=andes.institution, kind=kind, period="2026-Q4")
    enrol(andes, 3, course)
    _few, before = queries(report)
    enrol(andes, 30, course)
    many, after = queries(report)
    assert before == after
    assert after <= 45
    if kind == "progress":
        assert many["F01"].value == 33
        assert (many["F02"].value, many["F02"].out_of) == (0, 33)


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_womens_share_is_told_only_where_the_institution_may_ask(andes: House) -> None:
    course = Course.objects.create(key="ip", titles={"es": "PI", "en": "IP"})
    report = Report.objects.create(institution=andes.institution, kind="progress", period="2026-Q4")
    enrol(andes, 40, course)
    people = [one.person for one in Enrolment.objects.order_by("pk")]
    for number, person in enumerate(people):
        Membership.objects.create(person=person, institution=andes.institution, role="advisor")
        if number < 15:
            PersonTrait.objects.create(person=person, kind="gender", value="woman", basis="x")
        elif number < 27:
            PersonTrait.objects.create(person=person, kind="gender", value="man", basis="x")
    assert queries(report)[0]["F01"].splits == {}
    record_basis(institution_id=andes.institution.pk, basis="Ley", dated_on=START.date(), by=andes.coordinator.pk)
    split = queries(report)[0]["F01"].splits["gender"]
    assert split["total"] == 40
    assert split["cells"] == {"woman": 15, "man": None, "other": None, "unsaid": 13}
    assert (split["share"]["value"], split["share"]["out_of"]) == (15, 40)
