"""When a letter is due, how late it is, and what that costs. Pure; `late` is what the frozen case says of it.

One day holds for one letter: the person's extension, else the cohort's due day, else the case's own (`days` after the course
began for this person), else none. Days of leave move the last two; an extension is a day that somebody chose for this person
and stays. What comes within the grace is on time. After it each day begun costs points of the result, until letters are no
longer accepted. A letter that is handed in again after a result has no due day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from math import ceil
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.clock import say_when

DAY: Final = timedelta(days=1)
MOST_DAYS: Final = 366
MOST_GRACE: Final = 24 * 14
_END_OF_DAY: Final = time(23, 59)
_HUNDRED: Final = Decimal(100)
FIELDS: Final = ("days", "grace_hours", "accept_days", "points_per_day")  # in the order they are written


@dataclass(frozen=True, slots=True)
class LateRules:
    """What a case says. `days` None: no due day of its own; `accept_days` None: late letters are always accepted.

    `points_per_day`: points of the result (0 to 100) for each day begun after the grace.
    """

    days: int | None = None
    grace_hours: int = 24
    accept_days: int | None = None
    points_per_day: Decimal = Decimal(0)


def rules_of(config: Mapping[str, Any]) -> LateRules:
    """The rules of a frozen case; those of an older release without any are the defaults: nothing is due, nothing costs."""
    late = config.get("late") or {}
    plain = LateRules()
    return LateRules(
        days=late.get("days", plain.days),
        grace_hours=late.get("grace_hours", plain.grace_hours),
        accept_days=late.get("accept_days", plain.accept_days),
        points_per_day=Decimal(str(late.get("points_per_day", plain.points_per_day))),
    )


def check(spec: Mapping[str, Any]) -> list[str]:
    """What is wrong with the field `late` of a case study in a course file."""
    late = spec.get("late")
    if late is None or late == {}:
        return []
    if not isinstance(late, Mapping):
        return [_("'late' is a group of fields: days, grace_hours, accept_days, points_per_day.")]
    found = [_("'late' does not know '{name}'.").format(name=name) for name in sorted(map(str, set(late) - set(FIELDS)))]
    for name, least, most, may_be_empty in (
        ("days", 1, MOST_DAYS, True), ("grace_hours", 0, MOST_GRACE, False), ("accept_days", 0, MOST_DAYS, True),
    ):  # fmt: skip
        value = late.get(name)
        if name in late and not (may_be_empty and value is None) and not _is_whole(value, least, most):
            said = _("'late.{name}' must be a whole number from {least} to {most}.")
            found.append(said.format(name=name, least=least, most=most))
    points = late.get("points_per_day", 0)
    if isinstance(points, bool) or not isinstance(points, int | float) or not 0 <= points <= 100:
        found.append(_("'late.points_per_day' must be a number from 0 to 100."))
    return found


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


@dataclass(frozen=True, slots=True)
class Due:
    """When one person's letter is due. `source`: extension, cohort, case, again (handed in again: no day) or none.

    `grace_until`: what comes by then is on time. `closes_at` None: accepted however late. `leave_days` moved the day.
    """

    due_at: datetime | None = None
    grace_until: datetime | None = None
    closes_at: datetime | None = None
    source: str = "none"
    points_per_day: Decimal = Decimal(0)
    leave_days: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person and one case. `leaves`: (first, last) days; the days of `began_on` and of leave are local.

    `had_result`: the person has had a result of this case already.
    """

    zone: tzinfo
    began_on: date
    cohort_due_at: datetime | None = None
    extension_due_at: datetime | None = None
    had_result: bool = False
    leaves: Sequence[tuple[date, date]] = ()


def due_of(config: Mapping[str, Any], facts: Facts) -> Due:
    """The due day that holds."""
    rules = rules_of(config)
    if facts.had_result:
        return Due(source="again")
    if facts.extension_due_at is not None:
        return _built(rules, facts.extension_due_at, "extension")
    if facts.cohort_due_at is not None:
        due_at, source = facts.cohort_due_at, "cohort"
    elif rules.days is not None:
        due_at, source = end_of_day(facts.began_on + rules.days * DAY, facts.zone), "case"
    else:
        return Due()
    first = due_at.astimezone(facts.zone).date()
    moved = after_leave(facts.began_on, first, facts.leaves)
    days = (moved - first).days
    return replace(_built(rules, due_at + days * DAY, source), leave_days=days)


def due_on(config: Mapping[str, Any], due_at: datetime | None) -> Due:
    """The rules of a case about a day that was kept with a letter when it was handed in; None: nothing was due."""
    return _built(rules_of(config), due_at, "kept") if due_at else Due()


def _built(rules: LateRules, due_at: datetime, source: str) -> Due:
    grace = due_at + timedelta(hours=rules.grace_hours)
    closes = None if rules.accept_days is None else max(grace, due_at + rules.accept_days * DAY)
    return Due(due_at, grace, closes, source, rules.points_per_day)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """23:59 of a day, where the institution is."""
    return datetime.combine(day, _END_OF_DAY, zone)


def after_leave(began_on: date, due_on: date, leaves: Iterable[tuple[date, date]]) -> date:
    """The due day moved on by the days of leave that lie between: days of leave that it is moved into count too."""
    away = {
        first + n * DAY
        for first, last in leaves
        for n in range(min((last - first).days, 2 * MOST_DAYS) + 1)
        if first + n * DAY >= began_on
    }
    left = sum(1 for day in away if day <= due_on)
    while left:
        due_on += DAY
        left -= due_on not in away
    return due_on


@dataclass(frozen=True, slots=True)
class Late:
    """How late a letter is: days begun after the grace, and the points of the result (0 to 100) that they cost."""

    points: Decimal = Decimal(0)
    days: int = 0


ON_TIME: Final = Late()


def lateness(due: Due, submitted_at: datetime) -> Late:
    """Each day begun after the grace counts as one."""
    if due.grace_until is None or submitted_at <= due.grace_until:
        return ON_TIME
    days = ceil((submitted_at - due.grace_until) / DAY)
    return Late(min(_HUNDRED, days * due.points_per_day), days)


def is_closed(due: Due, now: datetime) -> bool:
    """Whether a letter comes too late to be accepted."""
    return due.closes_at is not None and now > due.closes_at


def rules_in_words(due: Due) -> list[str]:
    """The rules that hold for this person, a sentence each, in the active language and time zone: for the page of the case."""
    if due.source == "again":
        return [_("A letter that you hand in again after a result has no due day."), *_always()]
    if due.due_at is None or due.grace_until is None:
        return [_("This letter has no due day: hand it in when it is ready."), *_always()]
    found = [_source_words(due).format(when=say_when(due.due_at))]
    if due.leave_days:
        said = ngettext(
            "Your leave moved the day on by {n} day.", "Your leave moved the day on by {n} days.", due.leave_days
        )  # fmt: skip
        found.append(said.format(n=due.leave_days))
    hours = round((due.grace_until - due.due_at) / timedelta(hours=1))
    if hours:
        said = ngettext(
            "What arrives up to {n} hour later still counts as on time.",
            "What arrives up to {n} hours later still counts as on time.",
            hours,
        )
        found.append(said.format(n=hours))
    if due.closes_at is not None and due.closes_at <= due.grace_until:
        found.append(_("After that no letter is accepted; your draft is kept."))
        return [*found, *_always()]
    found.append(_cost_words(due.points_per_day))
    if due.closes_at is not None:
        said = _("After {when} no letter is accepted; your draft is kept.")
        found.append(said.format(when=say_when(due.closes_at)))
    return [*found, *_always()]


def _source_words(due: Due) -> str:
    return {
        "extension": _("You have more time: your letter is due on {when}."),
        "cohort": _("Your group's letters are due on {when}."),
        "case": _("Your letter is due on {when}."),
    }[due.source]


def _cost_words(points: Decimal) -> str:
    if not points:
        return _("Later letters are accepted; being late costs no points.")
    number = int(points) if points == points.to_integral_value() else float(points)
    said = ngettext(
        "Each day begun after that costs {n} point of the result (of 100).",
        "Each day begun after that costs {n} points of the result (of 100).",
        ceil(points),
    )
    return said.format(n=number)


def _always() -> list[str]:
    """What holds with or without a due day."""
    return [
        _("You may take your letter back until somebody begins to score it. What counts is when you hand it in again."),
        _("After “not yet competent” you may hand in another letter, with no due day, while letters are left."),
    ]


def late_words(late: Late) -> str:
    """«2 días tarde: cuesta 10 puntos»; '' when on time."""
    if not late.days:
        return ""
    said = ngettext("{n} day late", "{n} days late", late.days).format(n=late.days)
    if not late.points:
        return said
    number = int(late.points) if late.points == late.points.to_integral_value() else float(late.points)
    costs = ngettext("costs {n} point of the result", "costs {n} points of the result", ceil(late.points))
    return f"{said}: {costs.format(n=number)}"
