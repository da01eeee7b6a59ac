"""Reading rows of courses that tell where a question stands: its versions, the releases and sections around it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.models.blueprints import Task
from courses.models import (
    Item,
    ItemRequestLine,
    ItemVersion,
    LogRecord,
    ReleaseCountry,
    ReleaseEntry,
    RequestState,
    UnitVersionItem,
)
from lms.kernel.places import COUNTRIES
from lms.kernel.words import in_language

BATCH = 500


def bodies_before(version_ids: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """{version: the body of the version before it}; first versions are left out. Two queries for each five hundred."""
    found: dict[int, Mapping[str, Any]] = {}
    wanted = sorted(version_ids)
    for start in range(0, len(wanted), BATCH):
        places = dict(ItemVersion.objects.filter(pk__in=wanted[start : start + BATCH]).values_list("pk", "item_id"))
        numbers = dict(ItemVersion.objects.filter(pk__in=places).values_list("pk", "number"))
        last: dict[int, tuple[int, Mapping[str, Any]]] = {}
        of_item = {item: numbers[pk] for pk, item in places.items()}
        rows = ItemVersion.objects.filter(item__in=of_item).order_by("number").values_list("item_id", "number", "body")
        for item, number, body in rows:
            if number < of_item[item]:
                last[item] = (number, body)
        found |= {pk: last[item][1] for pk, item in places.items() if item in last}
    return found


def open_requests(item_ids: Collection[int]) -> dict[int, int]:
    """{item: the open request to publish it}. One query."""
    rows = ItemRequestLine.objects.filter(item__in=item_ids, request__state=RequestState.OPEN)
    return dict(rows.values_list("item_id", "request_id"))


@dataclass(frozen=True, slots=True)
class Held:
    """A version of a question in a published quiz: of which release, and in which countries that one is in effect now."""

    number: int
    unit_id: int
    titles: Mapping[str, str]
    course_titles: Mapping[str, str]
    release: int
    countries: tuple[str, ...]


def releases_holding(item_ids: Collection[int], now: datetime) -> dict[int, list[Held]]:
    """{question's item: where releases hold it}, the newest release first. Four queries at most."""
    rows = UnitVersionItem.objects.filter(item_version__item__in=item_ids).values_list(
        "unit_version_id", "item_version__item_id", "item_version__number"
    )
    holding: dict[int, set[tuple[int, int]]] = {}
    for unit_version, item, number in rows.distinct():
        holding.setdefault(unit_version, set()).add((item, number))
    if not holding:
        return {}
    columns = (
        "unit_version_id", "unit_id", "unit_version__titles", "release__course__titles", "release__number", "release_id",
        "release__course_id",
    )  # fmt: skip
    entries = list(
        ReleaseEntry.objects.filter(unit_version__in=holding).order_by("-release_id", "position").values_list(*columns)
    )
    effective: dict[tuple[int, str], int] = {}
    courses = {row[-1] for row in entries}
    dated = ReleaseCountry.objects.filter(course__in=courses, effective_at__lte=now).order_by("effective_at")
    for course, country, release in dated.values_list("course_id", "country", "release_id"):
        effective[course, country] = release
    found: dict[int, list[Held]] = {}
    for unit_version, unit, titles, course_titles, release_number, release, course in entries:
        there = tuple(code for code in COUNTRIES if effective.get((course, code)) == release)
        for item, number in sorted(holding[unit_version]):
            found.setdefault(item, []).append(Held(number, unit, titles, course_titles, release_number, there))
    return found


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a question. `body` is what it says."""

    id: int
    number: int
    at: datetime
    author_id: int | None
    edit: str
    body: Mapping[str, Any]


def versions_of(item_id: int) -> list[Version]:
    """All versions, the newest first. One query."""
    rows = ItemVersion.objects.filter(item=item_id).order_by("-number")
    return [Version(*row) for row in rows.values_list("pk", "number", "at", "author_id", "lms_question__edit", "body")]


def sections_to_list() -> list[tuple[str, str]]:
    """(key, Spanish title) of every section, for a picker. One query."""
    rows = Item.objects.filter(kind="section", language="es", archived_at=None).exclude(draft=None).order_by("key")
    return list(rows.values_list("key", "draft__body__title"))


def tasks_to_list() -> list[tuple[str, str]]:
    """(key, its words in the reader's language) of every task of the task analysis, for a picker. One query."""
    rows = Task.objects.filter(archived_at=None).order_by("domain", "position", "key")
    return [(key, f"{in_language(titles)} ({key})") for key, titles in rows.values_list("key", "titles")]


def section_item(key: str) -> int | None:
    """The item of a section's Spanish text; None when there is none."""
    return Item.objects.filter(kind="section", key=key, language="es").values_list("pk", flat=True).first()


def versions_back(made: Collection[tuple[int, int]]) -> dict[int, Mapping[str, Any]]:
    """{question's item: the body before its version `number`}, where that version is still its draft. Two queries and more."""
    drafts = dict(Item.objects.filter(pk__in=[item for item, _n in made]).values_list("pk", "draft_id"))
    standing = dict(ItemVersion.objects.filter(pk__in=drafts.values()).values_list("item_id", "number"))
    mine = [drafts[item] for item, number in made if standing.get(item) == number]
    items = {version: item for item, version in drafts.items()}
    return {items[version]: body for version, body in bodies_before(mine).items()}


def drafts_in_log(entry_id: int) -> dict[int, Mapping[str, Any]]:
    """{question's item: the body of its draft} of the questions that a log entry moved. One query."""
    rows = LogRecord.objects.filter(entry=entry_id, item__kind="question", item__draft__isnull=False)
    return dict(rows.values_list("item_id", "item__draft__body"))
