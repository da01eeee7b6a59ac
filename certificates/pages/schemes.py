"""What the pages of schemes and of the code of conduct are given: plain values with their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates import scheming
from certificates.models import Claim, ConductVersion, Credential, SchemeVersion
from certificates.recertification import RenewalRule
from certificates.selectors.conduct import Asked, asks_conduct
from certificates.selectors.schemes import Lack, assurances_kept, countries_of
from certificates.wording.badges import house_of
from certificates.wording.certificates import claim_word, country_in_words, house_lines, joined, long_date
from certificates.wording.schemes import (
    CONDUCT_NAMES,
    PART_NAMES,
    assurance_name,
    claim_means,
    conjunctive_words,
    not_official,
    renewal_words,
    validity_words,
)
from courses import api as courses
from lms.kernel import conf
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class SchemePage:
    """A credential's scheme as the public reads it. Rows are (label, words, small words)."""

    title: str
    claim: str
    claim_means: str
    parties: tuple[tuple[str, str, str], ...]
    attests: tuple[str, ...]
    not_attests: tuple[str, ...]
    courses: tuple[str, ...]
    rule: str
    assured: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]  # country, (name, sentence, in place)
    validity: tuple[str, ...]
    impartiality: str
    review_body: str
    complaints: tuple[str, ...]
    complaint_url: str
    conduct_url: str
    version: str
    archived: bool
    facts: Mapping[str, Any]


def scheme_page(credential: Credential, version: SchemeVersion | None, conduct: ConductVersion | None) -> SchemePage:
    """In the active language. Where no scheme was published yet, what follows from the credential itself is said."""
    body = scheming.tidy(version.body if version else {})
    places = list(credential.lms_courses.select_related("course").order_by("id"))
    titles = [in_language(place.course.titles) for place in places]
    countries = countries_of(credential)
    asked = [place.course_id for place in places]
    found = assurances_kept(asked, countries, of=[credential.pk, credential.claim, version.number if version else 0])
    certification = credential.claim == Claim.CERTIFICATION
    shown = [one for one in found if one.met or certification]
    asks = asks_conduct(credential)
    attests = scheming.lines(in_language(body[scheming.ATTESTS])) or [claim_means(credential.claim)]
    return SchemePage(
        title=in_language(credential.titles),
        claim=claim_word(credential.claim),
        claim_means=claim_means(credential.claim),
        parties=_parties(credential, body),
        attests=tuple(attests),
        not_attests=(not_official(), *scheming.lines(in_language(body[scheming.NOT_ATTESTS]))),
        courses=tuple(titles),
        rule="" if credential.claim == Claim.PARTICIPATION else conjunctive_words(joined(titles)),
        assured=tuple(
            (country_in_words(code), tuple((assurance_name(one.code), one.sentence, one.met) for one in ones))
            for code, ones in _by_country(shown)
        ),
        validity=_validity(credential, {place.course.key: in_language(place.course.titles) for place in places}),
        impartiality=in_language(body[scheming.IMPARTIALITY]),
        review_body=in_language(body[scheming.REVIEW_BODY]),
        complaints=tuple(scheming.lines(in_language(body[scheming.COMPLAINTS]))) or _usual_ways(),
        complaint_url=_first_url("lms:certificates:complaint-form"),
        conduct_url=reverse("lms:certificates:conduct-detail") if asks and conduct else "",
        version=_("Version %(n)s, %(date)s") % {
            "n": version.number, "date": long_date(timezone.localdate(version.at))} if version else "",
        archived=credential.archived_at is not None,
        facts={
            "credential": credential.key, "claim": credential.claim, "version": version.number if version else None,
            "digest": version.digest if version else None, "countries": countries,
            "courses": [place.course.key for place in places], "validity_months": credential.validity_months,
            "renewal": credential.renewal, "renewal_opens_months": credential.renewal_opens_months,
            "conduct_version": conduct.number if asks and conduct else None,
            "assurances": [
                {"code": one.code, "country": one.country, "met": one.met, "facts": dict(one.facts)} for one in shown
            ],
            "url": conf.base_url() + reverse("lms:certificates:scheme-detail", args=[credential.key]),
        },
    )  # fmt: skip


def _parties(credential: Credential, body: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Who stands behind it. Named by the scheme, else as far as it follows from the programme."""
    usual = {
        scheming.OWNER: (house_of(credential), joined(list(house_lines(credential.design)))),
        scheming.CERTIFYING: (_("none: it is not a certification"), "")
        if credential.claim != Claim.CERTIFICATION
        else ("", ""),
        scheming.PROVIDER: (_("the institution that trained the person; the certificate names it"), ""),
        scheming.REVIEWER: (_("not named yet"), ""),
    }
    rows = []
    for part in scheming.PARTIES:
        named = in_language(body[part])
        words, small = (named, "") if named else usual[part]
        rows.append((str(PART_NAMES[part]), words, small))
    return tuple(rows)


def _validity(credential: Credential, titles: Mapping[str, str]) -> tuple[str, ...]:
    rule = RenewalRule.read(credential.renewal)
    asked = joined([title for key, title in titles.items() if rule.asks(key, endorsement=False)])
    said = renewal_words(
        credential.validity_months, credential.renewal_opens_months, rule, asked, credential.follows_law
    )  # fmt: skip
    second = [title for key, title in titles.items() if rule.asks(key, endorsement=True)]
    if len(countries_of(credential)) > 1 and credential.validity_months:
        said.append(
            _("A second country can be added while it is in force: what differs there is asked, in %(courses)s.")
            % {"courses": joined(second)}
        )
    return (validity_words(credential.validity_months), *said)


def _usual_ways() -> tuple[str, ...]:
    return (
        _("A holder can ask for a review of any decision against them, on their page of certificates."),
        _("People who had no hand in the decision answer within 30 business days, and nobody is worse off for having asked."),
    )


def _first_url(*names: str) -> str:
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def _by_country(found: Sequence["courses.Assurance"]) -> list[tuple[str, list["courses.Assurance"]]]:
    return [(code, [one for one in found if one.country == code]) for code in dict.fromkeys(one.country for one in found)]


# Administrators ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LackLine:
    """One thing that a certification lacks. `where`: a country, or the scheme itself."""

    where: str
    sentence: str
    url: str


def lack_lines(lacks: Sequence[Lack]) -> list[LackLine]:
    """The list, country by country, the scheme's own last."""
    return [LackLine(country_in_words(one.country) if one.country else _("The scheme"), one.sentence, one.url) for one in lacks]


def version_lines(versions: Sequence[SchemeVersion]) -> list[dict[str, Any]]:
    """What was published, newest first, with the parts that each version changed."""
    found = []
    for place, one in enumerate(versions, 1):
        before = versions[place] if place < len(versions) else None
        changed = scheming.changed_parts(before.body, one.body) if before else []
        found.append(
            {
                "number": one.number, "at": one.at, "claim": claim_word(one.claim),
                "by": one.by.full_name if one.by else "", "changed": joined([str(PART_NAMES[part]) for part in changed]),
            }
        )  # fmt: skip
    return found


# Conduct ----------------------------------------------------------------------------------------------------------------
def conduct_rows(version: ConductVersion, language: str) -> list[tuple[str, str]]:
    """(name, text) of each part of a code, in the active language."""
    said = scheming.tidy_conduct(version.body)[language if language in scheming.LANGUAGES else "es"]
    return [(str(CONDUCT_NAMES[part]), said[part]) for part in scheming.CONDUCT_PARTS if said[part]]


def conduct_state(asked: Asked, now: datetime) -> dict[str, Any]:
    """How it stands for the person who reads it."""
    return {
        "accepted": long_date(timezone.localdate(asked.accepted_at)) if asked.accepted_at else "",
        "until": long_date(timezone.localdate(asked.accept_by)) if asked.accept_by else "",
        "late": bool(asked.accept_by and asked.accept_by <= now),
    }
