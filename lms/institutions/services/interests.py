"""A person says whom they are too close to, when that is over, and that what they declare is whole."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from lms.audit.api import record_event
from lms.institutions.errors import InterestDates, InterestNotFound, InterestSelf, InterestUnknown
from lms.institutions.events import interest_declared
from lms.institutions.models import Institution, Interest, InterestCheck, InterestKind, Person


@transaction.atomic
def declare_interest(
    *,
    person_id: int,
    by: int,
    kind: str = InterestKind.OTHER,
    about_id: int | None = None,
    institution_id: int | None = None,
    note: str = "",
    since: date | None = None,
    until: date | None = None,
) -> int:
    """Declare that a person is too close to another one, or to an institution; returns the interest's id.

    It keeps away at once from all that one would score or decide about them, also what one has on lease, and for good:
    ending it holds for what is handed in from then on. `since`: as far as is known. `until`: a day in the past on which it
    was over already. Safe to repeat while the same is open. Raises InterestUnknown (neither, both, nobody, no such kind),
    InterestSelf, InterestDates.
    """
    if kind not in InterestKind.values or (about_id is None) == (institution_id is None):
        raise InterestUnknown
    people, houses = Person.objects.filter(erased_at=None), Institution.objects.all()
    known = people.filter(pk=about_id) if about_id is not None else houses.filter(pk=institution_id or 0)
    if not known.exists():
        raise InterestUnknown
    if about_id == person_id:
        raise InterestSelf
    ended_at = _end_of(until)
    if (
        (since and since > timezone.localdate())
        or (ended_at and ended_at > timezone.now())
        or (since and until and since > until)
    ):
        raise InterestDates
    Person.objects.select_for_update().get(pk=person_id)
    whom: dict[str, Any] = {"person_id": person_id, "about_id": about_id, "institution_id": institution_id, "kind": kind}
    same = Interest.objects.filter(ended_at=None, **whom).first()
    if same is not None and ended_at is None:
        return same.pk
    row = Interest.objects.create(**whom, note=" ".join(note.split())[:300], since=since, declared_by_id=by, ended_at=ended_at)
    _audit("interest.declared", row, by)
    interest_declared.send(sender=Interest, interest_id=row.pk)
    return row.pk


@transaction.atomic
def end_interest(*, interest_id: int, by: int) -> None:
    """Say that it is over; the row stays. One that has ended stays as it is. Raises InterestNotFound."""
    row = Interest.objects.select_for_update().filter(pk=interest_id).first()
    if row is None:
        raise InterestNotFound
    if row.ended_at is not None:
        return
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    _audit("interest.ended", row, by)


@transaction.atomic
def check_interests(*, person_id: int) -> None:
    """A person has looked at what they declare, and it is whole. Each time is a row; twice on one day is one."""
    Person.objects.select_for_update().get(pk=person_id)
    last = InterestCheck.objects.filter(person_id=person_id).order_by("-at").first()
    if last is not None and timezone.localdate(last.at) == timezone.localdate():
        return
    count = Interest.objects.filter(person_id=person_id, ended_at=None).count()
    row = InterestCheck.objects.create(person_id=person_id, open=count)
    record_event(act="interest.checked", subject="interest_check", subject_id=row.pk, actor=person_id, after={"open": count})


def _end_of(day: date | None) -> datetime | None:
    """The last moment of a day, in the zone of the request."""
    if day is None:
        return None
    zone = timezone.get_current_timezone()
    return datetime.combine(day, time.max, tzinfo=zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC"))


def _audit(act: str, row: Interest, by: int) -> None:
    after = {"person": row.person_id, "about": row.about_id, "institution": row.institution_id, "kind": row.kind}
    record_event(
        act=act, subject="interest", subject_id=row.pk, actor=by, institution=row.institution_id, after=after,
    )  # fmt: skip
