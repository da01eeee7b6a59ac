"""Applications of which the advisor is asked after twelve months what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.clinics.words import sector_in_words, stage_in_words
from assessments.errors.clinic import FollowUpNotFound
from assessments.models import ClinicYear
from lms.messages.api import NothingToSay

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class YearLine:
    """One of them."""

    id: int
    session_id: int
    held_on: date | None
    about: str


def end_in_words(end: str) -> str:
    """What became of an application."""
    return {
        "registered": _("It was registered"), "pending": _("It is still being examined"), "refused": _("It was refused"),
        "dropped": _("The business gave it up"), "unknown": _("Not known"),
    }.get(end, end)  # fmt: skip


def years_of(person_id: int) -> list[YearLine]:
    """Those of one advisor that wait for an answer. One query."""
    rows = ClinicYear.objects.filter(sequel__session__advisor_id=person_id, answered_at=None)
    values = rows.order_by("sequel__session__held_on", "pk").values_list(
        "pk", "sequel__session_id", "sequel__session__held_on", "sequel__session__stage", "sequel__session__sector"
    )[:MOST]
    return [
        YearLine(pk, session, held_on, " · ".join(filter(None, (
            stage_in_words(stage) if stage else "", sector_in_words(sector) if sector else "",
        )))) for pk, session, held_on, stage, sector in values
    ]  # fmt: skip


def year_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the mail says when it is written. Raises NothingToSay when all were answered meanwhile."""
    lines = years_of(params["person_id"])
    if not lines:
        raise NothingToSay
    return {"lines": lines}


def access_own_year(person_id: int, year_id: int) -> ClinicYear:
    """Of a session of one's own. Raises FollowUpNotFound."""
    found = ClinicYear.objects.filter(pk=year_id, sequel__session__advisor_id=person_id).first()
    if found is None:
        raise FollowUpNotFound
    return found
