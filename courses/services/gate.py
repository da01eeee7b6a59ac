"""The gate before a release: everything that stands in the way, by weight, in a number of queries that does not grow.

A thing that stops must be mended. One that wants a reason (a text below its module's band, a text behind its origin) goes
out when somebody writes why; the reason is kept and shown to whoever approves. A note is shown and stops nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.errors import CourseNotFound
from courses.kinds import NOTE, REASON, STOP, Problem, UnitKind, kind_of
from courses.models import Course, ReleaseCountry, Unit
from courses.purposes import rule_mistakes
from courses.services.gate_facts import problems_of_uses, uses_of
from courses.services.publishing_items import items_behind
from courses.wording import date_in_words
from lms.kernel.places import COUNTRIES, TIME_ZONES, Country


@dataclass(frozen=True, slots=True)
class DraftUnit:
    """A unit of a course's draft, as its base row."""

    pk: int
    key: str
    kind: str
    titles: dict[str, str]
    minutes: int
    required: bool
    choice: str
    weight: Decimal
    module_id: int | None
    module_key: str | None


@dataclass(frozen=True, slots=True)
class Gate:
    """All that was found about a draft and some countries; the draft's units, and the items they rest on directly."""

    problems: tuple[Problem, ...]
    units: tuple[DraftUnit, ...] = ()
    items: frozenset[int] = frozenset()

    def of(self, weight: str) -> list[Problem]:
        """Those of one weight."""
        return [problem for problem in self.problems if problem.weight == weight]

    def closed_by(self, reason: str = "") -> list[Problem]:
        """What keeps the gate shut; with a reason only what must be mended."""
        shut = {STOP} if reason.strip() else {STOP, REASON}
        return [problem for problem in self.problems if problem.weight in shut]


def draft_units(course_id: int) -> list[DraftUnit]:
    """The units of a course's draft in reading order. One query."""
    rows = (
        Unit.objects.non_polymorphic()
        .filter(course=course_id, archived_at=None, purpose="course")
        .order_by("module__position", "position", "pk")
        .values_list("pk", "key", "kind", "titles", "minutes", "required", "choice", "weight", "module_id", "module__key")
    )
    return [DraftUnit(*row) for row in rows]


def gate_of(course_id: int, countries: Sequence[str], *, today: date | None = None) -> Gate:
    """Look at a course's drafts as if they were published for these countries today. Raises CourseNotFound.

    `today` is the day on which dates are judged: a demonstration names the day its toolkit was checked.
    """
    units = draft_units(course_id)
    course = Course.objects.filter(pk=course_id).values_list("countries", "rule").first()
    if course is None:
        raise CourseNotFound
    offered, rule = course
    asked = [code for code in countries if code in COUNTRIES]
    found = [
        *_of_course(units, offered, countries),
        *_of_rule(units, rule),
        *_pending(course_id, asked),
        *_of_kinds(units, asked),
    ]
    items = _items_by_unit(units)
    by_key = {unit.key: items.get(unit.pk, ()) for unit in units}
    found += problems_of_uses(uses_of(by_key, asked), asked, today or timezone.localdate())
    direct = frozenset(item for ones in items.values() for item in ones)
    return Gate(tuple(dict.fromkeys(found)), tuple(units), direct)


def problems_of(course_id: int, countries: Sequence[str], *, reason: str = "", today: date | None = None) -> list[Problem]:
    """Everything that stands in the way of publishing the drafts for these countries; each with a sentence and a place.

    With a reason, only what must be mended. Raises CourseNotFound.
    """
    return gate_of(course_id, countries, today=today).closed_by(reason)


def items_of(course_id: int) -> list[int]:
    """The items that a course's draft rests on, with all that they cite."""
    return items_behind({item for items in _items_by_unit(draft_units(course_id)).values() for item in items})


def _of_course(units: Sequence[DraftUnit], offered: Sequence[str], countries: Sequence[str]) -> list[Problem]:
    said = _("The course is not offered for %(country)s.")
    found = [
        Problem("", code, said % {"country": Country(code).label if code in COUNTRIES else code})
        for code in countries
        if code not in offered
    ]
    if not countries:
        found.append(Problem("", "", _("Choose at least one country.")))
    if not units:
        found.append(Problem("", "", _("The course has no units.")))
    elif not any(unit.required for unit in units):
        found.append(Problem("", "", _("No unit is required: nobody could ever complete the course.")))
    return found


def _of_rule(units: Sequence[DraftUnit], rule: Any) -> list[Problem]:
    """What the rule of renewals and second countries names and the course has not."""
    return [Problem("", "", sentence) for sentence in rule_mistakes(rule, {unit.key for unit in units})]


def _pending(course_id: int, countries: Sequence[str]) -> list[Problem]:
    """Releases that are published and still to take effect: what goes out before them lasts until then."""
    rows = ReleaseCountry.objects.filter(course=course_id, country__in=countries, effective_at__gt=timezone.now())
    said = _("Version %(number)s takes effect for %(country)s on %(day)s. What is published before that day lasts until then.")
    return [
        Problem(
            "",
            code,
            said
            % {
                "number": number,
                "country": Country(code).label,
                "day": date_in_words(moment.astimezone(ZoneInfo(TIME_ZONES[code])).date().isoformat()),
            },
            reverse("lms:courses:draft-detail", args=[course_id]),
            NOTE,
        )
        for code, number, moment in rows.order_by("effective_at").values_list("country", "release__number", "effective_at")
    ]


def _by_kind(units: Iterable[DraftUnit]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for unit in units:
        found.setdefault(unit.kind, []).append(unit.pk)
    return found


def _of_kinds(units: Sequence[DraftUnit], countries: Sequence[str]) -> list[Problem]:
    """What each kind finds, in the order of the units."""
    found: list[Problem] = []
    for name, unit_ids in _by_kind(units).items():
        kind = kind_of(name)
        ask = getattr(kind, "problems_of_units", None)
        if ask is not None:
            found += ask(unit_ids=unit_ids, countries=countries)
        else:
            found += [one for unit_id in unit_ids for one in kind.problems(unit_id=unit_id, countries=countries)]
    place = {unit.key: number for number, unit in enumerate(units)}
    return sorted(found, key=lambda problem: place.get(problem.unit_key, -1))


def _items_by_unit(units: Sequence[DraftUnit]) -> dict[int, Sequence[int]]:
    """{unit: the items it rests on directly}."""
    found: dict[int, Sequence[int]] = {}
    for name, unit_ids in _by_kind(units).items():
        found |= _items_of_kind(kind_of(name), unit_ids)
    return found


def _items_of_kind(kind: UnitKind, unit_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
    ask = getattr(kind, "items_of_units", None)
    if ask is not None:
        return dict(ask(unit_ids=unit_ids))
    return {unit_id: kind.items(unit_id=unit_id) for unit_id in unit_ids}
