"""The register: its signed daily heads, and reading it again from the first line to the last."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates import keyring
from certificates.models import RegisterHead
from certificates.selectors.register import issued_against_book
from certificates.services.drawing import signer_or_none
from certificates.services.granting import BOOK
from certificates.signing.heads import Head, HeadRefused, sign_head, verify_head
from lms.audit.api import BookAudit, Fault, audit_book, book_names, checked_otherwise, last_before
from lms.institutions import api as institutions
from lms.messages.api import send

log = logging.getLogger(__name__)

FAULTS: Final = "register_faults"  # kind of the message
HEAD_REFUSED: Final = "signed_head_refused"  # what is kept as a signed head is none
MOST: Final = 1000  # faults of a book that are listed


def sign_heads(*, now: datetime | None = None) -> int:
    """Sign where each book stood at the end of yesterday (UTC), once a day; returns how many heads were signed now.

    Run it often: a day that has its head is left alone. Without a key nothing is signed, and the log says so.
    """
    moment = now or timezone.now()
    day = moment.astimezone(UTC).date() - timedelta(days=1)
    done = set(RegisterHead.objects.filter(day=day).values_list("book", flat=True))
    open_books = [book for book in book_names() if book not in done]
    signer = signer_or_none() if open_books else None
    if signer is None:
        return 0
    key = keyring.record_key(signer)
    for book in open_books:
        number, head = last_before(book, datetime.combine(day + timedelta(days=1), time.min, UTC))
        jws = sign_head(Head(book, day, number, head), signer)
        try:
            with transaction.atomic():
                RegisterHead.objects.create(book=book, day=day, number=number, head=head, jws=jws, key=key)
        except IntegrityError:  # another process was first: one head a day
            continue
    return len(open_books)


def audit_register(*, books: Sequence[str] = ()) -> list[BookAudit]:
    """Read books again (all of them without names), each against its signed heads; the certificates' book also against the
    files that stand in the register.

    `faults` of a book: altered, missing, misplaced, shortened, head (see `lms.audit.books`), `signed_head_refused` at the line
    that a head speaks of, `certificate` where a certificate's hash is not the one that was written down when it was issued.
    """
    return [_audit(book) for book in books or book_names()]


def _audit(book: str) -> BookAudit:
    heads, refused = signed_heads(book)
    found = audit_book(book=book, heads=heads)
    faults = [*found.faults, *(Fault(number, HEAD_REFUSED) for number in refused)]
    if book == BOOK:
        faults += [Fault(number, "certificate") for number in issued_against_book(BOOK)]
    faults += checked_otherwise(book)
    return replace(found, faults=tuple(sorted(faults, key=lambda one: (one.number, one.fault))[:MOST]))


def signed_heads(book: str) -> tuple[dict[int, str], list[int]]:
    """({number: hash} that the signed heads of a book say, numbers of the heads that do not hold)."""
    known, refused = {}, []
    trusted = keyring.trusted()
    for row in RegisterHead.objects.filter(book=book).order_by("day"):
        try:
            said, _who = verify_head(row.jws, trusted)
        except HeadRefused:
            refused.append(row.number)
            continue
        if (said.book, said.day, said.number, said.head) != (row.book, row.day, row.number, row.head):
            refused.append(row.number)
        elif said.number:
            known[said.number] = said.head
    return known, refused


def watch_register(*, day: date | None = None) -> int:
    """Audit every book, and tell the administrators about each that does not hold, once a day; returns how many do not."""
    today = day or timezone.localdate()
    bad = [one for one in audit_register() if one.faults]
    for one in bad:
        log.critical("the book '%s' does not hold: %s", one.book, one.faults[:20])
        for person in institutions.programme_people("administrator"):
            send(
                person_id=person, kind=FAULTS, speaks_of=f"register:{one.book}:{today.isoformat()}",
                params={"book": one.book, "faults": len(one.faults), "first": one.faults[0].number},
            )  # fmt: skip
    return len(bad)
