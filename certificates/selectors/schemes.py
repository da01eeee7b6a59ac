"""Schemes: the one in force, its draft, and what a certification lacks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone, translation

from certificates.models import Award, ConductVersion, Credential, Scheme, SchemeVersion
from certificates.scheming import People, scheme_lacks, tidy
from certificates.wording.schemes import absent_sentence, lack_sentence
from courses import api as courses
from lms.institutions import api as institutions
from lms.kernel.canonical import digest
from lms.kernel.places import COUNTRIES

KEPT_SECONDS: Final = 60
SCHEME: Final = ""  # of a lack that is the scheme's own and no country's


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that a certification lacks, in the active language. `country` '' = the scheme itself."""

    code: str
    country: str
    sentence: str
    url: str = ""


def scheme_of(credential_id: int) -> SchemeVersion | None:
    """The scheme in force: the last version that was published. One query."""
    return SchemeVersion.objects.filter(credential_id=credential_id).order_by("-number").first()


def versions_of(credential_id: int) -> QuerySet[SchemeVersion]:
    """All that was published of a scheme, the newest first."""
    return SchemeVersion.objects.filter(credential_id=credential_id).select_related("by").order_by("-number")


def draft_of(credential: Credential) -> Scheme:
    """The draft; one that nobody has written yet is made up and not saved."""
    found = Scheme.objects.filter(credential=credential).select_related("published").first()
    return found or Scheme(credential=credential, claim=credential.claim, body=tidy({}), draft_number=0)


def conduct_in_force() -> ConductVersion | None:
    """The newest code of conduct; None where none was published. One query."""
    return ConductVersion.objects.order_by("-number").first()


def countries_of(credential: Credential) -> list[str]:
    """Where a credential is awarded."""
    return [code for code in COUNTRIES if not credential.countries or code in credential.countries]


def people_now() -> People:
    """Who decides and who reviews today."""
    deciders = frozenset(institutions.programme_people(institutions.Programme.DECIDER))
    reviewers = frozenset(institutions.programme_people(institutions.Programme.REVIEWER))
    return People(deciders, reviewers, frozenset(unchecked(deciders)))


def unchecked(people: Iterable[int]) -> set[int]:
    """Those of these people who never looked at their interests, or so long ago that they are asked again."""
    return set(institutions.interests_unchecked(list(people), timezone.now()))


def assurances_of(course_ids: Sequence[int], countries: Sequence[str]) -> list[courses.Assurance]:
    """What the courses have in place, country by country, met or not."""
    return [one for code in countries for one in courses.assurances(list(course_ids), code, absent_sentence)]


def assurances_kept(course_ids: Sequence[int], countries: Sequence[str], *, of: object) -> list[courses.Assurance]:
    """The same as of a minute ago at most, for a page that anybody may open: it is some twenty queries a country. `of`: what
    makes it another page at once (the version of a scheme)."""
    language = translation.get_language() or "es"
    key = f"lms:assurances:{language}:{digest([list(course_ids), list(countries), of])}"
    found: list[courses.Assurance] | None = cache.get(key)
    if found is None:
        found = assurances_of(course_ids, countries)
        cache.set(key, found, KEPT_SECONDS)
    return found


def lacks_of(countries: Sequence[str], course_ids: Sequence[int], body: Mapping[str, Any]) -> list[Lack]:
    """Everything that a certification with this scheme, these courses and countries lacks today, in words."""
    found = [Lack(one.code, one.country, one.sentence, one.url) for one in assurances_of(course_ids, countries) if not one.met]
    missing = scheme_lacks(body, people_now(), conduct=conduct_in_force() is not None)
    return [*found, *(Lack(code, SCHEME, lack_sentence(code)) for code in missing)]


def sitters() -> list[tuple[int, str]]:
    """(id, name) of those who may sit in a review body: reviewers and deciders of today, by name. Two queries."""
    roles = (institutions.Programme.REVIEWER, institutions.Programme.DECIDER)
    cards = {pk: card for role in roles for pk, card in institutions.programme_cards(role).items()}
    return sorted(((pk, card.full_name) for pk, card in cards.items()), key=lambda one: (one[1], one[0]))


def countries_to_add(award: Award) -> list[str]:
    """Countries that the holder of an award could add to it: offered, and neither held nor under way. Two queries."""
    same = Award.objects.filter(person=award.person_id, credential=award.credential_id)
    held = set(same.values_list("country", flat=True))
    asked = set(award.credential.lms_courses.values_list("course_id", flat=True))
    begun = {one.country for one in courses.enrolments_of(award.person_id) if one.course_id in asked and one.state != "closed"}
    return [code for code in countries_of(award.credential) if code not in held | begun]
