"""Leave: days on which deadlines and the terms of awards stand still. Dates and nothing else; no reason is asked."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from lms.audit.api import record_event
from lms.institutions import events
from lms.institutions.errors import LeaveNotFound, LeaveOutOfOrder, PersonNotFound
from lms.institutions.models import Leave, Person

LONGEST: Final = timedelta(days=3 * 366)


@transaction.atomic
def record_leave(*, person_id: int, starts_on: date, ends_on: date, by: int, institution_id: int | None = None) -> int:
    """Note a leave, both days counted; returns its id. Safe to repeat: the same days are the same leave.

    Says `leave_changed` inside the transaction. Raises PersonNotFound, LeaveOutOfOrder (the last day lies before the first,
    or three years after it).
    """
    known = Person.objects.filter(pk=person_id, erased_at=None)
    if not known.exists():
        raise PersonNotFound
    if not starts_on <= ends_on <= starts_on + LONGEST:
        raise LeaveOutOfOrder
    leave, made = Leave.objects.get_or_create(person_id=person_id, starts_on=starts_on, ends_on=ends_on)
    if made:
        record_event(
            act="leave.recorded", subject="person", subject_id=person_id, actor=by, institution=institution_id,
            after={"leave": leave.pk, "days": (ends_on - starts_on).days + 1},
        )  # fmt: skip
        events.leave_changed.send(sender=None, person_id=person_id)
    return int(leave.pk)


@transaction.atomic
def remove_leave(*, leave_id: int, by: int, institution_id: int | None = None) -> None:
    """Take a leave back that was noted in error. Says `leave_changed`. Raises LeaveNotFound."""
    leave = Leave.objects.select_for_update().filter(pk=leave_id).first()
    if leave is None:
        raise LeaveNotFound
    person_id, days = leave.person_id, (leave.ends_on - leave.starts_on).days + 1
    leave.delete()
    record_event(
        act="leave.removed", subject="person", subject_id=person_id, actor=by, institution=institution_id,
        before={"leave": leave_id, "days": days},
    )  # fmt: skip
    events.leave_changed.send(sender=None, person_id=person_id)


def leaves_of(person_id: int) -> list[tuple[int, date, date]]:
    """(id, first day, last day) of somebody's leaves, in order. One query."""
    return list(Leave.objects.filter(person_id=person_id).order_by("starts_on", "pk").values_list("pk", "starts_on", "ends_on"))


def leaves_of_people(person_ids: Collection[int], *, using: str = "default") -> dict[int, list[tuple[date, date]]]:
    """(first day, last day) of the leaves of many people, in order; who has none is left out. One query."""
    found: dict[int, list[tuple[date, date]]] = {}
    rows = Leave.objects.using(using).filter(person_id__in=list(person_ids)).order_by("starts_on", "pk")
    for person_id, first, last in rows.values_list("person_id", "starts_on", "ends_on"):
        found.setdefault(person_id, []).append((first, last))
    return found
