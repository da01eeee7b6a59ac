"""Sources, help, terms, stages, comparisons and offices have a page and a form: seen, written, handed in, retired, owned."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from courses.models import Change, Course, Item, ItemRequest, ItemVersion
from courses.services.editing_items import begin_item, set_owner
from courses.services.gate import problems_of
from courses.services.item_requests import approve_items, submit_items
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from tests.courses.test_item_forms import sent
from tests.courses.toolkit_fixtures import author, imported, root, second

__all__ = ["author", "imported", "root", "second"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
TERM: dict[str, Any] = {
    "category": "marks", "names": {"es": "oposición", "en": "opposition"},
    "plain": {"es": "Decir que no a una marca.", "en": "Saying no to a mark."},
}  # fmt: skip


def url(name: str, *args: object) -> str:
    return reverse(f"lms:courses:{name}", args=args)


@pytest.fixture
def term(imported: object, author: Person) -> Item:
    return Item.objects.get(pk=begin_item(kind="term", key="opposition", country="", entry=TERM, by=author.pk))


@pytest.fixture
def source(imported: object) -> Item:
    return Item.objects.filter(kind="source").order_by("key")[0]


def opened(client: Client, item: Item) -> QueryDict:
    data = sent(client.get(url("item-edit", item.pk)).context["form"])
    data["act"] = "save"
    return data


def both(name: str, text: str) -> dict[str, str]:
    return {f"{name}-es": text, f"{name}-en": text}


def draft(item: Item) -> dict[str, Any]:
    item.refresh_from_db()
    assert item.draft is not None
    return dict(item.draft.body)


def test_a_source_is_opened_from_the_list_changed_and_its_page_says_so(source: Item, author: Person, as_person: SignIn) -> None:
    client = as_person(author)
    assert url("item-detail", source.pk) in client.get(url("item-all") + "?kind=source").content.decode()
    data = opened(client, source)
    data["publisher"] = "Diario Oficial"
    data["review_by"] = "2027-03-01"
    answer = client.post(url("item-edit", source.pk), data)
    assert answer.status_code == 302
    assert answer["Location"] == url("item-detail", source.pk)
    assert draft(source)["publisher"] == "Diario Oficial"
    assert str(source.review_by) == "2027-03-01"
    page = client.get(url("item-detail", source.pk)).content.decode()
    assert "Diario Oficial" in page
    assert "<ins" in page
    assert "trademarks.term" in page
    again = opened(client, source)
    assert client.post(url("item-edit", source.pk), again).status_code == 302
    assert ItemVersion.objects.filter(item=source).count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"plain-en": ""}, "plain-en"),
        ({"plain-es": "Vea {fact:no.such}."}, "plain-es"),
        ({"plain-es": "Vea {fact trademarks}."}, "plain-es"),
        ({"plain-es": "Mire <b>esto</b>."}, "plain-es"),
        ({"legalese-es": "incoar"}, "legalese-es"),
        ({"notes-PE-es": "Solo en español."}, "notes-PE-es"),
        ({"names-es": "opo\u200asici\x0bón"}, "names-es"),
    ],
)
def test_what_a_file_may_not_say_is_said_beside_the_field(
    term: Item, author: Person, as_person: SignIn, wrong: dict[str, str], field: str
) -> None:
    client = as_person(author)
    data = opened(client, term)
    for name, value in wrong.items():
        data[name] = value
    answer = client.post(url("item-edit", term.pk), data)
    assert answer.status_code == 422
    near = {name for name in answer.context["form"].errors if name.rpartition("-")[0] == field.rpartition("-")[0]}
    assert near, answer.context["form"].errors
    assert "field-bad" in answer.content.decode()
    assert ItemVersion.objects.filter(item=term).count() == 1


def test_the_second_of_two_authors_is_told_and_loses_nothing(
    term: Item, author: Person, second: Person, as_person: SignIn
) -> None:
    theirs = opened(as_person(second), term)
    theirs["plain-es"] = "Pedir que no se registre."
    mine = opened(as_person(author), term)
    mine["plain-en"] = "Asking the office to say no."
    assert as_person(author).post(url("item-edit", term.pk), mine).status_code == 302
    answer = as_person(second).post(url("item-edit", term.pk), theirs)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Pedir que no se registre." in page
    assert "office" in page
    theirs["act"], theirs["over"] = "mine", "2"
    assert as_person(second).post(url("item-edit", term.pk), theirs).status_code == 302
    assert draft(term)["plain"]["es"] == "Pedir que no se registre."
    assert ItemVersion.objects.filter(item=term).count() == 3


def test_a_comparison_is_begun_with_rows_that_grow_without_javascript(
    imported: object, author: Person, as_person: SignIn
) -> None:
    client = as_person(author)
    page = client.get(url("item-new", "comparison"))
    assert '<option value="trademarks.term">' in page.content.decode()
    head = {"key": "marks", "titles-es": "Marcas", "titles-en": "Marks", "topic": "trademarks", "expected": "0"}
    more = client.post(url("item-new", "comparison"), {**head, "rows-0": "trademarks.term", "act": "more-rows"})
    assert more.status_code == 200
    assert 'value="trademarks.term"' in more.content.decode()
    assert 'name="rows-5"' in more.content.decode()
    assert not Item.objects.filter(kind="comparison").exists()
    wrong = client.post(url("item-new", "comparison"), {**head, "rows-0": "trademarks.trem", "act": "save"})
    assert wrong.status_code == 422
    assert "trademarks.term" in str(wrong.context["form"].errors["rows-0"])
    assert client.post(url("item-new", "comparison"), {**head, "rows-0": "trademarks.term", "act": "save"}).status_code == 302
    assert draft(Item.objects.get(kind="comparison", key="marks"))["rows"] == ["trademarks.term"]
    assert client.post(url("item-new", "comparison"), {**head, "rows-0": "trademarks.term"}).status_code == 422


def test_a_row_with_a_nonsense_number_is_left_out(imported: object, author: Person, as_person: SignIn) -> None:
    data = {**both("titles", "Marcas"), "key": "marks", "topic": "trademarks", "expected": "0", "rows-0": "trademarks.term"}
    odd = {"rows-²": "x", f"rows-{'9' * 500}": "x", "rows-": "x", "rows-998": "trademarks.term"}
    answer = as_person(author).post(url("item-new", "comparison"), {**data, **odd, "act": "save"})
    assert answer.status_code == 302


def test_help_an_office_and_a_stage_are_begun_in_the_browser(imported: object, author: Person, as_person: SignIn) -> None:
    client = as_person(author)
    sends: dict[str, dict[str, Any]] = {
        "resource": {
            **both("names", "Ventanilla"), **both("what", "Orienta."), **both("qualifies-0", "¿Vende?"), "by": "Centro",
            "key": "pe-ventanilla", "country": "PE", "kind": "office", "cost": "free", "channel": "web",
            "checked_on": "2026-11-01", "regions": "Lima\nCusco", "stages": ["idea"], "topics": ["trademarks"],
        },
        "office": {
            **both("names", "Oficina"), **both("covers_words", "Marcas"), "acronym": "OF", "key": "pe-of", "country": "PE",
            "as_of": "2026-11", "confidence": "high",
        },
        "stage": {
            **both("names", "Idea"), **both("question", "¿Y ahora?"), **both("actions-0-text", "Guardar"),
            **both("actions-0-why", "Es suyo"), "key": "idea", "order": "1", "actions-0-right": "trade_secrets",
            "actions-0-priority": "first", "actions-0-cost": "none", "actions-0-facts": "trademarks.term",
        },
    }  # fmt: skip
    for kind, data in sends.items():
        answer = client.post(url("item-new", kind), {**data, "expected": "0", "act": "save"})
        assert answer.status_code == 302, (kind, answer.context["form"].errors, answer.context["head"].errors)
        page = client.get(answer["Location"])
        assert page.status_code == 200
    assert draft(Item.objects.get(kind="resource", key="pe-ventanilla"))["regions"] == ["Lima", "Cusco"]
    assert draft(Item.objects.get(kind="stage", key="idea"))["actions"][0]["id"] == "a1"
    assert client.get(url("item-new", "fact")).status_code == 404


def test_a_term_is_handed_in_approved_and_taken_up_again(term: Item, author: Person, second: Person, as_person: SignIn) -> None:
    client = as_person(author)
    assert url("item-request-new") in client.get(url("item-detail", term.pk)).content.decode()
    for words in ("Decir que no.", "Decir que no a tiempo."):
        data = opened(client, term)
        data["plain-es"] = words
        client.post(url("item-edit", term.pk), data)
        request = submit_items(item_ids=[term.pk], by=author.pk)
        assert url("item-request-detail", request) in client.get(url("item-detail", term.pk)).content.decode()
        approve_items(request_id=request, by=second.pk)
    term.refresh_from_db()
    assert term.published_id == term.draft_id
    assert client.post(url("item-revert", term.pk), {"version": 2}).status_code == 302
    assert draft(term)["plain"]["es"] == "Decir que no."
    assert ItemRequest.objects.filter(state="open").count() == 1


def test_what_is_cited_is_not_retired_and_a_loose_term_is(term: Item, source: Item, author: Person, as_person: SignIn) -> None:
    client = as_person(author)
    cited = Item.objects.get(kind="source", key=Item.objects.filter(kind="fact")[0].draft.body["sources"][0])  # type: ignore[union-attr]
    for item in (cited, term):
        client.post(url("item-retire", item.pk))
        item.refresh_from_db()
    assert cited.archived_at is None
    assert term.archived_at is not None
    assert client.get(url("item-detail", term.pk)).status_code == 200
    assert client.post(url("item-edit", term.pk), opened(client, term)).status_code == 302
    term.refresh_from_db()
    assert term.archived_at is None


def test_a_remark_on_a_term_stands_on_its_page(term: Item, author: Person, as_person: SignIn) -> None:
    client = as_person(author)
    answer = client.post(url("comment-add", term.pk), {"text": "¿Y en el norte?"})
    assert answer["Location"].startswith(url("item-detail", term.pk))
    assert "¿Y en el norte?" in client.get(url("item-detail", term.pk)).content.decode()


def test_an_author_hands_an_item_over_to_another_who_writes(
    term: Item, author: Person, second: Person, programme: dict[str, Person], as_person: SignIn
) -> None:
    client = as_person(author)
    assert client.post(url("item-owner", term.pk), {"owner": second.pk}).status_code == 302
    term.refresh_from_db()
    assert term.owner_id == second.pk
    event = AuditEvent.objects.get(act="item owner set")
    assert (event.before, event.after) == ({"owner": author.pk}, {"owner": second.pk})
    set_owner(item_id=term.pk, owner=second.pk, by=author.pk)
    assert AuditEvent.objects.filter(act="item owner set").count() == 1
    client.post(url("item-owner", term.pk), {"owner": programme["reviewer"].pk})
    term.refresh_from_db()
    assert term.owner_id == second.pk
    assert not Change.objects.exists()


def test_the_gauge_measures_plain_words_as_they_are_written(term: Item, author: Person, as_person: SignIn) -> None:
    client = as_person(author)
    data = opened(client, term)
    data["plain-es"] = "La oposición dura {fact:trademarks.term.term}. Es corta."
    page = client.post(url("item-gauge", "term"), data).content.decode()
    assert "INFLESZ" in page
    assert ItemVersion.objects.filter(item=term).count() == 1


def test_focal_points_read_and_do_not_write(
    term: Item, author: Person, programme: dict[str, Person], as_person: SignIn
) -> None:
    data = opened(as_person(author), term)
    data["plain-es"] = "Otra cosa."
    reader = as_person(programme["focal"])
    assert reader.get(url("item-detail", term.pk)).status_code == 200
    assert 'value="save"' not in reader.get(url("item-edit", term.pk)).content.decode()
    reader.post(url("item-edit", term.pk), data)
    assert ItemVersion.objects.filter(item=term).count() == 1
    assert reader.post(url("item-owner", term.pk), {"owner": author.pk}).status_code == 404


def test_the_pages_ask_a_number_of_queries_that_does_not_grow(
    source: Item, author: Person, as_person: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = as_person(author)
    client.get(url("item-detail", source.pk))
    with django_assert_max_num_queries(30):
        client.get(url("item-detail", source.pk))
    with django_assert_max_num_queries(20):
        client.get(url("item-edit", source.pk))


def test_sections_and_facts_are_handed_over_too(imported: object, author: Person, second: Person, as_person: SignIn) -> None:
    client = as_person(author)
    for kind, page in (("section", "section-edit"), ("fact", "fact-edit")):
        item = Item.objects.filter(kind=kind)[0]
        assert client.post(url("item-owner", item.pk), {"owner": second.pk})["Location"] == url(page, item.pk)
        assert second.full_name in client.get(url(page, item.pk)).content.decode()


def test_the_list_begins_a_new_one_of_every_kind_for_those_who_write(
    imported: object, author: Person, programme: dict[str, Person], as_person: SignIn
) -> None:
    page = as_person(author).get(url("item-all")).content.decode()
    for kind in ("source", "resource", "term", "stage", "comparison", "office"):
        assert url("item-new", kind) in page
        assert as_person(author).get(url("item-new", kind)).status_code == 200
    assert url("item-new", "term") not in as_person(programme["focal"]).get(url("item-all")).content.decode()


def test_the_gate_and_the_confirmation_drive_lead_to_the_source_and_the_help(
    imported: Course, author: Person, programme: dict[str, Person], as_person: SignIn
) -> None:
    source = Item.objects.get(kind="source", key="pe-law")
    client = as_person(author)
    data = opened(client, source)
    data["licence"], data["review_by"] = "none", "2020-01-01"
    assert client.post(url("item-edit", source.pk), data).status_code == 302
    said = {problem.url for problem in problems_of(imported.pk, ["PE"]) if "pe-law" in problem.sentence}
    assert said == {url("item-detail", source.pk)}
    for person in (author, programme["focal"]):
        assert url("item-detail", source.pk) in as_person(person).get(url("confirm-list", "PE")).content.decode()
    page = client.get(url("item-detail", source.pk)).content.decode()
    assert url("confirm-list", "PE") in page
