"""Writing a question in the browser: the rules of its file, what saving means, racing authors, and its way to learners."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.forms.questions import ASKS, QuestionForm, asks_of, held_of
from assessments.models import QuestionEntry
from assessments.question_kinds import question_kinds
from assessments.selectors.bank import Filters, known, matching
from assessments.services.question_editing import read_entry
from courses import api as courses
from courses.models import Citation, Item, ItemRequest, ItemVersion
from courses.services.item_requests import approve_items, ask_to_revert_request, submit_items
from lms.institutions.models import Person
from tests.assessments.banking import import_bank, item_id, question


@pytest.fixture
def bank(tmp_path: Path, programme: dict[str, Person]) -> None:
    import_bank(tmp_path, programme["author"])


@pytest.fixture
def author(bank: None, programme: dict[str, Person], as_person: Callable[[Person], Client]) -> Client:
    return as_person(programme["author"])


@pytest.fixture
def other(bank: None, programme: dict[str, Person], as_person: Callable[[Person], Client]) -> Client:
    return as_person(programme["focal"])


def edit(key: str) -> str:
    return reverse("lms:assessments:question-edit", args=[item_id(key)])


def form_of(key: str) -> QuestionForm:
    draft = question(key).item.draft
    assert draft is not None
    kind = draft.body["kind"]
    return QuestionForm(asks=asks_of(kind, known()), held=held_of(key, draft.body), expected=draft.number, kind=kind)


def sent(form: QuestionForm, **changed: Any) -> dict[str, Any]:
    """What a browser sends of a form as it stands, with some fields changed."""
    said: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if value is True:
            said[bound.name] = "on"
        elif value not in (None, False, [], ""):
            said[bound.name] = value
    said |= {name.replace("__", "-"): value for name, value in changed.items()}
    return {"act": "save", **said}


def body_of(key: str) -> dict[str, Any]:
    draft = question(key).item.draft
    assert draft is not None
    return dict(draft.body)


def test_a_form_sent_as_it_stands_says_the_same_of_every_kind(bank: None) -> None:
    kinds = set()
    for entry in QuestionEntry.objects.select_related("item__draft"):
        key, body = entry.item.key, body_of(entry.item.key)
        kind = body["kind"]
        kinds.add(kind)
        form = QuestionForm(
            sent(form_of(key)), asks=asks_of(kind, known()), held=held_of(key, body), kind=kind
        )  # fmt: skip
        assert form.is_valid(), (key, form.errors)
        read = read_entry({**form.said(), "key": key}, form.own_text)
        assert read.problems == (), (key, read.problems)
        assert read.body == {name: value for name, value in body.items() if name != "bank"}, key
    assert kinds == set(question_kinds()) > set(ASKS)


def test_an_editorial_edit_is_saved_and_called_so(author: Client) -> None:
    page = author.post(edit("q-single"), sent(form_of("q-single"), stem__es="¿Qué se hace primero?"), follow=True)
    assert "Editorial: solo palabras" in page.content.decode()
    draft = question("q-single").item.draft
    assert draft is not None
    assert (draft.number, draft.lms_question.edit, draft.body["stem"]["es"]) == (2, "editorial", "¿Qué se hace primero?")


def test_a_scoring_edit_is_told_before_it_is_saved(author: Client) -> None:
    said = sent(form_of("q-number"), **{"answers-0-value": "7"})
    page = author.post(edit("q-number"), said)
    assert page.status_code == 200
    assert "De calificación" in page.content.decode()
    assert body_of("q-number")["value"] == "6"
    author.post(edit("q-number"), {**said, "scores": "scoring"})
    draft = question("q-number").item.draft
    assert draft is not None
    assert (draft.body["value"], draft.lms_question.edit) == ("7", "scoring")


def test_looking_saves_nothing(author: Client) -> None:
    page = author.post(edit("q-single"), {**sent(form_of("q-single"), stem__es="¿Otra?"), "act": "look"})
    assert "Todavía no se guardó nada" in page.content.decode()
    assert ItemVersion.objects.filter(item=item_id("q-single")).count() == 1


def test_the_same_again_writes_nothing(author: Client) -> None:
    author.post(edit("q-bound"), sent(form_of("q-bound")))
    assert ItemVersion.objects.filter(item=item_id("q-bound")).count() == 1


@pytest.mark.parametrize(
    ("key", "changed", "field"),
    [
        ("q-single", {"options-0-right": ""}, "options"),
        ("q-single", {"options-1-text-en": ""}, "options-1-text-en"),
        ("q-single", {"options-1-text-es": "Buscar"}, "options-1-text-es"),
        ("q-number", {"answers-0-value": "seis"}, "answers-0-value"),
        ("q-number", {"answers-0-tolerance": "-1"}, "answers-0-tolerance"),
        ("q-bound", {"fact": "trademarks.nothing"}, "fact"),
        ("q-bound", {"distractors-0-text-es": "", "distractors-0-text-en": ""}, "distractors"),
        ("q-single", {"facts": "term"}, "facts"),
        ("q-single", {"facts": "trademarks.missing"}, "facts"),
        ("q-single", {"family": "Dos Palabras"}, "family"),
        ("q-single", {"stem-es": "Con <b>marcas</b>"}, "stem-es"),
    ],
)
def test_the_rules_of_the_file_are_told_at_the_field(author: Client, key: str, changed: dict[str, str], field: str) -> None:
    said = sent(form_of(key), scores="scoring") | changed
    page = author.post(edit(key), {name: value for name, value in said.items() if value != ""})
    assert page.status_code == 422
    form = page.context["form"]
    assert any(name.startswith(field) for name in form.errors), form.errors
    assert ItemVersion.objects.filter(item=item_id(key)).count() == 1


def test_a_kind_without_fields_is_written_as_its_file_has_it_and_mistakes_have_their_line(author: Client) -> None:
    key = next(
        e.item.key for e in QuestionEntry.objects.select_related("item__draft") if body_of(e.item.key)["kind"] == "gap_fill"
    )
    form = form_of(key)
    assert "own" in form.fields
    own = str(form["own"].value())
    broken = own.replace("gaps:", "gapes:")
    page = author.post(edit(key), sent(form, own=broken))
    assert page.status_code == 422
    line = broken.splitlines().index("gapes:") + 1
    assert f"Línea {line}:" in str(page.context["form"].errors["own"])
    page = author.post(edit(key), sent(form, own="text: [\n"))
    assert "Línea" in str(page.context["form"].errors["own"])
    page = author.post(edit(key), sent(form, own=own + "stem: {es: a, en: b}\n"))
    assert page.status_code == 422


def test_two_who_save_at_once_are_told_and_lose_nothing(author: Client, other: Client, programme: dict[str, Person]) -> None:
    first = sent(form_of("q-single"), stem__es="La mía")
    author.post(edit("q-single"), sent(form_of("q-single"), stem__es="La de antes"))
    page = author.post(edit("q-single"), first)
    assert page.status_code == 409
    body = page.content.decode()
    assert "La mía" in body
    assert body_of("q-single")["stem"]["es"] == "La de antes"
    author.post(edit("q-single"), {**first, "act": "mine", "over": "2"})
    assert body_of("q-single")["stem"]["es"] == "La mía"


def test_rows_are_added_without_a_script_and_nothing_is_lost(author: Client) -> None:
    page = author.post(edit("q-single"), {**sent(form_of("q-single"), stem__es="A medias"), "act": "more-options"})
    assert page.status_code == 200
    body = page.content.decode()
    assert "A medias" in body
    assert body.count("-text-es") > 2 * 5
    assert ItemVersion.objects.filter(item=item_id("q-single")).count() == 1


def test_fields_beside_the_kind_are_kept_and_cite(author: Client) -> None:
    said = sent(form_of("q-single"), facts="trademarks.term", family="first-step", countries=["PE"], tags="uno dos\notro")
    author.post(edit("q-single"), said)
    entry = question("q-single")
    assert (entry.countries, entry.family, entry.tags) == (["PE"], "first-step", ["otro", "uno dos"])
    rows = Citation.objects.filter(version=entry.item.draft_id, kind="fact")
    assert list(rows.values_list("key", "slot")) == [("trademarks.term", "PE")]


def test_a_new_question_is_a_draft_of_its_bank(author: Client) -> None:
    begin = reverse("lms:assessments:question-begin", args=["true_false"])
    assert author.get(begin).status_code == 200
    said = {
        "key": "new-one", "bank": "marks", "expected": "0", "act": "save", "stem-es": "¿Es cierto?", "stem-en": "Is it so?",
        "answer": "false", "difficulty": "1", "said_true-es": "No lo es.", "said_true-en": "It is not.",
    }  # fmt: skip
    assert author.post(begin, said).status_code == 302
    body = body_of("new-one")
    assert body["answer"] is False
    assert body["said"] == {"true": {"es": "No lo es.", "en": "It is not."}}
    assert Item.objects.get(key="new-one").owner_id
    assert author.post(begin, said).status_code == 422
    assert author.post(begin, {**said, "key": "another", "stem-en": ""}).status_code == 422
    assert not Item.objects.filter(key="another").exists()


def test_a_variant_and_its_first_are_one_family(author: Client) -> None:
    begin = reverse("lms:assessments:question-begin", args=["single"])
    page = author.get(begin, {"like": item_id("q-single")})
    assert page.context["head"]["key"].value() == "q-single-2"
    form = page.context["form"]
    said = sent(form, key="q-single-2", bank="marks", like=str(item_id("q-single")), expected="0", stem__es="¿Y antes?")
    assert author.post(begin, said).status_code == 302
    assert question("q-single-2").family == question("q-single").family == "q-single"
    assert question("q-single").item.draft.number == 2  # type: ignore[union-attr]


def test_an_earlier_version_is_taken_up_again_as_a_new_one(author: Client) -> None:
    author.post(edit("q-single"), sent(form_of("q-single"), stem__es="Otra"))
    restore = reverse("lms:assessments:question-restore", args=[item_id("q-single")])
    author.post(restore, {"number": "1", "expected": "1"})  # somebody else saved meanwhile
    assert body_of("q-single")["stem"]["es"] == "Otra"
    author.post(restore, {"number": "1", "expected": "2"})
    draft = question("q-single").item.draft
    assert draft is not None
    assert (draft.number, draft.body["stem"]["es"]) == (3, "¿Cuál es el primer paso?")


def test_from_the_form_to_learners_by_two_people(author: Client, other: Client, programme: dict[str, Person]) -> None:
    unpublished = courses.unpublished_items()
    courses.publish_items(item_ids=unpublished, by=programme["author"].pk, approved_by=programme["focal"].pk)
    author.post(edit("q-single"), sent(form_of("q-single"), stem__es="¿Qué va primero?"))
    entry = question("q-single")
    assert entry.item.published_id != entry.item.draft_id
    page = author.get(reverse("lms:assessments:question-page", args=[entry.item_id]))
    hand_in = f"{reverse('lms:courses:item-request-new')}?item={entry.item_id}"
    assert hand_in in page.content.decode()
    assert author.get(hand_in).status_code == 200
    assert author.post(hand_in, {"items": [entry.item_id], "note": "Más claro"}).status_code == 302
    request = ItemRequest.objects.get()
    detail = other.get(reverse("lms:courses:item-request-detail", args=[request.pk])).content.decode()
    assert reverse("lms:assessments:question-page", args=[entry.item_id]) in detail
    approve = reverse("lms:courses:item-request-approve", args=[request.pk])
    author.post(approve)  # not by the same person
    assert question("q-single").item.published_id != entry.item.draft_id
    other.post(approve)
    assert question("q-single").item.published_id == entry.item.draft_id


def test_a_publication_taken_back_takes_its_place_in_the_bank_back(author: Client, programme: dict[str, Person]) -> None:
    ids = courses.unpublished_items()
    courses.publish_items(item_ids=ids, by=programme["author"].pk, approved_by=programme["focal"].pk)
    author.post(edit("q-single"), sent(form_of("q-single"), stage="export", stem__es="¿Y lo extraordinario?"))
    request = submit_items(item_ids=[item_id("q-single")], by=programme["author"].pk)
    approve_items(request_id=request, by=programme["focal"].pk)
    assert question("q-single").stage == "export"
    back = ask_to_revert_request(request_id=request, by=programme["author"].pk)
    approve_items(request_id=back, by=programme["focal"].pk)
    assert question("q-single").stage == ""
    assert list(matching(Filters(q="extraordinario"))) == []


def test_who_may_not_write_saves_nothing(bank: None, other: Client) -> None:
    assert other.get(edit("q-single")).status_code == 200
    other.post(edit("q-single"), sent(form_of("q-single"), stem__es="Otra"))
    assert ItemVersion.objects.filter(item=item_id("q-single")).count() == 1
    assert other.get(reverse("lms:assessments:question-new")).status_code == 404
