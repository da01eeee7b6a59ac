"""Writing what was decided: an event beside the change, in the same transaction; a line in a chained book."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.audit.books import audit_book
from lms.audit.chain import line_hash
from lms.audit.models import AuditDetail, AuditEvent, Book, BookEntry
from lms.kernel.bulk import insert_each
from lms.kernel.canonical import digest


def record_event(
    *,
    act: str,
    subject: str,
    subject_id: int | str,
    actor: int | None = None,
    institution: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> int:
    """Append one audit event; returns its id. `before`/`after` hold states and ids; personal values go into `detail`."""
    salt = uuid.uuid4()
    event = AuditEvent.objects.create(
        actor=actor,
        institution=institution,
        act=act,
        subject=subject,
        subject_id=str(subject_id),
        before=before or {},
        after=after or {},
        reason=reason,
        detail_digest=digest({"salt": salt, "body": detail}) if detail else "",
    )
    if detail:
        AuditDetail.objects.create(event=event, salt=salt, body=detail)
    return int(event.pk)


def record_many(*, act: str, subject: str, events: Iterable[Mapping[str, Any]]) -> int:
    """Append one audit event for each of many acts of the same kind by the system; returns how many. One statement.

    Each has `subject_id` and may have `institution`, `before`, `after` (states and ids only).
    """
    rows = [
        (act, subject, str(one["subject_id"]), one.get("institution"), one.get("before") or {}, one.get("after") or {})
        for one in events
    ]
    insert_each(AuditEvent, ["act", "subject", "subject_id", "institution", "before", "after"], rows)
    return len(rows)


def append_to_book(*, book: str, act: str, subject: str, digest_: str) -> int:
    """Append one line to a chained book; returns its number. Locks the book: call it last in a transaction.

    hash = SHA-256 of the RFC 8785 JSON of the line with the hash of the line before it.
    """
    return append_many_to_book(book=book, act=act, lines=[(subject, digest_)])


@transaction.atomic
def append_many_to_book(*, book: str, act: str, lines: Sequence[tuple[str, str]]) -> int:
    """Append lines (subject, digest) of one act to a chained book, in this order; returns the number of the last one.

    The book is locked once, whatever the number of lines: call it last in a transaction. No lines change nothing.
    """
    Book.objects.get_or_create(name=book)
    head = Book.objects.select_for_update().get(name=book)
    now, rows = timezone.now(), []
    for subject, digest_ in lines:
        number, prev = head.head_number + 1, head.head_hash
        hashed = line_hash(book=book, number=number, act=act, subject=subject, digest_=digest_, prev=prev, at=now)
        rows.append((head.pk, number, act, subject, digest_, prev, hashed, now))
        head.head_number, head.head_hash = number, hashed
    if rows:
        insert_each(BookEntry, ["book", "number", "act", "subject", "digest", "prev", "hash", "at"], rows)
        head.save(update_fields=["head_number", "head_hash"])
    return head.head_number


def broken_line(*, book: str) -> int | None:
    """The number of the first line of a book whose hash, order or head does not hold; None when all hold."""
    return min((fault.number for fault in audit_book(book=book).faults), default=None)
