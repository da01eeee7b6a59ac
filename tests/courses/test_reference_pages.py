"""The quick reference: the published toolkit under one's own law; help, the nearest named as such; whom to turn to."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses import api
from courses.models import Item
from courses.selectors.todos import todo
from courses.services.search_index import index_everything
from lms.institutions.api import scope
from lms.institutions.models import ContactPoint, Person
from tests.conftest import House
from tests.courses.reference_toolkit import FILES, SECTION, publish_everything, toolkit
from tests.courses.toolkit_fixtures import author, second

__all__ = ["author", "second", "toolkit"]
SignIn = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("toolkit")


@pytest.fixture
def elena(as_person: SignIn, andes: House) -> Client:
    """An advisor of Peru."""
    return as_person(andes.advisor)


def page(client: Client, name: str, *args: str, **query: str) -> str:
    response = client.get(reverse(f"lms:courses:reference-{name}", args=args), query)
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_the_first_page_leads_by_stage_by_right_and_by_question(elena: Client) -> None:
    home = page(elena, "home")
    assert home.count("<h1") == 1
    assert "¿Cuánto dura mi marca?" in home
    assert "Crecimiento" in home
    assert "¿Cómo crezco sin perder mi nombre?" in home
    assert reverse("lms:courses:reference-topic", args=["trademarks"]) in home
    assert reverse("lms:courses:reference-glossary") in home


def test_nothing_published_is_said_and_costs_nobody_an_error(as_person: SignIn, andes: House) -> None:
    Item.objects.filter(published__isnull=False).update(published=None)
    index_everything()
    client = as_person(andes.advisor)
    assert "Aún no se publica nada" in page(client, "home")
    for name in ("glossary", "comparisons", "help", "papers", "search"):
        page(client, name)


def test_a_text_is_read_under_ones_own_law_with_its_sources(elena: Client) -> None:
    text = page(elena, "section", SECTION)
    assert "vicuña" in text
    assert not re.search("zorzal|quetzal", text)
    assert "Según la ley del Perú" in text
    assert "Norma andina" in text
    assert "Comunidad, 2000" in text


def test_another_countrys_law_is_shown_and_named_as_such(elena: Client) -> None:
    text = page(elena, "section", SECTION, country="MX")
    assert "quetzal" in text
    assert "tag-warn" in text
    assert "No es la ley de su país" in text or "no es la ley de su país" in text


def test_a_text_without_translation_is_shown_in_spanish_with_a_note(elena: Client) -> None:
    elena.post(reverse("lms:home:language"), {"language": "en", "next": "/"})
    text = page(elena, "section", "brands/only-spanish")
    assert "This text is not translated yet" in text
    assert 'lang="es"' in text


def test_the_first_word_of_the_glossary_in_a_text_carries_its_gloss(elena: Client) -> None:
    text = page(elena, "section", "brands/only-spanish")
    assert text.count('class="term"') == 1
    assert 'popovertarget="s-t-opposition"' in text
    assert 'popover id="s-t-opposition"' in text
    assert "Dura 12 años" in text.replace("&nbsp;", " ")
    assert "Solo chilenismo" not in text


def test_a_text_costs_the_same_queries_with_more_terms_and_facts(
    elena: Client, toolkit: Path, author: Person, second: Person
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(elena, "section", SECTION)
        return len(seen)

    page(elena, "section", SECTION)
    few = queries()
    more = FILES["terms/words.yaml"] + "".join(
        f"- {{key: t{n}, category: general, names: {{es: palabra {n}, en: word {n}}}, plain: {{es: Algo., en: Thing.}}}}\n"
        for n in range(30)
    )
    publish_everything(toolkit, author, second, {"terms/words.yaml": more})
    page(elena, "section", SECTION)
    assert queries() == few <= 14


def test_a_stage_says_what_to_do_first_what_goes_wrong_and_where_help_is(elena: Client) -> None:
    text = page(elena, "stage", "growth")
    assert text.index("Anote la fecha") < text.index("Busque.")
    assert "12 años en AND" in text
    assert "Un calendario." in text
    assert "Certificado de marca" in text
    assert "Ya venció" in text
    assert "Por confirmar con Indecopi" in text  # the fee of Peru is not sure


def test_where_a_country_has_no_help_for_a_stage_the_nearest_is_named_as_such(elena: Client) -> None:
    text = page(elena, "stage", "growth")
    assert "Lo más cercano en el país" in text
    assert "Exporte" in text


def test_where_a_country_has_no_help_at_all_wipos_is_named_as_the_nearest(elena: Client) -> None:
    text = page(elena, "help", stage="idea", country="MX")
    assert "Ayuda OMPI" in text
    assert "Lo más cercano es lo de la OMPI" in text
    assert "Ayuda PE" not in text


def test_help_is_filtered_and_says_who_qualifies_what_to_bring_and_when(elena: Client) -> None:
    text = page(elena, "help", cost="paid")
    assert "Exporte" in text
    assert "Ayuda PE" not in text
    assert "¿Vende afuera?" in text
    assert "Su marca" in text
    assert "Lunes, 9 a 12" in text
    assert "Exporte" in page(elena, "help", region="Cusco")
    assert "Exporte" not in page(elena, "help", region="Cusco", channel="web")
    assert "Indecopi" in page(elena, "help")


def test_help_that_nobody_verified_for_180_days_is_shown_as_such(elena: Client) -> None:
    text = page(elena, "help", stage="export")
    assert "Sin verificar hace tiempo" in text


def test_the_owner_is_told_of_stages_without_help_and_of_old_help(toolkit: Path, author: Person) -> None:
    titles = [line.title for line in todo(scope(author.pk))]
    assert any("Perú no tiene ayuda local para" in title and "Crecimiento" in title for title in titles)
    assert any("Perú: 1 recurso de ayuda sin verificar" in title for title in titles)


def test_the_glossary_tells_ones_own_country_only_and_marks_what_is_unsure(elena: Client) -> None:
    text = page(elena, "glossary")
    assert "Solo chilenismo" not in text
    assert "En el Perú se llama así también." in text
    assert "Por confirmar con Indecopi" in text
    assert "Lo que manda" not in page(elena, "glossary", category="marks")


def test_a_comparison_has_ones_own_country_first_and_marks_what_is_unsure(elena: Client) -> None:
    text = page(elena, "comparison", "marks")
    assert re.search(r'<th scope="col" class="mine">Perú</th>', text)
    assert "Por confirmar" in text


def test_a_rule_has_a_page_with_the_texts_that_tell_it(elena: Client) -> None:
    text = page(elena, "fact", "trademarks.term")
    assert "En AND dura 12 años." in text
    assert "Rige la norma andina" in text
    assert reverse("lms:courses:reference-section", args=[SECTION]) in text


def test_search_finds_suggests_and_offers_other_ways(elena: Client) -> None:
    assert "Cuánto dura" in page(elena, "search", q="cuanto dura")
    assert "oposición" in page(elena, "search", q="opocision")
    nothing = page(elena, "search", q="zzzzzz")
    assert "Nada para" in nothing
    assert reverse("lms:courses:reference-glossary") in nothing
    assert "<script" not in page(elena, "search", q="<script>alert(1)</script>").replace('<script src="', "")


def test_whom_to_turn_to_is_the_own_institutions(elena: Client, andes: House, sur: House) -> None:
    for house in (andes, sur):
        ContactPoint.objects.create(
            institution=house.institution, function={"es": f"Mesa {house.institution.key}"}, channel="mail",
            value="mesa@x.test", hours={"es": "9 a 17"}, checked_on=date(2026, 11, 1),
        )  # fmt: skip
    for name, args in (("home", ()), ("section", (SECTION,)), ("help", ()), ("stage", ("growth",))):
        text = page(elena, name, *args)
        assert "Mesa andes" in text
        assert "Mesa sur" not in text


@pytest.mark.parametrize(
    ("name", "key"),
    [("section", "brands/none"), ("stage", "none"), ("topic", "none"), ("comparison", "none"), ("fact", "trademarks.none")],
)
def test_what_is_not_published_is_not_found(elena: Client, name: str, key: str) -> None:
    assert elena.get(reverse(f"lms:courses:reference-{name}", args=[key])).status_code == 404


def test_a_withdrawn_text_is_gone(elena: Client, author: Person, second: Person) -> None:
    for item in Item.objects.filter(kind="section", key="brands/only-spanish"):
        item.archived_at = item.published.at if item.published else None
        item.save()
        api.publish_items(item_ids=[item.pk], by=author.pk, approved_by=second.pk)
    assert elena.get(reverse("lms:courses:reference-section", args=["brands/only-spanish"])).status_code == 404


def test_every_page_of_the_reference_stays_light(elena: Client) -> None:
    for name, args in (("home", ()), ("section", (SECTION,)), ("glossary", ()), ("help", ()), ("comparison", ("marks",))):
        assert len(page(elena, name, *args)) < 40_000
