"""Draft → release: refused with reasons or done whole; what was published stays as it was."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.dispatch import Signal
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from courses import api
from courses.errors import (
    DraftsMoved,
    LessonNotForCountry,
    NothingToPublish,
    PublishingRefused,
    RequestNotFound,
    RequestNotOpen,
    TwoPeopleNeeded,
)
from courses.events import release_published
from courses.models import (
    Course,
    Item,
    ItemVersion,
    LogEntry,
    PublishRequest,
    Release,
    ReleaseCountry,
    ReleaseEntry,
    UnitVersion,
    UnitVersionItem,
)
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from lms.kernel.places import COUNTRIES
from tests.courses import toolkit_files
from tests.courses.toolkit_files import COURSE, FACTS, LONG_ES
from tests.courses.toolkit_fixtures import author, imported, long_lesson, published, root, second

__all__ = ["author", "imported", "long_lesson", "published", "root", "second"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    cache.clear()
    with override("en"):
        yield


def release(course: Course, author: Person, second: Person, **more: Any) -> Release:
    given: dict[str, Any] = {"countries": COUNTRIES, "reason": "Solo cambió el español.", **more}
    return Release.objects.get(pk=api.publish_course(course_id=course.pk, by=author.pk, approved_by=second.pk, **given))


def rows() -> tuple[int, ...]:
    return tuple(
        m.objects.count() for m in (LogEntry, UnitVersion, UnitVersionItem, Release, ReleaseEntry, ReleaseCountry, AuditEvent)
    )


def revise(root: Path, name: str, text: str) -> None:
    toolkit_files.write(root, {name: text})
    api.import_toolkit(path=root)


def test_a_release_holds_each_unit_once_in_order(
    imported: Course, author: Person, second: Person, heard: Callable[[Signal], list[dict[str, int]]]
) -> None:
    said = heard(release_published)
    made = release(imported, author, second)
    assert list(made.lms_entries.order_by("position").values_list("position", "unit__key")) == [(1, "first"), (2, "second")]
    assert (made.number, made.by_id, made.approved_by_id) == (1, author.pk, second.pk)
    assert set(made.lms_countries.values_list("country", flat=True)) == set(COUNTRIES)
    assert said == [{"release_id": made.pk}]
    assert not api.unpublished_items() or set(api.unpublished_items()).isdisjoint(
        UnitVersionItem.objects.values_list("item_version__item", flat=True)
    )


def test_publishing_what_is_published_is_refused(published: Course, author: Person, second: Person) -> None:
    before = rows()
    with pytest.raises(NothingToPublish):
        release(published, author, second)
    assert rows() == before


def test_only_the_unit_that_changed_gets_a_version(published: Course, root: Path, author: Person, second: Person) -> None:
    revise(root, "sections/brands/last.es.md", toolkit_files.SHORT.format(title="Al final", text="Hasta luego."))
    second_release = release(published, author, second)
    assert second_release.number == 2
    assert dict(UnitVersion.objects.values_list("unit__key", "number").order_by("number")) == {"first": 1, "second": 2}
    first, last = (set(r.lms_entries.values_list("unit_version", flat=True)) for r in Release.objects.order_by("number"))
    assert len(first & last) == 1


def test_a_unit_that_is_again_what_it_was_is_the_old_version(
    published: Course, root: Path, author: Person, second: Person
) -> None:
    name = "sections/brands/last.es.md"
    revise(root, name, toolkit_files.SHORT.format(title="Al final", text="Hasta luego."))
    release(published, author, second)
    revise(root, name, toolkit_files.FILES[name])
    third = release(published, author, second)
    assert third.lms_entries.get(unit__key="second").unit_version.number == 1
    assert third.digest == Release.objects.get(number=1).digest


def test_one_country_can_go_ahead_of_the_others(imported: Course, author: Person, second: Person) -> None:
    made = release(imported, author, second, countries=["PE"])
    assert list(made.lms_countries.values_list("country", flat=True)) == ["PE"]
    page = UnitVersion.objects.get(unit__key="first").pk
    assert api.lesson_page(page, "PE", "es").countries == ("PE",)
    with pytest.raises(LessonNotForCountry):
        api.lesson_page(page, "CL", "es")


def test_a_gap_in_one_country_holds_up_that_country_only(imported: Course, author: Person, second: Person) -> None:
    section = Item.objects.select_related("draft").get(kind="section", key="brands/how-long", language="es")
    assert section.draft is not None
    body = {**section.draft.body, "blocks": [dict(block) for block in section.draft.body["blocks"]]}
    body["blocks"][1] = {
        **body["blocks"][1],
        "countries": {k: v for k, v in body["blocks"][1]["countries"].items() if k != "CL"},
    }
    section.draft = ItemVersion.objects.create(item=section, number=2, digest="x", body=body)
    section.save()
    problems = api.problems_of(imported.pk, COUNTRIES, reason="Solo cambió el español.")
    assert {p.country for p in problems} == {"CL"}
    assert "empty slot for Chile" in problems[0].sentence
    assert problems[0].url.endswith(f"/library/sections/{section.pk}/")
    before = rows()
    with pytest.raises(PublishingRefused) as refused:
        release(imported, author, second)
    assert refused.value.facts["problems"] == tuple(problems)
    assert rows() == before
    assert release(imported, author, second, countries=["PE"]).number == 1


@pytest.mark.parametrize(
    ("gone", "countries", "words"),
    [
        ({"kind": "fact", "key": "trademarks.term", "country": "MX"}, {"MX"}, "says nothing for Mexico"),
        ({"kind": "source", "key": "cl-law"}, {"CL"}, "has no source for Chile"),
        ({"kind": "section", "key": "brands/last", "language": "en"}, {""}, "no text in English"),
        ({"kind": "resource", "key": "int-help"}, {"CO", "MX"}, "names no help resource"),
    ],
)
def test_what_is_missing_is_named(imported: Course, gone: dict[str, str], countries: set[str], words: str) -> None:
    Item.objects.filter(**gone).update(archived_at=timezone.now())
    problems = api.problems_of(imported.pk, COUNTRIES)
    assert {p.country for p in problems} == countries
    assert all(words in p.sentence and p.url for p in problems)


def test_a_course_is_published_only_for_countries_it_is_offered_for(imported: Course) -> None:
    Course.objects.filter(pk=imported.pk).update(countries=["PE"])
    assert [p.country for p in api.problems_of(imported.pk, ["CL", "PE"])] == ["CL"]
    assert api.problems_of(imported.pk, [])


def test_two_people_publish(imported: Course, author: Person) -> None:
    with pytest.raises(TwoPeopleNeeded):
        release(imported, author, author)


def test_a_unit_version_holds_what_each_country_reads(published: Course, long_lesson: int) -> None:
    held = UnitVersionItem.objects.filter(unit_version=long_lesson, country="PE", item_version__item__kind="fact")
    assert set(held.values_list("item_version__item__key", "item_version__item__country", "shown_only")) == {
        ("trademarks.term", "AND", False), ("trademarks.fee", "PE", False), ("trademarks.term", "CL", True),
        ("trademarks.term", "MX", True),
    }  # fmt: skip


def test_the_page_of_a_lesson_is_complete(long_lesson: int) -> None:
    page = api.lesson_page(long_lesson, "PE", "es")
    assert (page.title, page.minutes, page.country, page.countries) == ("Primera", 7, "PE", COUNTRIES)
    assert "vicuña" in page.sections[0].html
    assert "zorzal" not in page.sections[0].html
    assert [source.key for source in page.sources] == ["and-decision", "pe-law"]
    assert [resource.key for resource in page.resources] == ["pe-help", "int-help"]
    assert [(one.key, one.office) for one in page.unsure] == [("trademarks.fee", "Indecopi")]
    assert page.as_of == "2026-05"
    assert api.lesson_page(long_lesson, "PE", "en").sections[0].title == "How long it lasts"


def test_a_lesson_with_several_sections_gives_each_its_own_ids(published: Course) -> None:
    page = api.lesson_page(UnitVersion.objects.get(unit__key="second").pk, "MX", "es")
    assert [section.anchor for section in page.sections] == ["brands-what-for", "brands-last"]


def test_an_old_release_shows_the_old_law(
    published: Course, long_lesson: int, root: Path, author: Person, second: Person
) -> None:
    before = api.lesson_page(long_lesson, "CL", "es")
    changes = {
        "sections/brands/how-long.es.md": LONG_ES.replace("zorzal", "chercán"),
        "facts/trademarks.yaml": FACTS.replace("11 años", "99 años"),
    }
    api.import_toolkit(path=toolkit_files.write(root, changes))
    release(published, author, second)
    cache.clear()
    assert api.lesson_page(long_lesson, "CL", "es") == before
    assert "99 años" not in before.sections[0].html
    new = api.lesson_page(UnitVersion.objects.get(unit__key="first", number=2).pk, "CL", "es").sections[0].html
    assert "99 años" in new
    assert "chercán" in new


def test_a_change_of_one_country_leaves_the_pages_of_the_others(
    published: Course, long_lesson: int, root: Path, author: Person, second: Person
) -> None:
    revise(root, "sections/brands/how-long.es.md", LONG_ES.replace("quetzal", "jaguar"))
    release(published, author, second)
    new = UnitVersion.objects.get(unit__key="first", number=2).pk
    for code in ("CL", "CO", "PE"):
        assert api.lesson_page(new, code, "es").sections[0].html == api.lesson_page(long_lesson, code, "es").sections[0].html


def test_a_page_costs_two_queries_cold_and_one_warm(long_lesson: int) -> None:
    with CaptureQueriesContext(connection) as cold:
        api.lesson_page(long_lesson, "PE", "es")
    with CaptureQueriesContext(connection) as warm:
        api.lesson_page(long_lesson, "PE", "es")
    assert (len(cold), len(warm)) == (2, 1)


def test_slots_can_be_read_side_by_side_each_under_its_own_law(long_lesson: int) -> None:
    (slot,) = api.lesson_comparison(long_lesson, "MX", "es")
    assert [part.country for part in slot.parts] == ["MX", "CL", "CO", "PE"]
    assert "quetzal" in slot.parts[0].html
    assert "En CL dura 21 años." in slot.parts[1].html


def test_a_release_may_take_effect_later(published: Course, root: Path, author: Person, second: Person) -> None:
    revise(root, "facts/trademarks.yaml", FACTS.replace("11 años", "99 años"))
    later = timezone.now() + timedelta(days=90)
    made = release(published, author, second, effective_at=later)
    assert set(made.lms_countries.values_list("effective_at", flat=True)) == {later}
    assert "99 años" in api.lesson_page(made.lms_entries.get(position=1).unit_version_id, "CL", "es").sections[0].html
    law = api.law("trademarks.term", "CL")
    assert law is not None
    assert "11 años" in law.sentence["es"]


def test_a_request_is_approved_by_somebody_else(imported: Course, author: Person, second: Person) -> None:
    before = rows()[:-1]
    made = api.submit_course(course_id=imported.pk, by=author.pk, countries=COUNTRIES, note="Primera")
    assert rows()[:-1] == before
    with pytest.raises(RequestNotOpen):
        api.submit_course(course_id=imported.pk, by=second.pk, countries=COUNTRIES)
    with pytest.raises(TwoPeopleNeeded):
        api.approve_request(request_id=made, by=author.pk)
    number = api.approve_request(request_id=made, by=second.pk)
    request = PublishRequest.objects.get(pk=made)
    assert (request.state, request.release_id, request.digest) == ("approved", number, Release.objects.get().digest)
    with pytest.raises(RequestNotOpen):
        api.approve_request(request_id=made, by=second.pk)


def test_an_approval_is_for_what_was_handed_in(imported: Course, root: Path, author: Person, second: Person) -> None:
    made = api.submit_course(course_id=imported.pk, by=author.pk, countries=COUNTRIES)
    revise(root, "courses/brands.yaml", COURSE.replace("minutes: 7", "minutes: 9"))
    with pytest.raises(DraftsMoved):
        api.approve_request(request_id=made, by=second.pk)
    assert not Release.objects.exists()
    api.return_request(request_id=made, by=second.pk, answer="Cambió.")
    assert PublishRequest.objects.get(pk=made).answer == "Cambió."
    again = api.submit_course(course_id=imported.pk, by=author.pk, countries=COUNTRIES)
    with pytest.raises(RequestNotFound):
        api.withdraw_request(request_id=again, by=second.pk)
    api.withdraw_request(request_id=again, by=author.pk)


def test_a_course_with_problems_can_not_be_handed_in(imported: Course, author: Person) -> None:
    Item.objects.filter(kind="fact", country="MX").update(archived_at=timezone.now())
    with pytest.raises(PublishingRefused):
        api.submit_course(course_id=imported.pk, by=author.pk, countries=COUNTRIES)
