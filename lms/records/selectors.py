"""The table of what is kept for how long, and the holds."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from lms.kernel import conf
from lms.kernel.months import months_before
from lms.kernel.retention import RecordClass, record_classes
from lms.records.models import LegalHold, PurgeRun


@dataclass(frozen=True, slots=True)
class Kept:
    """One class as the page shows it. `last`: the newest run that emptied something."""

    one: RecordClass
    months: int | None
    last: PurgeRun | None


def months_of(one: RecordClass) -> int | None:
    """How long a class is kept here: the host's word, else its own."""
    return dict(conf.get("RETENTION")).get(one.code, one.months)


def kept_classes() -> list[Kept]:
    """Every class with how long it is kept and when it was last emptied. Two queries."""
    newest = PurgeRun.objects.filter(count__gt=0).values("code").annotate(last=Max("pk")).values("last")
    runs = {run.code: run for run in PurgeRun.objects.filter(pk__in=newest)}
    return [Kept(one, months_of(one), runs.get(one.code)) for one in record_classes()]


def open_holds() -> list[LegalHold]:
    """The holds that stand, the newest first. One query."""
    return list(LegalHold.objects.filter(ended_at=None).select_related("person", "by").order_by("-at", "-pk"))


def held_people() -> frozenset[int]:
    """Whose records are not emptied now. One query."""
    return frozenset(LegalHold.objects.filter(ended_at=None).values_list("person_id", flat=True))


def before_of(months: int, now: datetime | None = None) -> datetime:
    """The moment up to which a class that is kept for so many months is emptied."""
    return months_before(now or timezone.now(), months)
