"""The programme's view of clinics: confirmed sessions of one year, as protected counts. No row leaves this module."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.db.models.functions import ExtractYear
from django.utils import timezone

from assessments.clinics.programme_counts import Programme, Seen, programme
from assessments.clinics.rules import ASKED_AFTER
from assessments.models import ClinicSession, ClinicState
from assessments.selectors.clinic_figures import month_key
from lms.institutions.api import InstitutionCard
from lms.kernel.places import COUNTRIES


def years() -> list[int]:
    """The years with a confirmed session, the latest first. One query."""
    rows = ClinicSession.objects.filter(state=ClinicState.CONFIRMED).exclude(held_on=None)
    found = rows.annotate(year=ExtractYear("held_on")).values_list("year", flat=True).order_by("-year").distinct()
    return list(found)


def programme_year(year: int, cards: Mapping[int, InstitutionCard]) -> Programme:
    """What of a year may be told; `cards` are all institutions. One query."""
    houses: dict[str, list[int]] = defaultdict(list)
    for pk, card in cards.items():
        houses[card.country].append(pk)
    rows = ClinicSession.objects.filter(
        state=ClinicState.CONFIRMED, held_on__range=(date(year, 1, 1), date(year, 12, 31))
    ).values_list(
        "institution__country", "institution", "held_on", "stage", "sector", "rights", "lms_sequel__outcome", "business"
    )  # fmt: skip
    asked = timezone.localdate() - ASKED_AFTER
    seen = [
        Seen(
            country,
            house,
            month_key(day),
            stage,
            sector,
            tuple(dict.fromkeys(rights or ())),
            outcome or "",
            kept or 0,
            day > asked,
        )
        for country, house, day, stage, sector, rights, outcome, kept in rows
        if day
    ]
    return programme(seen, countries=COUNTRIES, houses=houses)
