"""Every kind of message that the house registers can be read as text and as HTML, in both languages."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import django.urls
import pytest
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lms.institutions.api import PersonCard
from lms.messages import kinds, rendering

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "lms" / "messages"

COUNTED: Final = re.compile(r"blocktranslate(?: trimmed)? count \w+=(\w+)")


class Tags(HTMLParser):
    """The text of a page and its links."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def reader(language: str) -> PersonCard:
    return PersonCard(1, "r", "Elena Paz", "Elena", "Paz", "e@x.test", "Elena Paz", "PE", language, True, "America/Lima")


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_registered_kind_has_a_subject_a_text_and_a_page(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the kinds look up is left out here (their own tests look at it): the words must stand without it."""
    assert len(kinds.all_kinds()) > 40
    monkeypatch.setattr(django.urls, "reverse", lambda *args, **kwargs: "/x/")  # links need the ids that were not looked up
    counted = {found[1]: 2 for path in TEMPLATES.iterdir() for found in COUNTED.finditer(path.read_text("utf-8"))}
    for kind in kinds.all_kinds():
        monkeypatch.setitem(kinds._kinds, kind.code, kinds.Kind(kind.code, None, kind.mandatory, kind.urgent, kind.title))
        params = {**counted, "subject": "S", "body": "B", "due": datetime(2026, 11, 26, tzinfo=UTC)}
        words = rendering.write_words(kind=kind.code, person=reader(language), params=params, unsubscribe="https://x.test/stop")
        assert words.subject, kind.code
        assert "\n" not in words.subject, kind.code
        assert "{{" not in words.text + words.html, kind.code
        page = Tags()
        page.feed(words.html)
        assert ("html", {"lang": language}) in page.tags, kind.code
        assert ("a", {"href": "https://x.test/stop"}) in page.tags, kind.code
        assert "https://x.test/stop" in words.text, kind.code


def test_the_titles_by_which_people_choose_are_in_both_languages() -> None:
    for kind in kinds.optional_kinds():
        with translation.override("en"):
            english = str(kind.title)
        with translation.override("es"):
            assert str(kind.title) != english, kind.code


def test_no_template_of_a_message_belongs_to_nobody() -> None:
    known = {kind.code for kind in kinds.all_kinds()} | {"base", "framed"}
    assert {path.stem for path in TEMPLATES.iterdir()} - known == set()
    assert engines["django"] is not None


@given(st.text())
def test_no_text_becomes_markup_in_the_frame(text: str) -> None:
    page = Tags()
    page.feed(rendering.html_of(text))
    assert {tag for tag, _attrs in page.tags} <= {"p", "br", "a", "ul", "li"}
    for tag, attrs in page.tags:
        allowed: set[Any] = {"href"} if tag == "a" else set()
        assert set(attrs) <= allowed
        assert all(str(value).startswith(("http://", "https://")) for value in attrs.values())
