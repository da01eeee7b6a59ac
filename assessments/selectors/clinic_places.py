"""For which institution a session is logged, and what can be chosen there: businesses by code, places of the directory."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from django.utils.translation import get_language

from assessments.clinics.entries import EARLIEST
from assessments.clinics.words import sector_in_words, stage_in_words
from assessments.errors.clinic import NotAnAdvisorThere
from assessments.models import ClinicBusiness, ClinicSession
from courses import api as courses
from lms.institutions.api import Post, Role, Scope, institution_card
from lms.kernel.words import in_language

MOST_BUSINESSES: Final = 300
GRACE: Final = timedelta(weeks=4)  # a session of the last day may be written down some weeks later
SIZE_FACTS: Final = ("msme.definition",)


@dataclass(frozen=True, slots=True)
class BusinessChoice:
    """A business of a clinic's edition, by the institution's code."""

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


def clinic_place(
    scope: Scope, today: date, *, institution_id: int | None = None, whole: bool = True, held_on: date | None = None
) -> ClinicPlace:  # fmt: skip
    """The institution that this person advises for (the first of several), and its choices. Five queries.

    Businesses are those of editions of the day and of `held_on`, some weeks after their end too.
    Without `whole` the sizes and the region of the last session are left out: two queries. Raises NotAnAdvisorThere.
    """
    post = next((one for one in _posts(scope) if institution_id in (None, one.institution_id)), None)
    if post is None or post.institution_id is None:
        raise NotAnAdvisorThere
    businesses = _businesses(post.institution_id, {today, min(max(held_on or today, EARLIEST), today)}, None)
    bare = _bare_place(post.institution_id, post.names, post.country, today, businesses)
    return _filled(bare, scope.person_id) if whole else bare


def country_of(scope: Scope) -> str:
    """The country of the institution that this person advises for (the first of several). Raises NotAnAdvisorThere."""
    post = next(iter(_posts(scope)), None)
    if post is None:
        raise NotAnAdvisorThere
    return post.country


def place_of(
    institution_id: int, person_id: int, today: date, *, held_on: date | None = None, own: int | None = None
) -> ClinicPlace:
    """The same of an institution that is known already; with the `own` business of a session. Six queries."""
    card = institution_card(institution_id)
    businesses = _businesses(institution_id, {today, min(max(held_on or today, EARLIEST), today)}, own)
    return _filled(_bare_place(institution_id, card.names, card.country, today, businesses), person_id)


def _posts(scope: Scope) -> list[Post]:
    mine = [post for post in scope.posts if post.role == Role.ADVISOR and post.institution_id in scope.advisor_of]
    return sorted(mine, key=lambda post: post.institution_id or 0)


def _bare_place(
    institution_id: int, names: Mapping[str, str], country: str, today: date, businesses: list[BusinessChoice]
) -> ClinicPlace:
    return ClinicPlace(
        institution_id=institution_id,
        names=names,
        country=country,
        businesses=tuple(businesses),
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


def _businesses(institution_id: int, days: set[date], own: int | None) -> list[BusinessChoice]:
    there = Q()
    for day in days:
        there |= Q(clinic__starts_on__lte=day, clinic__ends_on__gte=day - GRACE)
    there &= Q(clinic__closed_at=None, clinic__archived_at=None, archived_at=None)
    rows = ClinicBusiness.objects.filter(there | Q(pk=own), clinic__institution_id=institution_id).annotate(mine=Q(pk=own))
    found = list(
        rows.order_by("-mine", "-clinic__starts_on", "clinic", "code")
        .values_list("pk", "code", "stage", "sector", "clinic", "clinic__names")[:MOST_BUSINESSES]
    )  # fmt: skip
    several = len({clinic for *_rest, clinic, _names in found}) > 1
    now = (get_language() or "es")[:2]
    return [
        BusinessChoice(pk, " · ".join([
            code, stage_in_words(stage), sector_in_words(sector), *([in_language(names, now)] if several else []),
        ]))
        for pk, code, stage, sector, _clinic, names in found
    ]  # fmt: skip
