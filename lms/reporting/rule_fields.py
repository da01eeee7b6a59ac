"""The words of what rules may ask: fields, values, numbers."""

from typing import Any

from django.utils.translation import gettext, pgettext

from lms.institutions.api import country_name, role_name
from lms.kernel.conditions import Condition
from lms.kernel.words import in_language
from lms.reporting.rules import VALUES_OF


def field_labels() -> dict[str, str]:
    """{field: what it is called}, in the order of a menu."""
    return {
        "at_risk": gettext("At risk"),
        "last_seen": gettext("Days since the last visit"),
        "progress": gettext("Progress, percent"),
        "course_state": gettext("How the course stands"),
        "unit": gettext("How one unit stands"),
        "score": gettext("Result, percent"),
        "award": gettext("Certificate"),
        "course": gettext("Course"),
        "cohort": gettext("Group"),
        "role": gettext("Role"),
        "country": gettext("Country"),
        "language": gettext("Language"),
    }


def field_label(name: str) -> str:
    """What one field is called."""
    return field_labels()[name]


def value_labels(name: str) -> dict[str, str]:
    """{value: words} of a field with fixed values."""
    words = {
        "language": {"es": gettext("Spanish"), "en": gettext("English")},
        "course_state": {
            "not_begun": gettext("Not begun"), "active": gettext("Under way"), "completed": gettext("Completed"),
        },
        "unit": {
            "": gettext("Not begun"), "started": gettext("Under way"), "waiting": gettext("Being assessed"),
            "failed": gettext("Not passed yet"), "passed": gettext("Done"), "recognised": gettext("Recognised"),
        },
        "at_risk": {"yes": pgettext("at risk", "yes"), "no": pgettext("at risk", "no")},
        "award": {
            "none": gettext("none"), "in_force": gettext("in force"), "suspended": gettext("suspended"),
            "revoked": gettext("revoked"), "expired": gettext("expired"),
        },
    }  # fmt: skip
    if name == "country":
        return {one: country_name(one) for one in VALUES_OF["country"]}
    if name == "role":
        return {one: role_name(one) for one in VALUES_OF["role"]}
    return words.get(name, {})


def value_label(name: str, value: str, known: Any) -> str:
    """One value in words."""
    names = {"cohort": known.cohorts, "course": known.courses}.get(name)
    return in_language(names.get(value)) or value if names is not None else value_labels(name).get(value, value)


def number_words(one: Condition) -> str:
    """«14 o más», «50 o menos»."""
    words = gettext("{n} or more") if one.op == "at_least" else gettext("{n} or less")
    return words.format(n=one.number)
