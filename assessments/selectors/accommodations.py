"""Accommodations: the measures that hold (for pages that may know them), one's own requests, and what waits for who decides.

`measures_of_people` and `for_staff` are all that coordinators, facilitators, assessors and invigilators are given: measures
in words, never a reason, a file or an answer.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.accommodating import NOTHING, Measures, measures_of, more_minutes, words_of
from assessments.models import (
    Accommodation,
    AccommodationEvidence,
    AccommodationState,
    CaseStudy,
    Quiz,
)
from assessments.windows import Allowed
from courses import api as courses
from lms.institutions.api import Scope
from lms.kernel.places import TIME_ZONES
from lms.kernel.todo import Todo
from lms.kernel.words import in_language

SLOW_DAYS: Final = 10


def measures_of_people(enrolment_ids: Collection[int], unit_id: int, at: datetime | None = None) -> dict[int, Measures]:
    """{enrolment: what holds for it in one certifying task now}. One query. The caller knows that the task certifies."""
    rows = Accommodation.objects.filter(enrolment__in=enrolment_ids, state=AccommodationState.GRANTED)
    found: dict[int, Measures] = {}
    columns = ("enrolment_id", "enrolment__country", "granted", "units", "until")
    for enrolment_id, country, granted, units, until in rows.values_list(*columns):
        today = timezone.localdate(at, ZoneInfo(TIME_ZONES[country]))
        if (until is None or today <= until) and (not units or unit_id in units):
            found[enrolment_id] = measures_of(granted)
    return found


def with_measures(allowed: Allowed, config: Mapping[str, Any], measures: Measures) -> Allowed:
    """What somebody may in a timed quiz, with the time that an accommodation gives."""
    more = more_minutes(int(config["minutes_allowed"]), measures)
    return replace(allowed, extra_minutes=allowed.extra_minutes + more) if more else allowed


def measures_for(enrolment_id: int, unit_id: int, config: Mapping[str, Any]) -> Measures:
    """What holds for one person in one quiz. One query for a certifying one, none else."""
    if not config.get("certifying"):
        return NOTHING
    return measures_of_people([enrolment_id], unit_id).get(enrolment_id, NOTHING)


def for_staff(enrolment_ids: Collection[int], unit_id: int) -> dict[int, list[str]]:
    """{enrolment: measures in words} for who runs a sitting or a group. One query."""
    return {pk: words_of(found) for pk, found in measures_of_people(enrolment_ids, unit_id).items()}


def certifying_units(course_id: int) -> list[tuple[int, Mapping[str, str]]]:
    """(id, titles) of the certifying tasks of a course, in their order. Two queries."""
    found = [
        (position, pk, titles)
        for model in (Quiz, CaseStudy)
        for position, pk, titles in model.objects.non_polymorphic()
        .filter(course_id=course_id, certifying=True)
        .values_list("position", "pk", "titles")
    ]
    return [(pk, titles) for _position, pk, titles in sorted(found, key=lambda one: one[:2])]


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """One's own request: what was asked, what holds, what one wrote, what was answered."""

    id: int
    enrolment_id: int
    course: str
    state: str
    asked: list[str]
    granted: list[str]
    units: list[str]
    until: date | None
    reason: str
    answer: str
    files: int
    at: datetime
    decided_at: datetime | None
    holds: bool


def own_requests(person_id: int) -> list[OwnRequest]:
    """The newest first. Three queries at most."""
    rows = Accommodation.objects.filter(enrolment__person_id=person_id).select_related("enrolment__course").order_by("-pk")
    return _requests(list(rows))


def _requests(rows: Sequence[Accommodation]) -> list[OwnRequest]:
    titles = {
        pk: words
        for model in (Quiz, CaseStudy)
        for pk, words in model.objects.non_polymorphic()
        .filter(pk__in={unit for row in rows for unit in row.units})
        .values_list("pk", "titles")
    }
    return [_request(row, titles) for row in rows]


def _request(row: Accommodation, titles: Mapping[int, Mapping[str, str]]) -> OwnRequest:
    today = timezone.localdate(timezone=ZoneInfo(TIME_ZONES[row.enrolment.country]))
    return OwnRequest(
        row.pk, row.enrolment_id, in_language(row.enrolment.course.titles), row.state, words_of(measures_of(row.asked)),
        words_of(measures_of(row.granted)), [in_language(titles[unit]) for unit in row.units if unit in titles],
        row.until, row.reason, row.answer, row.evidence_files, row.at, row.decided_at,
        row.state == AccommodationState.GRANTED and (row.until is None or today <= row.until),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file of a request, without its bytes."""

    id: int
    name: str
    size: int


def evidence_of(accommodation_id: int) -> list[Evidence]:
    """The files that are still there. One query."""
    rows = AccommodationEvidence.objects.filter(accommodation_id=accommodation_id).order_by("pk")
    return [Evidence(*row) for row in rows.values_list("pk", "name", "size")]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request in the list of who decides."""

    id: int
    name: str
    country: str
    course: str
    at: datetime
    state: str
    measures: list[str]
    decided_at: datetime | None
    until: date | None

    @property
    def days(self) -> int:
        return (timezone.now() - self.at).days

    @property
    def late(self) -> bool:
        return self.state == AccommodationState.REQUESTED and self.days >= SLOW_DAYS


def decidable(scope: Scope, *, over: bool) -> list[Waiting]:
    """Requests that this person may decide, the oldest first; or the last hundred that are over. Those of people whom they are
    too close to are left out. A constant number of queries."""
    if not may_decide(scope):
        return []
    rows = Accommodation.objects.select_related("enrolment__person", "enrolment__course")
    open_ = Q(state=AccommodationState.REQUESTED)
    found = list(rows.exclude(open_).order_by("-pk")[:100] if over else rows.filter(open_).order_by("pk"))
    close = courses.too_close(scope.person_id, {row.enrolment.person_id for row in found})
    return [_waiting(row) for row in found if row.enrolment.person_id not in close]


def _waiting(row: Accommodation) -> Waiting:
    granted = measures_of(row.granted if row.state in ("granted", "ended") else row.asked)
    return Waiting(
        row.pk, row.enrolment.person.full_name, row.enrolment.country, in_language(row.enrolment.course.titles), row.at,
        row.state, words_of(granted), row.decided_at, row.until,
    )  # fmt: skip


def may_decide(scope: Scope) -> bool:
    """Deciders and reviewers of the programme: never a role in the cohort."""
    return scope.decider or scope.reviewer


def one_request(row: Accommodation) -> OwnRequest:
    """One request with its words, for who decides. `row` brings its enrolment, course and person."""
    return _requests([row])[0]


def accommodation_todos(scope: Scope) -> list[Todo]:
    """Requests that wait for this person, as one line. None for others."""
    waiting = decidable(scope, over=False)
    if not waiting:
        return []
    days = waiting[0].days
    n = len(waiting)
    return [
        Todo(
            title=ngettext(
                "{n} request for an accommodation waits", "{n} requests for accommodations wait", n
            ).format(n=n),
            why=ngettext("The oldest has waited {n} day.", "The oldest has waited {n} days.", days).format(n=days)
            if days
            else _("It came in today."),
            url=reverse("lms:assessments:accommodation-list"), icon="people", tone="warn" if days >= SLOW_DAYS else "",
            weight=22, act=_("See them"),
        )
    ]  # fmt: skip


def enrolments_that_may_ask(person_id: int) -> list[tuple[int, str]]:
    """(enrolment, course in words) of one's active enrolments in courses with a certifying task. A constant number of queries
    for each course."""
    cards = [card for card in courses.enrolments_of(person_id) if card.state == "active"]
    return [
        (card.id, in_language(courses.course_card(card.course_id).titles)) for card in cards if certifying_units(card.course_id)
    ]
