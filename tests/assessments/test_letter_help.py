"""Help picked from the directory of the country, kept in the letter as it was that day."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessments import letters
from assessments.errors.letters import UnknownPlace
from assessments.letter_words import whole_text
from assessments.models import CaseStudy, Submission
from assessments.services.letters import open_letter, save_letter
from courses import api as courses
from courses.models import Course, Enrolment, Item
from lms.institutions.models import Person
from tests.assessments.conftest import LETTER
from tests.assessments.directory import write_directory
from tests.assessments.toolkit import write_toolkit


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    """The tiny toolkit with a directory and a glossary."""
    return write_directory(write_toolkit(tmp_path / "toolkit"))


@pytest.fixture
def letter(course: Course, enrolment: Enrolment, case: CaseStudy, programme: dict[str, Person]) -> Submission:
    """Elena's draft, with the directory published."""
    courses.publish_items(item_ids=courses.unpublished_items(), by=programme["author"].pk, approved_by=programme["focal"].pk)
    cache.clear()
    return Submission.objects.get(pk=open_letter(enrolment_id=enrolment.pk, unit_id=case.pk))


def page(client: Client, letter: Submission) -> str:
    return client.get(reverse("lms:assessments:submission-form", args=[letter.pk])).content.decode()


def save(client: Client, letter: Submission, **sent: object) -> int:
    letter.refresh_from_db()
    body = {"revision": letter.revision, "go": "stay", "places": "1"} | sent
    return client.post(reverse("lms:assessments:submission-save", args=[letter.pk]), body).status_code


def test_the_directory_of_the_country_is_offered_what_fits_the_case_first(elena: Client, letter: Submission) -> None:
    html = page(elena, letter)
    assert "De Chile" not in html
    assert html.index("Marcas sin costo") < html.index("Más del directorio") < html.index("Patentes")
    assert "Diagnóstico" in html


def test_a_chosen_place_is_kept_with_name_and_address_and_reads_after_the_directory_changed(
    elena: Client, letter: Submission
) -> None:
    assert save(elena, letter, place=["pe-fit"], **{"for-pe-fit": "Pedir la marca colectiva"}) == 302
    Item.objects.filter(key="pe-fit").update(published=None)
    letter.refresh_from_db()
    (kept,) = letter.letter["places"]
    assert (kept["names"]["es"], kept["by"], kept["url"]) == ("Marcas sin costo", "Indecopi", "indecopi.gob.pe/gratis")
    assert 'value="pe-fit" checked' in page(elena, letter)
    assert save(elena, letter, place=["pe-fit"], **{"for-pe-fit": "Otra razón"}) == 302
    letter.refresh_from_db()
    assert letter.letter["places"][0]["for"] == "Otra razón"
    assert "Marcas sin costo, Indecopi (indecopi.gob.pe/gratis): Otra razón" in whole_text(letter.letter)


def test_taking_the_last_one_out_is_kept_too_and_a_page_without_the_list_takes_none_out(
    elena: Client, letter: Submission
) -> None:
    save(elena, letter, place=["pe-fit"], **{"for-pe-fit": "x"})
    elena.post(reverse("lms:assessments:submission-save", args=[letter.pk]), {"revision": "1", "issues": "uno"})
    letter.refresh_from_db()
    assert len(letter.letter["places"]) == 1
    save(elena, letter)
    letter.refresh_from_db()
    assert letter.letter["places"] == []


@pytest.mark.parametrize("key", ["cl-own", "nowhere", "<script>"])
def test_only_the_directory_of_the_country_can_be_chosen_from(letter: Submission, key: str) -> None:
    with pytest.raises(UnknownPlace):
        save_letter(letter_id=letter.pk, blocks={"places": [{"key": key, "for": "x"}]}, revision=0)


def test_name_and_address_come_from_the_directory_whatever_was_sent(letter: Submission) -> None:
    forged = {"key": "pe-fit", "for": "x", "by": "Yo", "url": "example.org", "names": {"es": "Mi estudio"}}
    save_letter(letter_id=letter.pk, blocks={"places": [forged]}, revision=0)
    letter.refresh_from_db()
    assert letter.letter["places"][0]["by"] == "Indecopi"
    assert letter.letter["places"][0]["url"] == "indecopi.gob.pe/gratis"


def test_a_place_or_a_text_is_enough_and_a_place_says_what_for() -> None:
    old = LETTER
    assert letters.missing_parts(old) == {}
    chosen = {**LETTER, "help": "", "places": [{"key": "pe-fit", "for": "La marca", "names": {"es": "Marcas"}}]}
    assert letters.missing_parts(chosen) == {}
    assert set(letters.missing_parts({**chosen, "places": [{"key": "pe-fit", "for": ""}]})) == {"help"}
    assert set(letters.missing_parts({**LETTER, "help": ""})) == {"help"}


def test_the_aid_names_a_lawyers_word_and_the_plain_one(elena: Client, letter: Submission) -> None:
    save(elena, letter, issues="Hay que incoar la solicitud.", places="1")
    assert "Palabra legal «incoar». Más simple: presentar" in page(elena, letter)
