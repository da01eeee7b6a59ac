"""The question bank in the browser: what is found, what a page says of a question, what many of them become."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import QuestionEntry
from lms.institutions.models import Person
from tests.assessments.banking import import_bank


@pytest.fixture
def bank(tmp_path: Path, programme: dict[str, Person]) -> None:
    import_bank(tmp_path, programme["author"])


@pytest.fixture
def author(bank: None, programme: dict[str, Person], as_person: Callable[[Person], Client]) -> Client:
    return as_person(programme["author"])


def test_every_page_opens(author: Client) -> None:
    for name in ("question-list", "bank-list", "likeness-list", "question-new"):
        assert author.get(reverse(f"lms:assessments:{name}")).status_code == 200, name
    for entry in QuestionEntry.objects.select_related("item"):
        for country in ("CL", "PE"):
            for language in ("es", "en"):
                page = author.get(
                    reverse("lms:assessments:question-page", args=[entry.item_id]), {"country": country, "language": language}
                )
                assert page.status_code == 200, entry.item.key
        assert author.get(reverse("lms:assessments:question-edit", args=[entry.item_id])).status_code == 200, entry.item.key
