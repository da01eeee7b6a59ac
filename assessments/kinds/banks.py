"""A bank as a question's text names it, and a question's place in it."""

from collections.abc import Mapping
from typing import Any

from assessments import lives
from assessments.models import Bank, Pool, QuestionEntry


def bank_said(bank: Bank) -> dict[str, Any]:
    """A bank as a question's text names it; that it is for demonstration only where it is."""
    said = {"key": bank.key, "titles": bank.titles, "pool": bank.pool}
    return said | ({"demonstration": True} if bank.demonstration else {})


def bank_of(said: Mapping[str, Any]) -> Bank:
    """The bank that a text names, made or brought up to date."""
    columns = {"titles": said["titles"], "pool": said["pool"], "demonstration": bool(said.get("demonstration"))}
    return Bank.objects.update_or_create(key=said["key"], defaults=columns)[0]


def is_secret(bank: Bank) -> bool:
    """Whether nobody may meet its questions outside an exam."""
    return bank.pool == Pool.EXAM and not bank.demonstration


def first_life(bank: Bank) -> str:
    """What a question is that comes into a bank, new or from the other pool."""
    return lives.begins_as(bank.pool, demonstration=bank.demonstration)


def put_into(entry: QuestionEntry, bank: Bank, columns: Mapping[str, Any]) -> None:
    """Bring an entry to what its text says, not saved. Who crosses between practice and exams begins its life there."""
    if entry.bank_id != bank.pk and is_secret(entry.bank) != is_secret(bank):
        entry.life = first_life(bank)
    entry.bank = bank
    for name, value in columns.items():
        setattr(entry, name, value)
