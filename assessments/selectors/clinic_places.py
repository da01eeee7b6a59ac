"""For which institution a session is logged, and what can be chosen there: businesses by code, places of the directory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import get_language

from assessments.clinic_words import sector_in_words, stage_in_words
from assessments.errors_clinic import NotAnAdvisorThere
from assessments.models import ClinicBusiness, ClinicSession
from courses import api as courses
from lms.institutions.api import Scope, institution_card
from lms.kernel.words import in_language

MOST_BUSINESSES: Final = 300
SIZE_FACTS: Final = ("msme.definition",)


@dataclass(frozen=True, slots=True)
class BusinessChoice:
    """A business of an open clinic, by the institution's code."""

    id: int
    label: str


@dataclass(frozen=True, slots=True)
class ClinicPlace:
    """Where a session is logged. `sizes`: what the country calls micro, small and medium, as checked facts."""

    institution_id: int
    names: Mapping[str, str]
    country: str
    businesses: tuple[BusinessChoice, ...]
    resources: tuple[tuple[str, str], ...]
    sizes: tuple[courses.LawAnswer, ...]
    region: str


def clinic_place(scope: Scope, today: date, *, institution_id: int | None = None) -> ClinicPlace:
    """The institution that this person advises for (the first of several), and its choices. Five queries.

    Raises NotAnAdvisorThere.
    """
    mine = sorted(scope.advisor_of)
    if not mine or (institution_id is not None and institution_id not in mine):
        raise NotAnAdvisorThere
    return place_of(institution_id or mine[0], scope.person_id, today)


def country_of(scope: Scope) -> str:
    """The country of the institution that this person advises for (the first of several). Raises NotAnAdvisorThere."""
    if not scope.advisor_of:
        raise NotAnAdvisorThere
    return institution_card(min(scope.advisor_of)).country


def place_of(institution_id: int, person_id: int, today: date) -> ClinicPlace:
    """The same of an institution that is known already."""
    card = institution_card(institution_id)
    last = ClinicSession.objects.filter(advisor_id=person_id, institution_id=institution_id).exclude(region="")
    answers = courses.laws(SIZE_FACTS, [card.country])
    return ClinicPlace(
        institution_id=institution_id,
        names=card.names,
        country=card.country,
        businesses=tuple(_businesses(institution_id, today)),
        resources=tuple(resource_names(card.country, today).items()),
        sizes=tuple(answers.values()),
        region=last.order_by("-pk").values_list("region", flat=True).first() or "",
    )


def resource_names(country: str, today: date) -> dict[str, str]:
    """{key: name and who gives it} of the directory of a country and of WIPO. One query."""
    now = (get_language() or "es")[:2]
    return {
        card.key: f"{in_language(card.names, now)} ({card.by})" if card.by else in_language(card.names, now)
        for card in courses.help_cards([country], today)
    }


def _businesses(institution_id: int, today: date) -> list[BusinessChoice]:
    rows = ClinicBusiness.objects.filter(
        clinic__institution_id=institution_id, clinic__closed_at=None, clinic__archived_at=None, archived_at=None,
        clinic__starts_on__lte=today, clinic__ends_on__gte=today,
    )  # fmt: skip
    found = rows.order_by("code").values_list("pk", "code", "stage", "sector")[:MOST_BUSINESSES]
    return [
        BusinessChoice(pk, f"{code} · {stage_in_words(stage)} · {sector_in_words(sector)}") for pk, code, stage, sector in found
    ]
