"""Who did what, for those who must not have had a hand in it; when something was last done."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max, Q

from lms.audit.models import AuditEvent


def actors_of(subjects: Collection[tuple[str, int | str]], *, acts: Collection[str] = ()) -> frozenset[int]:
    """Ids of everybody who acted on any of these (subject, subject id), by one of `acts` where some are given. One query; none
    for no subjects."""
    if not subjects:
        return frozenset()
    wanted = Q()
    for subject, subject_id in subjects:
        wanted |= Q(subject=subject, subject_id=str(subject_id))
    rows = AuditEvent.objects.filter(wanted).exclude(actor=None)
    if acts:
        rows = rows.filter(act__in=acts)
    return frozenset(actor for actor in rows.values_list("actor", flat=True).distinct() if actor is not None)


def last_act_at(subject: str, act: str) -> datetime | None:
    """When this was last done to anything of a kind; None if never. One query, by the index of subjects."""
    at: datetime | None = AuditEvent.objects.filter(subject=subject, act=act).aggregate(at=Max("at"))["at"]
    return at
