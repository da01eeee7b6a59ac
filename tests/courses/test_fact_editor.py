"""Facts are written in the browser: typed values, sources that exist, two authors at once, one jurisdiction more."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from courses import api
from courses.models import Course, FactVersion, Item, ItemVersion
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
