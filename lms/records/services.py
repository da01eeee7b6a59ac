"""Placing and ending legal holds, and emptying what has been kept long enough."""

from django.db import transaction
from django.utils import timezone

from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel.retention import record_classes
from lms.kernel.words import clean_text
from lms.records.errors import HoldNotFound, HoldReasonMissing
from lms.records.models import LegalHold, PurgeRun
from lms.records.selectors import before_of, held_people, months_of

PIECE = 500  # rows that one statement empties


def _reason(text: str) -> str:
    found = " ".join(clean_text(text).split())[:300]
    if not found:
        raise HoldReasonMissing
    return found


@transaction.atomic
def place_hold(*, person_id: int, reason: str, by: int) -> int:
    """Nothing of this person is emptied by the clock from now on; returns the hold's id. While one stands it is the one.

    Raises PersonNotFound, HoldReasonMissing.
    """
    why = _reason(reason)
    institutions.person_card(person_id)
    row, made = LegalHold.objects.get_or_create(person_id=person_id, ended_at=None, defaults={"reason": why, "by_id": by})
    if made:
        record_event(act="hold.placed", subject="legal_hold", subject_id=row.pk, actor=by, after={"person": person_id})
    return row.pk


@transaction.atomic
def end_hold(*, hold_id: int, reason: str, by: int) -> None:
    """What is old enough is emptied at the next run. Raises HoldNotFound, HoldReasonMissing."""
    why = _reason(reason)
    row = LegalHold.objects.select_for_update().filter(pk=hold_id, ended_at=None).first()
    if row is None:
        raise HoldNotFound
    row.ended_at, row.ended_by_id, row.why_ended = timezone.now(), by, why
    row.save(update_fields=["ended_at", "ended_by", "why_ended"])
    record_event(act="hold.ended", subject="legal_hold", subject_id=row.pk, actor=by, before={"person": row.person_id})


def purge(*, code: str = "") -> dict[str, int]:
    """Empty every class (or one) of what is older than it is kept; returns {code: rows}. Safe to repeat, and to break off: a
    piece is one transaction."""
    held = held_people()
    found: dict[str, int] = {}
    for one in record_classes():
        months = months_of(one)
        if one.purge is None or months is None or code not in ("", one.code):
            continue
        before, count = before_of(months), 0
        while True:
            with transaction.atomic():
                emptied = one.purge(before, held, PIECE)
            count += emptied
            if emptied < PIECE:
                break
        if count:
            run = PurgeRun.objects.create(code=one.code, before=before, count=count, held=len(held))
            record_event(act="records.purged", subject="purge_run", subject_id=run.pk, after={"code": one.code, "count": count})
        found[one.code] = count
    return found
