"""Leave stops the clock: an award's end moves by the days of leave inside its term, and back when a leave is taken back."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from certificates.models import Award, AwardExtension, AwardState
from certificates.renewal import end_of, last_day
from lms.audit.api import append_to_book, record_event
from lms.institutions import api as institutions
from lms.kernel.canonical import digest

BOOK: Final = "certificates"


@transaction.atomic
def settle_leaves(*, person_id: int) -> int:
    """A leave was noted or taken back: a person's awards end where their leave puts them; how many moved. Safe to repeat.

    Awards that hold for ever, or were revoked, have nothing to move. One that had ended holds again if a leave inside its term
    is noted late: the days were never counted.
    """
    institutions.lock_person(person_id)
    rows = Award.objects.select_for_update().filter(person=person_id, expires_at__isnull=False)
    zones: dict[int, ZoneInfo] = {}
    moved = 0
    for award in rows.exclude(state=AwardState.REVOKED).order_by("pk"):
        if award.institution_id not in zones:
            zones[award.institution_id] = ZoneInfo(institutions.institution_card(award.institution_id).time_zone)
        moved += settle_leave(award, zones[award.institution_id])
    return moved


def settle_leave(award: Award, zone: ZoneInfo, *, granting: bool = False) -> bool:
    """The same for one locked award; True when its end moved. A row, an audit row and a line in the book say so.

    `granting`: the award is being written, and its own line in the book comes after.
    """
    if award.expires_at is None:
        return False
    last = AwardExtension.objects.filter(award=award).order_by("-number").first()
    base = last.base if last is not None else award.expires_at
    leaves: list[tuple[date, date]] = [(first, until) for _pk, first, until in institutions.leaves_of(award.person_id)]
    ends_on = last_day(base, zone)
    to, counted = institutions.moved_by_leave(timezone.localdate(award.granted_at, zone), ends_on, leaves)
    days = (to - ends_on).days
    if days == award.leave_days:
        return False
    before = award.expires_at
    award.leave_days, award.expires_at = days, end_of(to, zone) if days else base
    award.save(update_fields=["leave_days", "expires_at"])
    AwardExtension.objects.create(
        award=award, number=last.number + 1 if last is not None else 1, days=days, base=base, expires_at=award.expires_at,
        leaves=[[first.isoformat(), until.isoformat()] for first, until in counted],
    )  # fmt: skip
    record_event(
        act="award.moved_by_leave", subject="award", subject_id=award.pk, institution=award.institution_id,
        before={"expires_at": before.isoformat()}, after={"expires_at": award.expires_at.isoformat(), "days": days},
    )  # fmt: skip
    if granting:
        return True
    body = {"award": award.digest, "days": days, "expires_at": award.expires_at}
    append_to_book(book=BOOK, act="award.moved_by_leave", subject=_serial(award), digest_=digest(body))
    return True


def _serial(award: Award) -> str:
    """The number of the paper in force; '' for an award whose paper is not made yet."""
    papers = award.lms_certificates.filter(paper="certificate", superseded_by=None)
    return papers.values_list("serial", flat=True).first() or ""
