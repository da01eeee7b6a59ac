"""A course as its learner sees it: modules, units, the next step, what is still open. Plain values for templates."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils import timezone

from courses.kinds import kind_of
from courses.models import Enrolment, EnrolmentState
from courses.paths import Path, Requirement
from courses.progress import Entry, asked_of, need_of, requirement_groups
from courses.selectors.paths import build_path, entries_of, standings_of
from courses.selectors.sentences import state_in_words, waits_on_in_words, why_open

_LOOKS: Final[Mapping[str, tuple[str, str]]] = {  # state → (icon, tone)
    "": ("open", "off"),
    "started": ("half", "on"),
    "waiting": ("wait", "warn"),
    "failed": ("fail", "bad"),
    "passed": ("done", "ok"),
    "recognised": ("done", "ok"),
}
_TAGS: Final[Mapping[str, str]] = {"off": "", "on": "tag-accent", "warn": "tag-warn", "bad": "tag-bad", "ok": "tag-ok"}


MOST_UNFOLDED: Final = 4  # modules of a course whose units are all in sight; ten of them are 13,000 px on a phone


@dataclass(frozen=True, slots=True)
class UnitView:
    """One unit in an outline. `word` says how it stands, `sentence` why and what next, `waits` who has to act."""

    unit_id: int
    unit_version_id: int
    kind: str
    kind_label: str
    kind_icon: str
    titles: Mapping[str, str]
    minutes: int
    url: str
    required: bool
    choose: int  # of how many like it so many are to be passed; 0: of no choice group
    state: str
    icon: str
    tone: str
    tag: str
    word: str
    sentence: str
    waits: str
    due: datetime | None
    late: bool
    score: Decimal | None
    met: bool


@dataclass(frozen=True, slots=True)
class ModuleView:
    """One module in an outline, with its units in order and how many of those required are met.

    A choice group whose units stand in several modules is counted by the course alone: no module is unfinished for it.

    `unfolded`: its units are in sight; in a course of many modules that is the one where the learner goes on.
    """

    key: str
    titles: Mapping[str, str]
    number: int
    units: tuple[UnitView, ...]
    done: int
    required: int
    minutes_left: int
    unfolded: bool = True

    @property
    def lessons(self) -> bool:
        """Whether there is something to read in it."""
        return any(unit.kind == "lesson" for unit in self.units)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do: its unit, its module and its place in it."""

    unit: UnitView
    module: ModuleView
    place: int
    of: int


@dataclass(frozen=True, slots=True)
class CourseHome:
    """A learner's course. `required` counts a choice group as many as it asks for."""

    modules: tuple[ModuleView, ...]
    next: NextStep | None
    open: tuple[UnitView, ...]
    required: int
    done: int
    path: Path

    @property
    def units(self) -> tuple[UnitView, ...]:
        """All units in order."""
        return tuple(unit for module in self.modules for unit in module.units)


def course_home(enrolment: Enrolment, *, own: bool = True) -> CourseHome:
    """Two queries, whatever the size of the course. `own` False: in words for those who accompany the learner."""
    entries, dues = entries_of(enrolment.pk)
    standings = standings_of(enrolment.pk)
    path = build_path(enrolment.pk, entries, standings, dues)
    return build_home(entries, path, closed=enrolment.state == EnrolmentState.CLOSED, own=own)


def build_home(entries: list[Entry], path: Path, *, closed: bool = False, own: bool = True) -> CourseHome:
    """Put a course's page together. No query."""
    now = timezone.now()
    views = {entry.unit_id: unit_view(entry, r, now, own=own) for entry, r in zip(entries, path.requirements, strict=True)}
    modules: list[ModuleView] = []
    by_module: dict[int | None, list[Entry]] = {}
    for entry in entries:
        by_module.setdefault(entry.module_id, []).append(entry)
    groups = requirement_groups(entries)
    for number, (module_id, mine) in enumerate(by_module.items(), start=1):
        units = tuple(views[entry.unit_id] for entry in mine)
        whole = [group for group in groups if all(entry.module_id == module_id for entry in group)]
        done, required, left = _count(whole, views)
        modules.append(ModuleView(mine[0].module_key, mine[0].module_titles, number, units, done, required, left))
    done, required, _left = _count(groups, views)
    step = path.next
    here = None if step is None or closed else _next(modules, int(step.subject.partition(":")[2]))
    if len(modules) > MOST_UNFOLDED:
        at = here.module.number if here else 0
        modules = [replace(module, unfolded=module.number == at) for module in modules]
    return CourseHome(
        modules=tuple(modules),
        next=here,
        open=tuple(views[e.unit_id] for e, r in zip(entries, path.requirements, strict=True) if r.required and not r.met),
        required=required,
        done=done,
        path=path,
    )


def _count(groups: list[list[Entry]], views: Mapping[int, UnitView]) -> tuple[int, int, int]:
    """(done, required, the fewest minutes left) of these groups."""
    done = required = left = 0
    for group in groups:
        need, met = need_of(group), sum(views[entry.unit_id].met for entry in group)
        done, required = done + min(need, met), required + need
        open_ = sorted(entry.minutes for entry in group if not views[entry.unit_id].met)
        left += sum(open_[: max(0, need - met)])
    return done, required, left


def _next(modules: list[ModuleView], unit_id: int) -> NextStep | None:
    for module in modules:
        for place, unit in enumerate(module.units, start=1):
            if unit.unit_id == unit_id:
                return NextStep(unit, module, place, len(module.units))
    return None


def unit_view(entry: Entry, requirement: Requirement, now: datetime, *, own: bool) -> UnitView:
    """One unit with its look and its words, in the active language."""
    kind = kind_of(entry.kind)
    icon, tone = _LOOKS[requirement.state]
    late = requirement.due is not None and not requirement.met and requirement.due < now
    return UnitView(
        unit_id=entry.unit_id,
        unit_version_id=entry.unit_version_id,
        kind=entry.kind,
        kind_label=kind.label(),
        kind_icon=kind.icon(),
        titles=entry.titles,
        minutes=entry.minutes,
        url=requirement.url,
        required=requirement.required,
        choose=asked_of(entry.choice) if entry.choice else 0,
        state=requirement.state,
        icon=icon,
        tone=tone,
        tag=_TAGS[tone],
        word=state_in_words(requirement.state),
        sentence=why_open(requirement),
        waits="" if requirement.met else waits_on_in_words(requirement.waits_on, own=own),
        due=requirement.due,
        late=late,
        score=None if requirement.score is None else Decimal(requirement.score),
        met=requirement.met,
    )
