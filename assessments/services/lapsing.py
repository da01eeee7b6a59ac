"""Qualifications that end by themselves: closed by a sweep, and announced a month before the twelve months are over."""

from typing import Final

from django.db import transaction
from django.utils import timezone

from assessments.models import Allocation, Qualification
from assessments.models.qualified import current, lapsed
from assessments.qualifying import VALID, WARN, lapse
from assessments.services.seeding import withdraw_seeds
from lms.audit.api import record_event
from lms.messages.api import send

MAIL: Final = "qualification_ending"
_AT_ONCE: Final = 200


@transaction.atomic
def end_lapsed(*, person_id: int | None = None, case_key: str = "") -> int:
    """Close qualifications that have lapsed, of all people or of one; returns how many. Safe to repeat.

    The holder is told, unless it is their own next try that closes it. A script that is on somebody's desk may be finished: its
    qualification is closed when it has gone.
    """
    now = timezone.now()
    rows = lapsed(now).filter(**({"person_id": person_id, "case_key": case_key} if person_id else {}))
    desk = Allocation.objects.filter(done_at=None, lease_until__gt=now, submission__isnull=False)
    busy = set(desk.values_list("assessor_id", "submission__case_key"))
    found = 0
    for pk, unseen in list(rows.order_by("pk").values_list("pk", "unseen")[:_AT_ONCE]):
        row = Qualification.objects.select_for_update().filter(pk=pk, ended_at=None).first()
        if row is None or (row.person_id, row.case_key) in busy:
            continue
        row.ended_at, row.lapsed = now, str(lapse(row.passed_at, unseen, now) or "")
        row.save(update_fields=["ended_at", "lapsed"])
        withdraw_seeds(assessor_id=row.person_id, case_key=row.case_key)
        after = {"person": row.person_id, "case": row.case_key, "because": row.lapsed, "unseen": unseen}
        record_event(act="qualification.lapsed", subject="qualification", subject_id=row.pk, after=after)
        if person_id is None:
            send(person_id=row.person_id, kind=MAIL, speaks_of=f"qualification:{row.pk}:ended", params={"id": row.pk})
        found += 1
    return found


def warn_lapsing() -> int:
    """Tell holders a month before their qualification ends; returns how many were told now. Safe to repeat."""
    now = timezone.now()
    soon = current(now).filter(passed_at__lte=now - VALID + WARN).order_by("pk").values_list("pk", "person_id")
    for pk, holder in soon[:_AT_ONCE]:
        send(person_id=holder, kind=MAIL, speaks_of=f"qualification:{pk}:ends", params={"id": pk})
    return len(soon[:_AT_ONCE])


def sweep_qualifications() -> int:
    """Both; how many rows were looked at."""
    return end_lapsed() + warn_lapsing()
