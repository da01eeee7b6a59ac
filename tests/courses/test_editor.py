"""The editor: saving, racing, previewing, picking facts, remarks, new sections and languages."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Citation, Course, Item, ItemComment, ItemVersion
from courses.parsing import parse_section
from courses.services.editing import save_section
from courses.writing import section_text
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from tests.courses.toolkit_fixtures import author, imported, root, second, section_item_id

__all__ = ["author", "imported", "root", "second", "section_item_id"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def editor(item_id: int) -> str:
    return reverse("lms:courses:section-edit", args=[item_id])


def text_of(item_id: int) -> str:
    draft = Item.objects.select_related("draft").get(pk=item_id).draft
    assert draft is not None
    return section_text(draft.body)


def form(text: str, expected: int = 1, **more: object) -> dict[str, object]:
    return {"text": text, "expected": expected, "country": "CL", "language": "es", "act": "save", **more}


def test_an_author_saves_a_new_version_with_what_it_cites(section_item_id: int, author: Person, as_person: SignIn) -> None:
    text = text_of(section_item_id).replace("Texto para todos.", "Palabras nuevas.")
    answer = as_person(author).post(editor(section_item_id), form(text))
    assert answer.status_code == 302
    item = Item.objects.select_related("draft").get(pk=section_item_id)
    assert item.draft is not None
    assert (item.draft.number, item.draft.author) == (2, author)
    assert section_text(item.draft.body) == text
    assert Citation.objects.filter(version=item.draft, key="trademarks.term").exists()
    assert set(item.draft.parts) == {"CL", "CO", "MX", "PE"}
    assert item.draft.body["shared"] == 2
    assert item.draft.body["against"] == dict.fromkeys(("CL", "CO", "MX", "PE"), 1)
    assert AuditEvent.objects.filter(act="item saved", subject_id=str(item.pk)).exists()


def test_the_same_text_again_writes_nothing(section_item_id: int, author: Person, as_person: SignIn) -> None:
    as_person(author).post(editor(section_item_id), form(text_of(section_item_id)))
    assert ItemVersion.objects.filter(item=section_item_id).count() == 1


def test_a_change_of_peru_leaves_the_text_of_the_others_as_it_was(section_item_id: int, author: Person) -> None:
    before = ItemVersion.objects.get(item=section_item_id).parts
    save_section(item_id=section_item_id, expected=1, text=text_of(section_item_id).replace("vicuña", "alpaca"), by=author.pk)
    after = ItemVersion.objects.get(item=section_item_id, number=2).parts
    assert [code for code in before if before[code] != after[code]] == ["PE"]


def test_the_second_of_two_editors_is_told_and_loses_nothing(
    section_item_id: int, author: Person, second: Person, as_person: SignIn
) -> None:
    began = text_of(section_item_id)
    as_person(author).post(editor(section_item_id), form(began.replace("cóndor", "colibrí")))
    mine = began.replace("quetzal", "jaguar")
    answer = as_person(second).post(editor(section_item_id), form(mine))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "jaguar" in page.split('id="e-text"')[1].split("</textarea>")[0]
    assert "colibrí</ins>" not in page  # the reader of a screen hears a bracket too
    assert "colibrí<span" in page
    assert 'name="over" value="2"' in page
    assert ItemVersion.objects.filter(item=section_item_id).count() == 2
    again = as_person(second).post(editor(section_item_id), form(mine, over=2, act="mine"))
    assert again.status_code == 302
    assert "jaguar" in text_of(section_item_id)
    assert "cóndor" in text_of(section_item_id)


def test_save_mine_over_it_is_refused_when_a_third_was_faster(
    section_item_id: int, author: Person, second: Person, as_person: SignIn
) -> None:
    began = text_of(section_item_id)
    save_section(item_id=section_item_id, expected=1, text=began.replace("cóndor", "colibrí"), by=author.pk)
    save_section(item_id=section_item_id, expected=2, text=began.replace("cóndor", "tucán"), by=author.pk)
    answer = as_person(second).post(editor(section_item_id), form(began, over=2, act="mine"))
    assert answer.status_code == 409
    assert 'name="over" value="3"' in answer.content.decode()


def test_mistakes_are_shown_at_their_line_and_nothing_is_saved(section_item_id: int, author: Person, as_person: SignIn) -> None:
    text = text_of(section_item_id) + "\n::: nonsense\nx\n:::\n"
    line = text.split("\n").index("::: nonsense") + 1
    answer = as_person(author).post(editor(section_item_id), form(text))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'data-line="{line}"' in page
    assert "nonsense" in page.split('id="e-text"')[1].split("</textarea>")[0]
    assert ItemVersion.objects.filter(item=section_item_id).count() == 1


def test_an_unknown_fact_does_not_stop_a_draft_and_is_named(section_item_id: int, author: Person, as_person: SignIn) -> None:
    text = text_of(section_item_id).replace("{fact:trademarks.term} ", "{fact:trademarks.trem} ")
    client = as_person(author)
    assert client.post(editor(section_item_id), form(text)).status_code == 302
    assert "trademarks.term&#x27;" in client.get(editor(section_item_id)).content.decode()


@pytest.mark.parametrize(("country", "seen", "unseen"), [("CL", "zorzal", "quetzal"), ("MX", "quetzal", "zorzal")])
def test_the_preview_shows_the_unsaved_text_as_one_countrys_reader_gets_it(
    section_item_id: int, author: Person, as_person: SignIn, country: str, seen: str, unseen: str
) -> None:
    text = text_of(section_item_id).replace("Texto para todos.", "Recién escrito.")
    answer = as_person(author).post(
        reverse("lms:courses:section-preview", args=[section_item_id]), form(text, country=country, phone="on")
    )
    page = answer.content.decode()
    assert "Recién escrito." in page
    assert seen in page
    assert unseen not in page
    assert "phone" in page
    assert "INFLESZ" in page
    assert ItemVersion.objects.filter(item=section_item_id).count() == 1


def test_the_preview_works_without_javascript(section_item_id: int, author: Person, as_person: SignIn) -> None:
    text = text_of(section_item_id).replace("Texto para todos.", "Recién escrito.")
    answer = as_person(author).post(editor(section_item_id), form(text, act="preview", country="PE"))
    assert answer.status_code == 200
    assert answer.content.decode().count("Recién escrito.") >= 2
    assert ItemVersion.objects.filter(item=section_item_id).count() == 1


def test_facts_are_found_by_words_with_what_they_say_in_the_country(
    section_item_id: int, author: Person, as_person: SignIn
) -> None:
    page = (
        as_person(author)
        .get(reverse("lms:courses:fact-picker"), {"q": "duración", "country": "PE", "language": "es"})
        .content.decode()
    )
    assert "{fact:trademarks.term.term}" in page
    assert "12\xa0años" in page
    answer = as_person(author).post(editor(section_item_id), form(text_of(section_item_id), act="facts", q="Tasa"))
    assert "{fact:trademarks.fee}" in answer.content.decode()


def test_a_slot_for_each_country_is_put_in_without_javascript(section_item_id: int, author: Person, as_person: SignIn) -> None:
    answer = as_person(author).post(editor(section_item_id), form(text_of(section_item_id), act="slot"))
    area = answer.content.decode().split('id="e-text"')[1].split("</textarea>")[0]
    assert area.count("::: local CL") == 2


def test_remarks_are_made_resolved_and_opened_again(
    section_item_id: int, author: Person, second: Person, as_person: SignIn
) -> None:
    client = as_person(author)
    client.post(reverse("lms:courses:comment-add", args=[section_item_id]), {"block": "b2", "text": "¿Y si es extranjera?"})
    made = ItemComment.objects.get()
    assert "¿Y si es extranjera?" in client.get(editor(section_item_id)).content.decode()
    as_person(second).post(reverse("lms:courses:comment-resolve", args=[made.pk]))
    made.refresh_from_db()
    assert made.resolved_by == second
    client.post(reverse("lms:courses:comment-reopen", args=[made.pk]))
    made.refresh_from_db()
    assert made.resolved_at is None
    client.post(reverse("lms:courses:comment-add", args=[section_item_id]), {"block": "none", "text": "x"})
    assert ItemComment.objects.count() == 1


def test_a_new_section_begins_in_spanish_and_gets_a_language(imported: Course, author: Person, as_person: SignIn) -> None:
    client = as_person(author)
    sent = {"module": "brands", "name": "fresh", "title": "Fresca", "summary": "Para ver.", "text": "Hola."}
    assert client.post(reverse("lms:courses:section-new"), sent).status_code == 302
    spanish = Item.objects.get(kind="section", key="brands/fresh")
    assert text_of(spanish.pk).startswith("---\ntitle: Fresca\nsummary: Para ver.\n---\n")
    assert client.post(reverse("lms:courses:section-new"), sent).status_code == 422
    answer = client.post(reverse("lms:courses:section-translate", args=[spanish.pk]), {"language": "en"})
    english = Item.objects.get(kind="section", key="brands/fresh", language="en")
    assert answer.headers["Location"] == editor(english.pk)
    assert "Hola." in client.get(editor(english.pk)).content.decode()
    client.post(editor(english.pk), form("---\ntitle: Fresh\nsummary: To see.\n---\n{#b1}\nHello.\n", expected=0))
    english.refresh_from_db()
    assert english.draft is not None
    assert english.draft.made_from_id == spanish.draft_id
    assert parse_section(text_of(english.pk), language="en").mistakes == []


def test_focal_points_and_reviewers_read_and_do_not_save(
    section_item_id: int, programme: dict[str, Person], as_person: SignIn
) -> None:
    for role in ("focal", "reviewer"):
        client = as_person(programme[role])
        assert client.get(editor(section_item_id)).status_code == 200
        client.post(editor(section_item_id), form(text_of(section_item_id).replace("zorzal", "otro")))
    assert ItemVersion.objects.filter(item=section_item_id).count() == 1


def test_what_differs_from_the_published_text_is_marked_word_by_word(
    section_item_id: int, author: Person, second: Person, as_person: SignIn
) -> None:
    from courses.services.publishing_items import publish_items

    publish_items(item_ids=[section_item_id], by=author.pk, approved_by=second.pk)
    save_section(item_id=section_item_id, expected=1, text=text_of(section_item_id).replace("cóndor", "colibrí"), by=author.pk)
    page = as_person(author).get(editor(section_item_id)).content.decode()
    assert "cóndor<span" in page.split("<del>")[1].split("</del>")[0]
    assert "colibrí<span" in page.split("<ins>")[1].split("</ins>")[0]


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "---", "---\ntitle: a\n", "---\ntitle: [\n---\n", "::: local CL\n",
        "---\ntitle: a\nsummary: b\n---\n::: local XX\nx\n:::",
        "---\ntitle: a\nsummary: b\nstages: nowhere\nresources: x\n---\n::: help\n:::\n::: facts\nx\n:::\n::: compare\n:::",
        "---\ntitle: a\nsummary: b\n---\n<script>alert(1)</script>\n![x](http://far.test/x.png)\n[y](javascript:alert(2))",
        "---\ntitle: a\nsummary: b\n---\n{#b1}\n{#b1}\nx\n{fact:}\n{fact:a.b.c.d}",
    ],
)  # fmt: skip
def test_whatever_is_typed_is_previewed_and_told_what_is_wrong(
    section_item_id: int, author: Person, as_person: SignIn, text: str
) -> None:
    client = as_person(author)
    answer = client.post(reverse("lms:courses:section-preview", args=[section_item_id]), form(text))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'id="mistakes"' in page
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert client.post(editor(section_item_id), form(text)).status_code == 422
    assert ItemVersion.objects.filter(item=section_item_id).count() == 1


def test_an_invisible_character_is_named_with_its_line(section_item_id: int, author: Person, as_person: SignIn) -> None:
    answer = as_person(author).post(editor(section_item_id), form(text_of(section_item_id) + "\nMás\u2028texto.\n"))
    assert answer.status_code == 422
    assert "U+2028" in answer.content.decode()
    assert ItemVersion.objects.filter(item=section_item_id).count() == 1


def test_title_summary_and_lists_have_their_own_fields(section_item_id: int, author: Person, as_person: SignIn) -> None:
    client = as_person(author)
    shown = client.get(editor(section_item_id)).context["form"]
    fields = {name: shown[name].value() for name in ("title", "summary", "text", "stages", "questions", "resources")}
    assert (fields["title"], fields["stages"]) == ("Cuánto dura", ["growth"])
    assert fields["text"].startswith("{#b1}\nTexto para todos.")
    sent = form(**{**fields, "title": "Cuánto dura: hoy", "stages": ["idea", "growth"], "questions": "¿Cuánto dura?\r\n"})
    assert client.post(editor(section_item_id), sent).status_code == 302
    draft = Item.objects.select_related("draft").get(pk=section_item_id).draft
    assert draft is not None
    assert (draft.body["title"], draft.body["stages"]) == ("Cuánto dura: hoy", ["idea", "growth"])
    assert draft.body["questions"] == ["¿Cuánto dura?"]
    assert draft.body["resources"] == ["cl-help", "pe-help", "int-help"]


def test_a_mistake_is_placed_at_the_line_of_the_field_it_stands_in(
    section_item_id: int, author: Person, as_person: SignIn
) -> None:
    sent = form("Uno.\n\n::: nonsense\nx\n:::\n", title="", summary="Algo.")
    page = as_person(author).post(editor(section_item_id), sent).content.decode()
    assert 'data-line="3"' in page
    assert 'data-line="0"' in page
