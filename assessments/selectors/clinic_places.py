"""For which institution a session is logged, and what can be chosen there: businesses by code, places of the directory."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.utils.translation import get_language

from assessments.clinics.words import sector_in_words, stage_in_words
from assessments.errors.clinic import NotAnAdvisorThere
from assessments.models import ClinicBusiness, ClinicSession
from courses import api as courses
from lms.institutions.api import Post, Role, Scope, institution_card
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


def clinic_place(scope: Scope, today: date, *, institution_id: int | None = None, whole: bool = True) -> ClinicPlace:
    """The institution that this person advises for (the first of several), and its choices. Five queries.

    Without `whole` the sizes and the region of the last session are left out: two queries. Raises NotAnAdvisorThere.
    """
    post = next((one for one in _posts(scope) if institution_id in (None, one.institution_id)), None)
    if post is None or post.institution_id is None:
        raise NotAnAdvisorThere
    bare = _bare_place(post.institution_id, post.names, post.country, today)
    return _filled(bare, scope.person_id) if whole else bare


def country_of(scope: Scope) -> str:
    """The country of the institution that this person advises for (the first of several). Raises NotAnAdvisorThere."""
    post = next(iter(_posts(scope)), None)
    if post is None:
        raise NotAnAdvisorThere
    return post.country


def place_of(institution_id: int, person_id: int, today: date) -> ClinicPlace:
    """The same of an institution that is known already. Six queries."""
    card = institution_card(institution_id)
    return _filled(_bare_place(institution_id, card.names, card.country, today), person_id)


def _posts(scope: Scope) -> list[Post]:
    mine = [post for post in scope.posts if post.role == Role.ADVISOR and post.institution_id in scope.advisor_of]
    return sorted(mine, key=lambda post: post.institution_id or 0)


def _bare_place(institution_id: int, names: Mapping[str, str], country: str, today: date) -> ClinicPlace:
    return ClinicPlace(
        institution_id=institution_id,
        names=names,
        country=country,
        businesses=tuple(_businesses(institution_id, today)),
        resources=tuple(resource_names(country, today).items()),
        sizes=(),
        region="",
    )


def _filled(place: ClinicPlace, person_id: int) -> ClinicPlace:
    last = ClinicSession.objects.filter(advisor_id=person_id, institution_id=place.institution_id).exclude(region="")
    region = last.order_by("-pk").values_list("region", flat=True).first() or ""
    return replace(place, sizes=tuple(courses.laws(SIZE_FACTS, [place.country]).values()), region=region)


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
