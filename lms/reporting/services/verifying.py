"""Whether a file of a report agrees with the register. Reads only."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from lms.audit import api as audit
from lms.kernel.canonical import digest
from lms.reporting.models import ReportEdition, ReportFile
from lms.reporting.reading import Said, read_file
from lms.reporting.services.book import BOOK, file_subject, subject_of
from lms.reporting.services.files import edition_json


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file says, what the register says, and whether they agree.

    `file`: known (byte for byte as it was drawn), unknown. `rows`: agree, differ, none (the file holds none that can be read).
    `lines`: the book's lines about the edition; `broken_at`: the first line of the book that does not hold.
    """

    form: str
    sha256: str
    file: str
    carried: str
    held: str
    rows: str
    edition_id: int | None
    institution: str
    kind: str
    period: str
    edition: int | None
    state: str
    lines: tuple[dict[str, Any], ...]
    broken_at: int | None
    why: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """True when the file, or at least its rows, stands in the register, and the book holds."""
        return not self.why

    def as_json(self) -> dict[str, Any]:
        return {"agrees": self.agrees, **asdict(self)}


def verify_file(body: bytes) -> Verdict:
    """Ask the register about a file, whoever sends it. `why`: codes of what does not hold, [] when it agrees.

    `file_unknown`: drawn by nobody here; `rows_differ`: its rows are not those of the hash that it carries; `edition_unknown`;
    `not_in_book`: the edition or the file has no line; `book_differs`: the book's line has another hash; `book_broken`.
    """
    said = read_file(body)
    known = ReportFile.objects.filter(sha256=said.sha256).defer("body").first()
    edition = _edition(known, said)
    broken = audit.broken_line(book=BOOK)
    why = [] if known else ["file_unknown"]
    lines: list[dict[str, Any]] = []
    rows = "none" if not said.held else "agree" if edition is not None and said.held == edition.sha256 else "differ"
    if edition is None:
        why.append("edition_unknown")
    else:
        subjects = [subject_of(edition.pk), *([file_subject(edition.pk, known.format, known.language)] if known else [])]
        lines = [dict(one) for one in audit.entries_about(subjects) if one["book"] == BOOK]
        why += _in_book(edition, known, lines)
    if rows == "differ" or (edition is not None and said.carried not in ("", edition.sha256)):
        why.append("rows_differ")
    if broken is not None:
        why.append("book_broken")
    report = edition.report if edition else None
    return Verdict(
        said.form, said.sha256, "known" if known else "unknown", said.carried, said.held, rows, edition.pk if edition else None,
        report.institution.key if report else "", report.kind if report else "", report.period if report else "",
        edition.number if edition else None, edition.state if edition else "", tuple(lines), broken, tuple(why),
    )  # fmt: skip


def _edition(known: ReportFile | None, said: Said) -> ReportEdition | None:
    rows = ReportEdition.objects.select_related("report__institution").order_by("-pk")
    if known is not None:
        return rows.get(pk=known.edition_id)
    return next((found for one in (said.held, said.carried) if one and (found := rows.filter(sha256=one).first())), None)


def _in_book(edition: ReportEdition, known: ReportFile | None, lines: list[dict[str, Any]]) -> list[str]:
    moves = [one for one in lines if one["subject"] == subject_of(edition.pk)]
    files = [one for one in lines if one["act"] == "file"]
    why = []
    if (edition.state not in ("draft", "replaced") and not moves) or (known and not files):
        why.append("not_in_book")
    if any(one["digest"] != edition.sha256 for one in moves) or any(known and one["digest"] != known.sha256 for one in files):
        why.append("book_differs")
    return why


def state_against_book(edition: ReportEdition) -> str:
    """«ok», «absent» (nothing written about it), «differs» (another hash): what the book says of one edition. One query."""
    lines = audit.entries_about([subject_of(edition.pk)])
    if not lines:
        return "absent"
    return "ok" if all(one["digest"] == edition.sha256 for one in lines) else "differs"


def editions_against_book() -> list[int]:
    """Numbers of the book's lines that no longer agree with what they speak of: an edition's rows, or a file's bytes.

    Reads every edition and file of the book, one at a time.
    """
    wrong, held = [], {}
    for line in audit.lines_of(BOOK):
        name, _colon, key = line.subject.partition(":")
        if line.subject not in held:
            held[line.subject] = _held(name, key)
        if name in ("report_edition", "report_file") and held[line.subject] != line.digest:
            wrong.append(line.number)
    return wrong


def _held(name: str, key: str) -> str:
    if name == "report_edition":
        edition = ReportEdition.objects.filter(pk=key).first()
        return digest(edition_json(edition)) if edition else ""
    if name == "report_file":
        edition_id, _colon, rest = key.partition(":")
        language, _dot, form = rest.partition(".")
        row = ReportFile.objects.filter(edition_id=int(edition_id), language=language, format=form).first()
        return hashlib.sha256(bytes(row.body)).hexdigest() if row else ""
    return ""
