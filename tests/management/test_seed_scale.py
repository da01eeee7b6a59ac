"""A programme made for measuring: its projections are what its records say, and the same seed makes the same."""

import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.api import first_attempts
from assessments.models import Attempt
from certificates.models import Award, AwardEvent
from courses.models import Enrolment, EnrolmentState, EnrolmentSummary
from courses.services.reconciling import reconcile
from lms.demo.scale import plan_places
from lms.institutions.models import Institution

pytestmark = pytest.mark.django_db


def test_a_programme_of_any_size_has_no_drift_and_a_history_of_every_kind() -> None:
    out = io.StringIO()
    call_command("seed_scale", institutions=3, learners=150, seed=1, json=True, stdout=out)
    counts = json.loads(out.getvalue())
    assert counts["institutions"] == 3
    assert counts["learners"] == 150
    assert counts["enrolments"] == Enrolment.objects.count() == EnrolmentSummary.objects.count()
    assert reconcile() == {"looked": counts["enrolments"], "drifted": 0}
    assert set(Enrolment.objects.values_list("state", flat=True)) == set(EnrolmentState.values)
    assert counts["awards"] == Award.objects.count() > 8
    assert AwardEvent.objects.filter(act="granted").count() == counts["awards"]
    assert counts["attempts"] == Attempt.objects.count() > 100
    always = {"start": datetime(2020, 1, 1, tzinfo=UTC), "end": timezone.now()}
    place = Institution.objects.get(key="escala-000")
    sat = first_attempts(place.pk, **always, using="default")  # a report can read them
    assert {passed for _ref, _unit, passed in sat} == {True, False}


def test_the_same_seed_plans_the_same_and_every_person_is_placed() -> None:
    asked: dict[str, Any] = {"number": 40, "learners": 100_000, "today": date(2026, 11, 26)}
    plan = plan_places(seed=1, **asked)
    assert plan == plan_places(seed=1, **asked)
    assert plan != plan_places(seed=2, **asked)
    sizes = [sum(group.size for group in place.groups) for place in plan]
    assert sum(sizes) == 100_000
    assert max(sizes) == sizes[0] > 5_000
    assert plan[0].groups[0].size == 1_000
    assert {place.country for place in plan} == {"CL", "CO", "MX", "PE"}


@pytest.mark.parametrize(("places", "people"), [(0, 10), (11, 10)])
def test_a_programme_that_can_not_be_is_refused(places: int, people: int) -> None:
    with pytest.raises(CommandError, match="at most"):
        call_command("seed_scale", institutions=places, learners=people)
