"""What the gate found, as the publish page tells it: by country, then by unit."""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.kinds import NOTE, REASON, Problem
from courses.services.gate import Gate
from lms.kernel.places import Country


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was found. `excused`: it goes out with a reason."""

    sentence: str
    url: str
    excused: bool


@dataclass(frozen=True, slots=True)
class UnitLines:
    """What was found in one unit; `key` is '' for several units."""

    key: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CountryGate:
    """How the gate stands for one country. `code` is '' for what holds for all. `stops` counts what must be mended."""

    code: str
    name: str
    units: tuple[UnitLines, ...]
    notes: tuple[UnitLines, ...]
    stops: int
    reasons: int

    @property
    def told(self) -> int:
        """How many things go out and are told."""
        return sum(len(unit.lines) for unit in self.notes)

    @property
    def ready(self) -> bool:
        """Nothing of its own stands in the way, or only what a reason excuses."""
        return not self.stops


def by_country(gate: Gate, countries: Sequence[str], names: Sequence[tuple[str, str]]) -> list[CountryGate]:
    """First what holds for all countries, when there is such; then each country, also those with nothing. `names`: of units."""
    found = [_country(gate, code, names) for code in ("", *countries)]
    return [one for one in found if one.code or one.units or one.notes]


def ready_countries(gates: Sequence[CountryGate]) -> list[str]:
    """Those that could go ahead alone."""
    if any(not one.ready for one in gates if not one.code):
        return []
    return [one.code for one in gates if one.code and one.ready]


def _country(gate: Gate, code: str, names: Sequence[tuple[str, str]]) -> CountryGate:
    mine = [problem for problem in gate.problems if problem.country == code]
    shut = [problem for problem in mine if problem.weight != NOTE]
    reasons = sum(problem.weight == REASON for problem in shut)
    return CountryGate(
        code=code,
        name=str(Country(code).label) if code else "",
        units=_units(shut, names),
        notes=_units([problem for problem in mine if problem.weight == NOTE], names),
        stops=len(shut) - reasons,
        reasons=reasons,
    )


def _units(problems: Sequence[Problem], names: Sequence[tuple[str, str]]) -> tuple[UnitLines, ...]:
    """In the order of the course, what concerns several units first; what must be mended before what wants a reason."""
    titles = dict(names)
    order = {"": -1, **{key: place for place, key in enumerate(titles)}}
    found: dict[str, list[Problem]] = {}
    for problem in sorted(problems, key=lambda one: (order.get(one.unit_key, 0), one.weight == REASON)):
        found.setdefault(problem.unit_key, []).append(problem)
    return tuple(
        UnitLines(titles.get(key, key), tuple(Line(one.sentence, one.url, one.weight == REASON) for one in ones))
        for key, ones in found.items()
    )
