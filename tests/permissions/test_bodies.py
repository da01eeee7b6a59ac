"""Ids that travel in the body of a request are looked at like those in its address."""

from typing import Any

import pytest
from django.urls import reverse

from assessments.models import Attachment
from courses.models import OutcomeRecord, UnitVersion
from lms.jobs.models import Job
from tests.permissions.asking import Asker
from tests.permissions.bodies import bodies
from tests.permissions.world import World

pytestmark = pytest.mark.django_db


def post(asker: Asker, who: str, name: str, kwargs: dict[str, Any], body: Any) -> list[str]:
    """The tables that the request wrote."""
    answer = asker.ask(who, "POST", reverse(f"lms:{name}", kwargs=kwargs), body)
    assert not answer.broken
    return answer.writes


def test_a_coordinator_asks_for_no_report_of_another_institution(world: World, asker: Asker) -> None:
    body = bodies(world)["lms:reporting:report-request"]
    before = Job.objects.count()
    assert post(asker, "foreign-coordinator", "reporting:report-request", {}, body) == []
    assert post(asker, "coordinator", "reporting:report-request", {}, body) != []
    assert Job.objects.count() == before


def test_a_file_of_another_letter_is_not_removed(world: World, asker: Asker) -> None:
    mine, theirs = world.andes.samples["attachment_ref"], world.sur.samples["attachment_ref"]
    path = reverse("lms:assessments:submission-save", args=[world.andes.samples["submission_id"]])
    body = bodies(world)["lms:assessments:submission-save"]
    for ref, stays in ((theirs, True), (mine, False)):
        kept: list[bool] = []
        asker.ask(
            "owner", "POST", path, {**body, "remove": str(ref)},
            then=lambda ref=ref, kept=kept: kept.append(Attachment.objects.filter(ref=ref, removed_at=None).exists()),
        )  # fmt: skip
        assert kept == [stays]


def test_a_lesson_is_not_kept_under_the_version_of_another(world: World, asker: Asker) -> None:
    lesson, other = world.andes.samples["lesson_id"], world.sur.samples["lesson_id"]
    version = UnitVersion.objects.filter(unit=other).latest("number").pk
    path = reverse("lms:courses:lesson-read", args=[world.andes.samples["enrolment"], lesson])
    kept: list[tuple[int, int | None]] = []
    rows = OutcomeRecord.objects.filter(key=f"lesson:{lesson}")
    asker.ask(
        "owner", "POST", path, {"read": "on", "version": version},
        then=lambda: kept.extend(rows.values_list("unit_id", "unit_version_id")),
    )  # fmt: skip
    assert all(unit == lesson and known != version for unit, known in kept)


def test_nobody_makes_a_coordinator_but_the_administrator(world: World, asker: Asker) -> None:
    kwargs = {"institution_id": world.andes.samples["institution"]}
    body = bodies(world)["lms:institutions:member-form"] | {"role": "coordinator"}
    assert post(asker, "coordinator", "institutions:member-form", kwargs, body) == []
    assert "lms_institutions_membership" in post(asker, "administrator", "institutions:member-form", kwargs, body)


def test_a_score_for_a_letter_that_another_holds_is_refused(world: World, asker: Asker) -> None:
    kwargs = {"ref": world.andes.samples["script_ref"]}
    body = bodies(world)["lms:assessments:script-score"]
    assert post(asker, "outside-assessor", "assessments:script-score", kwargs, body) == []
    assert post(asker, "assessor", "assessments:script-score", kwargs, {**body, "fence": "99"}) == []
    assert "lms_assessments_score" in post(asker, "assessor", "assessments:script-score", kwargs, body)
