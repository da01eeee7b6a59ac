"""The figures of the whole programme: counted by a worker every hour for the running quarter, kept for the quarters before."""

import logging
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from lms.audit import api as audit
from lms.institutions import api as institutions
from lms.jobs.api import Claim, report_progress, request_job
from lms.kernel.places import COUNTRIES
from lms.kernel.snapshot import snapshot
from lms.reporting import periods
from lms.reporting.figures import DEFINITIONS_VERSION
from lms.reporting.figures.summing import Adder, told
from lms.reporting.models import ProgrammeFigures
from lms.reporting.services.computing import certification_of, progress_of

log = logging.getLogger(__name__)
COUNT: Final = "reporting.programme"
ZONE: Final = "America/Lima"  # decides only which quarter is running
QUARTERS: Final = 8
LATE: Final = timedelta(days=30)  # records of an ended quarter may still arrive


def quarters(now: datetime) -> list[str]:
    """Keys of the running quarter and those before it, newest first."""
    one = periods.quarter_of(now, ZONE)
    found = [one]
    while len(found) < QUARTERS:
        found.append(periods.before(found[-1], ZONE))
    return [each.key for each in found]


def ask_for_programme(now: datetime | None = None) -> int:
    """Ask for every quarter that is to be counted (again); returns how many. Sent by beat every hour; safe to repeat."""
    moment = now or timezone.now()
    known = {row.quarter: row for row in ProgrammeFigures.objects.all()}
    asked, places = 0, len(institutions.institution_cards(None))
    for key in quarters(moment):
        row = known.get(key)
        if row is not None and row.definitions == DEFINITIONS_VERSION and not _stale(row, moment):
            continue
        request_job(kind=COUNT, key=f"{COUNT}:{key}:{moment:%Y%m%d%H}", args={"quarter": key}, total=places)
        asked += 1
    return asked


def _stale(row: ProgrammeFigures, now: datetime) -> bool:
    """A running quarter after an hour, one that ended lately after a day, an old one never."""
    if not row.ended:
        return now - row.as_at >= timedelta(minutes=55)
    over = periods.period(row.quarter, ZONE).end
    return row.as_at - over < LATE and now - row.as_at >= timedelta(hours=23)


def compute_programme(*, quarter: str = "", claimed: Claim | None = None) -> None:
    """Count one quarter (the running one) over all institutions, at one instant, and keep it. Safe to repeat.

    Raises UnknownPeriod.
    """
    quarter = quarter or quarters(timezone.now())[0]
    adder = Adder()
    places = institutions.institution_cards(None)
    with snapshot() as using:
        as_at = timezone.now()
        for done, place in enumerate(places.values(), start=1):
            one = periods.period(quarter, place.time_zone)
            with timezone.override(place.time_zone):
                adder.add(place.country, progress_of(place.id, one, using=using))
                adder.add(place.country, certification_of(place.id, one, country=place.country, using=using))
            if claimed is not None:
                report_progress(claimed, done=done)
    body: dict[str, Any] = {
        "countries": told(adder.figures(COUNTRIES)), "institutions": len(places), "broken": broken_books(),
    }  # fmt: skip
    ended = all(periods.period(quarter, place.time_zone).end <= as_at for place in places.values())
    _keep(quarter, body, as_at, ended)


def broken_books() -> dict[str, int]:
    """{book: its first line that does not hold} of the chained books, {} when all hold."""
    found = {book: audit.broken_line(book=book) for book in audit.book_names()}
    return {book: line for book, line in found.items() if line is not None}


@transaction.atomic
def _keep(quarter: str, body: dict[str, Any], as_at: datetime, ended: bool) -> None:
    """The newer count stays, whichever worker is last."""
    row, made = ProgrammeFigures.objects.select_for_update().get_or_create(
        quarter=quarter, defaults={"definitions": DEFINITIONS_VERSION, "body": body, "as_at": as_at, "ended": ended}
    )
    if not made and row.as_at <= as_at:
        row.definitions, row.body, row.as_at, row.ended = DEFINITIONS_VERSION, body, as_at, ended
        row.save()


def count_quarter(claimed: Claim) -> dict[str, Any]:
    """Job `reporting.programme`."""
    compute_programme(quarter=str(claimed.args["quarter"]), claimed=claimed)
    return {}
