"""Moments and lengths as meeting rooms write them, in Spanish and English. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "ene jan enero january", "feb febrero february", "mar marzo march", "abr apr abril april", "may mayo",
            "jun junio june", "jul julio july", "ago aug agosto august", "sep sept septiembre setiembre september set",
            "oct octubre october", "nov noviembre november", "dic dec diciembre december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NUMBERS: Final = re.compile(r"(?<!\d)(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})(?!\d)")
_DAY_FIRST: Final = re.compile(r"(?<!\d)(\d{1,2})\s*(?:de\s+)?([a-z]{3,10})\.?,?\s*(?:de\s+)?(\d{4})")
_MONTH_FIRST: Final = re.compile(r"([a-z]{3,10})\.?\s+(\d{1,2}),?\s+(\d{4})")
_CLOCK: Final = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap])?")
_ZULU: Final = re.compile(r"\d(z|[+-]\d{2}:?\d{2})$")
_PIECE: Final = re.compile(r"(\d{1,6}(?:[.,]\d{1,3})?)\s*([a-z]*)")
_UNITS: Final = {"h": 3600, "m": 60, "s": 1, "": 60}
ORDERS: Final = ("mdy", "dmy", "ymd")


def fold(text: str) -> str:
    """Small letters without accents, one space between words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.replace("\ufeff", "").casefold().split())


@dataclass(frozen=True, slots=True)
class Written:
    """A moment as it stands in a file: its day in numbers (in an order not yet known) or known, and its time of day."""

    clock: time
    numbers: tuple[int, int, int] | None = None
    day: date | None = None
    offset: timedelta | None = None

    def days(self) -> dict[str, date]:
        """{order: the day it would be}, impossible ones left out."""
        return {order: found for order in ORDERS if self.numbers and (found := _day(self.numbers, order))}


def _day(numbers: tuple[int, int, int], order: str) -> date | None:
    parts = dict(zip(order, numbers, strict=True))
    if order != "ymd" and parts["y"] < 100:
        parts["y"] += 2000
    try:
        found = date(parts["y"], parts["m"], parts["d"])
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def read_moment(text: str) -> Written | None:
    """What a cell says of a moment; None when it says none."""
    said = fold(text)
    when = _CLOCK.search(said)
    if when is None:
        return None
    hour, minute, second = int(when[1]), int(when[2]), int(when[3] or 0)
    if when[4] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if when[4] == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    clock = time(hour, minute, second)
    before = said[: when.start()]
    if found := _NUMBERS.search(said):
        numbers = (int(found[1]), int(found[2]), int(found[3]))
        return Written(clock, numbers=numbers, offset=_offset(said))
    for pattern, named, counted in ((_DAY_FIRST, 2, 1), (_MONTH_FIRST, 1, 2)):
        if (found := pattern.search(before)) and found[named] in _MONTHS:
            day = _day((int(found[3]), _MONTHS[found[named]], int(found[counted])), "ymd")
            return Written(clock, day=day) if day else None
    return Written(clock)


def _offset(said: str) -> timedelta | None:
    """Of an ISO moment with a zone: "Z" or "+02:00"."""
    found = _ZULU.search(said)
    if found is None or "t" not in said:
        return None
    if found[1] == "z":
        return timedelta()
    digits = found[1][1:].replace(":", "")
    return (1 if found[1][0] == "+" else -1) * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))


def order_of(moments: Sequence[Written], near: date) -> str | None:
    """The order of day, month and year in which all days are next to a meeting's; None: in no order they are."""
    told = [one for one in moments if one.numbers]
    for order in ORDERS:
        if all((day := one.days().get(order)) and abs((day - near).days) <= 1 for one in told):
            return order
    return None


def moment_at(one: Written, order: str, near: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment, in the file's zone. A time without a day is that of the meeting, or the day after for one past midnight."""
    day = one.day or (_day(one.numbers, order) if one.numbers else None)
    if one.numbers and day is None:
        return None
    if one.offset is not None and day:
        return datetime.combine(day, one.clock, zone).replace(tzinfo=ZoneInfo("UTC")) - one.offset
    if day:
        return datetime.combine(day, one.clock, zone)
    local = near.astimezone(zone)
    found = datetime.combine(local.date(), one.clock, zone)
    return found + timedelta(days=1) if local - found > timedelta(hours=12) else found


def read_length(text: str) -> int | None:
    """Seconds: «1h 20m 3s», «1 hr 20 min», «1:20:03», «41» (minutes); None when it says none."""
    said = fold(text)
    if re.fullmatch(r"\d{1,3}:\d{2}(:\d{2})?", said):
        parts = [int(part) for part in said.split(":")]
        hours, minutes, seconds = parts if len(parts) == 3 else (parts[0], parts[1], 0)
        return hours * 3600 + minutes * 60 + seconds
    pieces = _PIECE.findall(said)
    if not pieces or re.search(r"[a-z]", re.sub(_PIECE, "", said)):
        return None
    if any(unit[:1] not in _UNITS for _n, unit in pieces) or (len(pieces) > 1 and any(not unit for _n, unit in pieces)):
        return None
    return round(sum(float(number.replace(",", ".")) * _UNITS[unit[:1]] for number, unit in pieces))
