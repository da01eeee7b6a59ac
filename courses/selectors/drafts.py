"""A course as its authors edit it, its releases, and the requests to publish it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.kinds import kind_of, unit_kinds
from courses.models import Course, Item, Module, PublishRequest, Release, ReleaseCountry, RequestState, Unit
from lms.institutions.api import Scope, person_cards
from lms.kernel.todo import Todo
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class DraftUnit:
    """A unit's line in the outline."""

    key: str
    kind: str
    label: str
    icon: str
    titles: Mapping[str, str]
    minutes: int
    required: bool
    draft_url: str = ""  # its draft's own page, for a kind that has `draft_url(unit_id=…)`; '' = none
    figures_url: str = ""  # what its answers say, for a kind that has `figures_url(unit_id=…)`; '' = none


@dataclass(frozen=True, slots=True)
class DraftModule:
    """A chapter with its units."""

    key: str
    titles: Mapping[str, str]
    units: tuple[DraftUnit, ...]


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A published version: who, when, where, its digest."""

    number: int
    at: datetime
    by: str
    approved_by: str
    countries: tuple[tuple[str, datetime], ...]
    digest: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request to publish and how it stands."""

    id: int
    state: str
    countries: tuple[str, ...]
    note: str
    by_id: int
    by: str
    at: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str
    reason: str = ""
    effective_on: date | None = None


@dataclass(frozen=True, slots=True)
class DraftCourse:
    """A course in the list of drafts."""

    id: int
    key: str
    titles: Mapping[str, str]
    countries: tuple[str, ...]
    units: int
    released: int  # number of the last release, 0: none
    waiting: bool


def draft_courses() -> list[DraftCourse]:
    """All courses that are not archived. Four queries."""
    units: dict[int, int] = {}
    for course in Unit.objects.non_polymorphic().filter(archived_at=None, purpose="course").values_list("course_id", flat=True):
        units[course] = units.get(course, 0) + 1
    released = dict(Release.objects.order_by("number").values_list("course_id", "number"))
    waiting = set(PublishRequest.objects.filter(state=RequestState.OPEN).values_list("course_id", flat=True))
    return [
        DraftCourse(c.pk, c.key, c.titles, tuple(c.countries), units.get(c.pk, 0), released.get(c.pk, 0), c.pk in waiting)
        for c in Course.objects.filter(archived_at=None).order_by("key")
    ]


def outline_of(course_id: int) -> list[DraftModule]:
    """Chapters and units of the draft in order. Two queries."""
    units: dict[int | None, list[DraftUnit]] = {}
    known = unit_kinds()
    rows = (
        Unit.objects.non_polymorphic().filter(course=course_id, archived_at=None, purpose="course").order_by("position", "pk")
    )
    fields = ("module_id", "key", "kind", "titles", "minutes", "required", "pk")
    for module_id, key, name, titles, minutes, required, pk in rows.values_list(*fields):
        kind = kind_of(name) if name in known else None
        label, icon = (kind.label(), kind.icon()) if kind else (name, "open")
        urls = [door(unit_id=pk) if door else "" for door in (getattr(kind, one, None) for one in ("draft_url", "figures_url"))]
        units.setdefault(module_id, []).append(DraftUnit(key, name, label, icon, titles, minutes, required, *urls))
    modules = [DraftModule(m.key, m.titles, tuple(units.get(m.pk, ()))) for m in Module.objects.filter(course=course_id)]
    loose = [DraftModule("", {}, tuple(units[None]))] if None in units else []
    return [module for module in (*modules, *loose) if module.units]


def releases_of(course_id: int) -> list[ReleaseRow]:
    """The releases, the newest first. Three queries."""
    releases = list(Release.objects.filter(course=course_id).order_by("-number")[:20])
    where: dict[int, list[tuple[str, datetime]]] = {}
    for release, country, moment in (
        ReleaseCountry.objects.filter(release__in=releases)
        .order_by("country")
        .values_list("release_id", "country", "effective_at")
    ):
        where.setdefault(release, []).append((country, moment))
    names = _names([*(r.by_id for r in releases), *(r.approved_by_id for r in releases)])
    return [
        ReleaseRow(
            r.number, r.at, names.get(r.by_id, ""), names.get(r.approved_by_id, ""), tuple(where.get(r.pk, ())), r.digest
        )
        for r in releases
    ]


def requests_of(course_id: int) -> list[RequestRow]:
    """The requests to publish, the newest first. Two queries."""
    rows = list(PublishRequest.objects.filter(course=course_id).order_by("-pk")[:10])
    names = _names([*(r.by_id for r in rows), *(r.decided_by_id for r in rows)])
    return [
        RequestRow(
            r.pk,
            r.state,
            tuple(r.countries),
            r.note,
            r.by_id,
            names.get(r.by_id, ""),
            r.at,
            names.get(r.decided_by_id, ""),
            r.decided_at,
            r.answer,
            r.reason,
            r.effective_on,
        )
        for r in rows
    ]


def items_in_words(item_ids: Sequence[int]) -> list[str]:
    """«fact trademarks.term PE» for a list of items."""
    return [
        str(item).replace(":", " ")
        for item in Item.objects.filter(pk__in=item_ids).order_by("kind", "key", "country", "language")
    ]


def publishing_todos(scope: Scope) -> list[Todo]:
    """Courses that were handed in by others and wait for this author's or reviewer's answer. One query at most."""
    if not scope.roles & {"author", "reviewer"}:
        return []
    waiting = PublishRequest.objects.filter(state=RequestState.OPEN).exclude(by=scope.person_id).order_by("pk")
    return [
        Todo(
            title=_("Approve or return: %(course)s") % {"course": in_language(titles)},
            why=_("Handed in for %(countries)s. Nothing is published until you answer.") % {"countries": ", ".join(countries)},
            url=reverse("lms:courses:publish-form", args=[course]),
            icon="wait",
            weight=30,
            act=_("Look at it"),
        )
        for course, titles, countries in waiting.values_list("course_id", "course__titles", "countries")
    ]


def _names(ids: Sequence[Any]) -> dict[Any, str]:
    return {pk: card.full_name for pk, card in person_cards({pk for pk in ids if pk}).items()}
