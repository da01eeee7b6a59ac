"""A query that is compiled once gives what the queryset gives, with any arguments."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.institutions.models import Membership, Person
from lms.kernel.compiled import Compiled
from tests.conftest import House


def by_country(country: str, since: datetime, least: int) -> Any:
    rows = Person.objects.filter(country=country, created_at__lte=since, pk__gt=least).order_by("pk")
    return rows.values_list("pk", "email", "created_at", "country")


def test_it_gives_what_the_queryset_gives_again_and_again(andes: House, sur: House) -> None:
    compiled, now = Compiled(by_country, str, datetime, int), timezone.now() + timedelta(days=1)
    for country in ("PE", "CL", "MX"):
        for least in (0, andes.advisor.pk):
            for moment in (now, datetime(2020, 1, 1, tzinfo=UTC)):
                with CaptureQueriesContext(connection) as asked:
                    found = compiled.rows(country, moment, least)
                assert found == [tuple(row) for row in by_country(country, moment, least)]
                assert len(asked) == 1
    assert compiled.first("PE", now, 0) is not None
    assert compiled.first("MX", now, 0) is None


def test_json_and_unions_come_back_as_values(andes: House) -> None:
    compiled = Compiled(lambda pk: Membership.objects.filter(person_id=pk).values_list("institution__names", "since"), int)
    ((names, since),) = compiled.rows(andes.advisor.pk)
    assert (names, since) == (andes.institution.names, Membership.objects.get(person=andes.advisor).since)


@pytest.mark.django_db
def test_a_query_that_changes_an_argument_is_refused() -> None:
    grown = Compiled(lambda pk: Person.objects.filter(pk=pk + 1).values_list("pk"), int)
    with pytest.raises(ValueError, match="as it is"):
        grown.rows(1)
