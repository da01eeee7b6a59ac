"""The page of one fact: what each country's reader gets, how it came to say so, what it rests on, what rests on it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses import api
from courses.models import Change, Confirmation, Course, Item
from courses.selectors.fact_page import FactView, fact_view
from lms.institutions.models import Person
from tests.courses import toolkit_files
from tests.courses.toolkit_files import FACTS, SHORT
from tests.courses.toolkit_fixtures import author, imported, published, root, second

__all__ = ["author", "imported", "published", "root", "second"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
TERM = "trademarks.term"


def view(key: str = TERM) -> FactView:
    items = Item.objects.filter(kind="fact", key=key).select_related("draft", "published").order_by("country")
    return fact_view(list(items), timezone.localdate())


def page(client: Client, key: str = TERM) -> str:
    response = client.get(reverse("lms:courses:fact-detail", args=[key]))
    assert response.status_code == 200
    return response.content.decode()


def revise(root: Path, **files: str) -> None:
    api.import_toolkit(path=toolkit_files.write(root, files))


def test_each_country_gets_its_own_rule_or_the_one_that_reaches_it(published: Course) -> None:
    rows = {row.country: row for row in view().by_country}
    assert {code: row.answer and row.answer.jurisdiction for code, row in rows.items()} == {
        "CL": "CL", "CO": "AND", "MX": "MX", "PE": "AND",
    }  # fmt: skip
    assert [(part.name, part.text) for part in rows["PE"].parts] == [("term", "12\u00a0años")]
    assert (rows["CL"].own, rows["PE"].own) == (True, False)
    assert {row.jurisdiction: row.reaches for row in view().jurisdictions}["AND"] == ("CO", "PE")


def test_the_history_says_what_changed_between_versions(
    published: Course, root: Path, author: Person, as_person: SignIn
) -> None:
    revise(root, **{"facts/trademarks.yaml": FACTS.replace("n: 11,", "n: 15,").replace("11 años", "15 años")})
    chile = next(row for row in view().jurisdictions if row.jurisdiction == "CL")
    assert [(step.number, step.first, bool(step.published_at)) for step in chile.steps] == [(2, False, False), (1, True, True)]
    moved = {one.label: [(piece.kind, piece.text) for piece in one.pieces] for one in chile.steps[0].moved}
    assert moved["Parte term"] == [("del", "11"), ("ins", "15")]
    assert ("ins", "15") in moved["Oración (es)"]
    assert "Parte term" in page(as_person(author))


def test_sources_show_whether_they_may_be_used_and_are_in_date(imported: Course, root: Path) -> None:
    laws = (root / "sources" / "laws.yaml").read_text("utf-8")
    revise(root, **{"sources/laws.yaml": laws.replace("licence: facts", "licence: none", 1).replace("2099", "2020", 2)})
    found = {row.card.key: (row.where, row.usable, row.late) for row in view().sources}
    assert found == {
        "cl-law": (("CL",), False, True), "and-decision": (("AND",), True, True), "mx-law": (("MX",), True, False),
    }  # fmt: skip


def test_what_cites_it_is_listed_with_blocks_and_units(published: Course, author: Person, as_person: SignIn) -> None:
    (row,) = view().citing
    assert (row.kind, row.key, row.languages, row.parts) == ("section", "brands/how-long", ("es", "en"), ("term",))
    assert len(row.blocks) == 3
    assert [unit.title for unit in view().units] == ["Primera"]
    section = Item.objects.get(kind="section", key="brands/how-long", language="es")
    shown = page(as_person(author))
    assert reverse("lms:courses:section-detail", args=[section.pk]) in shown
    assert reverse("lms:courses:draft-detail", args=[published.pk]) in shown


def test_confirmations_and_changes_under_way_stand_on_the_page(
    published: Course, author: Person, programme: dict[str, Person], as_person: SignIn
) -> None:
    item = Item.objects.get(kind="fact", key=TERM, country="AND")
    assert item.draft_id is not None
    Confirmation.objects.create(
        version_id=item.draft_id, country="PE", answer="confirmed", source="Decisión, art. 152", looked_on=date(2026, 11, 20),
        by=programme["focal"],
    )  # fmt: skip
    change = Change.objects.create(
        item=item, old_id=item.published_id, change_class="mandatory", in_force_from=date(2027, 2, 1), by=author,
        sentence={"es": "Serán quince años.", "en": "It will be fifteen."},
    )  # fmt: skip
    shown = page(as_person(author))
    assert "Decisión, art. 152" in shown
    assert "Serán quince años." in shown
    assert reverse("lms:courses:change-detail", args=[change.pk]) in shown


def test_who_may_act_finds_the_way_and_others_only_read(
    published: Course, author: Person, programme: dict[str, Person], as_person: SignIn
) -> None:
    item = Item.objects.get(kind="fact", key=TERM, country="CL")
    edit = reverse("lms:courses:fact-edit", args=[item.pk])
    new = reverse("lms:courses:change-form")
    writes = page(as_person(author))
    assert edit in writes
    assert f"{new}?key=trademarks.term&amp;country=AND" in writes
    assert f"{new}?key=trademarks.term&amp;country=CL" not in writes, "an author of Peru does not write Chile's law"
    reads = page(as_person(programme["reviewer"]))
    assert edit not in reads
    assert new not in reads


def test_the_page_costs_the_same_however_much_rests_on_the_fact(
    published: Course, root: Path, author: Person, as_person: SignIn
) -> None:
    client = as_person(author)

    def cost() -> int:
        page(client)
        with CaptureQueriesContext(connection) as seen:
            page(client)
        return len(seen)

    before = cost()
    more = {
        f"sections/more/s{n}.{language}.md": SHORT.format(title=f"T{n}", text="Dura {fact:trademarks.term.term}.")
        for n in range(12)
        for language in ("es", "en")
    }
    revise(root, **more)
    for years in (15, 16, 17):
        revise(root, **{"facts/trademarks.yaml": FACTS.replace("n: 11,", f"n: {years},")})
    assert cost() == before <= 30
