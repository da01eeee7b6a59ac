"""Banks, for choosing one to take out."""

from typing import NamedTuple

from django.db.models import Count, Q

from assessments.models import Bank, Pool


class BankChoice(NamedTuple):
    """A bank with how many questions it has."""

    key: str
    titles: dict[str, str]
    questions: int
    secret: bool  # an exam's


def bank_choices() -> list[BankChoice]:
    """Every bank, by key. One query."""
    rows = Bank.objects.annotate(n=Count("lms_entries", filter=Q(lms_entries__item__archived_at=None))).order_by("key")
    found = rows.values_list("key", "titles", "n", "pool", "demonstration")
    return [BankChoice(key, titles, n, pool == Pool.EXAM and not shown) for key, titles, n, pool, shown in found]
