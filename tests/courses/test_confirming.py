"""The confirmation drive: what a country's focal point looks up, and what comes of each answer."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from courses import api
from courses.errors import AlreadyAnswered, AnswerIncomplete, ItemNotFound
from courses.freshness import last_day_of, why_look_again
from courses.models import Confirmation, Course, Item, ItemRequest, ItemVersion
from courses.selectors.confirming import drive_of
from courses.services.confirming import Looked, confirm_item
from courses.services.item_requests import approve_items
from lms.institutions.models import Person, ProgrammeRole
from tests.courses import toolkit_files
from tests.courses.toolkit_fixtures import author, imported, root, second

__all__ = ["author", "imported", "root", "second"]
TODAY = date(2026, 11, 20)
SignIn = Callable[[Person], Client]


def fact(key: str = "trademarks.fee", country: str = "PE") -> Item:
    return Item.objects.select_related("draft").get(kind="fact", key=key, country=country)


def draft_of(item: Item) -> int:
    return draft(item).pk


def draft(item: Item) -> ItemVersion:
    assert item.draft is not None
    return item.draft


def confirmed(**more: object) -> Looked:
    return Looked(**{"answer": "confirmed", "source": "Ley de PE, art. 24", "looked_on": TODAY, **more})  # type: ignore[arg-type]


@pytest.fixture
def focal(programme: dict[str, Person]) -> Person:
    return programme["focal"]


@pytest.fixture
def shared_doubt(imported: Course, root: Path) -> Item:
    """The Andean rule, in force in Colombia and Peru, is not sure."""
    doubtful = toolkit_files.FACTS.replace(
        toolkit_files._version("AND", "and-decision", 12), toolkit_files._version("AND", "and-decision", 12, needs_check="true")
    )
    toolkit_files.write(root, {"facts/trademarks.yaml": doubtful})
    api.import_toolkit(path=root)
    return fact("trademarks.term", "AND")


@pytest.mark.parametrize(
    ("as_of", "last"),
    [("2024", date(2024, 12, 31)), ("2024-02", date(2024, 2, 29)), ("2024-12", date(2024, 12, 31)),
     ("2024-02-03", date(2024, 2, 3)), ("soon", None), ("2024-13-01", None)],
)  # fmt: skip
def test_a_date_lasts_as_long_as_it_is_vague(as_of: str, last: date | None) -> None:
    assert last_day_of(as_of) == last


@pytest.mark.parametrize(
    ("kind", "key", "body", "why"),
    [
        ("fact", "a.b", {"needs_check": True, "confidence": "high", "as_of": "2026"}, "needs_check"),
        ("fact", "a.b", {"needs_check": False, "confidence": "low", "as_of": "2026"}, "needs_check"),
        ("fact", "a.b", {"needs_check": False, "confidence": "high", "as_of": "2020"}, ""),
        ("fact", "fees.mark", {"needs_check": False, "confidence": "high", "as_of": "2024"}, "old_fee"),
        ("fact", "fees.mark", {"needs_check": False, "confidence": "high", "as_of": "2026-03"}, ""),
        ("resource", "r", {"needs_check": False, "checked_on": "2026-01-01"}, "stale_resource"),
        ("resource", "r", {"needs_check": False, "checked_on": "2026-11-01"}, ""),
        ("resource", "r", {"needs_check": True, "checked_on": "2026-11-01"}, "needs_check"),
        ("source", "s", {"review_by": "2026-11-19"}, "stale_source"),
        ("source", "s", {"review_by": ""}, ""),
        ("section", "s", {}, ""),
    ],
)
def test_what_must_be_looked_up_again(kind: str, key: str, body: dict[str, object], why: str) -> None:
    assert why_look_again(kind, key, body, TODAY) == why


def test_a_country_is_asked_for_its_own_doubts_only(imported: Course) -> None:
    assert [(one.kind, one.key, one.why) for one in drive_of("PE", TODAY).open] == [
        ("fact", "trademarks.fee", "needs_check"),
        ("resource", "pe-help", "needs_check"),
    ]
    assert drive_of("CL", TODAY).open == ()
    assert (drive_of("CL", TODAY).percent, drive_of("PE", TODAY).percent) == (100, 0)


def test_a_confirmed_fact_is_sure_as_of_the_day_it_was_looked_up(imported: Course, focal: Person) -> None:
    old = fact()
    kept = confirm_item(version_id=draft_of(old), country="PE", by=focal.pk, looked=confirmed())
    body = draft(fact()).body
    assert (body["needs_check"], body["confidence"], body["as_of"]) == (False, "high", "2026-11-20")
    assert body["sentence"] == draft(old).body["sentence"]
    assert Confirmation.objects.get(pk=kept).made_id == fact().draft_id
    drive = drive_of("PE", TODAY)
    assert ([one.key for one in drive.open], drive.done, drive.percent) == (["pe-help"], 1, 50)


def test_what_readers_get_moves_only_when_it_is_published(imported: Course, focal: Person) -> None:
    confirm_item(version_id=draft_of(fact()), country="PE", by=focal.pk, looked=confirmed())
    assert fact().published_id is None
    assert draft(fact()).change_class == "editorial"


def test_a_rule_of_two_countries_is_sure_when_both_have_confirmed_it(shared_doubt: Item, focal: Person) -> None:
    assert [one.key for one in drive_of("CO", TODAY).open] == ["trademarks.term"]
    confirm_item(version_id=draft_of(shared_doubt), country="PE", by=focal.pk, looked=confirmed())
    assert draft(fact("trademarks.term", "AND")).body["needs_check"] is True
    assert "trademarks.term" not in [one.key for one in drive_of("PE", TODAY).open]
    confirm_item(version_id=draft_of(shared_doubt), country="CO", by=focal.pk, looked=confirmed())
    assert draft(fact("trademarks.term", "AND")).body["needs_check"] is False


def test_a_correction_writes_the_right_sentences_as_an_advisory_draft(imported: Course, focal: Person) -> None:
    right = {"es": "En el Perú cuesta 30.", "en": "In Peru it costs 30."}
    confirm_item(version_id=draft_of(fact()), country="PE", by=focal.pk, looked=confirmed(answer="corrected", sentence=right))
    now = draft(fact())
    assert (now.body["sentence"], now.body["needs_check"], now.change_class) == (right, False, "advisory")


def test_a_rejection_keeps_the_doubt_and_waits_for_the_author(imported: Course, focal: Person) -> None:
    before = draft_of(fact())
    confirm_item(version_id=before, country="PE", by=focal.pk, looked=confirmed(answer="rejected", note="No existe."))
    assert fact().draft_id == before
    assert [(one.key, one.answer, one.note) for one in drive_of("PE", TODAY).waiting] == [
        ("trademarks.fee", "rejected", "No existe.")
    ]


def test_a_resource_is_looked_at_again_in_180_days(imported: Course, focal: Person) -> None:
    help_ = Item.objects.get(kind="resource", key="pe-help")
    confirm_item(version_id=draft_of(help_), country="PE", by=focal.pk, looked=confirmed())
    help_.refresh_from_db()
    assert draft(help_).body["checked_on"] == "2026-11-20"
    assert (draft(help_).body["review_by"], draft(help_).body["needs_check"]) == ("2027-05-19", False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": " "},
        {"looked_on": date(2199, 1, 1)},
        {"answer": "rejected"},
        {"answer": "corrected", "sentence": {"es": "x."}},
    ],
)
def test_an_incomplete_answer_is_refused(imported: Course, focal: Person, wrong: dict[str, object]) -> None:
    with pytest.raises(AnswerIncomplete):
        confirm_item(version_id=draft_of(fact()), country="PE", by=focal.pk, looked=confirmed(**wrong))
    assert not Confirmation.objects.exists()


def test_nothing_is_answered_twice(imported: Course, focal: Person) -> None:
    first = draft_of(fact())
    confirm_item(version_id=first, country="PE", by=focal.pk, looked=confirmed(answer="rejected", note="No."))
    with pytest.raises(AlreadyAnswered):
        confirm_item(version_id=first, country="PE", by=focal.pk, looked=confirmed(answer="rejected", note="No."))
    confirm_item(
        version_id=first, country="CL", by=focal.pk, looked=confirmed(answer="corrected", sentence={"es": "a.", "en": "b."})
    )
    with pytest.raises(ItemNotFound):
        confirm_item(version_id=first, country="CO", by=focal.pk, looked=confirmed())


def test_the_pages_lead_from_one_item_to_the_next(imported: Course, focal: Person, as_person: SignIn) -> None:
    client = as_person(focal)
    home = client.get(reverse("lms:courses:confirm-home"))
    assert home.headers["Location"] == reverse("lms:courses:confirm-list", args=["PE"])
    first = reverse("lms:courses:confirm-form", args=["PE", fact().draft_id])
    assert first in client.get(home.headers["Location"]).content.decode()
    page = client.get(first).content.decode()
    assert 'value="Ley de PE, art. 24"' in page.replace("\u00a0", " ")
    answer = {"answer": "confirmed", "source": "Ley", "looked_on": "2026-11-20", "es": "", "en": "", "note": ""}
    bad = client.post(first, answer | {"looked_on": "2199-01-01"})
    assert bad.status_code == 422
    good = client.post(first, answer)
    second = Item.objects.get(kind="resource", key="pe-help").draft_id
    assert good.headers["Location"] == reverse("lms:courses:confirm-form", args=["PE", second])
    assert client.post(good.headers["Location"], answer).headers["Location"] == reverse("lms:courses:confirm-list", args=["PE"])


def test_only_the_countrys_focal_point_answers(imported: Course, programme: dict[str, Person], as_person: SignIn) -> None:
    url = reverse("lms:courses:confirm-form", args=["PE", fact().draft_id])
    assert as_person(programme["author"]).get(url).status_code == 404
    ProgrammeRole.objects.filter(person=programme["focal"]).update(country="CL")
    assert as_person(programme["focal"]).get(url).status_code == 404
    assert as_person(programme["author"]).get(reverse("lms:courses:confirm-list", args=["PE"])).status_code == 200
    assert as_person(programme["author"]).get(reverse("lms:courses:confirm-list", args=["XX"])).status_code == 404


def test_what_was_looked_up_is_handed_in_at_once_and_approved_by_somebody_else(
    imported: Course, focal: Person, second: Person, as_person: SignIn
) -> None:
    client = as_person(focal)
    api.publish_items(item_ids=api.unpublished_items(), by=second.pk, approved_by=focal.pk)
    confirm_item(version_id=draft_of(fact()), country="PE", by=focal.pk, looked=confirmed())
    page = client.get(reverse("lms:courses:confirm-list", args=["PE"])).content.decode()
    assert reverse("lms:courses:confirm-submit", args=["PE"]) in page
    client.post(reverse("lms:courses:confirm-submit", args=["PE"]))
    request = ItemRequest.objects.get()
    assert [line.item_id for line in request.lms_lines.all()] == [fact().pk]
    ProgrammeRole.objects.filter(person=second).update(country="PE")
    approve_items(request_id=request.pk, by=second.pk)
    assert fact().published_id == draft_of(fact())
    assert (
        reverse("lms:courses:confirm-submit", args=["PE"])
        not in client.get(reverse("lms:courses:confirm-list", args=["PE"])).content.decode()
    )
