"""A reckoner who solves exactly: which unknowns of a linear system have only one value. Shares no code with the protection."""

from collections.abc import Sequence
from fractions import Fraction

Equation = tuple[dict[object, int], int]  # {unknown: coefficient}, what they sum to


def determined(equations: Sequence[Equation]) -> set[object]:
    """The unknowns that a linear system leaves only one value: reduced row echelon form, exactly."""
    names = sorted({name for left, _right in equations for name in left}, key=repr)
    rows = [[Fraction(left.get(name, 0)) for name in names] + [Fraction(right)] for left, right in equations]
    pivots, at = [], 0
    for column in range(len(names)):
        found = next((i for i in range(at, len(rows)) if rows[i][column]), None)
        if found is None:
            continue
        rows[at], rows[found] = rows[found], rows[at]
        lead = rows[at][column]
        rows[at] = [value / lead for value in rows[at]]
        for i, row in enumerate(rows):
            if i != at and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[at], strict=True)]
        pivots.append(column)
        at += 1
    return {names[column] for row, column in zip(rows, pivots, strict=False) if sum(1 for value in row[:-1] if value) == 1}
