"""Texts behind their origin: what moved, the answers, when they stand in line again."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Item, StaleDecision
from courses.selectors.library_matrix import section_shelf
from courses.selectors.stale_list import stale_texts
from courses.services.editing import save_section
from courses.services.editing_facts import save_fact
from courses.writing import section_text
from lms.institutions.models import Person
from tests.courses.toolkit_fixtures import author, imported, root, section_item_id

__all__ = ["author", "imported", "root", "section_item_id"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def english_id(section_item_id: int) -> int:
    return int(Item.objects.get(kind="section", key="brands/how-long", language="en").pk)


def draft(item_id: int) -> Item:
    return Item.objects.select_related("draft").get(pk=item_id)


def text_of(item_id: int) -> str:
    found = draft(item_id).draft
    assert found is not None
    return section_text(found.body)


def change(item_id: int, by: Person, old: str, new: str) -> None:
    found = draft(item_id).draft
    assert found is not None
    text = section_text(found.body)
    assert old in text
    save_section(item_id=item_id, expected=found.number, text=text.replace(old, new), by=by.pk)


def states() -> dict[str, str]:
    row = next(row for row in section_shelf().rows if row.key == "brands/how-long")
    return {cell.of: cell.state for cell in (*row.countries, *row.languages)}


def behind() -> set[tuple[str, str]]:
    return {(one.kind, one.of) for one in stale_texts()}


def page_form(client: Client, url: str) -> dict[str, object]:
    form = client.get(url).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_a_translation_is_behind_when_spanish_moves_and_in_line_when_every_block_is_answered(
    section_item_id: int, english_id: int, author: Person, as_person: SignIn
) -> None:
    change(section_item_id, author, "Olvidar la **fecha**.", "Olvidar la **fecha** y el lugar.")
    change(section_item_id, author, "zorzal", "tordo")
    assert states()["en"] == "stale"
    assert ("translation", "en") in behind()
    client = as_person(author)
    url = reverse("lms:courses:stale-translation", args=[english_id])
    page = client.get(url).content.decode()
    assert "y el lugar<span" in page
    assert "Forgetting the **date**." in page
    sent = page_form(client, url)
    sent |= {"answer-b3": "accepted", "text-b3": "::: mistake {#b3}\nForgetting the **date** and the place.\n:::"}
    assert client.post(url, sent).status_code == 302
    assert "and the place." in text_of(english_id)
    assert states()["en"] == "stale"
    sent = page_form(client, url)
    assert "answer-b3" not in sent
    sent |= {"answer-b2": "declined", "because-b2": "El ave no se nombra en inglés."}
    assert client.post(url, sent).status_code == 302
    assert states()["en"] == "filled"
    assert ("translation", "en") not in behind()
    assert StaleDecision.objects.get(block="b2").because == "El ave no se nombra en inglés."


def test_an_answer_needs_its_change_or_its_reason(
    section_item_id: int, english_id: int, author: Person, as_person: SignIn
) -> None:
    change(section_item_id, author, "Olvidar la **fecha**.", "Olvidar el lugar.")
    client = as_person(author)
    url = reverse("lms:courses:stale-translation", args=[english_id])
    sent = page_form(client, url)
    assert client.post(url, {**sent, "answer-b3": "declined"}).status_code == 422
    assert client.post(url, {**sent, "answer-b3": "adapted"}).status_code == 422
    bad = client.post(url, {**sent, "answer-b3": "adapted", "text-b3": "::: wrong\nx\n:::"})
    assert bad.status_code == 422
    assert not StaleDecision.objects.exists()
    assert states()["en"] == "stale"


def test_answers_given_while_spanish_moved_again_are_not_taken(
    section_item_id: int, english_id: int, author: Person, as_person: SignIn
) -> None:
    change(section_item_id, author, "zorzal", "tordo")
    client = as_person(author)
    url = reverse("lms:courses:stale-translation", args=[english_id])
    sent = {**page_form(client, url), "answer-b2": "declined", "because-b2": "No."}
    change(section_item_id, author, "tordo", "chincol")
    assert client.post(url, sent).status_code == 409
    assert not StaleDecision.objects.exists()


def test_a_block_that_is_new_in_spanish_is_taken_over_at_its_place(
    section_item_id: int, english_id: int, author: Person, as_person: SignIn
) -> None:
    change(section_item_id, author, "::: mistake {#b3}", "::: next {#b9}\nLlame.\n:::\n\n::: mistake {#b3}")
    client = as_person(author)
    url = reverse("lms:courses:stale-translation", args=[english_id])
    sent = {**page_form(client, url), "answer-b9": "accepted", "text-b9": "::: next {#b9}\nCall.\n:::"}
    assert client.post(url, sent).status_code == 302
    found = draft(english_id).draft
    assert found is not None
    assert [b["id"] for b in found.body["blocks"]][:4] == ["b1", "b2", "b9", "b3"]
    assert found.made_from_id == draft(section_item_id).draft_id
    assert states()["en"] == "filled"


def test_a_countrys_text_is_behind_when_the_shared_text_moves(section_item_id: int, author: Person, as_person: SignIn) -> None:
    change(section_item_id, author, "Texto para todos.", "Texto nuevo para todos.")
    assert {code for code, state in states().items() if state == "stale"} == {"CL", "CO", "MX", "en"}
    assert ("variant", "CL") in behind()
    client = as_person(author)
    url = reverse("lms:courses:stale-variant", args=[section_item_id, "CL"])
    page = client.get(url).content.decode()
    assert "nuevo<span" in page or "nuevo <span" in page
    assert "zorzal" in page
    sent = {**page_form(client, url), "answer-b1": "adapted", "slot-b2": "Solo en Chile, tordo. {fact:trademarks.fee}"}
    assert client.post(url, sent).status_code == 302
    assert states()["CL"] == "filled"
    assert states()["CO"] == "stale"
    assert "tordo" in text_of(section_item_id)
    decline = reverse("lms:courses:stale-variant", args=[section_item_id, "CO"])
    sent = {
        **page_form(client, decline),
        "answer-b1": "declined",
        "because-b1": "No toca.",
        "slot-b2": "Solo en Colombia, cóndor.",
    }
    assert client.post(decline, sent).status_code == 302
    assert states()["CO"] == "filled"
    assert ("variant", "CO") not in behind()


def test_a_countrys_text_written_together_with_the_shared_one_is_not_behind(section_item_id: int, author: Person) -> None:
    found = draft(section_item_id).draft
    assert found is not None
    text = section_text(found.body).replace("Texto para todos.", "Texto nuevo.").replace("zorzal", "tordo")
    save_section(item_id=section_item_id, expected=1, text=text, by=author.pk)
    assert states()["CL"] == "filled"
    assert states()["CO"] == "stale"


def test_an_english_sentence_stands_behind_a_spanish_one_that_moved(
    section_item_id: int, author: Person, as_person: SignIn
) -> None:
    fact = Item.objects.select_related("draft").get(kind="fact", key="trademarks.term", country="CL")
    assert fact.draft is not None
    body = {**fact.draft.body, "sentence": {**fact.draft.body["sentence"], "es": "En CL dura once años."}}
    save_fact(item_id=fact.pk, expected=1, body=body, by=author.pk)
    assert behind() == {("sentence", "CL")}
    client = as_person(author)
    page = client.get(reverse("lms:courses:fact-edit", args=[fact.pk]))
    assert "once<span" in page.content.decode()
    origin = page.context["late"].moved_in.pk
    stays = reverse("lms:courses:fact-sentence-decline", args=[fact.pk])
    client.post(stays, {"origin": origin, "because": ""})
    assert behind()
    client.post(stays, {"origin": origin, "because": "El inglés ya lo dice."})
    assert behind() == set()
