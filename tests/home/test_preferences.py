"""A person chooses language, look and the name on paper; the country is not theirs to change."""

from collections.abc import Callable

from django.test import Client

from lms.institutions.models import Person
from tests.conftest import House

AsPerson = Callable[[Person], Client]


def test_the_page_shows_what_was_chosen_and_the_country_to_read(andes: House, as_person: AsPerson) -> None:
    html = as_person(andes.advisor).get("/preferences/").content.decode()
    assert "Perú" in html
    assert 'name="country"' not in html
    assert 'value="Elena De Andes"' in html
    assert "/cuenta/password/change/" in html


def test_choices_are_saved_and_take_hold_at_once(andes: House, as_person: AsPerson) -> None:
    client = as_person(andes.advisor)
    chosen = {"language": "en", "theme": "dark", "certificate_name": "  Jose\u0301   Elena "}
    response = client.post("/preferences/", {**chosen, "country": "CL"}, follow=True)
    html = response.content.decode()
    assert 'lang="en"' in html
    assert 'data-theme="dark"' in html
    assert "Your choices are saved." in html
    andes.advisor.refresh_from_db()
    assert andes.advisor.certificate_name == "José Elena"
    assert andes.advisor.country == "PE"


def test_wrong_choices_are_told_and_nothing_is_saved(andes: House, as_person: AsPerson) -> None:
    client = as_person(andes.advisor)
    for wrong in ({"theme": "neon"}, {"language": "xx"}, {"certificate_name": "x" * 121}):
        given = {"language": "es", "theme": "", "certificate_name": "Elena", **wrong}
        response = client.post("/preferences/", given)
        assert response.status_code == 422
        assert 'class="problem"' in response.content.decode()
    andes.advisor.refresh_from_db()
    assert andes.advisor.certificate_name == "Elena De Andes"


def test_it_is_for_who_is_signed_in(db: None) -> None:
    assert Client().get("/preferences/").status_code == 302
