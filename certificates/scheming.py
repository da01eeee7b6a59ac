"""What a scheme and a code of conduct are made of, and what a certification must have in place. Pure: no rows, no clock.

Sources: ISO/IEC 17024:2012 (4.3 impartiality, 5.1 structure, 8 schemes, 9.9 appeals, 9.7.3 use of certificates); ASTM E2659
for certificates of assessed courses, which are not certifications.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

LANGUAGES: Final = ("es", "en")
OWNER, CERTIFYING, PROVIDER, REVIEWER = "owner", "certifying_body", "training_provider", "reviewer"
PARTIES: Final = (OWNER, CERTIFYING, PROVIDER, REVIEWER)
ATTESTS, NOT_ATTESTS, IMPARTIALITY, REVIEW_BODY, COMPLAINTS = (
    "attests", "not_attests", "impartiality", "review_body", "complaints",
)  # fmt: skip
WORDS: Final = (*PARTIES, ATTESTS, NOT_ATTESTS, IMPARTIALITY, REVIEW_BODY, COMPLAINTS)
MEMBERS: Final = "members"  # of the review body: ids of people
LONGEST: Final = 1_200  # letters of one text

# A code of conduct: the three rules that it can't do without, then what else it says.
NO_COMMISSIONS, NO_REPRESENTATION, CONFIDENTIALITY, MORE = "no_commissions", "no_representation", "confidentiality", "more"
CONDUCT_PARTS: Final = (NO_COMMISSIONS, NO_REPRESENTATION, CONFIDENTIALITY, MORE)
CONDUCT_NEEDED: Final = CONDUCT_PARTS[:3]

# What a certification needs of its scheme, after what its courses need in each country (courses.assurances.CODES).
PARTIES_NAMED, LIMITS, DECIDERS, STATEMENT, REGISTER, REVIEW, CONDUCT = (
    "parties", "limits", "deciders", "statement", "register", "review", "conduct",
)  # fmt: skip
CODES: Final = (PARTIES_NAMED, LIMITS, DECIDERS, STATEMENT, REGISTER, REVIEW, CONDUCT)
FEWEST: Final = 2  # people who decide; people who review and do not decide


@dataclass(frozen=True, slots=True)
class People:
    """Who holds which role of the programme today. `unchecked`: of the deciders, who never looked at their interests."""

    deciders: frozenset[int] = frozenset()
    reviewers: frozenset[int] = frozenset()
    unchecked: frozenset[int] = frozenset()


def tidy(body: Mapping[str, Any]) -> dict[str, Any]:
    """A scheme's body with every part that there is, texts without spaces around, people once and in order."""
    texts = {part: _both(body.get(part)) for part in WORDS}
    return {**texts, MEMBERS: sorted({int(one) for one in body.get(MEMBERS) or ()})}


def tidy_conduct(body: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """A code of conduct {language: {part: text}} with every part."""
    return {code: {part: str((body.get(code) or {}).get(part) or "").strip() for part in CONDUCT_PARTS} for code in LANGUAGES}


def conduct_lacks(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(language, part) of the rules that a code of conduct can't do without and that it lacks."""
    said = tidy_conduct(body)
    return [(code, part) for code in LANGUAGES for part in CONDUCT_NEEDED if not said[code][part]]


def said_in_both(body: Mapping[str, Any], part: str) -> bool:
    """A part has words in both languages."""
    return all(_both(body.get(part)).values())


def scheme_lacks(body: Mapping[str, Any], people: People, *, conduct: bool) -> list[str]:
    """Codes of what a certification's scheme lacks, in the order of `CODES`. `conduct`: a code of conduct is published.

    Of the review body: it has a name, and at least two of its people hold the role of reviewer or decider and are not needed
    to decide: two deciders at least remain beside them.
    """
    sitting = frozenset(body.get(MEMBERS) or ()) & (people.reviewers | people.deciders)
    rest = people.deciders - sitting
    held = {
        PARTIES_NAMED: all(said_in_both(body, part) for part in PARTIES),
        LIMITS: said_in_both(body, ATTESTS) and said_in_both(body, NOT_ATTESTS),
        DECIDERS: len(people.deciders) >= FEWEST,
        STATEMENT: said_in_both(body, IMPARTIALITY),
        REGISTER: bool(people.deciders) and not people.unchecked,
        REVIEW: said_in_both(body, REVIEW_BODY) and len(sitting) >= FEWEST and len(rest) >= FEWEST,
        CONDUCT: conduct,
    }
    return [code for code in CODES if not held[code]]


def changed_parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Parts of a scheme that differ, in order: for the history."""
    one, other = tidy(before), tidy(after)
    return [part for part in (*WORDS, MEMBERS) if one[part] != other[part]]


def too_long(body: Mapping[str, Any], parts: Collection[str] = WORDS) -> list[str]:
    """Parts with a text that is longer than a page can bear."""
    return [part for part in parts if any(len(text) > LONGEST for text in _both(body.get(part)).values())]


def lines(text: str) -> Sequence[str]:
    """A text's lines, without the empty ones: how lists are written."""
    return [line.strip(" -•\t") for line in text.splitlines() if line.strip(" -•\t")]


def _both(words: Any) -> dict[str, str]:
    given: Mapping[str, Any] = words if isinstance(words, Mapping) else {}
    return {code: str(given.get(code) or "").strip() for code in LANGUAGES}
