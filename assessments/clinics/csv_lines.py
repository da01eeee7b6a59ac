"""A file of clinic sessions: bytes of a CSV → rows and problems. Pure: nothing is looked up, nothing is written.

Columns in any order, headed in Spanish or English: date, code, minutes, topic, stage, advisor (may be left out).
UTF-8 (with or without BOM), UTF-16 or Windows-1252; parted by comma, semicolon or tab; at most 512 KB and 1000 rows. A date is
2026-11-26 or 26/11/2026 (day first); minutes may carry a decimal sign («45,0») and are rounded half up.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.translation import gettext as _

from assessments.clinics import words
from assessments.clinics.rules import clean_code, code_problem, text_problems

MAX_BYTES: Final = 512 * 1024
MAX_ROWS: Final = 1000
MAX_PROBLEMS: Final = 100
MAX_TOPIC: Final = 300
MOST_MINUTES: Final = 600

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("date", "day", "fecha", "dia"),
    "code": ("code", "business", "business code", "codigo", "negocio", "codigo del negocio", "empresa"),
    "minutes": ("minutes", "min", "minutos", "duracion", "duration", "tiempo"),
    "topic": ("topic", "subject", "tema", "asunto", "motivo"),
    "stage": ("stage", "etapa", "fase"),
    "advisor": (
        "advisor", "adviser", "e mail", "email", "asesor", "asesora", "asesor a", "persona asesora", "correo",
        "correo electronico",
    ),
}  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LOCAL: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MINUTES: Final = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?")
_STAGE_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "idea": ("idea",), "formation": ("formation", "formacion", "constitucion", "formalizacion"),
    "first_sale": ("first sale", "first_sale", "primera venta"), "growth": ("growth", "crecimiento"),
    "export": ("export", "exporting", "exportacion"), "investment": ("investment", "inversion"),
}  # fmt: skip
_RIGHT_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "trademarks": ("trademarks", "trademark", "brands", "marca", "marcas", "brands and trademarks", "marcas y otros signos"),
    "patents": ("patents", "patent", "patente", "patentes", "modelo de utilidad", "modelos de utilidad"),
    "designs": ("designs", "design", "diseno", "disenos", "diseno industrial", "disenos industriales"),
    "trade_secrets": ("trade secrets", "trade secret", "secreto", "secretos", "secreto empresarial", "secretos empresariales"),
    "copyright": ("copyright", "derecho de autor", "derechos de autor"),
    "gi_tk": ("origin", "origen", "denominacion de origen", "indicacion geografica", "conocimientos tradicionales"),
    "plant_varieties": ("plant varieties", "variedades vegetales", "obtenciones vegetales"),
    "domains": ("domains", "domain names", "dominio", "dominios", "nombres de dominio"),
    "licensing": ("licensing", "licences", "licencia", "licencias", "contratos", "contracts", "franquicia"),
    "unfair_competition": ("unfair competition", "competencia desleal"),
    "enforcement": ("enforcement", "infringement", "infraccion", "infracciones", "defensa", "observancia"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session of the file. `advisor` is an e-mail or a code, '' when the file does not say. `line` counts from 1."""

    line: int
    held_on: date
    code: str
    minutes: int
    topic: str
    stage: str  # '' = as the business stands
    advisor: str = ""

    @property
    def rights(self) -> list[str]:
        """The right that the topic names; [] when it names none that we know."""
        return [found] if (found := _named(self.topic, _RIGHT_NAMES, words.RIGHTS)) else []


@dataclass(frozen=True, slots=True)
class FileProblem:
    """What is wrong, at which line and in which column ('' = the whole line), and what to do."""

    line: int
    column: str
    what: str


@dataclass(frozen=True, slots=True)
class SessionFile:
    """A file as read. `ignored`: headings of columns that are not used. `has_advisors`: the file has that column."""

    rows: tuple[SessionLine, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    ignored: tuple[str, ...] = ()
    has_advisors: bool = False
    columns: Mapping[str, str] | None = None  # name: heading as the file has it


class _Unreadable(Exception):
    def __init__(self, line: int, column: str, what: str) -> None:
        self.problem = FileProblem(line, column, what)
        super().__init__(what)


def read_sessions(content: bytes, *, today: date) -> SessionFile:
    """Read a file. Each mistake is a problem with line, column and cure; rows without a mistake are read all the same."""
    problems: list[FileProblem] = []
    rows: list[SessionLine] = []
    try:
        lines = _lines(text_of(content))
        first, heading = next(lines, (1, []))
        columns, ignored = _columns(first, heading)
        titles = {name: heading[place].strip() for name, place in columns.items()}
        for line, cells in lines:
            if len(rows) >= MAX_ROWS or len(problems) >= MAX_PROBLEMS:
                raise _Unreadable(line, "", _("There is more than can be read at once. Mend or split the file."))
            row = _Row(line, cells, columns, titles, len(heading)).read(problems, today)
            if row is not None:
                rows.append(row)
        if not rows and not problems:
            raise _Unreadable(first, "", _("The file has a heading and no sessions below it."))
    except _Unreadable as stop:
        return SessionFile(tuple(rows), (*problems, stop.problem))
    return SessionFile(tuple(rows), tuple(problems), ignored, "advisor" in columns, titles)


def kept_text(content: bytes) -> str:
    """The text of a file, to be shown and sent again; '' of what is none."""
    try:
        return text_of(content)
    except _Unreadable:
        return ""


def text_of(content: bytes) -> str:
    """The text of a file. Raises _Unreadable."""
    if len(content) > MAX_BYTES:
        raise _Unreadable(1, "", _("The file is larger than 512 KB. Split it."))
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _Unreadable(1, "", _("This is an Excel workbook. Open it and save it as CSV, then upload that file."))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise _Unreadable(1, "", _("This file is not text. Save it again as “CSV UTF-8”.")) from None
    if b"\x00" in content:
        raise _Unreadable(1, "", _("This file is not text. Save it again as “CSV UTF-8”."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """(number of its first line, cells) of each row that is not blank. Raises _Unreadable."""
    skipped = 0
    first, _newline, rest = text.partition("\n")
    sign = ""
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        sign, text, skipped = first.strip()[4], rest, 1
    heading = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign or max((";", ",", "\t"), key=heading.count), strict=True)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            said = _("The quotation marks of this line do not match. Close them, or double those inside a text.")
            raise _Unreadable(line, "", said) from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def fold(text: str) -> str:
    """Lower case, without accents, signs as spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def _columns(line: int, heading: list[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    found: dict[str, int] = {}
    ignored = []
    for place, title in enumerate(heading):
        name = next((name for name, known in HEADINGS.items() if fold(title) in known), "")
        if name in found:
            said = _("The columns “{one}” and “{two}” say the same. Keep one.")
            raise _Unreadable(line, title.strip(), said.format(one=heading[found[name]].strip(), two=title.strip()))
        if name:
            found[name] = place
        elif title.strip():
            ignored.append(title.strip())
    if missing := [name for name in ("date", "code", "minutes") if name not in found]:
        said = _("The first line must name the columns: date, code, minutes, topic, stage, advisor. Missing: {missing}.")
        raise _Unreadable(line, "", said.format(missing=", ".join(column_in_words(name) for name in missing)))
    return found, tuple(ignored)


def column_in_words(name: str) -> str:
    """A column's heading as our own files have it."""
    return {
        "date": _("date"), "code": _("code"), "minutes": _("minutes"), "topic": _("topic"), "stage": _("stage"),
        "advisor": _("advisor"), "state": _("state"),
    }[name]  # fmt: skip


def _named(text: str, names: Mapping[str, tuple[str, ...]], keys: tuple[str, ...]) -> str:
    """The key that a text names, as a key or in Spanish or English; '' when it names none."""
    folded = fold(text)
    return next((key for key in keys if folded in (fold(key), *names.get(key, ()))), "") if folded else ""


class _Row:
    """One row on its way from cells to a session."""

    def __init__(self, line: int, cells: list[str], columns: Mapping[str, int], titles: Mapping[str, str], width: int) -> None:
        self.line, self.cells, self.columns, self.titles, self.width = line, cells, columns, titles, width
        self.problems: list[FileProblem] = []

    def read(self, problems: list[FileProblem], today: date) -> SessionLine | None:
        """The session, or None after noting what is wrong."""
        if any(cell.strip() for cell in self.cells[self.width :]):
            said = _(
                "This line has {n} cells and the heading has {m}. Put a text with commas or semicolons in quotation marks."
            )
            self.wrong("", said.format(n=len(self.cells), m=self.width))
        held_on, minutes = self.day(today), self.minutes()
        code, topic, stage = self.code(), self.topic(), self.stage()
        advisor = self.text("advisor")
        problems.extend(self.problems[: max(0, MAX_PROBLEMS - len(problems))])
        if self.problems or held_on is None:
            return None
        return SessionLine(self.line, held_on, code, minutes, topic, stage, advisor)

    def wrong(self, name: str, what: str) -> None:
        self.problems.append(FileProblem(self.line, self.titles.get(name, ""), what))

    def text(self, name: str) -> str:
        """A cell without stray spaces; what a spreadsheet would run is refused."""
        place = self.columns.get(name)
        raw = self.cells[place] if place is not None and place < len(self.cells) else ""
        if raw.startswith("'") and raw[1:2] in _FORMULA:
            raw = raw[1:]  # how a formula is kept from running
        if raw.startswith(_FORMULA) and raw.strip():
            self.wrong(name, _("“{text}” looks like a formula. Take the first sign away.").format(text=raw.strip()[:30]))
            return ""
        kept = "".join(" " if c.isspace() else c for c in raw if c.isspace() or unicodedata.category(c) != "Cc")
        return " ".join(unicodedata.normalize("NFC", kept).split())

    def day(self, today: date) -> date | None:
        text = self.text("date")
        found = None
        try:
            if match := _ISO.fullmatch(text.split("T")[0].split(" ")[0]):
                found = date(*(int(part) for part in match.groups()))
            elif match := _LOCAL.fullmatch(text):
                found = date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            found = None
        if found is None:
            self.wrong(
                "date", _("“{text}” is no date. Write it as 2026-11-26 or 26/11/2026 (day first).").format(text=text[:20])
            )
        elif found > today:
            self.wrong("date", _("This day is still to come. A session is noted when it has taken place."))
            return None
        return found

    def minutes(self) -> int:
        text = self.text("minutes")
        if not _MINUTES.fullmatch(text):
            self.wrong("minutes", _("“{text}” is no number of minutes. Write a whole number: 45.").format(text=text[:20]))
            return 0
        found = int(Decimal(text.replace(",", ".")).quantize(Decimal(1), ROUND_HALF_UP))
        if not 1 <= found <= MOST_MINUTES:
            self.wrong("minutes", _("A session takes from 1 to {most} minutes.").format(most=MOST_MINUTES))
        return found

    def code(self) -> str:
        code = clean_code(self.text("code"))
        if problem := code_problem(code):
            self.wrong("code", problem)
        return code

    def topic(self) -> str:
        topic = self.text("topic")
        if len(topic) > MAX_TOPIC:
            self.wrong("topic", _("This is longer than {most} signs. Shorten it.").format(most=MAX_TOPIC))
        for sentence in text_problems({"topic": topic}).get("topic", []):
            self.wrong("topic", sentence)
        return topic

    def stage(self) -> str:
        text = self.text("stage")
        found = _named(text, _STAGE_NAMES, words.STAGES)
        if text and not found:
            known = ", ".join(words.stage_in_words(one) for one in words.STAGES)
            self.wrong("stage", _("“{text}” is no stage. Write one of these: {known}.").format(text=text[:30], known=known))
        return found
