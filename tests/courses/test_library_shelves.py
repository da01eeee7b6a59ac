"""One list over the whole library, and pages whose queries do not grow."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses import api
from courses.models import Course, Item
from courses.services.editing import save_section
from courses.services.item_comments import add_comment
from courses.services.item_requests import submit_items
from courses.writing import section_text
from lms.institutions.api import Scope, scope
from lms.institutions.models import Person
from tests.courses import toolkit_files
from tests.courses.toolkit_files import SHORT
from tests.courses.toolkit_fixtures import author, imported, published, root, second, section_item_id

__all__ = ["author", "imported", "published", "root", "second", "section_item_id"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def change(item_id: int, by: Person, old: str, new: str) -> None:
    item = Item.objects.select_related("draft").get(pk=item_id)
    assert item.draft is not None
    text = section_text(item.draft.body).replace(old, new)
    save_section(item_id=item_id, expected=item.draft.number, text=text, by=by.pk)


def rows(client: Client, **query: str) -> list[tuple[str, str]]:
    shelf = client.get(reverse("lms:courses:item-all"), query).context["shelf"]
    return [(row.kind, row.key) for row in shelf.rows]


def test_all_kinds_stand_on_one_list_and_can_be_narrowed(imported: Course, author: Person, as_person: SignIn) -> None:
    client = as_person(author)
    assert {kind for kind, _key in rows(client)} >= {"section", "fact", "source", "resource"}
    assert {kind for kind, _key in rows(client, kind="source")} == {"source"}
    assert rows(client, kind="fact", country="MX") == [("fact", "trademarks.fee"), ("fact", "trademarks.term")]
    assert ("source", "cl-law") in rows(client, q="chilena")
    assert rows(client, kind="nonsense", page="x")


def test_the_list_says_what_waits_for_whom(
    published: Course, section_item_id: int, author: Person, second: Person, as_person: SignIn
) -> None:
    mine, theirs = as_person(author), as_person(second)
    assert rows(mine, waits="unpublished") == []
    change(section_item_id, author, "vicuña", "alpaca")
    add_comment(item_id=section_item_id, by=second.pk, text="¿Seguro?")
    here = [("section", "brands/how-long")]
    assert rows(mine, waits="unpublished") == rows(mine, waits="mine") == rows(mine, waits="comments") == here
    assert rows(theirs, waits="mine") == []
    assert rows(theirs, waits="handed-in") == []
    submit_items(item_ids=[section_item_id], by=author.pk, reason="Cita la norma.")
    assert rows(theirs, waits="handed-in") == here
    assert rows(mine, waits="handed-in") == []
    assert "/library/handed-in/" in [todo.url[:19] for todo in api.todo(_scope(second))]


def _scope(person: Person) -> Scope:
    return scope(person.pk)


def test_the_matrix_is_narrowed_to_one_column(
    published: Course, section_item_id: int, author: Person, as_person: SignIn
) -> None:
    change(section_item_id, author, "Texto para todos.", "Otro texto.")
    client = as_person(author)
    for column, there in (("CL", True), ("PE", False), ("en", True), ("es", False)):
        shelf = client.get(reverse("lms:courses:item-list"), {"state": "stale", "of": column}).context["shelf"]
        assert ([row.key for row in shelf.rows] == ["brands/how-long"]) is there


def test_queries_do_not_grow_with_the_library(
    published: Course, root: Path, section_item_id: int, author: Person, as_person: SignIn
) -> None:
    change(section_item_id, author, "vicuña", "alpaca")
    asked = submit_items(item_ids=[section_item_id], by=author.pk, reason="Cita la norma.")
    client = as_person(author)
    fact = Item.objects.filter(kind="fact").first()
    assert fact is not None
    paths = [
        reverse("lms:courses:section-edit", args=[section_item_id]),
        reverse("lms:courses:fact-edit", args=[fact.pk]),
        reverse("lms:courses:item-all"),
        reverse("lms:courses:item-all") + "?waits=unpublished",
        reverse("lms:courses:stale-list"),
        reverse("lms:courses:item-request-list"),
        reverse("lms:courses:item-request-detail", args=[asked]),
        reverse("lms:courses:item-list") + "?state=stale",
    ]

    def cost() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(path).status_code == 200
            found.append(len(seen))
        return found

    before = cost()
    more = {
        f"sections/more/s{n}.{lang}.md": SHORT.format(title=f"T{n}", text="Hola.") for n in range(20) for lang in ("es", "en")
    }
    api.import_toolkit(path=toolkit_files.write(root, more))
    assert cost() == before
    assert max(before) <= 15, before
