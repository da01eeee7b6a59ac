"""What the achievement's page is given: plain values with their words, so that the template only shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from certificates.models import Credential
from certificates.wording.badges import CourseName, criteria_head, description, house_of, result_name
from certificates.wording.certificates import claim_line, claim_title, house_lines
from certificates.wording.schemes import validity_words
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class AchievementPage:
    """A credential as its public page shows it."""

    key: str
    title: str
    claim: str
    claims: str  # what it claims, in words
    said: str
    criteria_head: str
    courses: tuple[tuple[str, str], ...]  # (name of its place on the page, title)
    house: str
    house_lines: tuple[str, ...]
    validity: str
    results: tuple[tuple[str, str, str], ...]  # (name of its place, what it is called, what it means)
    picture_url: str
    picture_words: str
    archived: bool


def achievement(credential: Credential, courses: Sequence[CourseName]) -> AchievementPage:
    """In the active language."""
    title = in_language(credential.titles)
    language = (get_language() or "es")[:2]
    return AchievementPage(
        key=credential.key,
        title=title,
        claim=claim_title(credential.claim),
        claims=claim_line(credential.claim),
        said=description(credential.claim, house_of(credential)),
        criteria_head=criteria_head(credential.claim),
        courses=tuple((course.key, in_language(course.titles)) for course in courses),
        house=house_of(credential),
        house_lines=house_lines(credential.design),
        validity=validity_words(credential.validity_months),
        results=tuple((f"result-{key}", result_name(key), means) for key, means in _results(credential.claim)),
        picture_url=reverse("lms:certificates:achievement-svg", args=[credential.key, language]),
        picture_words=_("Badge: %(title)s") % {"title": title},
        archived=credential.archived_at is not None,
    )


def _results(claim: str) -> tuple[tuple[str, str], ...]:
    taken = _("The courses were taken part in.")
    return (
        ("status", taken if claim == "participation" else _("The course and its assessments were completed and passed.")),
        ("hours", _("The time that the lessons, sessions and practice take, as the programme counts it.")),
        ("country", _("The country whose law was learned, as its two letters.")),
        ("law", _("The day on which the law stood as it was learned.")),
    )
