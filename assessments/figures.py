"""Rows for reports: first attempts, how long scoring took, the banks; each in one query on one instant."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from assessments.models import Attempt, AttemptState, Bank, Submission
from assessments.passing import is_enough


class BankCard(NamedTuple):
    """A question bank: how many questions it has in use."""

    key: str
    titles: dict[str, str]
    pool: str
    questions: int


def first_attempts(
    institution_id: int, *, start: datetime, end: datetime, using: str = "default"
) -> list[tuple[str, str, bool]]:
    """(person ref, unit key, passed) of every first attempt submitted in [start, end). One query.

    Passed: the score reached the minimum frozen with the sheet. An annulled sitting is no sitting (F09), and a
    refresher is no quiz of the course.
    """
    mine = Attempt.objects.using(using).filter(enrolment__institution_id=institution_id, unit__purpose="course")
    earlier = (
        Attempt.objects.using(using)
        .filter(enrolment=OuterRef("enrolment"), unit=OuterRef("unit"), number__lt=OuterRef("number"))
        .exclude(state=AttemptState.ANNULLED)
    )
    rows = (
        mine.filter(state=AttemptState.SUBMITTED, submitted_at__gte=start, submitted_at__lt=end)
        .exclude(Exists(earlier))
        .order_by("id")
        .values_list("enrolment__person__ref", "unit__key", "fraction", "sheet__pass_percent", "sheet__cut__share")
    )
    return [
        (str(ref), key, is_enough(fraction or Decimal(0), share=share, percent=needed))
        for ref, key, fraction, needed, share in rows
    ]


def scoring_days(institution_id: int, *, start: datetime, end: datetime, using: str = "default") -> list[tuple[str, str, int]]:
    """(letter ref, unit key, days from handing in to result) of results released in [start, end). One query.

    Days are counted by the calendar of the active time zone.
    """
    rows = (
        Submission.objects.using(using)
        .filter(enrolment__institution_id=institution_id, released_at__gte=start, released_at__lt=end)
        .order_by("id")
        .values_list("ref", "unit__key", "submitted_at", "released_at")
    )
    return [
        (ref, key, (timezone.localdate(released) - timezone.localdate(submitted)).days)
        for ref, key, submitted, released in rows
        if released and submitted
    ]


def bank_cards(*, using: str = "default") -> list[BankCard]:
    """All banks with their number of questions. One query."""
    rows = Bank.objects.using(using).annotate(n=Count("lms_entries", filter=Q(lms_entries__item__archived_at=None)))
    return [BankCard(*row) for row in rows.order_by("key").values_list("key", "titles", "pool", "n")]
