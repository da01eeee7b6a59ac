"""What figures are made of: definitions, rows, numbers with their intervals, and the sheet that holds them. Pure.

A number is always computed from its rows (`figure_of`), so a total equals the sum of its rows; a share shows numerator,
denominator and the Wilson 95 % interval, and no percentage under ten cases.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from lms.reporting.figures.intervals import mean_interval, median_and_p90, pooled, wilson

DEFINITIONS_VERSION: Final = 2
ENOUGH: Final = 10  # cases under which no percentage is told

Words = Mapping[str, str]  # {es, en}
Kind = Literal["count", "share", "ratio", "sum", "spread", "mean", "pooled"]
PeriodKind = Literal["flow", "stock", "day14", "end30", "rolling", "both"]
Small = Literal["count", "trait", "none"]  # under which number a split of it is hidden: 5, 10, never


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure: its id, its name and what it counts. `titles` and `meaning` are {es, en}.

    `out_of`: what a share is of. `key`: the value of a row that is summed, spread or averaged (`unit` says in what). `persons`:
    a person counts once in it, wherever sheets are put together. `splits`: K country, I institution, C cohort, S stage,
    R region, G gender. `source`: where its formula comes from. `scope`: a figure of the institution, or of its whole country.
    """

    id: str
    titles: Words
    meaning: Words
    share: bool = False
    kind: Kind = "count"
    out_of: Words | None = None
    key: str = ""
    unit: str = ""  # days, hours, points, kappa
    scale: float = 1.0  # what a sum or mean is divided by: 60 for hours kept as minutes
    period: PeriodKind = "flow"
    splits: str = "KI"
    small: Small = "count"
    persons: bool = False
    scope: str = "institution"
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is frozen with a report."""
        said: dict[str, Any] = {
            "id": self.id, "titles": dict(self.titles), "meaning": dict(self.meaning), "share": self.share, "kind": self.kind,
            "period": self.period, "splits": self.splits, "small": self.small,
        }  # fmt: skip
        if self.out_of:
            said["out_of"] = dict(self.out_of)
        if self.unit:
            said |= {"unit": self.unit, "key": self.key, "scale": self.scale}
        return said


def share_of(one: str, titles: Words, meaning: Words, out_of: Words, **more: Any) -> Definition:
    """A definition of a share: `meaning` says the numerator, `out_of` the denominator."""
    return Definition(one, titles, meaning, share=True, kind="share", out_of=out_of, **more)


def ratio_of(one: str, titles: Words, meaning: Words, out_of: Words, **more: Any) -> Definition:
    """As `share_of`, of rows that are counts themselves: `part` of `of`. A row in which they are None is not told."""
    return Definition(one, titles, meaning, share=True, kind="ratio", out_of=out_of, **more)


def words(es: str, en: str) -> Words:
    """A sentence in both languages."""
    return {"es": es, "en": en}


@dataclass(frozen=True, slots=True)
class Row:
    """One line behind a figure. `subject` is a serial or a code, never a name."""

    figure: str
    subject: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with all that it needs to be read. `low`, `high`: percent, None under ten cases or when it is no share.

    `measures`: what else is told of its rows ({"median": 7, "p90": 21}); None is "not reached" or "too little to say".
    `splits`: {"gender": {...}} as `lms.reporting.small_cells` leaves it.
    """

    id: str
    value: int
    out_of: int | None = None
    percent: float | None = None
    low: float | None = None
    high: float | None = None
    measures: Mapping[str, float | None] = field(default_factory=dict)
    splits: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As it is frozen with a report; what it has not is left out."""
        said: dict[str, Any] = {
            "id": self.id, "value": self.value, "out_of": self.out_of, "percent": self.percent, "low": self.low,
            "high": self.high,
        }  # fmt: skip
        if self.measures:
            said["measures"] = dict(self.measures)
        if self.splits:
            said["splits"] = dict(self.splits)
        return said


def share_figure(one: str, yes: int, n: int) -> Figure:
    """A share of `yes` of `n`, with its interval from ten cases on."""
    if n < ENOUGH:
        return Figure(one, yes, n)
    low, high = wilson(yes, n)
    return Figure(one, yes, n, round(100 * yes / n, 1), round(low, 1), round(high, 1))


def figure_of(definition: Definition, rows: Iterable[Mapping[str, Any]]) -> Figure:
    """The number of a definition from the values of its rows: the one place where figures are computed.

    count: the rows. share: those that say `"yes": True`, of all. ratio: Σ `part` of Σ `of`, over the rows that tell both.
    sum: Σ of `key`. spread: median and P90 of `key`, where a row without a value has not got there (under half: not reached).
    mean: of `key`, with its interval. pooled: kappas weighted by their pairs.
    """
    mine = list(rows)
    if definition.kind == "ratio":
        told = [(one["part"], one["of"]) for one in mine if one["part"] is not None and one["of"] is not None]
        found = share_figure(definition.id, sum(part for part, _of in told), sum(of for _part, of in told))
    elif definition.share:
        found = share_figure(definition.id, sum(bool(one.get("yes")) for one in mine), len(mine))
    else:
        found = Figure(definition.id, len(mine))
    measures = _measures(definition, mine)
    return replace(found, measures=measures) if measures else found


def _measures(definition: Definition, rows: Sequence[Mapping[str, Any]]) -> dict[str, float | None]:
    key, scale = definition.key, definition.scale
    if not key or not rows:
        return {}
    if definition.kind == "pooled":
        return pooled([(one["n"], one[key], one["low"], one["high"]) for one in rows if one[key] is not None])
    if definition.kind in ("sum", "mean"):
        values = [float(one[key]) / scale for one in rows]
        mean, low, high = mean_interval(values)
        if definition.kind == "sum":
            return {"total": round(sum(values), 2), "mean": mean}
        return {"mean": mean, "low": low, "high": high}
    median, p90 = median_and_p90([None if one[key] is None else float(one[key]) / scale for one in rows])
    return {"median": median, "p90": p90}


@dataclass(slots=True)
class Sheet:
    """Figures and rows of one report in the making."""

    figures: list[Figure] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def add(self, definition: Definition, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Figure:
        """Add a figure with its rows."""
        mine = [Row(definition.id, subject, values) for subject, values in rows]
        self.rows.extend(mine)
        found = figure_of(definition, (row.values for row in mine))
        self.figures.append(found)
        return found

    def count(self, figure: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> int:
        """Add a count with its rows; returns it."""
        return self.add(Definition(figure, {}, {}), rows).value

    def share(self, figure: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Add a share: of its rows, those whose values say `"yes": True`."""
        self.add(Definition(figure, {}, {}, share=True, kind="share"), rows)

    def split(self, figure: str, name: str, told: Mapping[str, Any]) -> None:
        """Put a split beside a figure that is there."""
        self.figures = [replace(one, splits={**one.splits, name: told}) if one.id == figure else one for one in self.figures]
