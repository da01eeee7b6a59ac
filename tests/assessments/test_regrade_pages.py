"""The pages of scoring again: prepared by an author, applied by a second person, read without names."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Regrade, RegradeLine
from assessments.selectors.regrade_todos import regrade_todos
from courses.models import Enrolment
from lms.institutions.api import scope
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from tests.assessments.regrades import REASON, applied, mend, prepared, sit, takes
from tests.conftest import House

People = dict[str, Person]
OTHERS = "q-multiple q-number q-bound"


@pytest.fixture
def key(enrolment: Enrolment, chilean: Enrolment, andes: Any, course: Any, toolkit_root: Any, programme: People) -> Any:
    """Two who were robbed in two countries, one who was given a point; then the mended version."""
    sit(enrolment, right=OTHERS, chosen="Pagar")
    sit(chilean, chosen="Pagar")
    sit(takes(andes.institution, course, "lucky"), right="q-multiple q-number", chosen="Buscar")
    return mend(toolkit_root, course, programme)


@pytest.fixture
def author(as_person: Callable[[Person], Client], programme: People) -> Client:
    return as_person(programme["author"])


@pytest.fixture
def reviewer(as_person: Callable[[Person], Client], programme: People) -> Client:
    return as_person(programme["reviewer"])


def test_from_the_question_to_the_act_by_two_people(key: tuple[int, int], author: Client, reviewer: Client) -> None:
    new = reverse("lms:assessments:regrade-new", args=[key[0]])
    form = author.get(new).content.decode()
    assert "3 respuestas" in form
    assert author.post(new, {"version": key[1], "reason": ""}).status_code == 422
    detail = author.post(new, {"version": key[1], "reason": REASON, "raise_only": "on"}).headers["Location"]
    page = author.get(detail).content.decode()
    assert "hx-trigger" in page  # it is being prepared
    run_due_jobs()
    page = author.get(detail).content.decode()
    assert "hx-trigger" not in page
    assert "otra persona" in page
    assert f"{detail}apply/" not in page
    assert author.post(f"{detail}apply/").status_code == 409
    assert f"{detail}apply/" in reviewer.get(detail).content.decode()
    assert REASON in reviewer.get(f"{detail}apply/").content.decode()
    reviewer.post(f"{detail}apply/")
    run_due_jobs()
    assert Regrade.objects.get().state == "applied"
    assert "Qué cambió" in reviewer.get(detail).content.decode()
    assert reviewer.get(new).status_code == 404


def test_no_name_of_a_learner_is_on_the_pages_or_in_the_file(
    key: tuple[int, int], author: Client, enrolment: Enrolment, programme: People
) -> None:
    regrade = prepared(key, programme)
    detail = reverse("lms:assessments:regrade-detail", args=[regrade.pk])
    pages = [author.get(f"{detail}?show={show}").content.decode() for show in ("", "look", "left")]
    body = b"".join(author.get(f"{detail}export/").streaming_content).decode()  # type: ignore[attr-defined]
    for text in [*pages, body]:
        assert enrolment.person.family_name not in text
        assert enrolment.person.email not in text
    rows = list(csv.DictReader(io.StringIO(body)))
    assert len(rows) == 3
    assert {row["institution"] for row in rows} == {"andes", "sur"}
    assert [row["why"] for row in rows].count("lower") == 1


def test_pages_cost_the_same_whatever_their_size(
    key: tuple[int, int], author: Client, programme: People, django_assert_max_num_queries: Any
) -> None:
    regrade = prepared(key, programme, raise_only=False)
    assert RegradeLine.objects.filter(regrade=regrade, state="waiting").count() == 3
    author.get(reverse("lms:assessments:regrade-list"))
    for path in (
        reverse("lms:assessments:regrade-list"),
        reverse("lms:assessments:regrade-detail", args=[regrade.pk]),
        reverse("lms:assessments:regrade-apply", args=[regrade.pk]),
        reverse("lms:assessments:regrade-new", args=[key[0]]),
    ):
        with django_assert_max_num_queries(15):
            assert author.get(path).status_code == 200


def test_dropping_leaves_everything_and_another_preview_can_be_made(
    key: tuple[int, int], author: Client, programme: People
) -> None:
    regrade = prepared(key, programme)
    new = reverse("lms:assessments:regrade-new", args=[key[0]])
    detail = reverse("lms:assessments:regrade-detail", args=[regrade.pk])
    assert detail in author.get(new).content.decode()
    author.post(f"{detail}drop/")
    assert Regrade.objects.get().state == "dropped"
    assert detail not in author.get(new).content.decode()


def test_a_coordinator_reads_whose_score_changed_in_their_own_institution(
    key: tuple[int, int], enrolment: Enrolment, chilean: Enrolment, andes: House, sur: House, programme: People,
    as_person: Callable[[Person], Client],
) -> None:  # fmt: skip
    regrade = applied(prepared(key, programme), programme)
    path = reverse("lms:assessments:regrade-people", args=[regrade.pk])
    assert [one.url for one in regrade_todos(scope(andes.coordinator.pk))] == [path]
    page = as_person(andes.coordinator).get(path).content.decode()
    assert enrolment.person.full_name in page
    assert chilean.person.full_name not in page
    assert chilean.person.full_name in as_person(sur.coordinator).get(path).content.decode()
    RegradeLine.objects.filter(attempt__enrolment=chilean).update(state="left")
    assert as_person(sur.coordinator).get(path).status_code == 404
