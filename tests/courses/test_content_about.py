"""The page about the content: what was checked, what is in doubt, who has to confirm it; for everybody, at a constant cost."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.open_points import open_points
from courses.selectors.content_about import content_about
from lms.institutions.models import Person
from lms.kernel.places import COUNTRIES
from tests.conftest import House
from tests.courses.reference_toolkit import publish_everything, toolkit
from tests.courses.toolkit_files import FACTS
from tests.courses.toolkit_fixtures import author, second

__all__ = ["author", "second", "toolkit"]
SignIn = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("toolkit")
ADDRESS = "lms:courses:content-about"


def page(client: Client | None = None, language: str = "es") -> str:
    response = (client or Client()).get(reverse(ADDRESS), headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def test_a_stranger_reads_what_is_open_in_each_country_and_that_it_is_no_legal_advice() -> None:
    for language, said in (("es", "no es asesoría legal"), ("en", "not legal advice")):
        text = page(language=language)
        assert said in text
        for point in open_points():
            assert escape(point.what[language]) in text


def test_each_country_waits_for_a_lawyer_and_a_native_reader_until_its_line_is_taken_out() -> None:
    waiting = {(one.country, one.who) for one in open_points()}
    assert {(code, who) for code in COUNTRIES for who in ("lawyer", "reader")} <= waiting
    keys = [one.key for one in open_points()]
    assert len(keys) == len(set(keys))
    assert all(one.what["es"] and one.what["en"] for one in open_points())


def test_rules_are_counted_where_they_apply_and_the_doubtful_ones_are_named_with_their_office() -> None:
    found = {one.country: one for one in content_about("es").countries}
    assert found["PE"].doubts, "the small toolkit has a rule of Peru that is to be confirmed"
    assert found["PE"].settled + len(found["PE"].doubts) == found["PE"].facts
    assert {one.office for one in found["PE"].doubts} == {"Indecopi"}
    assert found["CO"].facts > 0, "the Andean rule reaches Colombia"


def test_sources_stand_there_with_the_day_they_were_checked() -> None:
    text = page()
    assert "Norma andina" in text
    assert "Revisado el" in text


def test_a_rule_in_doubt_leads_to_its_page_for_who_may_open_it(as_person: SignIn, andes: House, settings: Any) -> None:
    assert "/reference/rules/" in page(as_person(andes.advisor))
    assert "/toolkit/pe/es/rules/" in page()
    settings.LMS = {**settings.LMS, "PUBLIC_TOOLKIT": False}
    assert "/rules/" not in page()


def test_the_last_import_and_the_last_publication_are_dated() -> None:
    found = content_about("es")
    assert found.imported_at is not None
    assert found.published_at is not None
    assert found.imported_at <= found.published_at


def test_the_page_costs_the_same_at_any_size(
    toolkit: Path, author: Person, second: Person, as_person: SignIn, andes: House
) -> None:
    client = as_person(andes.advisor)
    page(client)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(client)
        return len(seen)

    few = queries()
    head, _, rest = FACTS.partition("facts:\n")
    more = "".join(rest.replace("trademarks.", f"trademarks.more{n}_") for n in range(12))
    before = content_about("es").facts
    publish_everything(toolkit, author, second, {"facts/trademarks.yaml": f"{head}facts:\n{rest}{more}"})
    assert content_about("es").facts > 6 * before
    assert queries() == few <= 10


def test_every_page_leads_to_it(as_person: SignIn, andes: House) -> None:
    link = f'href="{reverse(ADDRESS)}"'
    assert link in page()
    assert link in Client().get(reverse("lms:home:home"), follow=True).content.decode()
    assert link in Client().get(reverse("lms:courses:toolkit-home", args=["pe", "es"])).content.decode()
    assert link in as_person(andes.advisor).get(reverse("lms:home:home")).content.decode()
