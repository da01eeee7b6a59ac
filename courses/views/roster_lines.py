"""A list of people under review, as lines for a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.models import RosterImport
from courses.roster_words import (
    CORRECTED,
    ERROR,
    KNOWN,
    MOVED,
    NEW,
    SAME,
    TRANSFERRED,
    WITHDRAWN,
    act_sentence,
    act_word,
)
from courses.selectors.sentences import law_of
from courses.services.roster import PlannedRow
from lms.kernel.words import in_language

_LOOKS = {
    NEW: ("user", "on", "tag-accent"),
    KNOWN: ("user", "on", "tag-accent"),
    MOVED: ("step", "warn", "tag-warn"),
    SAME: ("done", "ok", "tag-ok"),
    ERROR: ("fail", "bad", "tag-bad"),
    CORRECTED: ("step", "on", "tag-accent"),
    TRANSFERRED: ("step", "warn", "tag-warn"),
    WITHDRAWN: ("late", "warn", "tag-warn"),
}


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One line of the review: who, what will happen, or what to mend."""

    line: int
    column: str
    name: str
    email: str
    cohort: str
    law: str
    act: str
    word: str
    sentence: str
    icon: str
    tone: str
    tag: str


def lines_of(kept: RosterImport, planned: Sequence[PlannedRow]) -> list[RosterLine]:
    """Problems and people together; what must be mended comes first, then the order of the file."""
    wrong = [_problem(p["line"], p["column"], p["what"]) for p in kept.problems]
    lines = wrong + [_line(one) for one in planned]
    return sorted(lines, key=lambda line: (line.act != ERROR, line.line))


def _problem(line: int, column: str, what: str) -> RosterLine:
    return RosterLine(line, column, "", "", "", "", ERROR, act_word(ERROR), what, *_LOOKS[ERROR])


def _line(one: PlannedRow) -> RosterLine:
    row = one.row
    return RosterLine(
        line=row.line,
        column="",
        name=f"{row.given_name} {row.family_name}".strip(),
        email=row.email,
        cohort=in_language(one.cohort.names),
        law=law_of(one.country),
        act=one.act,
        word=act_word(one.act),
        sentence=one.problem or sentence_of(one),
        icon=_LOOKS[one.act][0],
        tone=_LOOKS[one.act][1],
        tag=_LOOKS[one.act][2],
    )


def sentence_of(one: PlannedRow) -> str:
    """What will happen to one person."""
    changes = one.change.changes if one.change else ()
    return act_sentence(one.act, courses=one.courses, invite=one.invite, changes=changes, reason=one.row.reason)


def roster_sample() -> str:
    """A file to imitate."""
    return (
        "correo,nombre,apellido,país,idioma,grupo,acción,motivo,correo nuevo\n"
        "ana.rojas@example.org,Ana,Rojas,PE,es,2026-b,,,\n"
        "luis.paz@example.org,Luis,Paz,PE,es,2026-b,trasladar,,\n"
        "eva.gil@example.org,Eva,Gil,,,2026-b,corregir,,eva.gil@example.com\n"
        "raul.sol@example.org,,,,,2026-b,baja,trabajo,\n"
    )
