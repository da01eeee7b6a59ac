"""The places of the menu, by role: at most four in sight, the rest under the account."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.institutions.api import Scope

MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the menu; the label is in the active language."""

    url: str
    icon: str
    label: str


_READERS: Final = ("facilitator", "assessor", "coordinator", "author", "focal", "reviewer", "decider", "administrator")
# role → (name of the URL, icon, label). A page that the site does not have is left out.
_PLACES: Final[tuple[tuple[str, str, str, Promise | str], ...]] = (
    ("advisor", "lms:courses:course-list", "book", _("Courses")),
    ("advisor", "lms:courses:reference-home", "search", _("Reference")),
    ("advisor", "lms:certificates:certificate-list", "cert", _("Certificates")),
    ("advisor", "lms:assessments:clinic-home", "clinic", _("Clinic practice")),
    ("advisor", "lms:assessments:accommodation-own", "people", _("Accommodations")),
    ("advisor", "lms:courses:review-list", "undo", _("Reviews")),
    ("assessor", "lms:assessments:submission-list", "pencil", _("To score")),
    ("assessor", "lms:assessments:qualifying-list", "done", _("Qualifying")),
    ("assessor", "lms:assessments:examining-list", "people", _("To examine")),
    ("coordinator", "lms:reporting:cohort-list", "people", _("Groups")),
    ("facilitator", "lms:reporting:cohort-list", "people", _("Groups")),
    ("facilitator", "lms:assessments:clinic-confirm-list", "clinic", _("Clinic")),
    ("coordinator", "lms:reporting:report-list", "chart", _("Reports")),
    ("focal", "lms:reporting:report-list", "chart", _("Reports")),
    ("reviewer", "lms:reporting:report-list", "chart", _("Reports")),
    ("decider", "lms:reporting:report-list", "chart", _("Reports")),
    ("reviewer", "lms:reporting:programme", "globe", _("Programme")),
    ("decider", "lms:reporting:programme", "globe", _("Programme")),
    ("focal", "lms:reporting:programme", "globe", _("Programme")),
    ("author", "lms:courses:item-list", "book", _("Toolkit")),
    ("author", "lms:courses:change-list", "stale", _("Changes of law")),
    ("author", "lms:assessments:question-list", "list", _("Questions")),
    ("focal", "lms:courses:change-list", "stale", _("Changes of law")),
    ("focal", "lms:courses:item-list", "book", _("Toolkit")),
    ("administrator", "lms:institutions:institution-list", "people", _("Institutions")),
    ("coordinator", "lms:institutions:institution-list", "people", _("Institution")),
    ("coordinator", "lms:assessments:clinic-list", "clinic", _("Clinics")),
    ("facilitator", "lms:assessments:clinic-list", "clinic", _("Clinics")),
    ("coordinator", "lms:reporting:nudge-list", "comment", _("Messages")),
    ("facilitator", "lms:reporting:nudge-list", "comment", _("Messages")),
    ("administrator", "lms:messages:failure-list", "comment", _("Mail that did not arrive")),
    ("reviewer", "lms:assessments:clinic-programme", "clinic", _("Clinics")),
    ("decider", "lms:assessments:clinic-programme", "clinic", _("Clinics")),
    ("administrator", "lms:reporting:programme", "globe", _("Programme")),
    ("administrator", "lms:jobs:job-list", "clock", _("Stopped work")),
    *((role, "lms:assessments:assessor-list", "chart", _("Assessors")) for role in ("reviewer", "decider", "administrator")),
    *((role, "lms:courses:review-inbox", "undo", _("Requests for review")) for role in ("decider", "reviewer")),
    *((role, "lms:courses:prior-inbox", "book", _("Prior learning")) for role in ("decider", "reviewer")),
    ("decider", "lms:assessments:appeal-list", "undo", _("Reviews of letters")),
    ("decider", "lms:certificates:complaint-list", "comment", _("Complaints")),
    *((role, "lms:assessments:accommodation-list", "people", _("Accommodations")) for role in ("decider", "reviewer")),
    *((role, "lms:certificates:award-list", "cert", _("Certificates awarded")) for role in ("decider", "reviewer")),
    *((role, "lms:assessments:release-list", "cert", _("Results to release")) for role in ("coordinator", "decider")),
    *((role, "lms:assessments:sitting-list", "cal", _("Sittings")) for role in ("coordinator", "decider", "administrator")),
    *((role, "lms:assessments:piece-plan-list", "people", _("Supervised pieces")) for role in ("coordinator", "decider")),
    ("decider", "lms:assessments:declaration-list", "comment", _("Declared help")),
    *((role, "lms:assessments:family-list", "doc", _("Families of cases")) for role in ("author", "focal", "decider")),
    ("coordinator", "lms:certificates:batch-list", "cert", _("Papers for groups")),
    *((role, "lms:assessments:survey-list", "comment", _("Surveys")) for role in ("coordinator", "facilitator")),
    ("author", "lms:assessments:survey-wordings", "comment", _("Surveys")),
    *(
        (role, "lms:certificates:design-list", "doc", _("Designs of papers"))
        for role in ("administrator", "decider", "coordinator")
    ),
    *((role, "lms:records:record-list", "lock", _("Records")) for role in ("administrator", "decider", "reviewer")),
    *(
        (role, "lms:institutions:interest-list", "people", _("Your interests"))
        for role in ("assessor", "decider", "reviewer", "coordinator", "facilitator", "administrator")
    ),
    *((role, "lms:courses:meeting-list", "cal", _("Meetings")) for role in ("coordinator", "facilitator")),
    *((role, "lms:courses:calendar-list", "cal", _("Calendar")) for role in ("advisor", *_READERS)),
    *((role, "lms:courses:reference-home", "search", _("Reference")) for role in _READERS),
)


def _all(scope: Scope) -> Iterable[Place]:
    yield Place(reverse("lms:home:home"), "home", str(_("Home")))
    seen: set[str] = set()
    for role, name, icon, label in _PLACES:
        if role not in scope.roles or name in seen:
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        seen.add(name)
        yield Place(url, icon, str(label))


def all_places(scope: Scope) -> list[Place]:
    """Home and every place of the roles held, each once."""
    return list(_all(scope))


def places_of(scope: Scope) -> list[Place]:
    """What the bar shows: home and up to three more."""
    return all_places(scope)[:MOST]


def menu_of(scope: Scope) -> list[Place]:
    """What did not fit into the bar."""
    return all_places(scope)[MOST:]


def account_places() -> list[Place]:
    """Pages of the log-in itself, where the site has them (allauth in the stand-alone site)."""
    found = []
    for name, icon, label in (
        ("account_change_password", "lock", _("Change your password")),
        ("account_email", "comment", _("Your e-mail addresses")),
        ("lms:messages:choices", "comment", _("Your mail")),
        ("mfa_index", "phone", _("A second step when you sign in")),
    ):
        try:
            found.append(Place(reverse(name), icon, str(label)))
        except NoReverseMatch:
            continue
    return found
