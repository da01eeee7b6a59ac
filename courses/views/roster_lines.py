"""A list of people under review, as lines for a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import RosterImport
from courses.selectors.sentences import law_of
from courses.services.roster import ERROR, KNOWN, MOVED, NEW, SAME, PlannedRow
from lms.kernel.words import in_language

_LOOKS = {
    NEW: ("user", "on", "tag-accent"),
    KNOWN: ("user", "on", "tag-accent"),
    MOVED: ("step", "warn", "tag-warn"),
    SAME: ("done", "ok", "tag-ok"),
    ERROR: ("fail", "bad", "tag-bad"),
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
    return RosterLine(line, column, "", "", "", "", ERROR, _word(ERROR), what, *_LOOKS[ERROR])


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
        word=_word(one.act),
        sentence=one.problem or _sentence(one),
        icon=_LOOKS[one.act][0],
        tone=_LOOKS[one.act][1],
        tag=_LOOKS[one.act][2],
    )


def _word(act: str) -> str:
    return {
        NEW: _("New person"),
        KNOWN: _("Known person"),
        MOVED: _("Moves to this group"),
        SAME: _("Already enrolled"),
        ERROR: _("To mend"),
    }[act]


def _sentence(one: PlannedRow) -> str:
    if one.act == SAME:
        return _("Nothing changes.")
    parts = [
        ngettext("Will be enrolled in {n} course.", "Will be enrolled in {n} courses.", one.courses).format(n=one.courses)
        if one.courses
        else _("No new course.")
    ]
    if one.invite:
        parts.append(_("Gets an invitation if there is no account yet."))
    return " ".join(parts)


def roster_sample() -> str:
    """A file to imitate."""
    return (
        "correo,nombre,apellido,país,idioma,grupo\n"
        "ana.rojas@example.org,Ana,Rojas,PE,es,2026-b\n"
        "luis.paz@example.org,Luis,Paz,PE,es,2026-b\n"
    )
