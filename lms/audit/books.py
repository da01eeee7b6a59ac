"""Reading chained books: whether every line is there, in its place, as it was written; and whether the end is there too."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lms.audit.chain import line_hash
from lms.audit.models import Book, BookEntry

ALTERED: Final = "altered"  # the line is not what its hash says
MISSING: Final = "missing"  # no line of this number
MISPLACED: Final = "misplaced"  # the line stands before or after its place: what it says of the one before is not so
SHORTENED: Final = "shortened"  # the book, or a signed head, knows of lines that are not there
HEAD: Final = "head"  # the book's own head is not its last line


Check = Callable[[], Iterable[int]]
_checks: dict[str, tuple[str, Check]] = {}  # book → (name of the fault, who finds its lines)


def also_check(book: str, fault: str, check: Check) -> None:
    """Have what a book speaks of compared with it, whenever it is audited: `check` gives the numbers of lines that differ."""
    _checks[book] = (fault, check)


def checked_otherwise(book: str) -> list["Fault"]:
    """What the owner of a book found in it."""
    if book not in _checks:
        return []
    fault, check = _checks[book]
    return [Fault(number, fault) for number in check()]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold in a book, at a line's number."""

    number: int
    fault: str


@dataclass(frozen=True, slots=True)
class BookAudit:
    """What a book is: how many lines, the hash of the last one, and what does not hold."""

    book: str
    entries: int
    head: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands in the database."""

    number: int
    act: str
    subject: str
    digest: str
    prev: str
    hash: str
    at: datetime


def lines_of(book: str) -> Iterator[Line]:
    """The lines of a book in order, read in pieces."""
    rows = BookEntry.objects.filter(book__name=book).order_by("number")
    for values in rows.values_list("number", "act", "subject", "digest", "prev", "hash", "at").iterator(2000):
        yield Line(*values)


def entries_about(subjects: Collection[str]) -> list[dict[str, object]]:
    """Lines of all books about these subjects, in order, in plain values. One query."""
    rows = BookEntry.objects.filter(subject__in=subjects).order_by("book_id", "number")
    return [
        {"book": book, "number": number, "act": act, "subject": subject, "digest": digest, "prev": prev, "hash": hashed}
        for book, number, act, subject, digest, prev, hashed in rows.values_list(
            "book__name", "number", "act", "subject", "digest", "prev", "hash"
        )
    ]


def book_names() -> list[str]:
    """Every book there is."""
    return list(Book.objects.order_by("name").values_list("name", flat=True))


def head_of(book: str) -> tuple[int, str]:
    """(number of the last line, its hash) as the book's own head has it; (0, '') for an empty one."""
    return Book.objects.filter(name=book).values_list("head_number", "head_hash").first() or (0, "")


def audit_book(*, book: str, heads: Mapping[int, str] | None = None) -> BookAudit:
    """Read a whole book again. `heads`: {number: hash} of signed heads that others keep; the book must still agree with them.

    A line that was taken out is `missing` at its number; one that was changed is `altered`; lines whose places were changed
    are `misplaced`, also when somebody mended their hashes; an end that was cut off is `shortened`.
    """
    known, faults = dict(heads or {}), []
    number, prev, count = 0, "", 0
    for line in lines_of(book):
        count += 1
        faults += [Fault(gap, MISSING) for gap in range(number + 1, min(line.number, number + 1001))]
        whole = line_hash(
            book=book, number=line.number, act=line.act, subject=line.subject, digest_=line.digest, prev=line.prev, at=line.at
        )
        if whole != line.hash:
            faults.append(Fault(line.number, ALTERED))
        elif line.number == number + 1 and line.prev != prev:
            faults.append(Fault(line.number, MISPLACED))
        elif line.number in known and known[line.number] != line.hash:
            faults.append(Fault(line.number, ALTERED))
        number, prev = line.number, line.hash
    claimed, head = head_of(book)
    last_signed = max(known, default=0)
    if max(claimed, last_signed) > number:
        faults.append(Fault(number + 1, SHORTENED))
    elif (claimed, head) != (number, prev):
        faults.append(Fault(number, HEAD))
    return BookAudit(book, count, prev, tuple(faults))


def last_before(book: str, moment: datetime) -> tuple[int, str]:
    """(number, hash) of the last line of a book written before a moment; (0, '') for one that was empty then. One query."""
    rows = BookEntry.objects.filter(book__name=book, at__lt=moment).order_by("-number")
    return rows.values_list("number", "hash").first() or (0, "")
