"""The door of audit."""

from lms.audit.services import append_to_book, broken_line, record_event

__all__ = ["append_to_book", "broken_line", "record_event"]
