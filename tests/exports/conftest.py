"""A table of a package above, as any package declares one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from lms.exports import tables
from lms.exports.api import Cell, Column, Table, register_table, whole

ROWS: list[tuple[Any, ...]] = [
    ("=1+1", 3, Decimal("81.50"), Decimal("66.7"), date(2026, 3, 29), datetime(2026, 3, 29, 2, 30, tzinfo=UTC)),
    ('Ñandú\x0b; "dos"', None, None, None, None, None),
]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Table:
    """Rows of one institution, for its coordinators."""
    monkeypatch.setattr(tables, "_tables", dict(tables._tables))

    def rows(params: Any, using: str) -> Iterator[tuple[Any, ...]]:
        yield from ROWS

    one = Table(
        "tests.rows", title=lambda params: "=Filas de prueba", clean=lambda raw: {"institution": whole(raw, "institution")},
        allowed=lambda scope, params: params["institution"] in scope.coordinator_of,
        columns=lambda params: [
            Column("@Texto"), Column("Entero", Cell.WHOLE), Column("Nota", Cell.NUMBER), Column("Avance", Cell.PERCENT),
            Column("Día", Cell.DAY), Column("Momento", Cell.MOMENT),
        ],
        rows=rows, institution=lambda params: params["institution"], total=lambda params: len(ROWS),
    )  # fmt: skip
    register_table(one)
    return one
