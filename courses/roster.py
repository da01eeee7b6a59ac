"""A coordinator's list of people: bytes of a CSV or XLSX file → rows and problems. Pure: nothing is looked up or written.

Columns (in any order, in English, Spanish or as Moodle names them): e-mail, first name, last name, country, language, cohort;
and for what is more than bringing somebody in: action (correct, transfer, withdraw), reason of a withdrawal, new e-mail.
UTF-8 (with or without BOM) or Windows-1252; parted by comma, semicolon or tab; at most 2 MB and 5000 rows.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from courses.roster_sheet import UnreadableSheet, sheet_lines

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_ROWS: Final = 5000
MAX_NAME: Final = 120
MAX_EMAIL: Final = 254
MAX_PROBLEMS: Final = 200

_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "email": (
        "email",
        "e mail",
        "mail",
        "e mail address",
        "email address",
        "correo",
        "correo electronico",
        "direccion de correo",
    ),
    "username": ("username", "nombre de usuario", "usuario"),
    "given_name": ("first name", "firstname", "given name", "nombre", "nombres", "nombre s"),
    "family_name": ("last name", "lastname", "surname", "family name", "apellido", "apellidos", "apellido s"),
    "country": ("country", "pais"),
    "language": ("language", "lang", "idioma"),
    "cohort": ("cohort", "cohort1", "group", "group1", "grupo", "cohorte"),
    "action": ("action", "accion"),
    "reason": ("reason", "motivo"),
    "new_email": ("new e mail", "new email", "correo nuevo", "nuevo correo"),
}
ADD, CORRECT, TRANSFER, WITHDRAW = "", "correct", "transfer", "withdraw"
_ACTIONS: Final[Mapping[str, str]] = {
    "add": ADD, "alta": ADD, "agregar": ADD, "correct": CORRECT, "correction": CORRECT, "corregir": CORRECT,
    "correccion": CORRECT, "transfer": TRANSFER, "move here": TRANSFER, "trasladar": TRANSFER, "traslado": TRANSFER,
    "withdraw": WITHDRAW, "withdrawal": WITHDRAW, "baja": WITHDRAW, "retirar": WITHDRAW,
}  # fmt: skip
REASONS: Final = ("job", "time", "fit", "mistake", "other")  # classes of withdrawal: `courses.roster_words`
_REASONS: Final[Mapping[str, str]] = {
    **{one: one for one in REASONS}, "trabajo": "job", "cambio de trabajo": "job", "new job": "job", "tiempo": "time",
    "falta de tiempo": "time", "no time": "time", "no le sirve": "fit", "not useful": "fit",
    "error": "mistake", "otro": "other", "otra": "other",
}  # fmt: skip
_COUNTRIES: Final[Mapping[str, str]] = {
    "cl": "CL", "chl": "CL", "chile": "CL", "co": "CO", "col": "CO", "colombia": "CO",
    "mx": "MX", "mex": "MX", "mexico": "MX", "pe": "PE", "per": "PE", "peru": "PE",
}  # fmt: skip
_LANGUAGES: Final[Mapping[str, str]] = {
    "es": "es", "spa": "es", "espanol": "es", "castellano": "es", "spanish": "es",
    "en": "en", "eng": "en", "ingles": "en", "english": "en",
}  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of the list. Country, language and cohort are '' when the file does not say. `line` counts from 1."""

    line: int
    email: str
    given_name: str
    family_name: str
    country: str = ""
    language: str = ""
    cohort: str = ""
    action: str = ADD
    reason: str = ""
    new_email: str = ""


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """What is wrong, at which line and in which column ('' = the whole line), and what to do."""

    line: int
    column: str
    what: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A file as read. `ignored`: headings of columns that are not used."""

    rows: tuple[RosterRow, ...] = ()
    problems: tuple[RosterProblem, ...] = ()
    ignored: tuple[str, ...] = ()


class _Unreadable(Exception):
    def __init__(self, line: int, column: str, what: str) -> None:
        self.problem = RosterProblem(line, column, what)
        super().__init__(what)


def read_roster(content: bytes) -> Roster:
    """Read a file. Each mistake is a problem with line, column and cure; rows without a mistake are read all the same."""
    problems: list[RosterProblem] = []
    rows: list[RosterRow] = []
    ignored: tuple[str, ...] = ()
    try:
        lines = _sheet(content) if content.startswith(b"PK\x03\x04") else _lines(_text(content))
        first, heading = next(lines, (1, []))
        columns, ignored = _columns(first, heading)
        seen: dict[str, int] = {}
        for line, cells in lines:
            if len(rows) + len(problems) >= MAX_ROWS:
                raise _Unreadable(line, "", _("There are more than {n} rows. Split the file.").format(n=MAX_ROWS))
            row = _Row(line, cells, columns, heading).read(problems)
            if row is None:
                continue
            if row.email in seen:
                said = _("{email} stands already on line {line}. Keep one of the two lines.")
                problems.append(
                    RosterProblem(
                        line, columns_name(heading, columns, "email"), said.format(email=row.email, line=seen[row.email])
                    )
                )
                continue
            seen[row.email] = line
            rows.append(row)
        if not rows and not problems:
            raise _Unreadable(first, "", _("The file has a heading and no people below it."))
    except _Unreadable as stop:
        problems.append(stop.problem)
    except UnreadableSheet as broken:
        problems.append(RosterProblem(1, "", str(broken)))
    return Roster(tuple(rows), tuple(problems), ignored)


def _sheet(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of a workbook's first sheet."""
    if len(content) > MAX_BYTES:
        raise _Unreadable(1, "", _("The file is larger than 2 MB. Split it."))
    return sheet_lines(content, MAX_ROWS)


def _text(content: bytes) -> str:
    """The text of the file. Raises _Unreadable for what is no CSV."""
    if len(content) > MAX_BYTES:
        raise _Unreadable(1, "", _("The file is larger than 2 MB. Split it."))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _Unreadable(1, "", _("This is an old Excel workbook. Open it and save it as XLSX or CSV, then upload that file."))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:4096]:
        raise _Unreadable(1, "", _("This file is not text in UTF-8 or Windows-1252. Save it again as “CSV UTF-8”."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as broken:
        line = content.count(b"\n", 0, broken.start) + 1
        raise _Unreadable(
            line, "", _("This line has a character that is neither UTF-8 nor Windows-1252. Save the file again as “CSV UTF-8”.")
        ) from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """(number of its first line, cells) of each row that is not blank. Raises _Unreadable."""
    skipped = 0
    first, _newline, rest = text.partition("\n")
    delimiter = ""
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text, skipped = first.strip()[4], rest, 1
    delimiter = delimiter or _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _Unreadable(
                line, "", _("The quotation marks of this line do not match. Close them, or double those inside a text.")
            ) from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _delimiter(text: str) -> str:
    """The sign that parts the heading line most often: semicolon, comma or tab."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max((";", ",", "\t"), key=heading.count)


def fold(text: str) -> str:
    """Lower case, without accents, signs as spaces: «Correo electrónico» = «correo electronico»."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


def _columns(line: int, heading: list[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Which column holds what, and the headings nobody asked for. Raises _Unreadable."""
    found: dict[str, int] = {}
    ignored = []
    for place, title in enumerate(heading):
        name = next((name for name, known in _HEADINGS.items() if fold(title) in known), "")
        if name in found:
            other = heading[found[name]].strip()
            raise _Unreadable(
                line,
                title.strip(),
                _("The columns “{one}” and “{two}” say the same. Keep one.").format(one=other, two=title.strip()),
            )
        if name:
            found[name] = place
        elif title.strip():
            ignored.append(title.strip())
    if "email" not in found and "username" in found:
        found["email"] = found["username"]
    found.pop("username", None)
    if "email" not in found:
        raise _Unreadable(
            line,
            "",
            _(
                "No column is headed “e-mail”. The first line must name the columns: "
                "e-mail, first name, last name, country, language, cohort."
            ),
        )
    if not {"given_name", "family_name", "action"} & set(found):
        raise _Unreadable(line, "", _("No column is headed “first name” or “last name”. Add them to the first line."))
    return found, tuple(ignored)


def columns_name(heading: list[str], columns: Mapping[str, int], name: str) -> str:
    """A column's heading as the file has it; '' when it has none."""
    return heading[columns[name]].strip() if name in columns else ""


class _Row:
    """One row on its way from cells to a person."""

    def __init__(self, line: int, cells: list[str], columns: Mapping[str, int], heading: list[str]) -> None:
        self.line, self.cells, self.columns, self.heading = line, cells, columns, heading
        self.problems: list[RosterProblem] = []

    def read(self, problems: list[RosterProblem]) -> RosterRow | None:
        """The person, or None after noting what is wrong."""
        if any(cell.strip() for cell in self.cells[len(self.heading) :]):
            said = _(
                "This line has {n} cells and the heading has {m}. Put a text with commas or semicolons in quotation marks."
            )
            self.problems.append(RosterProblem(self.line, "", said.format(n=len(self.cells), m=len(self.heading))))
        row = RosterRow(
            line=self.line,
            email=self.email(),
            given_name=self.text("given_name"),
            family_name=self.text("family_name"),
            country=self.known("country", _COUNTRIES, _("Write CL, CO, MX or PE, or the country's name.")),
            language=self.known("language", _LANGUAGES, _("Write es or en.")),
            cohort=self.text("cohort"),
            action=self.known("action", _ACTIONS, _("Leave it empty, or write correct, transfer or withdraw.")),
            reason=self.known("reason", _REASONS, _("Write job, time, fit, mistake or other.")),
            new_email=self.email("new_email") if self.filled("new_email") else "",
        )
        if row.new_email and row.action != CORRECT:
            self.wrong("new_email", _("A new address belongs to a line whose action is “correct”."))
        named = row.action in (CORRECT, WITHDRAW)
        if not self.problems and not named and not row.given_name and not row.family_name:
            self.wrong("given_name", _("The name is missing."))
        problems.extend(self.problems[: max(0, MAX_PROBLEMS - len(problems))])
        return None if self.problems else row

    def wrong(self, name: str, what: str) -> None:
        self.problems.append(RosterProblem(self.line, columns_name(self.heading, self.columns, name), what))

    def text(self, name: str) -> str:
        """A cell without stray spaces and control characters; formulas and what is too long are refused."""
        place = self.columns.get(name)
        raw = self.cells[place] if place is not None and place < len(self.cells) else ""
        if raw.startswith("'") and raw[1:2] in _FORMULA:
            raw = raw[1:]  # how spreadsheets keep a formula from running
        if raw.startswith(_FORMULA) and raw.strip():
            self.wrong(name, _("“{text}” looks like a formula. Take the first sign away.").format(text=raw.strip()[:30]))
            return ""
        kept = "".join(
            " " if c.isspace() else c
            for c in unicodedata.normalize("NFC", raw)
            if c.isspace() or unicodedata.category(c)[0] != "C"
        )
        value = " ".join(kept.split())
        if len(value) > MAX_NAME and name not in ("email", "new_email"):
            self.wrong(name, _("This is longer than {n} characters. Shorten it.").format(n=MAX_NAME))
            return ""
        return value

    def filled(self, name: str) -> bool:
        place = self.columns.get(name)
        return place is not None and place < len(self.cells) and bool(self.cells[place].strip())

    def email(self, column: str = "email") -> str:
        before = len(self.problems)
        value = self.text(column).lower()
        if len(self.problems) > before:
            return ""
        if not value:
            self.wrong(column, _("The e-mail address is missing."))
            return ""
        try:
            validate_email(value)
        except ValidationError:
            self.wrong(
                column,
                _("“{text}” is not an e-mail address. Correct it, for example name@example.org.").format(text=value[:60]),
            )
            return ""
        if len(value) > MAX_EMAIL:
            self.wrong(column, _("This is longer than {n} characters. Shorten it.").format(n=MAX_EMAIL))
            return ""
        return value

    def known(self, name: str, values: Mapping[str, str], cure: str) -> str:
        text = self.text(name)
        if not text:
            return ""
        if fold(text) not in values:
            self.wrong(name, _("“{text}” is not known here.").format(text=text[:30]) + " " + cure)
            return ""
        return values[fold(text)]
