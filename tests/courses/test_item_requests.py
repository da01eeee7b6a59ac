"""Handing drafts in, the second person's answer, publishing at a moment, taking back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.errors import (
    AlreadyHandedIn,
    DraftsMoved,
    MovedOnSince,
    NotYourCountry,
    ReadabilityReasonMissing,
    RequestRefused,
    TwoPeopleNeeded,
)
from courses.models import Course, Item, ItemRequest, LogEntry, Module
from courses.services.editing import save_section
from courses.services.item_requests import (
    approve_items,
    ask_to_revert_request,
    submit_items,
)
from courses.writing import section_text
from lms.institutions.models import Person, ProgrammeRole
from tests.conftest import make_person
from tests.courses.toolkit_fixtures import author, imported, published, root, second, section_item_id

__all__ = ["author", "imported", "published", "root", "second", "section_item_id"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def _any_text_is_plain_enough(imported: Course) -> None:
    Module.objects.update(band=0)


def changed(item_id: int, by: Person, old: str, new: str) -> Item:
    item = Item.objects.select_related("draft").get(pk=item_id)
    assert item.draft is not None
    save_section(item_id=item_id, expected=item.draft.number, text=section_text(item.draft.body).replace(old, new), by=by.pk)
    item.refresh_from_db()
    return item


def readers_have(item_id: int) -> str:
    item = Item.objects.select_related("published").get(pk=item_id)
    return section_text(item.published.body) if item.published else ""


def national(role: str, country: str) -> Person:
    person = make_person(f"{role}-{country}@programme.test".lower(), "Persona", country, country)
    ProgrammeRole.objects.create(person=person, role=role, country=country)
    return person


def test_one_hands_in_another_approves_and_readers_get_it(
    published: Course, section_item_id: int, author: Person, programme: dict[str, Person], as_person: SignIn
) -> None:
    changed(section_item_id, author, "Texto para todos.", "Palabras nuevas.")
    client = as_person(author)
    form = reverse("lms:courses:item-request-new") + f"?item={section_item_id}"
    assert "brands/how-long" in client.get(form).content.decode()
    answer = client.post(form, {"items": [section_item_id], "note": "Más claro"})
    asked = ItemRequest.objects.get()
    page = reverse("lms:courses:item-request-detail", args=[asked.pk])
    assert answer.headers["Location"] == page
    assert "Palabras<span" in client.get(page).content.decode() or "Palabras nuevas" in client.get(page).content.decode()
    approve = reverse("lms:courses:item-request-approve", args=[asked.pk])
    assert client.post(approve).status_code == 409
    assert "Palabras nuevas." not in readers_have(section_item_id)
    reviewer = as_person(programme["reviewer"])
    assert approve in reviewer.get(page).content.decode()
    assert reviewer.post(approve).status_code == 302
    assert "Palabras nuevas." in readers_have(section_item_id)
    entry = LogEntry.objects.latest("pk")
    assert (entry.by, entry.approved_by) == (author, programme["reviewer"])
    assert "Más claro" in client.get(reverse("lms:courses:item-request-list")).content.decode()


def test_what_touches_one_country_is_approved_by_that_country(published: Course, section_item_id: int, author: Person) -> None:
    changed(section_item_id, author, "vicuña", "alpaca")
    asked = submit_items(item_ids=[section_item_id], by=author.pk)
    with pytest.raises(NotYourCountry):
        approve_items(request_id=asked, by=national("focal", "CL").pk)
    approve_items(request_id=asked, by=national("focal", "PE").pk)
    assert "alpaca" in readers_have(section_item_id)


def test_a_later_moment_keeps_readers_on_the_old_text_until_then(
    published: Course, section_item_id: int, author: Person, programme: dict[str, Person]
) -> None:
    changed(section_item_id, author, "vicuña", "alpaca")
    then = timezone.now() + timedelta(days=3)
    approve_items(
        request_id=submit_items(item_ids=[section_item_id], by=author.pk, effective_at=then), by=programme["reviewer"].pk
    )
    assert "alpaca" not in readers_have(section_item_id)
    assert LogEntry.objects.latest("pk").effective_at == then


def test_a_draft_that_moved_after_it_was_handed_in_is_not_approved(
    published: Course, section_item_id: int, author: Person, programme: dict[str, Person]
) -> None:
    changed(section_item_id, author, "vicuña", "alpaca")
    asked = submit_items(item_ids=[section_item_id], by=author.pk)
    with pytest.raises(AlreadyHandedIn):
        submit_items(item_ids=[section_item_id], by=author.pk)
    changed(section_item_id, author, "alpaca", "llama")
    with pytest.raises(DraftsMoved):
        approve_items(request_id=asked, by=programme["reviewer"].pk)


def test_a_request_is_returned_with_a_sentence_or_withdrawn(
    published: Course, section_item_id: int, author: Person, programme: dict[str, Person], as_person: SignIn
) -> None:
    changed(section_item_id, author, "vicuña", "alpaca")
    first = submit_items(item_ids=[section_item_id], by=author.pk)
    reviewer = as_person(programme["reviewer"])
    back = reverse("lms:courses:item-request-return", args=[first])
    reviewer.post(back, {"answer": ""})
    assert ItemRequest.objects.get().state == "open"
    reviewer.post(back, {"answer": "Falta la fuente."})
    page = as_person(author).get(reverse("lms:courses:item-request-detail", args=[first])).content.decode()
    assert "Falta la fuente." in page
    again = submit_items(item_ids=[section_item_id], by=author.pk)
    assert reviewer.post(reverse("lms:courses:item-request-withdraw", args=[again])).status_code == 404
    as_person(author).post(reverse("lms:courses:item-request-withdraw", args=[again]))
    assert ItemRequest.objects.get(pk=again).state == "withdrawn"


def test_a_citation_that_leads_nowhere_is_not_handed_in(
    published: Course, section_item_id: int, author: Person, as_person: SignIn
) -> None:
    changed(section_item_id, author, "{fact:trademarks.fee}", "{fact:trademarks.fees}")
    with pytest.raises(RequestRefused) as refused:
        submit_items(item_ids=[section_item_id], by=author.pk)
    assert "trademarks.fees" in refused.value.facts["problems"][0][1]
    form = reverse("lms:courses:item-request-new") + f"?item={section_item_id}"
    answer = as_person(author).post(form, {"items": [section_item_id]})
    assert answer.status_code == 422
    assert "trademarks.fees" in answer.content.decode()


@pytest.mark.parametrize("field", ["owner", "licence"])
def test_a_source_without_owner_or_licence_stops_what_rests_on_it(
    published: Course, section_item_id: int, author: Person, field: str
) -> None:
    source = Item.objects.select_related("draft").get(kind="source", key="cl-law")
    assert source.draft is not None
    made = source.lms_versions.create(
        number=source.draft.number + 1, digest="x", body={**source.draft.body, field: "none" if field == "licence" else ""}
    )
    Item.objects.filter(pk=source.pk).update(draft=made)
    changed(section_item_id, author, "zorzal", "tordo")
    with pytest.raises(RequestRefused):
        submit_items(item_ids=[section_item_id], by=author.pk)


def test_a_text_below_its_modules_band_goes_out_with_a_reason_that_is_kept(
    published: Course, section_item_id: int, author: Person, as_person: SignIn
) -> None:
    Module.objects.update(band=100)
    changed(section_item_id, author, "vicuña", "alpaca")
    with pytest.raises(ReadabilityReasonMissing):
        submit_items(item_ids=[section_item_id], by=author.pk)
    form = reverse("lms:courses:item-request-new") + f"?item={section_item_id}"
    client = as_person(author)
    assert client.post(form, {"items": [section_item_id]}).status_code == 422
    assert client.post(form, {"items": [section_item_id], "reason": "Cita la norma."}).status_code == 302
    assert ItemRequest.objects.get().reason == "Cita la norma."


def test_a_publication_is_taken_back_by_a_new_entry_with_its_steps_swapped(
    published: Course, section_item_id: int, author: Person, programme: dict[str, Person], as_person: SignIn
) -> None:
    reviewer = programme["reviewer"].pk
    before = readers_have(section_item_id)
    changed(section_item_id, author, "vicuña", "alpaca")
    asked = submit_items(item_ids=[section_item_id], by=author.pk)
    done = LogEntry.objects.get(pk=approve_items(request_id=asked, by=reviewer)).lms_records.get()
    as_person(author).post(reverse("lms:courses:item-request-revert", args=[asked]))
    back = ItemRequest.objects.latest("pk")
    assert back.state == "open"
    with pytest.raises(TwoPeopleNeeded):
        approve_items(request_id=back.pk, by=author.pk)
    swapped = LogEntry.objects.get(pk=approve_items(request_id=back.pk, by=reviewer)).lms_records.get()
    assert (swapped.old_id, swapped.new_id) == (done.new_id, done.old_id)
    assert readers_have(section_item_id) == before
    with pytest.raises(MovedOnSince):
        ask_to_revert_request(request_id=asked, by=author.pk)


def test_an_earlier_version_is_taken_up_again_and_later_ones_stay(
    published: Course, section_item_id: int, author: Person, programme: dict[str, Person], as_person: SignIn
) -> None:
    changed(section_item_id, author, "vicuña", "alpaca")
    approve_items(request_id=submit_items(item_ids=[section_item_id], by=author.pk), by=programme["reviewer"].pk)
    first = Item.objects.get(pk=section_item_id).lms_versions.get(number=1)
    as_person(author).post(reverse("lms:courses:item-revert", args=[section_item_id]), {"version": 1})
    approve_items(request_id=ItemRequest.objects.latest("pk").pk, by=programme["reviewer"].pk)
    item = Item.objects.get(pk=section_item_id)
    assert item.published_id == item.draft_id == first.pk
    changed(section_item_id, author, "vicuña", "guanaco")
    assert item.lms_versions.latest("number").number == 3


def test_what_a_lesson_reads_is_not_retired(published: Course, section_item_id: int, author: Person, as_person: SignIn) -> None:
    answer = as_person(author).post(reverse("lms:courses:item-retire", args=[section_item_id]), follow=True)
    assert "brands/first" in answer.content.decode()
    assert Item.objects.get(pk=section_item_id).archived_at is None


def test_a_retired_text_is_gone_for_readers_when_somebody_else_approves(
    imported: Course, author: Person, programme: dict[str, Person], as_person: SignIn
) -> None:
    client, reviewer = as_person(author), programme["reviewer"].pk
    sent = {"module": "loose", "name": "text", "title": "Suelta", "summary": "Para ver.", "text": "Hola."}
    client.post(reverse("lms:courses:section-new"), sent)
    item = Item.objects.get(key="loose/text")
    approve_items(request_id=submit_items(item_ids=[item.pk], by=author.pk), by=reviewer)
    answer = client.post(reverse("lms:courses:item-retire", args=[item.pk]))
    assert answer.headers["Location"].endswith(f"?item={item.pk}")
    assert readers_have(item.pk)
    asked = submit_items(item_ids=[item.pk], by=author.pk)
    assert "Por retirar" in client.get(reverse("lms:courses:item-request-detail", args=[asked])).content.decode()
    approve_items(request_id=asked, by=reviewer)
    assert readers_have(item.pk) == ""
    ask_to_revert_request(request_id=asked, by=author.pk)
    approve_items(request_id=ItemRequest.objects.latest("pk").pk, by=reviewer)
    assert "Hola." in readers_have(item.pk)
    assert Item.objects.get(pk=item.pk).archived_at is None
