"""Rows that are written once stay as they were written, whoever asks."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from lms.audit.api import append_to_book, broken_line, record_event
from lms.audit.chain import line_hash
from lms.audit.models import AuditEvent, BookEntry
from lms.kernel.canonical import digest
from lms.kernel.writeonce import WrittenOnce

AT = datetime(2026, 11, 2, 15, 4, 5, 678901, tzinfo=UTC)


@pytest.fixture
def event(db: None) -> AuditEvent:
    return AuditEvent.objects.get(pk=record_event(act="report.submitted", subject="report", subject_id=1))


def test_the_orm_refuses_to_change_or_delete(event: AuditEvent) -> None:
    event.act = "something else"
    for attempt in (event.save, event.delete, AuditEvent.objects.all().delete, lambda: AuditEvent.objects.update(act="x")):
        with pytest.raises(WrittenOnce):
            attempt()


@pytest.mark.parametrize("statement", ["UPDATE lms_audit_auditevent SET act = 'x'", "DELETE FROM lms_audit_auditevent"])
def test_the_database_refuses_raw_sql_too(event: AuditEvent, statement: str) -> None:
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.get().act == "report.submitted"


@pytest.mark.parametrize("word", ["", "7K4M2Q9XH3VD0001C", 'ñ “x” "\\/ \n\t\x01\x7f\u2028 😀'])
def test_a_line_is_hashed_over_its_canonical_json(word: str) -> None:
    line = {"book": "certificates", "number": 12, "act": word, "subject": word, "digest": "0" * 64, "prev": word, "at": AT}
    said = {("digest_" if key == "digest" else key): value for key, value in line.items()}
    assert line_hash(**said) == digest(line)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_book_shows_where_it_was_tampered_with() -> None:
    for number in range(3):
        append_to_book(book="reports", act="accepted", subject=f"report:{number}", digest_="0" * 64)
    assert broken_line(book="reports") is None
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER lms_audit_bookentry_no_update"
            + (" ON lms_audit_bookentry" if connection.vendor == "postgresql" else "")
        )
        cursor.execute("UPDATE lms_audit_bookentry SET act = 'returned' WHERE number = 2")
    assert BookEntry.objects.get(number=2).act == "returned"
    assert broken_line(book="reports") == 2
