"""Charts as SVG made on the server: bars, lines and funnels, in the colours of the page. Pure.

Every chart has a title and a description for whoever does not see it, and stands beside a table with the same numbers.
Nothing is styled in place (the pages' policy forbids it): classes of the stylesheet give colour, in light, dark and print.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH: Final = 560
_ROW: Final = 58
_BAR: Final = 24
_LETTERS: Final = 42  # that fit above a bar where letters are largest: on a phone


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length, and what is written at its end. `within` is a part of it, drawn darker (a funnel)."""

    label: str
    value: float
    shown: str
    within: float | None = None


def _short(label: str) -> str:
    return label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1].rstrip()}…"


def _frame(key: str, title: str, description: str, height: int, body: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d"><title id="{}-t">{}</title>'
        '<desc id="{}-d">{}</desc>{}</svg>',
        WIDTH, height, key, key, key, title, key, description, body,
    )  # fmt: skip


def bars(key: str, title: str, description: str, rows: Sequence[Bar], *, most: float | None = None) -> SafeString:
    """Bars from left to right, one a row, each under its label. `most`: the value of a whole row; none: the longest bar's."""
    whole = most if most is not None else max((row.value for row in rows), default=0)
    room = WIDTH - 130
    drawn = []
    for place, row in enumerate(rows):
        text = 20 + place * _ROW
        top = text + 8
        long = _long(row.value, whole, room)
        inner = _long(row.within, whole, room) if row.within is not None else long
        outer = "b3" if row.within is not None else "b1"
        label = format_html('<title>{}</title><text x="0" y="{}">{}</text>', row.label, text, _short(row.label))
        drawn.append((label, top, long, _BAR, outer, top, inner, _BAR, long + 10, top + 18, row.shown))
    body = format_html_join(
        "",
        '<g>{}<rect x="0" y="{}" width="{}" height="{}" class="{}"/><rect class="b1" x="0" y="{}" width="{}" height="{}"/>'
        '<text class="soft" x="{}" y="{}">{}</text></g>',
        drawn,
    )
    return _frame(key, title, description, max(1, len(rows) * _ROW), body)


def funnel(key: str, title: str, description: str, rows: Sequence[tuple[str, int, int, str]], people: int) -> SafeString:
    """(label, begun, finished, what is written): of all people, who began (light) and who finished (dark), step by step."""
    return bars(
        key, title, description, [Bar(label, begun, shown, finished) for label, begun, finished, shown in rows],
        most=people or 1,
    )  # fmt: skip


def _long(value: float | None, whole: float, room: int) -> int:
    return round(max(0.0, min(1.0, (value or 0) / whole)) * room) if whole else 0


def lines(
    key: str, title: str, description: str, labels: Sequence[str], series: Sequence[Sequence[float | None]]
) -> SafeString:
    """At most two lines over the same labels; the second is dashed. None leaves a gap. The axis begins at zero."""
    if len(series) > 2:
        raise ValueError("two lines at most: more can not be told apart without colour")
    height, left, bottom = 206, 56, 168
    top = max((value for one in series for value in one if value is not None), default=0) or 1
    step = (WIDTH - left - 40) / max(1, len(labels) - 1)

    def point(place: int, value: float) -> tuple[int, int]:
        return round(left + place * step), round(bottom - value / top * (bottom - 20))

    drawn: list[SafeString] = [
        format_html('<line class="base" x1="{}" y1="{}" x2="{}" y2="{}"/>', left, bottom, WIDTH - 12, bottom),
        format_html('<line class="axis" x1="{}" y1="20" x2="{}" y2="20"/>', left, WIDTH - 12),
        format_html('<text class="soft" x="{}" y="26" text-anchor="end">{}</text>', left - 6, round(top)),
        format_html('<text class="soft" x="{}" y="{}" text-anchor="end">0</text>', left - 6, bottom + 6),
    ]
    every = max(1, -(-len(labels) // 6))
    for place, label in enumerate(labels):
        if place % every == 0:
            drawn.append(
                format_html('<text class="soft" x="{}" y="196" text-anchor="middle">{}</text>', point(place, 0)[0], label)
            )
    for number, one in enumerate(series, start=1):
        path, pen = [], "M"
        for place, value in enumerate(one):
            if value is None:
                pen = "M"
                continue
            x, y = point(place, value)
            path.append(f"{pen}{x} {y}")
            pen = "L"
        drawn.append(format_html('<path class="l{}" d="{}"/>', number, " ".join(path)))
    return _frame(key, title, description, height, format_html_join("", "{}", [(part,) for part in drawn]))
