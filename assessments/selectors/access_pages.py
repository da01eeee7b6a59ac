"""What the pages of a group's quiz show: its rules in words, each person's line, what a change would do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import passing
from assessments.allowing import LEAST, is_cut, moved_due
from assessments.clock import say_when
from assessments.models import QuizWindow
from assessments.selectors.access import STATES, Seat, ends_of, is_open
from assessments.selectors.access_words import attempts_words, given_words, is_short, minutes_words, wait_words
from assessments.selectors.accommodations import with_measures
from assessments.windows import NOTHING_ALLOWED, Allowed, Ends, Window, window_of
from courses import api as courses
from lms.kernel.cells import safe_cell

_LOOK: Final = {
    "not_begun": ("open", ""), "open": ("half", "accent"), "waiting": ("clock", "warn"),
    "held": ("clock", "warn"), "failed": ("fail", "warn"),
    "spent": ("late", "bad"), "passed": ("done", "ok"),
}  # fmt: skip


def state_words(state: str) -> str:
    """Where somebody stands, in a few words."""
    return {
        "not_begun": _("Not begun"), "open": _("Attempt open"), "waiting": _("Waits for a score"),
        "held": _("Result held"),
        "failed": _("Not passed yet"), "spent": _("No attempts left"), "passed": _("Passed"), "allowed": _("With an allowance"),
    }[state]  # fmt: skip


def state_choices() -> list[tuple[str, str]]:
    """What the list can be narrowed to."""
    return [(state, state_words(state)) for state in (*STATES, "allowed")]


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A person's line as the template shows it."""

    seat: Seat
    says: str
    icon: str
    tone: str
    taken: str
    given: list[str]
    readable: bool  # the last attempt may be opened by who reads this


def seat_lines(people: Iterable[Seat], *, scores_by_hand: bool) -> list[SeatLine]:
    """`scores_by_hand`: the reader may score written answers, so attempts that wait for it are not led to."""
    return [_line(seat, scores_by_hand) for seat in people]


def _line(seat: Seat, scores_by_hand: bool) -> SeatLine:
    icon, tone = _LOOK[seat.state]
    if seat.window.attempts:
        taken = _("{taken} of {allowed}").format(taken=seat.taken, allowed=seat.window.attempts)
    else:
        taken = str(seat.taken)
    return SeatLine(
        seat, state_words(seat.state), icon, tone, taken, given_words(seat.allowance.allowed) if seat.allowance else [],
        seat.last is not None and not (seat.waiting and scores_by_hand),
    )  # fmt: skip


def window_row(cohort_course_id: int, unit_id: int) -> QuizWindow | None:
    """The group's window with who set it. One query."""
    return QuizWindow.objects.select_related("by").filter(cohort_course_id=cohort_course_id, unit_id=unit_id).first()


def group_facts(placed: courses.GroupUnit, row: QuizWindow | None) -> dict[str, Any]:
    """The rules of a quiz for a group: `own` are the quiz's, `window` what holds."""
    assert placed.unit is not None
    ends, config = ends_of(row), placed.unit.config
    window = window_of(config, ends)
    return {
        "placed": placed, "unit": placed.unit, "zone": placed.time_zone, "row": row, "ends": ends, "window": window,
        "own": window_of(config), "short": is_short(window), "open_now": is_open(window),
        "rules": rules_words(window, passing.rule_words(config)),
    }  # fmt: skip


def rules_words(window: Window, needed: str) -> list[tuple[str, str]]:
    """(name, words) of what holds for everybody, but for the days."""
    rows = [
        (_("To pass"), needed), (_("Attempts"), attempts_words(window)), (_("Time allowed"), minutes_words(window)),
    ]  # fmt: skip
    wait = wait_words(window.wait)
    return [*rows, (_("Pause"), wait)] if wait else rows


@dataclass(frozen=True, slots=True)
class Effect:
    """What an allowance would change for one person: lines of words, and a warning about an open attempt."""

    seat: Seat
    lines: list[str]
    replaces: list[str]
    warns: bool = False


def effects(
    people: Sequence[Seat], unit: courses.UnitInEffect, ends: Ends, allowed: Allowed, *, now: datetime | None = None
) -> list[Effect]:
    """What would hold for each of these people. Pure but for the clock."""
    return [_effect(seat, unit, ends, allowed, now or timezone.now()) for seat in people]


def _effect(seat: Seat, unit: courses.UnitInEffect, ends: Ends, allowed: Allowed, now: datetime) -> Effect:
    before, after = seat.window, window_of(unit.config, ends, with_measures(allowed, unit.config, seat.measures))
    lines = []
    if after.attempts != before.attempts:
        said = _("Attempts: {after} in all instead of {before}; {left} left")
        lines.append(said.format(after=after.attempts, before=before.attempts, left=after.left(seat.taken)))
    if after.minutes != before.minutes:
        said = _("Time: {after} minutes instead of {before}")
        lines.append(said.format(after=after.minutes, before=before.minutes))
    for sentence, new, old in (
        (_("Opens on {when}"), after.opens_at, before.opens_at), (_("Closes on {when}"), after.closes_at, before.closes_at),
    ):  # fmt: skip
        if new != old:
            lines.append(sentence.format(when=say_when(new) or _("no date")))
    warns = bool(after.left(seat.taken) == 0 and not seat.running)
    if warns:
        lines.append(_("No attempt is left even so."))
    if after.closes_at and after.closes_at <= now:
        lines.append(_("The quiz stays closed: the closing day has passed."))
        warns = True
    if is_short(after):
        lines.append(_("It is open for less time than an attempt takes."))
        warns = True
    if seat.running:
        moved, cut = _running_words(seat, after, now)
        lines += moved
        warns = warns or cut
    held = seat.allowance
    return Effect(seat, lines or [_("Nothing changes.")], given_words(held.allowed) if held else [], warns)


def _running_words(seat: Seat, after: Window, now: datetime) -> tuple[list[str], bool]:
    running = seat.running
    assert running is not None
    wanted = after.due(running.started_at)
    due_at = moved_due(due_at=running.due_at, wanted=wanted, now=now)
    if due_at == running.due_at:
        return [], False
    if due_at is None:
        return [_("The open attempt has no end any more.")], False
    cut = is_cut(due_at=running.due_at, wanted=wanted)
    said = _("The open attempt ends on {when}.").format(when=say_when(due_at))
    return [said + (" " + at_least_words() if cut else "")], cut


def at_least_words() -> str:
    """The promise to who is in the middle of an attempt."""
    n = int(LEAST.total_seconds() // 60)
    return ngettext(
        "Whoever is in an attempt keeps at least {n} minute.", "Whoever is in an attempt keeps at least {n} minutes.", n
    ).format(n=n)


def window_warnings(
    people: Sequence[Seat], unit: courses.UnitInEffect, ends: Ends, *, now: datetime | None = None
) -> list[str]:
    """What is worth a second look before a group's window is moved; [] when nothing is."""
    now = now or timezone.now()
    window = window_of(unit.config, ends)
    found = []
    if is_short(window):
        said = _("The quiz would be open for less time than an attempt may take ({n} minutes).")
        found.append(said.format(n=window.minutes))
    if window.closes_at and window.closes_at <= now:
        found.append(_("The closing day has passed: nobody could start."))
    cut = 0
    for seat in people:
        held = seat.allowance.allowed if seat.allowance else NOTHING_ALLOWED
        mine = window_of(unit.config, ends, with_measures(held, unit.config, seat.measures))
        if seat.running and is_cut(due_at=seat.running.due_at, wanted=mine.due(seat.running.started_at)):
            cut += 1
    if cut:
        said = ngettext("{n} open attempt would end earlier.", "{n} open attempts would end earlier.", cut).format(n=cut)
        found.append(f"{said} {at_least_words()}")
    return found


def people_rows(people: Sequence[Seat]) -> list[list[Any]]:
    """The list as rows of a file, the heads first; no cell is a formula. Without reasons: files travel."""
    heads = [
        _("Name"), _("Country"), _("State"), _("Attempts"), _("Attempts allowed"), _("Result (%)"), _("Last attempt"),
        _("Open since"), _("Open until"), _("More attempts"), _("More minutes"), _("Opens for this person"),
        _("Closes for this person"), _("Given by"), _("Given on"),
    ]  # fmt: skip
    rows: list[list[Any]] = [heads]
    for seat in people:
        running, held = seat.running, seat.allowance
        allowed = held.allowed if held else NOTHING_ALLOWED
        rows.append(
            [
                seat.full_name, seat.country, state_words(seat.state), seat.taken, seat.window.attempts or "",
                "" if seat.percent is None else format(seat.percent.normalize(), "f"),
                _stamp(seat.last.submitted_at if seat.last else None), _stamp(running.started_at if running else None),
                _stamp(running.due_at if running else None), allowed.extra_attempts or "", allowed.extra_minutes or "",
                _stamp(allowed.opens_at), _stamp(allowed.closes_at), held.giver if held else "",
                _stamp(held.at if held else None),
            ]
        )  # fmt: skip
    return [[safe_cell(cell) for cell in row] for row in rows]


def _stamp(moment: datetime | None) -> str:
    return date_format(localtime(moment), "Y-m-d H:i") if moment else ""
