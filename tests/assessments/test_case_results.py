"""What a group reached in a case, by name: once it is out, for those who teach and coordinate the group, and in a file."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Submission
from assessments.services.appeals import open_appeal
from assessments.services.releasing import release_letters
from courses.models import Course
from lms.institutions.models import Person
from tests.assessments.scoring import LOW, SOLID, score
from tests.assessments.test_releases import more
from tests.conftest import House
from tests.permissions.asking import masked

Ruled = Callable[..., Submission]


@pytest.fixture
def rosa(as_person: Callable[[Person], Client], andes: House) -> Client:
    """The facilitator's browser."""
    return as_person(andes.facilitator)


def page_of(letter: Submission, house: House, name: str = "case-results") -> str:
    return reverse(f"lms:assessments:{name}", args=[house.cohort.pk, letter.unit_id])


def test_nothing_of_a_score_shows_before_it_is_out_and_then_all_by_name(ruled: Ruled, andes: House, rosa: Client) -> None:
    letter = ruled()
    score(letter, andes.assessor, LOW, "f1")
    page = page_of(letter, andes)
    before = masked(rosa.get(page).content.decode(), page).split("<main")[1]
    assert "Entregada, sin resultado aún" in before
    assert "33" not in before
    assert "Promete el registro" not in before
    release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk)
    after = rosa.get(page_of(letter, andes)).content.decode().split("<main")[1]
    for shown in ("Elena", "33,3", "Promete el registro", "Aún no competente"):
        assert shown in after
    assert andes.assessor.full_name not in after
    assert "33\u00a0%" in after.split("Nivel medio")[1]  # level 1 of 3, criterion by criterion


def test_the_file_has_a_row_a_result_its_cells_are_no_formulas_and_it_names_no_assessor(
    ruled: Ruled, andes: House, rosa: Client
) -> None:
    letter = ruled()
    score(letter, andes.assessor, SOLID)
    release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk)
    open_appeal(submission_id=letter.pk, reason="El criterio de los pasos no se vio.")
    Person.objects.filter(pk=andes.advisor.pk).update(given_name="=SUMA(A1)", certificate_name="=SUMA(A1)")
    response = rosa.get(page_of(letter, andes, "case-results-file"))
    text = response.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][0] == "Persona"
    mine = next(row for row in rows if "SUMA" in row[0])
    assert mine[0].startswith("'=")
    assert mine[3:6] == ["80.00", "0.00", "sí"]
    assert mine[8] == "Revisión pedida"
    assert andes.assessor.family_name not in text.replace(mine[0], "") or "Pablo" not in text
    assert "attachment" in response.headers["Content-Disposition"]


def test_a_stranger_sees_no_page_and_a_coordinator_finds_the_way_to_release(
    ruled: Ruled, andes: House, sur: House, as_person: Callable[[Person], Client]
) -> None:
    letter = ruled()
    for person in (sur.facilitator, sur.coordinator, andes.advisor, andes.assessor):
        assert as_person(person).get(page_of(letter, andes)).status_code == 404
    release = reverse("lms:assessments:release-batch", args=[andes.institution.pk, letter.unit_id])
    assert release in as_person(andes.coordinator).get(page_of(letter, andes)).content.decode()
    assert release not in as_person(andes.facilitator).get(page_of(letter, andes)).content.decode()


def test_the_list_is_filtered_and_sorted_and_costs_the_same_at_two_sizes(
    ruled: Ruled, andes: House, course: Course, rosa: Client, django_assert_max_num_queries: Any
) -> None:
    letter = ruled()
    score(letter, andes.assessor, LOW)
    release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk)
    path = page_of(letter, andes)
    costs = []
    for step in range(2):
        with django_assert_max_num_queries(15) as captured:
            rosa.get(path)
        costs.append(len(captured))
        if not step:
            release_letters(submission_ids=[one.pk for one in more(letter, andes, course, 12)], by=andes.coordinator.pk)
    assert costs[0] == costs[1]
    passed = rosa.get(f"{path}?state=passed&sort=-percent&q=nombre1").content.decode()
    assert "Nombre1 " in passed
    assert "Nombre2 " not in passed
    assert "Elena" not in passed.split("<tbody>")[1]
