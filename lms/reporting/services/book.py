"""The book of reports: a line for each move of an edition, for the findings, and for each file.

Written last in a transaction: the book is locked."""

from typing import Final

from lms.audit import api as audit

BOOK: Final = "reports"


def subject_of(edition_id: int) -> str:
    """How the book names an edition."""
    return f"report_edition:{edition_id}"


def file_subject(edition_id: int, form: str, language: str) -> str:
    """How the book names a file of an edition."""
    return f"report_file:{edition_id}:{language}.{form}"


def write(act: str, *lines: tuple[str, str]) -> int:
    """Append lines (subject, digest) of one act; returns the number of the last. Locks the book."""
    return audit.append_many_to_book(book=BOOK, act=act, lines=lines)
