"""Facts are written in the browser: typed values, sources that exist, two authors at once, one jurisdiction more."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from courses import api
from courses.errors import RequestRefused
from courses.models import Change, Course, FactVersion, Item, ItemVersion
from courses.services.item_requests import submit_items
from courses.services.publishing_items import items_behind, publish_items
from lms.institutions.models import Person
from tests.courses.toolkit_fixtures import author, imported, root, second

__all__ = ["author", "imported", "root", "second"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def fact(imported: Course) -> Item:
    return Item.objects.get(kind="fact", key="trademarks.term", country="CL")


def sent(client: Client, fact: Item, **more: object) -> dict[str, object]:
    form = client.get(reverse("lms:courses:fact-edit", args=[fact.pk])).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)} | more


def test_a_fact_gets_a_new_typed_version(fact: Item, author: Person, as_person: SignIn) -> None:
    client = as_person(author)
    url = reverse("lms:courses:fact-edit", args=[fact.pk])
    new_part = {"p1-name": "grace", "p1-kind": "duration", "p1-n": "6", "p1-unit": "months"}
    answer = client.post(url, sent(client, fact, **{"p0-n": "15", "sentence_es": "En CL dura 15 años.", **new_part}))
    assert answer.status_code == 302
    answer = api.law("trademarks.term", "CL", drafts=True)
    assert answer is not None
    assert answer.values["term"] == {"kind": "duration", "n": 15, "unit": "years"}
    assert answer.values["grace"]["n"] == 6
    assert FactVersion.objects.filter(version__item=fact).count() == 2
    assert client.post(url, sent(client, fact)).status_code == 302
    assert ItemVersion.objects.filter(item=fact).count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"p0-n": "ten"}, {"p0-unit": "moons"}, {"p0-kind": ""}, {"sentence_es": "Sin punto"}, {"sources": "no-such-source"},
        {"as_of": "ayer"}, {"transitional_es": "Quien ya estaba."},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(
    fact: Item, author: Person, as_person: SignIn, wrong: dict[str, str]
) -> None:
    client = as_person(author)
    answer = client.post(reverse("lms:courses:fact-edit", args=[fact.pk]), sent(client, fact, **wrong))
    assert answer.status_code == 422
    assert "field-bad" in answer.content.decode()
    assert ItemVersion.objects.filter(item=fact).count() == 1


def test_the_second_of_two_authors_is_told_and_loses_nothing(
    fact: Item, author: Person, second: Person, as_person: SignIn
) -> None:
    url = reverse("lms:courses:fact-edit", args=[fact.pk])
    theirs = sent(as_person(second), fact, law="Ley nueva")
    as_person(author).post(url, sent(as_person(author), fact, article="25"))
    client = as_person(second)
    answer = client.post(url, theirs)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="Ley nueva"' in page
    assert "25<span" in page
    assert client.post(url, {**theirs, "over": 2, "act": "mine"}).status_code == 302
    fact.refresh_from_db()
    assert fact.draft is not None
    assert fact.draft.number == 3
    assert fact.draft.body["law"] == "Ley nueva"


def test_a_fact_begins_to_say_something_for_one_country_more(imported: Course, author: Person, as_person: SignIn) -> None:
    client = as_person(author)
    url = reverse("lms:courses:fact-new") + "?key=trademarks.term"
    page = client.get(url)
    assert 'value="trademarks.term"' in page.content.decode()
    words = {
        "key": "trademarks.term", "jurisdiction": "PE", "kind": "duration", "title_es": "Duración", "title_en": "Term",
        "expected": 0, "sentence_es": "En el Perú dura 10 años.", "sentence_en": "In Peru it lasts 10 years.",
        "short_es": "10 años", "short_en": "10 years", "sources": "pe-law", "as_of": "2026", "confidence": "medium",
        "change_class": "editorial", "p0-name": "term", "p0-kind": "duration", "p0-n": "10", "p0-unit": "years",
    }  # fmt: skip
    assert client.post(url, words).status_code == 302
    answer = api.law("trademarks.term", "PE", drafts=True)
    assert answer is not None
    assert answer.jurisdiction == "PE"
    assert client.post(url, words).status_code == 422


@pytest.fixture
def readers_have_it(fact: Item, author: Person, second: Person) -> Item:
    publish_items(item_ids=items_behind([fact.pk]), by=author.pk, approved_by=second.pk)
    fact.refresh_from_db()
    return fact


def test_a_mandatory_change_opens_a_change_in_the_ledger(readers_have_it: Item, second: Person, as_person: SignIn) -> None:
    fact, client = readers_have_it, as_person(second)
    url = reverse("lms:courses:fact-edit", args=[fact.pk])
    moved = sent(client, fact, **{"p0-n": "15", "sentence_es": "En CL dura 15 años.", "change_class": "mandatory"})
    assert client.post(url, moved).status_code == 422
    told = {"change_es": "Ahora dura más.", "change_en": "It lasts longer now.", "in_force_from": "2030-02-01"}
    answer = client.post(url, moved | told)
    change = Change.objects.get()
    assert answer.headers["Location"] == reverse("lms:courses:change-detail", args=[change.pk])
    fact.refresh_from_db()
    assert (change.item_id, change.new_id, change.change_class) == (fact.pk, fact.draft_id, "mandatory")
    assert change.sentence == {"es": "Ahora dura más.", "en": "It lasts longer now."}
    again = client.post(url, sent(client, fact, law="Otra"))
    assert again.status_code == 409
    assert ItemVersion.objects.filter(item=fact).count() == 2
    with pytest.raises(RequestRefused):
        submit_items(item_ids=[fact.pk], by=second.pk)


def test_an_author_of_another_country_does_not_propose_a_change_of_its_law(
    readers_have_it: Item, programme: dict[str, Person], second: Person, as_person: SignIn
) -> None:
    mexican = Item.objects.get(kind="fact", key="trademarks.term", country="MX")
    client = as_person(second)
    moved = sent(
        client, mexican, sentence_es="En MX dura 15 años.", change_class="mandatory", change_es="Más.", change_en="More.",
        in_force_from="2030-02-01",
    )  # fmt: skip
    assert client.post(reverse("lms:courses:fact-edit", args=[mexican.pk]), moved).status_code == 422
    assert not Change.objects.exists()
