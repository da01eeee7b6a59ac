"""Leave stops the clock of refreshers too: the time for one moves by the days of leave inside it, and back."""

from collections.abc import Collection
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from courses.events import currency_changed
from courses.models import RefresherDue
from courses.selectors.refreshers import OPEN
from courses.services.announce import announce
from lms.institutions import api as institutions


@transaction.atomic
def settle_refreshers(*, person_id: int) -> None:
    """A leave was noted or taken back: the time for what is open moves. Safe to repeat."""
    settle_grace([person_id])


def settle_grace(person_ids: Collection[int]) -> int:
    """Move the time for what is open of these people to where their leave puts it; returns how many rows moved.

    Two queries where nobody ever was on leave. Joins the caller's transaction. Safe to repeat.
    """
    leaves = institutions.leaves_of_people(person_ids)
    moved_before = RefresherDue.objects.filter(OPEN, completion__enrolment__person__in=list(person_ids))
    if not leaves:
        moved_before = moved_before.filter(leave_days__gt=0)
    rows = moved_before.select_for_update(of=("self",)).select_related("completion__enrolment__institution").order_by("pk")
    moved = 0
    for row in rows:
        enrolment = row.completion.enrolment
        zone = ZoneInfo(enrolment.institution.time_zone)
        base = row.grace_until - timedelta(days=row.leave_days)
        began, last = timezone.localdate(row.asked_at, zone), timezone.localdate(base, zone)
        to, _counted = institutions.moved_by_leave(began, last, leaves.get(enrolment.person_id, []))
        days = (to - last).days
        if days == row.leave_days:
            continue
        row.grace_until, row.leave_days = base + timedelta(days=days), days
        row.save(update_fields=["grace_until", "leave_days"])
        announce(currency_changed, completion_id=row.completion_id)
        moved += 1
    return moved
