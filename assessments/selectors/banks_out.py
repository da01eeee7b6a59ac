"""Banks, for choosing one to take out."""

from typing import NamedTuple

from django.db.models import Count, Q

from assessments.models import Bank


class BankChoice(NamedTuple):
    """A bank with how many questions it has."""

    key: str
    titles: dict[str, str]
    questions: int


def bank_choices() -> list[BankChoice]:
    """Every bank, by key. One query."""
    rows = Bank.objects.annotate(n=Count("lms_entries", filter=Q(lms_entries__item__archived_at=None))).order_by("key")
    return [BankChoice(*row) for row in rows.values_list("key", "titles", "n")]
