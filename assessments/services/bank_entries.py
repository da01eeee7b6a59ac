"""A question's place in its bank follows its draft, also when courses moved the draft: an earlier version taken up again."""

from typing import Final

from assessments.kinds.banks import put_into
from assessments.kinds.question_fields import entry_columns
from assessments.models import Bank, QuestionEntry
from assessments.models.bank_rows import drafts_in_log

_BATCH: Final = 200


def settle_entries(*, entry_id: int) -> int:
    """Bring the entries of the questions that a log entry published up to date; how many moved. Safe to repeat."""
    bodies = drafts_in_log(entry_id)
    banks = {bank.key: bank for bank in Bank.objects.all()} if bodies else {}
    moved: list[QuestionEntry] = []
    names: list[str] = []
    for entry in QuestionEntry.objects.filter(item__in=bodies).select_related("bank"):
        body = bodies[entry.item_id]
        bank, columns = banks.get(body["bank"]["key"], entry.bank), entry_columns(body)
        names = ["bank", "life", *columns]
        if bank.pk != entry.bank_id or any(getattr(entry, name) != value for name, value in columns.items()):
            put_into(entry, bank, columns)
            moved.append(entry)
    if moved:
        QuestionEntry.objects.bulk_update(moved, names, _BATCH)
    return len(moved)
