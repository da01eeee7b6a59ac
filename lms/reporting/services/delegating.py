"""Arrangements for holidays: somebody of the same role acts for somebody who is away. Both audited, both told."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from lms.audit import api as audit
from lms.institutions import api as institutions
from lms.messages import api as messages
from lms.reporting.errors import DelegateRefused, DelegationDates
from lms.reporting.models import Delegation

MOST_DAYS: Final = 120
ROLES: Final = ("focal", "reviewer")


@transaction.atomic
def delegate(*, giver_id: int, taker_id: int, role: str, country: str = "", starts_on: date, ends_on: date, by: int) -> int:
    """From the first to the last day (both included) `taker` also acts for `giver`; returns the arrangement's id.

    A focal point's delegate is a focal point too, of any country. Raises DelegateRefused, DelegationDates.
    """
    holders = institutions.programme_people(role) if role in ROLES else []
    if giver_id == taker_id or taker_id not in holders or (role, country) not in held_by(giver_id):
        raise DelegateRefused
    if ends_on < starts_on or ends_on < timezone.localdate() or ends_on - starts_on > timedelta(days=MOST_DAYS):
        raise DelegationDates(days=MOST_DAYS)
    row = Delegation.objects.create(
        giver_id=giver_id, taker_id=taker_id, role=role, country=country, starts_on=starts_on, ends_on=ends_on, made_by_id=by
    )
    audit.record_event(
        act="delegation.made", subject="report_delegation", subject_id=row.pk, actor=by,
        after={
            "giver": giver_id, "taker": taker_id, "role": role, "country": country, "from": starts_on.isoformat(),
            "to": ends_on.isoformat(),
        },
    )  # fmt: skip
    messages.send(
        person_id=taker_id, kind="report_delegate", speaks_of=f"delegation:{row.pk}", params={"delegation_id": row.pk}
    )
    return int(row.pk)


@transaction.atomic
def end_delegation(*, delegation_id: int, by: int) -> None:
    """From now on nobody acts through it. Safe to repeat."""
    row = Delegation.objects.select_for_update().get(pk=delegation_id)
    if row.ended_at is None:
        row.ended_at, row.ended_by_id = timezone.now(), by
        row.save(update_fields=["ended_at", "ended_by"])
        audit.record_event(act="delegation.ended", subject="report_delegation", subject_id=row.pk, actor=by)


def held_by(person_id: int) -> list[tuple[str, str]]:
    """(role, country) of what a person may hand on: a reviewer's role, and that of a focal point for each country."""
    mine = institutions.scope(person_id)
    return [("focal", country) for country in sorted(mine.focal_of)] + ([("reviewer", "")] if mine.reviewer else [])
