"""What the pages and the mail about due days show: a group's rules in words, each person's line, what a change would do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.clock import say_when
from assessments.dues import Due, Late, due_on, is_closed, late_words, lateness
from assessments.models import CaseExtension, CaseWindow
from assessments.selectors.dues import STATES, CaseSeat, LetterLine, due_for
from courses import api as courses
from lms.messages.api import NothingToSay

FILTERS: Final = (*STATES, "missing", "extended")
_LOOK: Final = {
    "not_begun": ("open", ""), "draft": ("half", "accent"), "withdrawn": ("undo", "warn"), "handed_in": ("clock", "ok"),
    "result": ("done", "ok"),
}  # fmt: skip


def state_words(state: str) -> str:
    """Where somebody stands with a case, in a few words. No score, and nothing about who scores."""
    return {
        "not_begun": _("Not begun"), "draft": _("Writes a draft"), "withdrawn": _("Took it back"),
        "handed_in": _("Letter handed in"), "result": _("Result is out"), "missing": _("Past the day, nothing handed in"),
        "extended": _("With an extension"),
    }[state]  # fmt: skip


def state_choices() -> list[tuple[str, str]]:
    """What the list can be narrowed to."""
    return [(state, state_words(state)) for state in FILTERS]


@dataclass(frozen=True, slots=True)
class CaseSeatLine:
    """A person's line as the template shows it. `late` and `when` are '' for who may not see moments."""

    seat: CaseSeat
    says: str
    icon: str
    tone: str
    due: str
    when: str
    late: str
    shut: bool


def seat_lines(people: Iterable[CaseSeat], *, moments: bool, now: datetime | None = None) -> list[CaseSeatLine]:
    """`moments` False: when letters came and how late is left out, for readers who may score them: it could tell whose a
    letter without a name is."""
    return [_line(seat, moments, now or timezone.now()) for seat in people]


def _line(seat: CaseSeat, moments: bool, now: datetime) -> CaseSeatLine:
    icon, tone = _LOOK[seat.state]
    when, late = "", ""
    if seat.submitted_at is None:
        late = _("Past the day") if seat.is_missing else ""
        when = _("last saved {when}").format(when=say_when(seat.last.saved_at)) if seat.last and seat.last.saved_at else ""
    elif moments:
        when, late = say_when(seat.submitted_at), late_words(seat.late)
    shut = seat.is_shut(now)
    return CaseSeatLine(seat, state_words(seat.state), icon, tone, say_when(seat.due.due_at), when, late, shut)


def letter_lines(letters: Sequence[LetterLine], config: Mapping[str, Any], *, moments: bool) -> list[tuple[str, str, str]]:
    """(which, state, when and how late) of each letter of one person."""
    found = []
    for one in letters:
        late = ""
        if one.submitted_at and one.state != "withdrawn":
            late = late_words(Late(one.points, lateness(due_on(config, one.due_at), one.submitted_at).days))
        when = say_when(one.submitted_at or one.saved_at)
        state = {"draft": "draft", "withdrawn": "withdrawn", "released": "result"}.get(one.state, "handed_in")
        parts = [part for part in (when, late) if part] if moments or state == "draft" else []
        found.append((_("Letter {n}").format(n=one.number), state_words(state), " · ".join(parts)))
    return found


def arranged(people: Sequence[CaseSeat], *, query: str = "", state: str = "", order: str = "name") -> list[CaseSeat]:
    """Filtered by a part of the name and a state, sorted by name, state or day; «-due» is the other way."""
    wanted = query.casefold().split()
    found = [
        seat
        for seat in people
        if all(part in f"{seat.full_name} {seat.sort_name}".casefold() for part in wanted) and _is_in(seat, state)
    ]
    name, down = order.removeprefix("-"), order.startswith("-")
    found.sort(key=lambda seat: (seat.sort_name, seat.enrolment_id), reverse=down and name == "name")
    if name == "state":
        found.sort(key=lambda seat: STATES.index(seat.state), reverse=down)
    if name == "due":  # who has no day comes last, whichever way
        found.sort(key=lambda seat: seat.due.due_at.timestamp() if seat.due.due_at else 0, reverse=down)
        found.sort(key=lambda seat: seat.due.due_at is None)
    return found


ORDERS: Final = ("name", "state", "due")


def _is_in(seat: CaseSeat, state: str) -> bool:
    if state == "missing":
        return seat.is_missing
    if state == "extended":
        return seat.extension is not None
    return not state or seat.state == state


def window_row(cohort_course_id: int, unit_id: int) -> CaseWindow | None:
    """The group's day with who set it. One query."""
    return CaseWindow.objects.select_related("by").filter(cohort_course_id=cohort_course_id, unit_id=unit_id).first()


def day_warnings(people: Sequence[CaseSeat], due_at: datetime | None, *, now: datetime | None = None) -> list[str]:
    """What is worth a second look before a group's day is set: sentences."""
    now = now or timezone.now()
    open_ones = [seat for seat in people if seat.submitted_at is None and seat.due.source != "again"]
    found = []
    if due_at is not None and due_at <= now:
        n = sum(1 for seat in open_ones if seat.extension is None)
        said = ngettext(
            "This day has passed: {n} person without a letter would be past it at once.",
            "This day has passed: {n} people without a letter would be past it at once.",
            n,
        )
        found.append(said.format(n=n) if n else _("This day has passed."))
    earlier = [s for s in open_ones if due_at and s.extension is None and s.due.due_at and due_at < s.due.due_at]
    if earlier and due_at is not None and due_at > now:
        said = ngettext(
            "{n} person who has not handed in gets less time than now.",
            "{n} people who have not handed in get less time than now.",
            len(earlier),
        )
        found.append(said.format(n=len(earlier)))
    held = sum(1 for seat in people if seat.extension and due_at and seat.extension.due_at <= due_at)
    if held:
        said = ngettext(
            "{n} extension ends no later than this day: it gives nothing any more.",
            "{n} extensions end no later than this day: they give nothing any more.",
            held,
        )
        found.append(said.format(n=held))
    return found


@dataclass(frozen=True, slots=True)
class DueEffect:
    """What an extension would change for one person: lines of words; `warns` asks for a second look."""

    seat: CaseSeat
    lines: list[str]
    warns: bool = False


def effects(
    people: Sequence[CaseSeat], config: Mapping[str, Any], due_at: datetime, *, moments: bool, now: datetime | None = None
) -> list[DueEffect]:
    """What would hold for each of these people. Pure but for the clock."""
    return [_effect(seat, config, due_at, moments, now or timezone.now()) for seat in people]


def _effect(seat: CaseSeat, config: Mapping[str, Any], due_at: datetime, moments: bool, now: datetime) -> DueEffect:
    if seat.plain.due_at is None:
        return DueEffect(seat, [_("There is no due day for this person: nothing to extend.")], warns=True)
    if due_at <= seat.plain.due_at:
        said = _("This person has until {when} already: an extension must end later.")
        return DueEffect(seat, [said.format(when=say_when(seat.plain.due_at))], warns=True)
    after = replace(due_on(config, due_at), source="extension")
    lines, warns = (
        [_("Due on {after} instead of {before}.").format(after=say_when(due_at), before=say_when(seat.due.due_at))],
        False,
    )
    if seat.extension:
        lines.append(_("In place of the extension that holds now."))
        warns = due_at < seat.extension.due_at
    if seat.submitted_at is None:
        if is_closed(after, now):
            lines.append(_("Even so a letter would not be accepted now: choose a later day."))
            warns = True
        elif lateness(after, now).days:
            lines.append(_("Even so a letter would be late now."))
            warns = True
        elif seat.is_shut(now):
            lines.append(_("The letter can be handed in again."))
    elif seat.state == "handed_in" and moments and seat.late.days:
        left = late_words(lateness(after, seat.submitted_at))
        lines.append(_("The letter that was handed in: {late}.").format(late=left or _("on time")))
    elif seat.state == "handed_in":
        lines.append(_("A letter is handed in already; if it was late and has no score, it is settled again."))
    else:
        lines.append(_("The result is out: it does not change."))
    return DueEffect(seat, lines, warns)


def extension_mail(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail about an extension says, when it is written. Raises NothingToSay when it was withdrawn meanwhile."""
    row = CaseExtension.objects.filter(pk=params["extension_id"], withdrawn_at=None).first()
    if row is None:
        raise NothingToSay
    return _about(row) | {"due": row.due_at}


def ended_mail(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail about an extension that was taken back says. Raises NothingToSay when another one holds."""
    row = CaseExtension.objects.filter(pk=params["extension_id"]).exclude(withdrawn_at=None).first()
    if row is None or CaseExtension.objects.filter(enrolment=row.enrolment_id, unit=row.unit_id, withdrawn_at=None).exists():
        raise NothingToSay
    unit = courses.unit_in_effect(row.enrolment_id, row.unit_id, timezone.now())
    due: Due = due_for(row.enrolment_id, None, row.unit_id, unit.config)
    return _about(row) | {"due": due.due_at}


def _about(row: CaseExtension) -> dict[str, Any]:
    titles = CaseExtension.objects.filter(pk=row.pk).values_list("unit__titles", flat=True).get()
    return {"titles": titles, "enrolment_id": row.enrolment_id, "unit_id": row.unit_id}
