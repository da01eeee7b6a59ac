"""The page on which authors see what the rules of good questions find in a bank."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from assessments.models import QuestionEntry
from courses import api as courses
from lms.institutions.models import Person

URL = "/library/questions/rules/"


@pytest.fixture
def author(programme: dict[str, Person], as_person: Callable[[Person], Client]) -> Client:
    courses.import_toolkit(path=settings.BASE_DIR / "courses" / "curriculum", by=programme["author"].pk)
    return as_person(programme["author"])


def page(client: Client, **asked: str) -> str:
    with override("en"):
        answer = client.get(URL, asked, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_bank_that_keeps_the_rules_says_so_and_what_is_on_trial(author: Client) -> None:
    """With the share of longest keys by country, and the fact that somebody has to confirm."""
    body = page(author, bank="rules-brands")
    assert "75" in body
    assert 'class="empty"' in body
    assert reverse("lms:courses:fact-detail", args=["trademarks.nice"]) in body
    assert body.count('<th scope="row">') == 4


def test_each_finding_leads_to_the_question_that_is_mended(author: Client) -> None:
    entry = QuestionEntry.objects.get(item__key="secrets-pitch")
    QuestionEntry.objects.filter(pk=entry.pk).update(task="juggle")
    QuestionEntry.objects.filter(item__key="secrets-path").update(task="")
    body = page(author, bank="secrets")
    assert "juggle" in body
    assert "secrets-path" in body
    assert reverse("lms:assessments:question-page", args=[entry.item_id]) in body


def test_without_a_bank_the_first_one_is_shown_and_an_unknown_one_is_no_error(author: Client) -> None:
    first = page(author).count(" selected>"), page(author, bank="no-such-bank").count(" selected>")
    assert first == (1, 1)


def test_with_nothing_there_the_page_leads_on(programme: dict[str, Person], as_person: Callable[[Person], Client]) -> None:
    assert reverse("lms:assessments:bank-list") in page(as_person(programme["author"]))


def test_the_page_asks_as_few_queries_of_a_large_bank_as_of_a_small_one(
    author: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page(author)
    for bank in ("secrets", "rules-local"):
        with django_assert_max_num_queries(16):  # twelve of its own and those of any page
            page(author, bank=bank)


def test_a_questions_page_says_what_it_breaks_and_leads_to_its_bank(author: Client) -> None:
    entry = QuestionEntry.objects.get(item__key="brands-where")
    address = reverse("lms:assessments:question-page", args=[entry.item_id])
    with override("en"):
        body = str(author.get(address, headers={"accept-language": "en"}).content.decode())
    assert "trademarks.territoriality" in body
    assert f"{URL}?bank=rules-brands" in body
    clean = QuestionEntry.objects.get(item__key="brands-term")
    assert URL + "?bank" not in str(author.get(reverse("lms:assessments:question-page", args=[clean.item_id])).content.decode())
