"""How far somebody is on the way to the credentials that a course counts for, for those who accompany them.

The same path as the learner's own page (`paths_in_brief`), in words for a third person. What was ruled for this person is told
with its reason to them alone: here only that the point is met or open.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from certificates.models import CredentialCourse
from certificates.selectors.paths import Brief, paths_in_brief
from certificates.wording.requirements import (
    COURSE_DONE,
    COURSE_NOT_ENROLLED,
    COURSE_OPEN,
    REFRESHERS_DONE,
    REFRESHERS_OPEN,
    SESSIONS_DONE,
    SESSIONS_OPEN,
    requirement_sentence,
)
from courses.paths import Requirement
from lms.kernel.words import in_language

TOLD = frozenset({COURSE_DONE, COURSE_OPEN, SESSIONS_OPEN, SESSIONS_DONE, REFRESHERS_OPEN, REFRESHERS_DONE})


@dataclass(frozen=True, slots=True)
class WayPoint:
    """One thing that a credential asks for; `says` may be ''."""

    title: str
    met: bool
    says: str


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """A credential and what it asks for. `held`: the round that is held stands, and nothing more is asked."""

    titles: Mapping[str, str]
    held: bool
    points: tuple[WayPoint, ...]


def on_the_way(person_id: int, *, course_id: int, country: str, name: str) -> list[OnTheWay]:
    """The credentials of one country that a course counts for. At most eight queries."""
    wanted = set(CredentialCourse.objects.filter(course_id=course_id).values_list("credential_id", flat=True))
    if not wanted:
        return []
    return [
        _told(brief) for brief in paths_in_brief(person_id, name)
        if brief.credential.pk in wanted and brief.country == country
    ]  # fmt: skip


def _told(brief: Brief) -> OnTheWay:
    points = tuple(WayPoint(in_language(one.title), one.met, _says(one)) for one in brief.path.requirements if one.required)
    return OnTheWay(brief.credential.titles, not brief.is_open, points)


def _says(one: Requirement) -> str:
    if one.code == COURSE_NOT_ENROLLED:
        return _("Not enrolled yet.")
    return requirement_sentence(one) if one.code in TOLD else ""
