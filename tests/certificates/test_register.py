"""The register tells when a line was changed, taken out, moved or cut off, and its signed heads say where it stood."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from certificates import keyring
from certificates.models import Certificate, RegisterHead, SigningKey
from certificates.services.register import audit_register, sign_heads, watch_register
from certificates.signing.heads import verify_head
from lms.audit.api import append_many_to_book, append_to_book
from lms.audit.chain import line_hash
from lms.audit.models import Book, BookEntry
from lms.institutions.models import Person
from lms.messages.models import Message
from tests.tampering import intruder

BOOK = "certificates"


@pytest.fixture
def book(db: None) -> str:
    """Ten lines."""
    for number in range(4):
        append_to_book(book=BOOK, act="award.granted", subject=f"s{number}", digest_=f"{number}" * 64)
    append_many_to_book(book=BOOK, act="award.granted", lines=[(f"m{number}", f"{number}" * 64) for number in range(6)])
    return BOOK


def faults() -> list[tuple[int, str]]:
    (found,) = [one for one in audit_register() if one.book == BOOK]
    return [(one.number, one.fault) for one in found.faults]


def change(sql: str, *values: Any) -> None:
    with intruder() as cursor:
        cursor.execute(sql, values)


def test_lines_written_in_one_go_are_chained_like_lines_written_one_by_one(book: str) -> None:
    (found,) = audit_register()
    assert (found.entries, found.faults) == (10, ())
    assert found.head == Book.objects.get().head_hash


TABLE = "lms_audit_bookentry"


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        (f"UPDATE {TABLE} SET digest = 'x' WHERE number = 4", [(4, "altered")]),
        (f"UPDATE {TABLE} SET subject = 'x' WHERE number = 10", [(10, "altered")]),
        (f"DELETE FROM {TABLE} WHERE number = 5", [(5, "missing")]),
        (f"DELETE FROM {TABLE} WHERE number IN (1, 2)", [(1, "missing"), (2, "missing")]),
        (f"DELETE FROM {TABLE} WHERE number > 8", [(9, "shortened")]),
    ],
)
def test_a_line_that_was_changed_or_taken_out_is_found(book: str, sql: str, found: list[tuple[int, str]]) -> None:
    change(sql)
    assert faults() == found


def test_lines_that_changed_places_are_found(book: str) -> None:
    for old, new in ((3, 99), (6, 3), (99, 6)):
        change(f"UPDATE {TABLE} SET number = %s WHERE number = %s", new, old)
    assert faults() == [(3, "altered"), (4, "misplaced"), (6, "altered"), (7, "misplaced")]


def test_lines_that_changed_places_with_their_hashes_mended_are_found(book: str) -> None:
    for old, new in ((3, 99), (6, 3), (99, 6)):
        change(f"UPDATE {TABLE} SET number = %s WHERE number = %s", new, old)
    for line in BookEntry.objects.filter(number__in=(3, 6)):
        mended = line_hash(
            book=BOOK, number=line.number, act=line.act, subject=line.subject, digest_=line.digest, prev=line.prev, at=line.at
        )
        change(f"UPDATE {TABLE} SET hash = %s WHERE number = %s", mended, line.number)
    assert [number for number, fault in faults() if fault == "misplaced"] == [3, 4, 6, 7]


def cut(number: int) -> None:
    """Cut the book off after a line, and mend its head: nothing in the book itself tells."""
    head = BookEntry.objects.get(number=number).hash
    change(f"DELETE FROM {TABLE} WHERE number > %s", number)
    change("UPDATE lms_audit_book SET head_number = %s, head_hash = %s", number, head)


def test_an_end_cut_off_with_its_head_mended_is_found_by_the_signed_head(book: str) -> None:
    sign_heads(now=timezone.now() + timedelta(days=1))
    cut(7)
    assert faults() == [(8, "shortened")]


def test_without_a_signed_head_it_would_not_be_found(book: str) -> None:
    cut(7)
    assert faults() == []


def test_a_book_written_anew_from_some_line_on_is_found_by_the_signed_head(book: str) -> None:
    sign_heads(now=timezone.now() + timedelta(days=1))
    cut(7)
    for number in range(3):
        append_to_book(book=BOOK, act="award.granted", subject=f"other{number}", digest_="9" * 64)
    assert faults() == [(10, "altered")]


def test_a_head_is_signed_once_a_day_for_where_the_book_stood_when_it_ended(book: str) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert sign_heads(now=tomorrow) == 1
    with time_machine.travel(tomorrow, tick=False):
        append_to_book(book=BOOK, act="award.granted", subject="later", digest_="a" * 64)
        assert sign_heads() == 0
    row = RegisterHead.objects.get()
    assert (row.number, row.head) == (10, BookEntry.objects.get(number=10).hash)
    said, who = verify_head(row.jws, keyring.trusted())
    assert (said.book, said.number, who) == (BOOK, 10, SigningKey.objects.get().fingerprint)
    assert faults() == []


def test_a_head_that_somebody_wrote_is_refused(book: str) -> None:
    sign_heads(now=timezone.now() + timedelta(days=1))
    change("UPDATE lms_certificates_registerhead SET number = 9")
    assert (9, "signed_head_refused") in faults()


def test_a_certificate_whose_hash_was_changed_is_found(issued: Certificate) -> None:
    assert faults() == []
    Certificate.objects.filter(pk=issued.pk).update(sha256="0" * 64)
    line = BookEntry.objects.get(act="certificate.issued")
    assert faults() == [(line.number, "certificate")]


def test_the_command_prints_every_book_and_ends_with_1_on_a_fault(book: str) -> None:
    append_to_book(book="reports", act="accepted", subject="r", digest_="1" * 64)
    out = io.StringIO()
    call_command("audit_register", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert [(one["book"], one["entries"], one["faults"]) for one in said["books"]] == [(BOOK, 10, []), ("reports", 1, [])]
    assert all(len(one["head"]) == 64 for one in said["books"])
    change(f"UPDATE {TABLE} SET digest = 'x' WHERE number = 4")
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("audit_register", "--json", stdout=out)
    assert ended.value.code == 1
    assert json.loads(out.getvalue())["books"][0]["faults"] == [{"number": 4, "fault": "altered"}]


def test_administrators_hear_of_it_once_a_day(book: str, programme: dict[str, Person], as_person: Callable[..., Any]) -> None:
    assert watch_register() == 0
    change(f"UPDATE {TABLE} SET digest = 'x' WHERE number = 4")
    assert (watch_register(), watch_register()) == (1, 1)
    letter = Message.objects.get(kind="register_faults")
    assert letter.person_id == programme["administrator"].pk
    from lms.messages.services import deliver

    assert deliver(message_id=letter.pk) == "sent"
