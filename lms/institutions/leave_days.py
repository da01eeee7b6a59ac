"""How leave moves the end of a term: of an award, of the time for a review. Pure: dates in, dates out."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

LONGEST_PAUSE: Final = 3_650  # days: an end that leave would move further than ten years is a mistake in the dates
Span = tuple[date, date]  # first and last day, both counted


def moved_by_leave(began_on: date, last_day: date, leaves: Iterable[Span]) -> tuple[date, list[Span]]:
    """The last day of a term when leave stops the clock, and the days of leave inside it, as spans that do not touch.

    Each day of leave after the day on which the term began, and on or before the last day as moved so far, moves the end by
    one day; a leave that reaches over the old end goes on counting for as long as it lasts. One that begins after the end,
    however moved, counts for nothing: what has ended is not begun again by a rest.
    """
    spans = _joined((max(first, began_on + timedelta(days=1)), last) for first, last in leaves)
    end, counted = last_day, []
    for first, last in spans:
        if first > end:
            break
        days = (last - first).days + 1
        end += timedelta(days=days)
        counted.append((first, last))
        if (end - last_day).days > LONGEST_PAUSE:
            return last_day + timedelta(days=LONGEST_PAUSE), counted
    return end, counted


def _joined(leaves: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch or overlap as one; empty ones left out."""
    found: list[Span] = []
    for first, last in sorted(span for span in leaves if span[0] <= span[1]):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
