"""Counts that may leave an institution: which numbers of a table must not be shown. Pure.

The rule, in four sentences:

1. A count of 1 to 4 is hidden; 0 shows (there is nobody to be known by it).
2. A row with fewer than five sessions gets no line of its own: the small rows are told together, with the smallest other row
   when they are fewer than five even so (`told_together`). So every row's total that is printed is 0 or at least 5.
3. More numbers are hidden until nobody who adds and subtracts can tell a hidden one: **four values at least stay possible**
   for each, as many as «1 to 4» is (`protect`). The smallest in the same row or column goes first, a column's total last.
4. When even that is not enough, the table is not shown.

What the reckoner is taken to know: every number shown, that rows add up to their totals and columns to theirs, that hidden
numbers are whole and at least 1 (zeros show), and any bounds that the caller names. A hidden number is told by one sign,
whether it is small itself or only protects another: else the sign would give the protected one away.

A table with row and column totals is a circulation: row → column → (total) → row. The values that one cell can take while
everything shown stays as it is are an interval of whole numbers, and its ends are maximum flows in the residual network: how
many values stay possible is computed exactly, not estimated. Tables that share their rows (by month, by stage, by sector) are
linked by the rows' totals alone. These are shown, so each table may be looked at by itself: nothing moves between them.

Not protected against: somebody of a row who knows its own number (of two rows told together, each can subtract its own), and
who compares printouts of different days. Sources: L. Willenborg and T. de Waal, Elements of Statistical Disclosure Control
(2001), ch. 4; A. Hundepool et al., Statistical Disclosure Control (2012), ch. 4 (primary and secondary suppression, linked
tables, bounds of hidden cells); L. H. Cox, Network models for complementary cell suppression, JASA 90 (1995) 1453-1462.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

SMALL: Final = 5  # counts from 1 to below this are hidden
LEEWAY: Final = 3  # how many other values stay possible for a hidden number
_HUGE: Final = 10**9

Row = TypeVar("Row", bound=Hashable)


def is_small(count: int) -> bool:
    """Whether a count is hidden for its own sake."""
    return 0 < count < SMALL


def told_together(totals: Mapping[Row, int]) -> list[tuple[Row, ...]]:
    """The rows as lines that may be printed, in the order given; lines of several rows come last.

    Rows under five (empty ones too, so that nobody learns who has any) go together as soon as one of them is not empty, with
    the smallest other rows until the line has five and two rows. When all of it is under five, the one line that is left
    is: whoever prints it hides its total.
    """
    if not any(is_small(count) for count in totals.values()):
        return [(row,) for row in totals]
    small = [row for row, count in totals.items() if count < SMALL]
    larger = sorted((row for row in totals if row not in small), key=lambda row: totals[row])
    while larger and (sum(totals[row] for row in small) < SMALL or len(small) < 2):
        small.append(larger.pop(0))
    return [(row,) for row in totals if row not in small] + [tuple(row for row in totals if row in small)]


@dataclass(frozen=True, slots=True)
class Protected:
    """A table as it may be printed: None is a hidden number. `withheld`: nothing of it may be printed."""

    cells: tuple[tuple[int | None, ...], ...] = ()
    rows: tuple[int | None, ...] = ()  # totals
    columns: tuple[int | None, ...] = ()
    total: int | None = None
    withheld: bool = False


def protect(
    table: Sequence[Sequence[int]],
    *,
    row_totals: bool = True,
    column_totals: bool = True,
    most: Sequence[int] | None = None,
    least: Sequence[Sequence[int]] | None = None,
) -> Protected:
    """The table with what must not be shown left out. Counts are whole and not negative; every row has the same length.

    `row_totals`, `column_totals`: whether these are printed (a table whose rows do not add up, as when one session concerns
    several rights, prints none). `most` (of a row's cells) and `least` (of each cell) are bounds that a reader knows from
    elsewhere. A row whose total is 1 to 4 has to be told together with another first: here the whole table is withheld for it.
    """
    rows, width = [tuple(row) for row in table], len(table[0]) if table else 0
    sums, downs = [sum(row) for row in rows], [sum(row[c] for row in rows) for c in range(width)]
    if row_totals and any(map(is_small, sums)):
        return Protected(withheld=True)
    net = _Net(rows, row_totals=row_totals, column_totals=column_totals, most=most, least=least)
    if not net.settle():
        return Protected(withheld=True)
    return Protected(
        cells=tuple(
            tuple(None if net.is_hidden(("cell", r, c)) else n for c, n in enumerate(row)) for r, row in enumerate(rows)
        ),
        rows=tuple(sums) if row_totals else (None,) * len(rows),
        columns=tuple(n if column_totals and not net.is_hidden(("column", 0, c)) else None for c, n in enumerate(downs)),
        total=sum(sums) if row_totals else None,
    )


def protect_line(counts: Sequence[int], *, most: int | None = None) -> Protected:
    """A table of one row with its total: by month of one place, say."""
    return protect([counts], column_totals=False, most=None if most is None else [most])


Name = tuple[str, int, int]  # ("cell", row, column), ("column", 0, column) or ("row", row, 0)
Node = tuple[str, int]
_HUB: Final[Node] = ("hub", 0)


@dataclass(slots=True)
class _Arc:
    """One number of the table as a flow from `tail` to `head`."""

    tail: Node
    head: Node
    value: int
    least: int
    most: int
    hidden: bool
    printed: bool  # else it is not in the table at all, and needs no protection


@dataclass(slots=True)
class _Net:
    """The circulation of a table, and what of it is hidden."""

    table: Sequence[Sequence[int]]
    row_totals: bool
    column_totals: bool
    most: Sequence[int] | None
    least: Sequence[Sequence[int]] | None
    arcs: dict[Name, _Arc] = field(init=False)

    def __post_init__(self) -> None:
        self.arcs = {}
        for r, row in enumerate(self.table):
            ceiling = self.most[r] if self.most else _HUGE
            for c, n in enumerate(row):
                floor = max(1, self.least[r][c]) if self.least else 1
                self.arcs["cell", r, c] = _Arc(("row", r), ("column", c), n, floor, ceiling, is_small(n), True)
            known = self.row_totals
            self.arcs["row", r, 0] = _Arc(_HUB, ("row", r), sum(row), 0, _HUGE, not known, known)
        for c in range(len(self.table[0]) if self.table else 0):
            n = sum(row[c] for row in self.table)
            known = self.column_totals
            self.arcs["column", 0, c] = _Arc(("column", c), _HUB, n, 1 if known else 0, _HUGE, not known or is_small(n), known)

    def is_hidden(self, name: Name) -> bool:
        return self.arcs[name].hidden

    def settle(self) -> bool:
        """Hide more until every hidden number has its leeway; False when everything is hidden and one still has not.

        Then what was hidden in vain is shown again, the largest first. Hiding never takes room from another number, so who
        was safe once is not looked at twice.
        """
        safe: set[Name] = set()
        extra: list[Name] = []
        while (bare := self._bare(safe)) is not None:
            more = self._next_to_hide(bare)
            if more is None:
                return False
            self.arcs[more].hidden = True
            extra.append(more)
        for name in sorted(extra, key=lambda name: (name[0] == "column", self.arcs[name].value), reverse=True):
            self.arcs[name].hidden = False
            if self._bare(set()) is not None:
                self.arcs[name].hidden = True
        return True

    def _bare(self, safe: set[Name]) -> Name | None:
        """A hidden number that a reckoner can tell too well, the smallest; notes the safe ones."""
        hidden = [name for name, arc in self.arcs.items() if arc.hidden and arc.printed and name not in safe]
        for name in sorted(hidden, key=lambda name: (self.arcs[name].value, name)):
            if self._room(name) < LEEWAY:
                return name
            safe.add(name)
        return None

    def _next_to_hide(self, bare: Name) -> Name | None:
        """The smallest shown number that helps a bare one: in its own row, its own column, then anywhere; totals for totals."""
        shown = [name for name, arc in self.arcs.items() if arc.printed and not arc.hidden and arc.value and name[0] != "row"]
        ends = {self.arcs[bare].tail, self.arcs[bare].head}
        lonely = {end for end in ends if self._hidden_at(end) < 2}

        def cost(name: Name) -> tuple[bool, int, int, Name]:
            touches = {self.arcs[name].tail, self.arcs[name].head}
            near = 0 if touches & lonely else 1 if touches & ends else 2
            return name[0] != bare[0], near, self.arcs[name].value, name

        return min(shown, key=cost, default=None)

    def _hidden_at(self, node: Node) -> int:
        return sum(arc.hidden for arc in self.arcs.values() if node in (arc.tail, arc.head))

    def _room(self, name: Name) -> int:
        """How many other values a hidden number can take (counted up to the leeway)."""
        up = self._push(name, +1)
        return up + (self._push(name, -1) if up < LEEWAY else 0)

    def _push(self, name: Name, step: int) -> int:
        """By how much a number can be raised (or lowered) while all that is shown stays, up to the leeway."""
        arc, flow = self.arcs[name], {one: other.value for one, other in self.arcs.items()}
        begin, end = (arc.head, arc.tail) if step > 0 else (arc.tail, arc.head)
        pushed = 0
        while pushed < LEEWAY and arc.least <= flow[name] + step <= arc.most:
            path = self._path(begin, end, flow, without=name)
            if path is None:
                break
            for one, by in path:
                flow[one] += by
            flow[name] += step
            pushed += 1
        return pushed

    def _path(self, begin: Node, end: Node, flow: Mapping[Name, int], *, without: Name) -> list[tuple[Name, int]] | None:
        """A way from node to node by which one unit can move over hidden numbers: the shortest."""
        ways: dict[Node, list[tuple[Node, Name, int]]] = {}
        for name, arc in self.arcs.items():
            if arc.hidden and name != without:
                if flow[name] < arc.most:
                    ways.setdefault(arc.tail, []).append((arc.head, name, 1))
                if flow[name] > arc.least:
                    ways.setdefault(arc.head, []).append((arc.tail, name, -1))
        came: dict[Node, list[tuple[Name, int]]] = {begin: []}
        queue = [begin]
        for node in queue:
            if node == end:
                return came[node]
            for onward, name, by in ways.get(node, ()):
                if onward not in came:
                    came[onward] = [*came[node], (name, by)]
                    queue.append(onward)
        return None
