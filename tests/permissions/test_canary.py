"""A mark in everything that Andes wrote: nobody of Sur, no visitor and no former colleague ever reads it.

Found by crawling: every GET with Sur's samples and with those of Andes, and every link that the pages carry. Files that
are compressed (PDF, XLSX) show no mark; `test_walk` shows that nobody of Sur gets them.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from lms.institutions.models import Person
from tests.permissions.asking import Asker
from tests.permissions.expectations import REACH
from tests.permissions.marking import mark_columns
from tests.permissions.test_walk import ROUTES, samples_of
from tests.permissions.walking import declared
from tests.permissions.world import NAME, World, make_world

pytestmark = pytest.mark.django_db

MARK = "ZQandesQZ"
STRANGERS = (
    "foreign-advisor",
    "foreign-advisor2",
    "foreign-facilitator",
    "foreign-assessor",
    "foreign-coordinator",
    "former",
    "visitor",
)
KEYS_OF_THEIR_OWN = {  # who has the link may read it
    "lms:certificates:complaint-follow", "lms:certificates:verify-detail", "lms:institutions:invitation-accept",
    "lms:assessments:clinic-rate", "lms:assessments:holder-answer", "lms:courses:calendar-feed",
    "lms:courses:application", "lms:courses:application-paper", "lms:courses:commitment",
    *(f"lms:certificates:badge-{form}" for form in ("json", "jwt", "png", "svg")),
}  # fmt: skip
# What an institution says to everybody: its open calls.
SAID_TO_ALL = ("lms:courses:call-detail", "lms:courses:call-apply", "lms:courses:call-applied")
MOST_PAGES = 250
_LINK = re.compile(r'\s(?:href|src|action)="(/[^"#]*)"')


@pytest.fixture(scope="module")
def marked(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world with the mark in every text of Andes."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world(tmp_path_factory.mktemp("toolkit"), MARK)
        world.people["foreign-advisor2"] = world.sur.house.advisor2
        world.columns = mark_columns(world.andes.house.institution, MARK)
        Person.objects.filter(pk=world.people["assessor"].pk).update(given_name="Pablo", family_name="Propio")
        yield world
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def crawler(marked: World) -> Asker:
    return Asker(marked.people)


def starts(world: World, *, theirs: bool) -> list[str]:
    """Every URL that answers a GET, with Sur's samples; with `theirs`, also with those of Andes."""
    pages = [reverse(route.name) for route in declared() if not route.arguments]
    for row in REACH:
        if "GET" in (ROUTES[row.url].methods or {"GET"}):
            pages.append(reverse(row.url, kwargs=samples_of(row, world.sur.samples)))
            if theirs and row.url not in KEYS_OF_THEIR_OWN:
                pages.append(reverse(row.url, kwargs=samples_of(row, world.andes.samples)))
    return pages


def said_to_all(world: World) -> set[str]:
    """The pages on which Andes itself speaks to strangers."""
    rows = {row.url: row for row in REACH}
    calls = {reverse(url, kwargs=samples_of(rows[url], world.andes.samples)) for url in SAID_TO_ALL}
    return {reverse("lms:courses:call-list"), *calls}


def crawl(asker: Asker, who: str, pages: list[str], mark: str) -> tuple[list[str], int]:
    """(pages with the mark, pages seen), following links."""
    waiting, seen, found = list(dict.fromkeys(pages)), set(pages), []
    count = 0
    while waiting and count < MOST_PAGES:
        path, count = waiting.pop(0), count + 1
        answer = asker.ask(who, "GET", path)
        if mark in answer.text or mark in answer.location:
            place = max(answer.text.find(mark), 0)
            found.append(f"{who} {path} ({answer.status}): …{answer.text[max(place - 80, 0) : place + 40]}")
        for link in [*_LINK.findall(answer.text), answer.location]:
            page = link.replace("&amp;", "&")
            if page.startswith("/") and not page.startswith(("/static/", "/cuenta/", "//")) and page not in seen:
                seen.add(page)
                waiting.append(page)
    return found, count


@pytest.mark.parametrize("who", STRANGERS)
def test_no_stranger_reads_a_word_of_andes(who: str, marked: World, crawler: Asker) -> None:
    found, count = crawl(crawler, who, starts(marked, theirs=True), MARK)
    assert [line for line in found if line.split()[1] not in said_to_all(marked)] == []
    assert count > 80


def test_the_mark_is_there_to_be_found(marked: World, crawler: Asker) -> None:
    """The control: those who may read Andes meet the mark on many pages."""
    found, _count = crawl(crawler, "coordinator", starts(marked, theirs=True), MARK)
    assert len({line.split()[1] for line in found}) >= 12
    assert len(marked.columns) >= 20, sorted(marked.columns)


@pytest.mark.parametrize("who", ["assessor", "outside-assessor"])
def test_a_letter_that_is_scored_has_no_writer(who: str, marked: World, crawler: Asker) -> None:
    """Anonymous on every page and file name of the assessor's: the letter is read, its writer's name never."""
    pages = [reverse("lms:assessments:submission-list"), reverse("lms:home:home"), reverse("lms:jobs:job-list")]
    pages += [
        reverse(row.url, kwargs=samples_of(row, marked.andes.samples))
        for row in REACH
        if row.url.startswith("lms:assessments:script") and "GET" in (ROUTES[row.url].methods or {"GET"})
    ]
    names = f"{MARK}{NAME}"
    answers = {path: crawler.ask(who, "GET", path) for path in pages}
    told = {path: answer.text for path, answer in answers.items()}
    assert [path for path, text in told.items() if names in text or ("@" in text and "/files/" not in path)] == []
    assert any(MARK in answer.text for answer in answers.values()) == (who == "assessor")  # who holds the lease reads it
