"""Who was in a meeting room: bytes of the file that Zoom, Teams or Meet writes → people and problems. Pure.

The file may begin with a summary; the table is found by its headings, in English or Spanish, in UTF-8, UTF-16 (Teams) or
Windows-1252, parted by comma, semicolon or tab. Several joins of one person are put together; what overlaps counts once;
what lies outside the meeting does not count. Waiting rooms do not count.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.roll_moments import Written, fold, moment_at, order_of, read_length, read_moment

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_ROWS: Final = 10_000
MAX_LABEL: Final = 254
MAX_PROBLEMS: Final = 100
ZOOM, TEAMS, MEET, OTHER = "zoom", "teams", "meet", "other"

_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": (
        "name", "name (original name)", "full name", "participant", "participant name", "nombre", "nombre completo",
        "nombre (nombre original)", "nombre del participante", "participante", "nombre de usuario (nombre original)",
    ),
    "given": ("first name", "nombres"),
    "family": ("last name", "surname", "apellido", "apellidos"),
    "email": (
        "email", "e-mail", "user email", "email address", "correo", "correo electronico", "correo electronico del usuario",
        "direccion de correo electronico",
    ),
    "upn": ("participant id (upn)", "id. de participante (upn)", "id del participante (upn)", "id. del participante (upn)"),
    "join": (
        "join time", "time joined", "joined at", "hora de ingreso", "hora de union", "hora de entrada", "hora para entrar",
        "hora de incorporacion", "hora a la que se unio", "se unio a las",
    ),
    "leave": (
        "leave time", "time exited", "left at", "hora de salida", "hora para salir", "hora de abandono", "hora a la que salio",
        "salio a las",
    ),
    "first": ("first join", "primera union", "primera incorporacion", "primer ingreso"),
    "last": ("last leave", "ultima salida", "ultimo abandono"),
    "length": (
        "duration", "duration (minutes)", "total duration (minutes)", "in-meeting duration", "time in call", "duracion",
        "duracion (minutos)", "duracion total (minutos)", "duracion en la reunion", "tiempo en la llamada",
    ),
    "action": ("user action", "accion del usuario", "accion de usuario"),
    "stamp": ("timestamp", "marca de tiempo", "fecha y hora"),
    "waiting": ("in waiting room", "en la sala de espera", "en sala de espera"),
}  # fmt: skip
_FIELD_OF: Final = {heading: name for name, headings in _HEADINGS.items() for heading in headings}
_YES: Final = frozenset({"yes", "si", "true", "1"})
_MAIL: Final = re.compile(r"[^@\s,;<>]{1,120}@[^@\s,;<>]{1,120}\.[^@\s,;<>.]{2,24}")


@dataclass(frozen=True, slots=True)
class RollProblem:
    """What is wrong, at which line and in which column ('' = the whole line), and what to do."""

    line: int
    column: str
    what: str


@dataclass(frozen=True, slots=True)
class RollPerson:
    """One name or address of a file. `spans`: seconds of the meeting, from and to, in order, apart; `loose`: seconds of rows
    that give a length only. `label` is the folded address, else the folded name."""

    label: str
    name: str
    email: str
    line: int
    joins: int
    spans: tuple[tuple[int, int], ...] = ()
    loose: int = 0


@dataclass(frozen=True, slots=True)
class Roll:
    """A file as read."""

    room: str = OTHER
    people: tuple[RollPerson, ...] = ()
    problems: tuple[RollProblem, ...] = ()


class _Unreadable(Exception):
    def __init__(self, line: int, what: str, column: str = "") -> None:
        self.problem = RollProblem(line, column, what)
        super().__init__(what)


def union(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same time without overlaps, in order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def minutes_of(people: Iterable[RollPerson], most: int) -> int:
    """Whole minutes of one person who may have several labels: overlaps once, never more than the meeting."""
    mine = list(people)
    seconds = sum(end - start for start, end in union(span for one in mine for span in one.spans))
    return min((seconds + sum(one.loose for one in mine)) // 60, most)


@dataclass(slots=True)
class _Table:
    line: int
    heading: list[str]
    columns: dict[str, int]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    @property
    def rank(self) -> int:
        """Rows of single joins say more than a length, a length more than the first join and the last leave."""
        has = self.columns.keys()
        if {"join", "leave"} <= has or {"action", "stamp"} <= has:
            return 3
        return 2 if "length" in has else 1 if {"first", "last"} <= has else 0

    def name_of(self, *names: str) -> str:
        """The heading of the first of these columns, as the file has it."""
        return next((self.heading[self.columns[name]].strip() for name in names if name in self.columns), "")


def read_roll(content: bytes, *, starts_at: datetime, minutes: int, zone: str) -> Roll:
    """Read a file about a meeting. `zone` is the one its times are written in. A mistake is a problem with line, column and
    cure; lines without one are read all the same. Never raises."""
    try:
        table, room = _table(_text(content))
    except _Unreadable as stop:
        return Roll(problems=(stop.problem,))
    reading = _Reading(table, starts_at, minutes, ZoneInfo(zone))
    reading.read()
    return Roll(room, reading.people(), tuple(reading.problems[:MAX_PROBLEMS]))


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise _Unreadable(1, _("The file is larger than 5 MB. Is it the right one?"))
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _Unreadable(1, _("This is an Excel workbook. Open it and save it as CSV, then upload that file."))
    for mark, coding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if content.startswith(mark):
            return _clean(content.decode(coding, "replace"))
    sample = content[:2000]
    if len(sample) > 3 and sample[1::2].count(0) > len(sample) // 3:
        return _clean(content.decode("utf-16-le", "replace"))
    if len(sample) > 3 and sample[::2].count(0) > len(sample) // 3:
        return _clean(content.decode("utf-16-be", "replace"))
    try:
        return _clean(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _clean(content.decode("cp1252", "replace"))


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def _table(text: str) -> tuple[_Table, str]:
    """The table that says most, and the room that wrote it. Raises _Unreadable."""
    best: _Table | None = None
    for mark in ("\t", ",", ";"):
        found = max(_tables(text, mark), key=lambda one: (one.rank, len(one.rows)), default=None)
        if found and (best is None or (found.rank, len(found.columns)) > (best.rank, len(best.columns))):
            best = found
    if best is None:
        raise _Unreadable(
            1,
            _("No table of participants was found. Upload the attendance report of Zoom, Teams or Meet as you downloaded it."),
        )
    if not best.rows:
        raise _Unreadable(best.line, _("The file has a heading and no people below it."))
    return best, _room(best)


def _tables(text: str, mark: str) -> Iterator[_Table]:
    """Every run of lines below a line of headings, up to an empty line or the next section."""
    current: _Table | None = None
    for line, cells in _lines(text, mark):
        if not any(cell.strip() for cell in cells):
            if current:
                yield current
            current = None
            continue
        columns = _columns(cells)
        if columns:
            if current:
                yield current
            current = _Table(line, cells, columns)
        elif current and len(current.rows) >= MAX_ROWS:
            raise _Unreadable(line, _("There are more than {n} rows. Is it the right file?").format(n=MAX_ROWS))
        elif current and not (len(cells) == 1 and len(current.columns) > 1):
            current.rows.append((line, cells))
    if current:
        yield current


def _lines(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _Unreadable(line, _("This line can't be read as a table. Save the file again as CSV.")) from None
        yield line, cells


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """{field: place} of a line of headings; {} for any other line."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = _FIELD_OF.get(fold(cell))
        if name and name not in found:
            found[name] = place
    if "family" in found and "name" in found:
        found["given"] = found.pop("name")
    who = found.keys() & {"name", "given", "email"}
    when = "length" in found or {"join", "leave"} <= found.keys() or {"action", "stamp"} <= found.keys()
    return found if who and (when or {"first", "last"} <= found.keys()) else {}


def _room(table: _Table) -> str:
    said = {fold(cell) for cell in table.heading}
    if (
        said & {"name (original name)", "nombre (nombre original)", "user email", "guest", "invitado"}
        or "waiting" in table.columns
    ):
        return ZOOM
    if table.columns.keys() & {"upn", "action", "first"} or said & {"role", "rol"}:
        return TEAMS
    return MEET if "given" in table.columns else OTHER


class _Reading:
    """One table being read: moments first (they settle the order of day and month), then people."""

    def __init__(self, table: _Table, starts_at: datetime, minutes: int, zone: ZoneInfo) -> None:
        self.table, self.zone = table, zone
        self.starts_at, self.length = starts_at, minutes * 60
        self.problems: list[RollProblem] = []
        self.found: dict[str, RollPerson] = {}
        self.open: dict[str, int] = {}
        self.order = "mdy"

    def read(self) -> None:
        moments = [
            one for _line, cells in self.table.rows for name in ("join", "leave", "stamp") if (one := self.moment(cells, name))
        ]
        order = order_of(moments, self.starts_at.astimezone(self.zone).date())
        if order is None:
            self.refuse_day()
            return
        self.order = order
        for line, cells in self.table.rows:
            self.take(line, cells)
        for label, start in self.open.items():  # joined and never left: until the end
            self.add(self.found[label], spans=((start, self.length),))

    def refuse_day(self) -> None:
        near = self.starts_at.astimezone(self.zone).date()
        for line, cells in self.table.rows:
            for name in ("join", "stamp", "leave"):
                one = self.moment(cells, name)
                if one and one.numbers and not any(abs((day - near).days) <= 1 for day in one.days().values()):
                    said = _("“{text}” is not on the day of the meeting, {day}. Upload the file of this meeting.")
                    text = self.cell(cells, name)[:40]
                    self.refuse(line, said.format(text=text, day=date_format(near, "DATE_FORMAT")), name)
                    return
        self.refuse(self.table.line, _("The days in this file are written in several ways. Upload it as it was downloaded."))

    def take(self, line: int, cells: list[str]) -> None:
        if fold(self.cell(cells, "waiting")) in _YES:
            return
        person = self.person(line, cells)
        if person is None:
            return
        known = self.found.setdefault(person.label, person)
        if "action" in self.table.columns:
            self.act(line, cells, known)
        elif self.table.rank == 3:
            self.span(line, cells, known)
        else:
            self.loose(line, cells, known)

    def person(self, line: int, cells: list[str]) -> RollPerson | None:
        name = " ".join(self.cell(cells, "name").split()) or " ".join(
            f"{self.cell(cells, 'given')} {self.cell(cells, 'family')}".split()
        )
        email = next(
            (mail[0] for column in ("email", "upn") if (mail := _MAIL.fullmatch(self.cell(cells, column).strip()))), ""
        ).lower()
        label = (email or fold(name))[:MAX_LABEL]
        if not label:
            self.refuse(line, _("This line names nobody."), "name", "given", "email")
            return None
        return RollPerson(label, name[:MAX_LABEL], email[:MAX_LABEL], line, 0)

    def span(self, line: int, cells: list[str], known: RollPerson) -> None:
        start, end = self.seconds(line, cells, "join"), self.seconds(line, cells, "leave", self.length)
        if start is None or end is None:
            return
        if end < start:
            self.refuse(line, _("The end comes before the beginning. Correct the line, or take it out."), "leave")
            return
        self.add(known, spans=((start, end),))

    def act(self, line: int, cells: list[str], known: RollPerson) -> None:
        """Old lists of Teams: a line for each coming and going."""
        at, what = self.seconds(line, cells, "stamp"), fold(self.cell(cells, "action"))
        if at is None:
            return
        if what.startswith(("left", "salio", "abandono")):
            self.add(known, spans=((self.open.pop(known.label, 0), at),))
        else:
            self.open.setdefault(known.label, at)
            self.add(known, spans=())

    def loose(self, line: int, cells: list[str], known: RollPerson) -> None:
        name = "length" if self.table.rank == 2 else "first"
        seconds = read_length(self.cell(cells, "length")) if name == "length" else None
        if name == "first":
            start, end = self.seconds(line, cells, "first"), self.seconds(line, cells, "last", self.length)
            seconds = max(0, end - start) if start is not None and end is not None else None
        if seconds is None:
            said = _("“{text}” is no length of time. Write minutes, for example 45.")
            self.refuse(line, said.format(text=self.cell(cells, name)[:40]), name)
            return
        self.add(known, loose=min(seconds, self.length))

    def add(self, known: RollPerson, *, spans: tuple[tuple[int, int], ...] = (), loose: int = 0) -> None:
        now = self.found[known.label]
        clipped = tuple((max(0, start), min(self.length, end)) for start, end in spans)
        self.found[known.label] = RollPerson(
            now.label, now.name, now.email, now.line, now.joins + (1 if spans or loose or not now.joins else 0),
            union((*now.spans, *clipped)), min(now.loose + loose, self.length),
        )  # fmt: skip

    def people(self) -> tuple[RollPerson, ...]:
        return tuple(sorted(self.found.values(), key=lambda one: (fold(one.name), one.label)))

    def cell(self, cells: list[str], name: str) -> str:
        place = self.table.columns.get(name)
        return cells[place] if place is not None and place < len(cells) else ""

    def moment(self, cells: list[str], name: str) -> Written | None:
        text = self.cell(cells, name)
        return read_moment(text) if text.strip() else None

    def seconds(self, line: int, cells: list[str], name: str, empty: int | None = None) -> int | None:
        """From the beginning of the meeting (it may lie before or after). None: a problem was noted."""
        text = self.cell(cells, name)
        if not text.strip() and empty is not None:
            return empty
        one = read_moment(text)
        at = moment_at(one, self.order, self.starts_at, self.zone) if one else None
        if at is None:
            said = _("“{text}” is no day and time. Upload the file as it was downloaded.")
            self.refuse(line, said.format(text=text.strip()[:40]), name)
            return None
        return round((at - self.starts_at) / timedelta(seconds=1))

    def refuse(self, line: int, what: str, *names: str) -> None:
        self.problems.append(RollProblem(line, self.table.name_of(*names), what))
