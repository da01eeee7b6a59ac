"""Writing what was decided: an event beside the change, in the same transaction; a line in a chained book."""

import hashlib
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.audit.models import AuditDetail, AuditEvent, Book, BookEntry
from lms.kernel.canonical import canonical_json, digest


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


@transaction.atomic
def append_to_book(*, book: str, act: str, subject: str, digest_: str) -> int:
    """Append one line to a chained book; returns its number. Locks the book: call it last in a transaction.

    hash = SHA-256 of the RFC 8785 JSON of the line with the hash of the line before it.
    """
    Book.objects.get_or_create(name=book)
    head = Book.objects.select_for_update().get(name=book)
    number, now = head.head_number + 1, timezone.now()
    line = {
        "book": book,
        "number": number,
        "act": act,
        "subject": subject,
        "digest": digest_,
        "prev": head.head_hash,
        "at": now,
    }
    hashed = hashlib.sha256(canonical_json(line)).hexdigest()
    BookEntry.objects.create(
        book=head, number=number, act=act, subject=subject, digest=digest_, prev=head.head_hash, hash=hashed, at=now
    )
    head.head_number, head.head_hash = number, hashed
    head.save(update_fields=["head_number", "head_hash"])
    return number


def broken_line(*, book: str) -> int | None:
    """The number of the first line of a book whose hash, order or head does not hold; None when all hold."""
    prev, number = "", 0
    for entry in BookEntry.objects.filter(book__name=book).order_by("number").iterator():
        number += 1
        line = {
            "book": book, "number": number, "act": entry.act, "subject": entry.subject, "digest": entry.digest,
            "prev": prev, "at": entry.at,
        }  # fmt: skip
        if entry.number != number or hashlib.sha256(canonical_json(line)).hexdigest() != entry.hash:
            return number
        prev = entry.hash
    head = Book.objects.filter(name=book).first()
    return number + 1 if head and (head.head_number, head.head_hash) != (number, prev) else None
