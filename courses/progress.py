"""The sums behind "why not yet?": how records make a standing, and standings make a course. Pure: no rows, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

PASSING: Final = frozenset({"passed", "recognised"})
NOT_STARTED: Final = "not_started"
LEARNER: Final = "learner"
STAFF_FIRST: Final = ("assessor", "facilitator", "coordinator", "invigilator", "decider")


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit's place in a release, with what is needed to show and to count it."""

    unit_id: int
    unit_key: str
    unit_version_id: int
    digest: str
    kind: str
    titles: Mapping[str, str]
    minutes: int
    position: int
    required: bool
    choice: str
    weight: Decimal
    module_id: int | None = None
    module_key: str = ""
    module_titles: Mapping[str, str] = field(default_factory=dict)
    renewal: str = ""  # its group in the rule of a renewal (courses.purposes); '' = not asked then
    endorsement: str = ""  # the same of a second country


@dataclass(frozen=True, slots=True)
class Standing:
    """How one unit stands for one learner: the fold of its records."""

    state: str
    score: Decimal | None = None
    passed_at: datetime | None = None
    unit_version_id: int | None = None
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    waits_on: str = ""
    due: datetime | None = None
    failed: int = 0  # scored attempts that failed before a pass
    failed_at: datetime | None = None  # when the last of them was handed in

    @property
    def passing(self) -> bool:
        """Whether the requirement is met."""
        return self.state in PASSING


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one outcome record says. `revised`: it was written with a reason and sets the standing outright."""

    state: str
    earned_at: datetime
    unit_version_id: int | None = None
    score: Decimal | None = None
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    waits_on: str = ""
    due: datetime | None = None
    revised: bool = False
    scored: bool = False  # it carries evidence: an attempt, a letter or a piece was scored


@dataclass(frozen=True, slots=True)
class Tally:
    """What a course asks and what is done: a choice group counts as many as it asks for. `score` is the mean so far, percent.

    `waits_on` names staff when anything open waits on them, else the learner: what a coordinator can do something about.
    `next_due` is the learner's own: what waits on staff has a date of theirs, which makes no learner late.
    """

    required: int
    done: int
    score: Decimal | None
    waits_on: str
    next_due: datetime | None
    open_units: frozenset[int]
    failed: int = 0  # scored attempts that failed, the most in one open unit

    @property
    def complete(self) -> bool:
        """Nothing required is open; a course that requires nothing is never complete."""
        return self.required > 0 and self.done == self.required


def fold(before: Standing | None, record: Recorded) -> Standing:
    """The standing after one more record. A pass is never taken back and its score only rises, but by a revision."""
    failed, failed_at = _failures(before, record)
    after = Standing(
        state=record.state,
        score=record.score,
        passed_at=record.earned_at if record.state in PASSING else None,
        unit_version_id=record.unit_version_id,
        code=record.code,
        params=record.params,
        waits_on=record.waits_on,
        due=record.due,
        failed=failed,
        failed_at=failed_at,
    )
    if before is None or record.revised or not before.passing:
        return after
    if after.passing and after.score is not None and (before.score is None or after.score > before.score):
        return replace(after, passed_at=before.passed_at)
    return before


def _failures(before: Standing | None, record: Recorded) -> tuple[int, datetime | None]:
    """How often it failed and when last. A second record of the same hand-in (it was scored again) does not count twice."""
    failed, failed_at = (before.failed, before.failed_at) if before else (0, None)
    if record.state != "failed" or not record.scored or record.revised or (before is not None and before.passing):
        return failed, failed_at
    if failed_at is not None and record.earned_at <= failed_at:
        return failed, failed_at
    return failed + 1, record.earned_at


def fold_all(records: Iterable[Recorded]) -> Standing | None:
    """The standing after all records of one unit, in their order."""
    standing: Standing | None = None
    for record in records:
        standing = fold(standing, record)
    return standing


def asked_of(choice: str) -> int:
    """How many units of a choice group are to be passed: `cases/3` asks for three, `cases` for one."""
    number = choice.rpartition("/")[2] if "/" in choice else ""
    return max(1, int(number)) if number.isascii() and number.isdigit() else 1


def need_of(group: Sequence[Entry]) -> int:
    """How many units of a requirement's group are to be passed; never more than there are."""
    return min(asked_of(group[0].choice), len(group))


def requirement_groups(entries: Sequence[Entry]) -> list[list[Entry]]:
    """What is required, in order: one unit each, or the units of a choice group of which `need_of` are enough.

    A choice group is required when one of its units is marked required.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(f"choice:{entry.choice}" if entry.choice else f"unit:{entry.unit_id}", []).append(entry)
    return [group for group in groups.values() if any(entry.required for entry in group)]


def mean_score(scored: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """The mean of (score, weight) pairs by weight, two places, half up; None when there is nothing to weigh."""
    pairs = list(scored)
    total = sum((weight for _, weight in pairs), Decimal(0))
    if not total:
        return None
    mean = sum((score * weight for score, weight in pairs), Decimal(0)) / total
    return mean.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def tally(
    entries: Sequence[Entry], standings: Mapping[int, Standing], dues: Mapping[int, datetime | None] | None = None
) -> Tally:
    """Count a course: `standings` and `dues` (when a unit is due at the latest) by unit id."""
    groups = requirement_groups(entries)
    done = 0
    scored: list[tuple[Decimal, Decimal]] = []
    open_entries: list[Entry] = []
    for group in groups:
        passed = [entry for entry in group if entry.unit_id in standings and standings[entry.unit_id].passing]
        need = need_of(group)
        done += min(need, len(passed))
        if len(passed) < need:
            open_entries.extend(entry for entry in group if entry not in passed)
        pairs = [(score, e.weight) for e in passed if (score := standings[e.unit_id].score) is not None]
        scored.extend(sorted(pairs, reverse=True)[:need])
    waiting = [_waits_on(standings.get(entry.unit_id)) for entry in open_entries]
    moments = [
        due
        for entry in open_entries
        if (due := _due(standings.get(entry.unit_id), (dues or {}).get(entry.unit_id))) is not None
    ]
    return Tally(
        required=sum(need_of(group) for group in groups),
        done=done,
        score=mean_score(scored),
        waits_on=next((who for who in STAFF_FIRST if who in waiting), next(iter(waiting), "")),
        next_due=min(moments, default=None),
        open_units=frozenset(entry.unit_id for entry in open_entries),
        failed=max((standings[e.unit_id].failed for e in open_entries if e.unit_id in standings), default=0),
    )


def _waits_on(standing: Standing | None) -> str:
    return (standing.waits_on if standing else "") or LEARNER


def _due(standing: Standing | None, planned: datetime | None) -> datetime | None:
    """By when the learner has to do something; what waits on staff is theirs to do in time, and nobody is late by it."""
    if _waits_on(standing) != LEARNER:
        return None
    return (standing.due if standing else None) or planned
