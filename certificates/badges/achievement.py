"""An Open Badges 3.0 AchievementCredential from plain data (1EdTech, Open Badges Specification 3.0; W3C VC Data Model 2.0).

A badge says what the certificate says, but not the name: it knows its holder by a salted hash of the e-mail address. What a
whole cohort shares is a `Cohort`, what differs from person to person a `Holder` of short strings, so that a cohort's badges
can be secured from one template (`certificates.badges.cohort`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Final

from openbadgeslib.ob3 import (
    Achievement,
    Alignment,
    Evidence,
    IdentityObject,
    Issuer,
    OpenBadgeCredential,
    Result,
    ResultDescription,
    status_entry,
)
from openbadgeslib.ob3.credential import OB3_CONTEXT

LANGUAGES: Final = ("es", "en")
BOTH: Final = "es+en"  # a bilingual certificate
_TYPES: Final = {  # claim of the credential: OB 3.0 AchievementType
    "participation": "Badge",
    "assessed_certificate": "CertificateOfCompletion",
    "certification": "Certification",
}
_SAFE: Final = re.compile(r"[A-Za-z0-9:/._~#?=&%$+-]*")  # needs no escape in JSON, in N-Quads, or in an address
_THEN: Final = datetime(2000, 1, 1, tzinfo=UTC)  # replaced by the holder's own before anybody sees it


class BadgeUnfit(ValueError):
    """What can't become a badge; the message says why."""


@dataclass(frozen=True, slots=True)
class IssuerProfile:
    """Who issues: a did:web name, the site's name and address."""

    did: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that must be met: a course of the credential. `key` also names its place on the achievement's page."""

    key: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AchievementFacts:
    """What is awarded, in both languages {es, en}. `page` is its public page, without a query."""

    key: str
    page: str
    claim: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    criteria: Mapping[str, str]  # a narrative in Markdown
    courses: Sequence[Criterion]
    pictures: Mapping[str, str]  # {es, en, es+en}: address of the PNG
    captions: Mapping[str, str]  # the same in words, for who does not see it
    framework: Mapping[str, str]  # the name of the programme that the criteria belong to


@dataclass(frozen=True, slots=True)
class Cohort:
    """What the badges of one cohort share. `language`: es, en or es+en. `narrative`: law, hours and institution in words."""

    issuer: IssuerProfile
    achievement: AchievementFacts
    language: str
    country: str
    law_as_of: str  # ISO date
    hours: str  # «40», «1.5»; '' = not counted
    narrative: Mapping[str, str]
    result_names: Mapping[str, Mapping[str, str]]  # {status, hours, country, law}: {es, en}


@dataclass(frozen=True, slots=True)
class Holder:
    """What differs from badge to badge. Every value is plain ASCII that needs no escaping. Personal data: identity, salt."""

    id: str  # the credential's own address
    serial: str
    verify_url: str
    identity: str  # sha256$… over e-mail and salt
    salt: str
    valid_from: str  # 2026-11-02T15:04:05Z
    valid_until: str  # '' = for ever
    status_list: str  # address of the list
    position: str  # in that list, a number

    def __post_init__(self) -> None:
        """Raises BadgeUnfit for a value that would need escaping."""
        for one in fields(self):
            if not _SAFE.fullmatch(str(getattr(self, one.name))):
                raise BadgeUnfit(f"{one.name} of a badge holds more than plain letters")


def identity_of(email: str, salt: str) -> str:
    """The subject's identifier: SHA-256 over the address (small letters, no spaces around) and the salt (OB 3.0, IdentityHash).

    Whoever knows the address can check it; nobody reads it out.
    """
    return IdentityObject.create(email.strip().lower(), salt).identity_hash


def instant(moment: datetime) -> str:
    """A moment as it stands in a badge: UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def words(texts: Mapping[str, str], language: str) -> str:
    """The words in a language of a paper; both, the Spanish first, for a bilingual one."""
    if language != BOTH:
        return texts.get(language) or texts["es"]
    both = dict.fromkeys(text for text in (texts.get(one, "") for one in LANGUAGES) if text)
    return " / ".join(both)


def achievement_id(page: str, language: str) -> str:
    """The name of one language edition of an achievement: its page in that language."""
    return page if language == BOTH else f"{page}?language={language}"


def credential(cohort: Cohort, holder: Holder) -> dict[str, Any]:
    """The credential without a proof, as JSON-LD. Two calls with equal data give equal documents."""
    facts, language = cohort.achievement, cohort.language
    described = _results(cohort)
    document = OpenBadgeCredential(
        id=holder.id,
        issuer=Issuer(id=cohort.issuer.did, name=cohort.issuer.name, url=cohort.issuer.url),
        recipient_id=None,
        achievement=_achievement(facts, language, [description for description, _result in described]),
        issuance_date=_THEN,
        evidence=[Evidence(id=holder.verify_url, name=words(_EVIDENCE, language))],
        credential_status=[{**status_entry(holder.status_list, "revocation", 0), **_entry(holder)}],
        identifiers=[IdentityObject(holder.identity, "emailAddress", hashed=True, salt=holder.salt)],
        results=[result for _description, result in described],
    ).to_vc()
    document["@context"] = list(document["@context"])
    document["validFrom"] = holder.valid_from
    if holder.valid_until:
        document["validUntil"] = holder.valid_until
    subject = document["credentialSubject"]
    subject["licenseNumber"] = holder.serial
    subject["narrative"] = _paragraphs(cohort.narrative, language)
    subject["achievement"] |= _beyond_the_library(facts, cohort.issuer.did, language, subject["achievement"])
    return document


def achievement_document(facts: AchievementFacts, did: str, language: str) -> dict[str, Any]:
    """The achievement by itself, as JSON-LD, for who follows its address."""
    found = _achievement(facts, language, []).to_dict()
    return {"@context": list(OB3_CONTEXT), **found, **_beyond_the_library(facts, did, language, found)}


def _achievement(facts: AchievementFacts, language: str, results: list[ResultDescription]) -> Achievement:
    return Achievement(
        id=achievement_id(facts.page, language),
        name=words(facts.names, language),
        description=words(facts.descriptions, language),
        criteria_narrative=_paragraphs(facts.criteria, language),
        achievement_type=_TYPES.get(facts.claim, "Badge"),
        alignments=[
            Alignment(
                target_name=words(course.names, language),
                target_url=f"{facts.page}#{course.key}",
                target_framework=words(facts.framework, language),
                target_code=course.key,
            )
            for course in facts.courses
        ],
        result_descriptions=results,
    )


def _beyond_the_library(facts: AchievementFacts, did: str, language: str, written: Mapping[str, Any]) -> dict[str, Any]:
    """What the standard has a place for in an achievement and the library's model does not write."""
    more = {
        "humanCode": facts.key,
        "creator": {"id": did, "type": ["Profile"]},
        "criteria": {"id": f"{facts.page}#criteria", **written["criteria"]},
        "image": {"id": facts.pictures[language], "type": "Image", "caption": words(facts.captions, language)},
        "related": [  # the other language editions of the same achievement
            {"id": achievement_id(facts.page, other), "type": ["Related"], "inLanguage": other}
            for other in LANGUAGES
            if other != language
        ],
    }
    return more if language == BOTH else {**more, "inLanguage": language}


def _entry(holder: Holder) -> dict[str, str]:
    return {"id": f"{holder.status_list}#{holder.position}", "statusListIndex": holder.position}


def _results(cohort: Cohort) -> list[tuple[ResultDescription, Result]]:
    """Passed, the hours, and the law of which country as of when: what OB 3.0 keeps as results of an achievement."""
    found = [("status", "Status", Result(status="Completed"))]
    if cohort.hours:
        found.append(("hours", "ext:LearningHours", Result(value=cohort.hours)))
    found.append(("country", "ext:LawOfCountry", Result(value=cohort.country)))
    found.append(("law", "ext:LawAsOf", Result(value=cohort.law_as_of)))
    pairs = []
    for key, kind, result in found:
        result.result_description = f"{cohort.achievement.page}#result-{key}"
        name = words(cohort.result_names[key], cohort.language)
        allowed = ["Completed"] if kind == "Status" else []
        pairs.append((ResultDescription(result.result_description, name, kind, allowed_values=allowed), result))
    return pairs


_EVIDENCE: Final = {"es": "Página de verificación", "en": "Verification page"}


def _paragraphs(texts: Mapping[str, str], language: str) -> str:
    if language != BOTH:
        return words(texts, language)
    return "\n\n".join(dict.fromkeys(text for text in (texts.get(one, "") for one in LANGUAGES) if text))
