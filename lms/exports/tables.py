"""Which tables can be had as a file: declared by the package that shows them, in `ready()`. A registry."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise

from lms.exports.errors import TableUnknown
from lms.institutions.api import Scope

Words = Promise | str
Params = Mapping[str, Any]
MOST_TEXT: Final = 200  # characters of one parameter


class Cell(StrEnum):
    """What a column holds. It decides the type of the cell in a spreadsheet, and how it is written in a CSV."""

    TEXT = "text"
    WHOLE = "whole"  # int
    NUMBER = "number"  # Decimal or float, up to two places
    PERCENT = "percent"  # 0 to 100, Decimal or float
    DAY = "day"  # date
    MOMENT = "moment"  # aware datetime, written in the reader's zone


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head in the active language, what it holds, and how wide a spreadsheet shows it (characters)."""

    title: Words
    cell: Cell = Cell.TEXT
    width: int = 14


@dataclass(frozen=True, slots=True)
class Table:
    """One table as its page shows it, whole.

    `clean(raw)` turns what a form sent into params (ids and choices; raises LmsError); `allowed(scope, params)` says who may
    read it, asked when the file is asked for, made and fetched; `columns(params)` and `rows(params, using)` are called in the
    reader's language and zone, rows with the alias of one instant (`lms.kernel.snapshot`): an iterator of tuples as long as the
    columns; it must not hold all rows in memory. `title(params)` names the file and heads its sheet; `institution(params)`
    says whose rows they are (None: the programme's); `total(params)` may say how many rows to expect.
    """

    key: str
    title: Callable[[Params], str]
    clean: Callable[[Mapping[str, str]], Params]
    allowed: Callable[[Scope, Params], bool]
    columns: Callable[[Params], Sequence[Column]]
    rows: Callable[[Params, str], Iterator[tuple[Any, ...]]]
    institution: Callable[[Params], int | None]
    total: Callable[[Params], int] | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a page hands to `lms/exports/_buttons.html`: which table, with which params."""

    table: str
    params: Mapping[str, str] = field(default_factory=dict)


_tables: dict[str, Table] = {}


def register_table(one: Table) -> None:
    """In `ready()`. The last one of a key counts."""
    _tables[one.key] = one


def table_of(key: str) -> Table:
    """Raises TableUnknown."""
    if key not in _tables:
        raise TableUnknown
    return _tables[key]


def all_tables() -> tuple[Table, ...]:
    """All of them, by key."""
    return tuple(_tables[key] for key in sorted(_tables))


def offer(key: str, **params: Any) -> Offer:
    """The buttons of a table for a page's template; empty params are left out. Raises TableUnknown."""
    table_of(key)
    return Offer(key, {name: str(value) for name, value in params.items() if value not in (None, "")})


def whole(raw: Mapping[str, str], name: str) -> int:
    """An id of a form's params. Raises TableUnknown: a form of ours never sends another thing."""
    value = raw.get(name, "")
    if not value.isdecimal() or len(value) > 18:
        raise TableUnknown
    return int(value)


def text(raw: Mapping[str, str], name: str, among: Sequence[str] = ()) -> str:
    """A word of a form's params, '' when it is not among those allowed (none: any text, cut at MOST_TEXT)."""
    value = raw.get(name, "")[:MOST_TEXT]
    return value if not among or value in among else ""
