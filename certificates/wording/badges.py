"""The words of badges and of the achievement's page: from a credential and what a certificate prints to what a badge says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any, Final

from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.badges.achievement import BOTH, LANGUAGES, AchievementFacts, Cohort, Criterion, IssuerProfile, words
from certificates.badges.picture import BadgeWords
from certificates.models import Credential
from certificates.wording.certificates import Printed, claim_line, claim_title, country_in_words, hours_in_words, long_date
from certificates.wording.schemes import claim_means
from lms.kernel import conf
from lms.kernel.words import in_language

PICTURES: Final = (*LANGUAGES, BOTH)
LINKEDIN: Final = "https://www.linkedin.com/profile/add"


@dataclass(frozen=True, slots=True)
class CourseName:
    """A course that a credential asks for."""

    key: str
    titles: Mapping[str, str]


def achievement_facts(credential: Credential, courses: Sequence[CourseName], claim: str = "") -> AchievementFacts:
    """What a credential is, for its badges and its page. `claim`: that of an award; '' = what the credential claims today."""
    claim = claim or credential.claim
    page = conf.base_url() + reverse("lms:certificates:achievement-detail", args=[credential.key])
    title, house = credential.titles, house_of(credential)
    return AchievementFacts(
        key=credential.key,
        page=page,
        claim=claim,
        names=_in_both(lambda: in_language(title)),
        descriptions=_in_both(lambda: description(claim, house)),
        criteria=_in_both(lambda: criteria(claim, courses, credential.key)),
        courses=tuple(
            Criterion(course.key, {code: in_language(course.titles, code) for code in LANGUAGES}) for course in courses
        ),
        pictures={language: picture_url(credential.key, language) for language in PICTURES},
        captions=_in_both(lambda: _("Badge: %(title)s") % {"title": in_language(title)}),
        framework=_in_both(lambda: house),
    )


def cohort_of(facts: AchievementFacts, printed: Printed, issuer: IssuerProfile) -> Cohort:
    """What the badges of people with equal papers say."""
    return Cohort(
        issuer=issuer,
        achievement=facts,
        language=printed.language if printed.language in PICTURES else LANGUAGES[0],
        country=printed.country,
        law_as_of=printed.law_as_of.isoformat(),
        hours=hours_value(printed.minutes),
        narrative=_in_both(lambda: narrative(printed)),
        result_names={key: _in_both(partial(result_name, key)) for key in ("status", "hours", "country", "law")},
    )


def description(claim: str, house: str) -> str:
    """What the achievement is, in a sentence, in the active language."""
    return _("%(claim)s of the programme %(house)s, on material of WIPO and the countries of the Pacific Alliance.") % {
        "claim": claim_title(claim),
        "house": house,
    }


def criteria(claim: str, courses: Sequence[CourseName], key: str) -> str:
    """What is asked for it, what it claims and where its scheme is, as Markdown, in the active language."""
    asked = [f"- {in_language(course.titles)}" for course in courses]
    scheme = _("Its scheme: %(url)s") % {"url": scheme_url(key)}
    return "\n".join([criteria_head(claim), "", *asked, "", f"{claim_line(claim)} {claim_means(claim)}", "", scheme])


def scheme_url(key: str) -> str:
    """The address of a credential's public scheme."""
    return conf.base_url() + reverse("lms:certificates:scheme-detail", args=[key])


def criteria_head(claim: str) -> str:
    """The sentence before the list of courses."""
    if claim == "participation":
        return _("Whoever takes part in these courses receives it:")
    return _("Whoever completes and passes these courses, with their assessments, receives it:")


def narrative(printed: Printed) -> str:
    """Under which law, how long, and by which institution, in the active language."""
    parts = [
        _("Under the law of %(country)s, as of %(date)s.")
        % {"country": country_in_words(printed.country), "date": long_date(printed.law_as_of)}
    ]
    if hours := hours_in_words(printed.minutes):
        parts.append(_("%(hours)s of study.") % {"hours": hours})
    where = {"institution": in_language(printed.institution), "country": country_in_words(printed.institution_country)}
    parts.append(_("With %(institution)s, %(country)s.") % where)
    return " ".join(parts)


def result_name(key: str) -> str:
    """What a result of a badge is called."""
    return {
        "status": pgettext("of a badge", "Result"),
        "hours": pgettext("of a badge", "Hours of study"),
        "country": pgettext("of a badge", "Law of the country"),
        "law": pgettext("of a badge", "Law as of"),
    }[key]


def hours_value(minutes: int) -> str:
    """Learning time in hours, to the half, with a point: «40», «1.5»; '' for none."""
    if minutes <= 0:
        return ""
    halves = max(1, int((Decimal(minutes) / 30).quantize(Decimal(1), ROUND_HALF_UP)))
    return f"{halves / 2:g}"


def picture_words(credential: Credential, language: str) -> BadgeWords:
    """What the picture of a credential's badge says in a language of a paper."""
    titles, claims = _in_both(lambda: in_language(credential.titles)), _in_both(lambda: claim_title(credential.claim))
    return BadgeWords(words(titles, language), words(claims, language), house_of(credential))


def picture_url(key: str, language: str) -> str:
    """The address of a credential's picture as PNG."""
    return conf.base_url() + reverse("lms:certificates:achievement-png", args=[key, language])


def house_of(credential: Credential) -> str:
    """The programme's name."""
    return str(credential.design.get("house") or conf.get("SITE_NAME"))


def add_to_profile_url(printed: Printed, *, serial: str, url: str) -> str:
    """LinkedIn's form for a certification, filled in: opened by the holder, nothing is sent from here."""
    asked: dict[str, Any] = {
        "startTask": "CERTIFICATION_NAME",
        "name": in_language(printed.credential, printed.language),
        "organizationName": printed.house or str(conf.get("SITE_NAME")),
        **_month("issue", printed.granted_on),
        **_month("expiration", printed.valid_until),
        "certUrl": url,
        "certId": serial,
    }
    return f"{LINKEDIN}?{urlencode(asked)}"


def _month(which: str, day: date | None) -> dict[str, int]:
    return {f"{which}Year": day.year, f"{which}Month": day.month} if day else {}


def _in_both(say: Callable[[], str]) -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = say()
    return said
