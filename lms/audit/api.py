"""The door of audit."""

from lms.audit.books import (
    BookAudit,
    Fault,
    Line,
    also_check,
    audit_book,
    book_names,
    checked_otherwise,
    entries_about,
    head_of,
    last_before,
    lines_of,
)
from lms.audit.selectors import actors_of, last_act_at
from lms.audit.services import append_many_to_book, append_to_book, broken_line, record_event, record_many

__all__ = [
    "BookAudit", "Fault", "Line", "actors_of", "also_check", "append_many_to_book", "append_to_book", "audit_book",
    "book_names",
    "broken_line", "checked_otherwise", "entries_about", "head_of", "last_act_at", "last_before", "lines_of", "record_event",
    "record_many",
]  # fmt: skip
