"""Roles and countries in the reader's words. Pure."""

from django.utils.translation import gettext as _

from lms.institutions.models import InterestKind, Programme, Role
from lms.institutions.scope import Scope
from lms.kernel.places import Country
from lms.kernel.words import in_language


def role_name(role: str) -> str:
    """A role in the reader's words."""
    names = {
        Role.ADVISOR.value: _("Advisor"),
        Role.FACILITATOR.value: _("Facilitator"),
        Role.ASSESSOR.value: _("Assessor"),
        Role.COORDINATOR.value: _("Coordinator"),
        f"programme:{Programme.AUTHOR.value}": _("Author"),
        f"programme:{Programme.FOCAL.value}": _("National focal point"),
        f"programme:{Programme.REVIEWER.value}": _("Reviewer"),
        f"programme:{Programme.DECIDER.value}": _("Decider"),
        f"programme:{Programme.ASSESSOR.value}": _("Outside assessor"),
        f"programme:{Programme.ADMINISTRATOR.value}": _("Administrator"),
    }
    return names.get(role, role)


def interest_word(kind: str) -> str:
    """What sort of interest it is, in the reader's words."""
    return {
        InterestKind.TAUGHT.value: _("Teaches or taught them"),
        InterestKind.SUPERVISES.value: _("Supervises or supervised their practice"),
        InterestKind.MANAGES.value: _("Manages or managed them"),
        InterestKind.FAMILY.value: _("Family or close friendship"),
        InterestKind.COMMERCIAL.value: _("Business or money"),
        InterestKind.OTHER.value: _("Something else"),
    }.get(kind, kind)


def country_name(country: str) -> str:
    """A country in the reader's language; '' for none."""
    return str(Country(country).label) if country in Country.values else ""


def roles_line(scope: Scope) -> str:
    """The roles of a person in one line of words: "Advisor, Facilitator · Centro Andes · Peru"."""
    groups: dict[tuple[str, str], list[str]] = {}
    for post in scope.posts:
        where = (in_language(post.names), country_name(post.country))
        held = groups.setdefault(where, [])
        if (name := role_name(post.role)) not in held:
            held.append(name)
    return "; ".join(" · ".join(part for part in (", ".join(held), *where) if part) for where, held in groups.items())
