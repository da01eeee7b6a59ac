"""F16: what is counted, what stays hidden, and that nothing hidden can be found from what is told."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments.models import ClinicSession
from assessments.services.clinic_confirming import settle_sessions
from courses.api import decided_reviews
from courses.models import ReviewRequest
from courses.services.reviews import ask_review, give_opinion
from lms.institutions.models import Person
from lms.reporting.reviews_figure import HIDDEN, f16, share
from tests.assessments.practising import declared, enrolled, practice_course
from tests.conftest import House

AsPerson = Callable[[Person], Client]


class Row:
    """A decided review or complaint."""

    def __init__(self, country: str, yes: bool, days: int = 10, in_time: bool = True) -> None:
        self.country, self.days, self.in_time = country, days, in_time
        self.upheld = self.founded = yes


def told(n: int, part: int) -> tuple[int, int]:
    found = share([(at < part, 10, True) for at in range(n)])
    return found.n, found.part


def test_small_numbers_are_hidden_and_four_values_stay_possible_for_each() -> None:
    seen: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for n in range(30):
        for part in range(n + 1):
            seen.setdefault(told(n, part), set()).add((n, part))
    for (n, part), pairs in seen.items():
        if n == HIDDEN:
            assert len({pair[0] for pair in pairs}) >= 4
        elif part == HIDDEN:
            assert len({pair[1] for pair in pairs}) >= 4
        else:
            assert pairs == {(n, part)}
    assert told(0, 0) == (0, 0)
    assert told(12, 5) == (12, 5)
    assert told(12, 0) == (12, 0)
    assert told(12, 3) == (12, HIDDEN)
    assert told(12, 9) == (12, HIDDEN)
    assert told(4, 4) == (HIDDEN, HIDDEN)


def test_a_total_stands_only_where_no_country_is_hidden() -> None:
    for sizes in itertools.product((0, 3, 7), repeat=4):
        countries = ("CL", "CO", "MX", "PE")
        rows = [Row(country, yes=False) for country, n in zip(countries, sizes, strict=True) for _one in range(n)]
        lines, total = f16(countries, reviews=rows, complaints=[], measures=[])
        hidden = [line for line in lines if line.reviews.hidden]
        assert len(hidden) == sizes.count(3)
        assert (total.reviews is None) is bool(hidden)
        assert total.complaints is not None


def test_days_in_time_and_measures_by_class() -> None:
    rows = [Row("PE", yes=n < 6, days=n, in_time=True) for n in range(11)]
    acts = [("PE", "suspended", "conduct")] * 6 + [("PE", "revoked", "integrity")] * 2 + [("CL", "revoked", "integrity")] * 7
    lines, total = f16(("CL", "PE"), reviews=rows, complaints=rows[:3], measures=acts)
    peru = lines[1]
    assert (peru.reviews.n, peru.reviews.part, peru.reviews.days, peru.reviews.in_time) == (11, 6, 5.0, 11)
    assert peru.complaints.hidden
    assert peru.complaints.days is None
    assert peru.measures == (("revoked", "integrity", HIDDEN), ("suspended", "conduct", 6))
    assert total.measures == (("suspended", "conduct", 6),)  # the other one would tell Peru's


@pytest.fixture
def decided(andes: House, programme: dict[str, Person]) -> ReviewRequest:
    """Elena's session was refused and, reviewed by two others, confirmed after twelve days."""
    with time_machine.travel(datetime(2026, 11, 24, 14, tzinfo=UTC), tick=False) as clock:
        enrolled(practice_course(), andes)
        session: ClinicSession = declared(andes)
        settle_sessions(seen={session.pk: session.revision}, verdict="not_seen", comment="No.", by=andes.facilitator.pk)
        asked = ask_review(
            kind="clinic", subject_id=session.pk, by=andes.advisor.pk, reason="La sesión tuvo lugar, hay una hoja firmada."
        )
        clock.shift(timedelta(days=12))
        for role in ("decider", "reviewer"):
            give_opinion(request_id=asked, by=programme[role].pk, upheld=True, why="Hay una hoja firmada.")
    return ReviewRequest.objects.get()


def test_the_outcome_of_a_review_stands_in_figure_f16(decided: ReviewRequest) -> None:
    year = {"start": datetime(2026, 1, 1, tzinfo=UTC), "end": datetime(2027, 1, 1, tzinfo=UTC)}
    (one,) = decided_reviews(**year)
    assert (one.kind, one.country, one.upheld, one.days, one.in_time) == ("clinic", "PE", True, 12, True)
    assert decided_reviews(start=datetime(2026, 12, 7, tzinfo=UTC), end=datetime(2027, 1, 1, tzinfo=UTC)) == []
    lines, _total = f16(("PE",), reviews=[one] * 6, complaints=[], measures=[])
    assert (lines[0].reviews.part, lines[0].reviews.n, lines[0].reviews.days) == (6, 6, 12.0)


def test_the_page_tells_nobody_a_single_case(
    decided: ReviewRequest, programme: dict[str, Person], andes: House, as_person: AsPerson, django_assert_max_num_queries: Any
) -> None:
    url = reverse("lms:reporting:programme-reviews")
    with time_machine.travel(datetime(2026, 12, 20, 14, tzinfo=UTC), tick=False):
        reviewer = as_person(programme["reviewer"])
        with django_assert_max_num_queries(15):
            page = reviewer.get(url)
        assert page.status_code == 200
        rows = page.context["rows"]
        assert rows[3]["reviews"] == rows[4]["reviews"]  # Peru and the total: both protected
        assert rows[0]["reviews"] != rows[3]["reviews"]
        assert as_person(andes.coordinator).get(url).status_code == 404
        assert as_person(programme["decider"]).get(url + "?year=1999").context["year"] == 2026
