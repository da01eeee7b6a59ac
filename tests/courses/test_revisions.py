"""A rule that moved on since a lesson was published is told where the lesson cites it, until the lesson is renewed."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses import api
from courses.models import Change, Course, Enrolment, Item, Lesson, LogEntry, UnitProgress, UnitVersion
from courses.selectors.lessons import LessonPage
from courses.selectors.revisions import Revision, revisions_of
from courses.services.publishing_items import publish_items
from lms.institutions.models import Person
from tests.conftest import House
from tests.courses import building, toolkit_files
from tests.courses.toolkit_files import FACTS
from tests.courses.toolkit_fixtures import author, imported, published, root, second

__all__ = ["author", "imported", "published", "root", "second"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
SOON = datetime(2057, 2, 1, 5, 30, tzinfo=UTC)  # half past midnight in Lima, an hour before it in Mexico City


@pytest.fixture(autouse=True)
def _in_spanish() -> Iterator[None]:
    cache.clear()
    with override("es"):
        yield


@pytest.fixture
def law_changes(root: Path, author: Person, second: Person, published: Course) -> Callable[..., LogEntry]:
    """The facts are revised and published by themselves: no course is renewed."""

    def change(old: str, new: str, at: datetime | None = None, *, count: int = 1) -> LogEntry:
        text = (root / "facts" / "trademarks.yaml").read_text("utf-8").replace(old, new, count)
        api.import_toolkit(path=toolkit_files.write(root, {"facts/trademarks.yaml": text}))
        items = Item.objects.filter(kind="fact").values_list("pk", flat=True)
        entry = publish_items(item_ids=items, by=author.pk, approved_by=second.pk, effective_at=at)
        assert entry is not None
        return LogEntry.objects.get(pk=entry)

    return change


def page_of(course: Course, country: str, unit: str = "first") -> LessonPage:
    version = UnitVersion.objects.filter(unit__course=course, unit__key=unit).latest("number")
    return api.lesson_page(version.pk, country, "es")


def moved(course: Course, country: str, now: datetime | None = None) -> dict[str, tuple[Revision, ...]]:
    return revisions_of(page_of(course, country), now or timezone.now())


def test_nothing_is_told_while_the_law_stands(published: Course) -> None:
    for country in ("CL", "CO", "MX", "PE"):
        assert moved(published, country) == {}


def test_a_rule_that_moved_is_told_in_its_country_where_the_text_cites_it(
    published: Course, law_changes: Callable[..., LogEntry]
) -> None:
    law_changes("11 años", "15 años")
    ((section, (one,)),) = moved(published, "CL").items()
    assert (section, one.key, one.titles["es"], one.stands) == ("brands/how-long", "trademarks.term", "Duración", True)
    assert one.on == timezone.localdate(timezone=ZoneInfo("America/Santiago")), "the day by the clocks of the country"
    for country in ("CO", "MX", "PE"):
        assert moved(published, country) == {}
    assert revisions_of(page_of(published, "CL", "second"), timezone.now()) == {}, "it cites no fact"


def test_an_andean_rule_is_told_in_colombia_and_peru_and_a_national_one_that_comes_too(
    published: Course, law_changes: Callable[..., LogEntry], root: Path
) -> None:
    law_changes("12 años", "19 años")
    assert [bool(moved(published, code)) for code in ("CL", "CO", "MX", "PE")] == [False, True, False, True]
    peru = FACTS.replace("12 años", "19 años").replace("    MX:", toolkit_files._version("PE", "pe-law", 77) + "    MX:", 1)
    law_changes((root / "facts" / "trademarks.yaml").read_text("utf-8"), peru)
    ((one,),) = moved(published, "PE").values()
    assert one.stands


def test_it_is_told_from_the_moment_it_takes_effect(published: Course, law_changes: Callable[..., LogEntry]) -> None:
    law_changes("13 años", "15 años", at=SOON)
    assert moved(published, "MX") == {}
    ((one,),) = moved(published, "MX", SOON).values()
    assert one.on == date(2057, 1, 31), "a day is the country's own day"


def test_the_changes_sentence_and_its_day_are_told_and_an_editorial_one_is_not(
    published: Course, law_changes: Callable[..., LogEntry], author: Person
) -> None:
    entry = law_changes("11 años", "15 años")
    item = Item.objects.get(kind="fact", key="trademarks.term", country="CL")
    change = Change.objects.create(
        item=item, change_class="mandatory", in_force_from=date(2026, 11, 1), by=author,
        sentence={"es": "Ahora son quince.", "en": "It is fifteen now."},
    )  # fmt: skip
    LogEntry.objects.filter(pk=entry.pk).update(change=change)
    ((one,),) = moved(published, "CL").values()
    assert (one.sentence["es"], one.on) == ("Ahora son quince.", date(2026, 11, 1))
    Change.objects.filter(pk=change.pk).update(change_class="editorial")
    assert moved(published, "CL") == {}


def test_what_readers_do_not_see_is_not_told(published: Course, law_changes: Callable[..., LogEntry]) -> None:
    law_changes('as_of: "2026-05"', 'as_of: "2026-06"')
    assert moved(published, "CL") == {}


def test_a_rule_that_ends_is_told(published: Course, author: Person, second: Person) -> None:
    gone = Item.objects.filter(kind="fact", key="trademarks.term", country="MX")
    gone.update(archived_at=timezone.now())
    publish_items(item_ids=gone.values_list("pk", flat=True), by=author.pk, approved_by=second.pk)
    ((one,),) = moved(published, "MX").values()
    assert not one.stands


def test_a_renewed_lesson_tells_nothing(
    published: Course, law_changes: Callable[..., LogEntry], author: Person, second: Person
) -> None:
    law_changes("11 años", "15 años")
    api.publish_course(course_id=published.pk, by=author.pk, approved_by=second.pk, countries=["CL"])
    assert moved(published, "CL") == {}


@pytest.fixture
def lesson(published: Course, andes: House) -> tuple[Enrolment, str]:
    enrolment = building.enrol(andes.advisor, andes.institution, published)
    unit = Lesson.objects.get(course=published, key="first")
    return enrolment, reverse("lms:courses:lesson", args=[enrolment.pk, unit.pk])


def test_the_reader_sees_it_and_pays_one_query(
    lesson: tuple[Enrolment, str], law_changes: Callable[..., LogEntry], as_person: SignIn
) -> None:
    enrolment, url = lesson
    client = as_person(enrolment.person)
    assert "en revisión" not in client.get(url).content.decode()

    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        return [query["sql"] for query in seen]

    before = queries()
    assert sum("logrecord" in sql for sql in before) == 1
    law_changes("12 años", "19 años")
    page = client.get(url).content.decode()
    assert "La ley cambió: este texto está en revisión" in page
    assert reverse("lms:courses:reference-fact", args=["trademarks.term"]) in page
    assert len(queries()) == len(before) <= 10


def test_a_lesson_that_was_read_stays_read_with_its_version_and_country_whatever_is_edited(
    lesson: tuple[Enrolment, str], law_changes: Callable[..., LogEntry], as_person: SignIn, author: Person, second: Person
) -> None:
    enrolment, url = lesson
    client = as_person(enrolment.person)
    first = page_of(enrolment.course, "PE").unit_version_id
    client.post(f"{url}read/", {"version": first, "read": "on"})

    def kept() -> tuple[Any, ...]:
        row = UnitProgress.objects.get(enrolment=enrolment, unit__key="first")
        return row.state, row.unit_version_id, row.country, row.passed_at

    before = kept()
    assert before[:3] == ("passed", first, "PE")
    law_changes("12 años", "19 años")
    assert kept() == before
    api.publish_course(course_id=enrolment.course_id, by=author.pk, approved_by=second.pk, countries=["PE"])
    page = client.get(url).content.decode()
    assert page_of(enrolment.course, "PE").unit_version_id != first
    assert "19 años" in page
    assert "Usted ya leyó esta lección" in page
    assert kept() == before, "looking at the new text changes nothing either"
