"""Complaints of businesses: limits, case numbers, the wording that is agreed to, and the country's own word. Pure."""

import secrets
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

LEAST: Final = 30  # characters of a complaint
MOST: Final = 5000
MOST_ANSWER: Final = 2000
STATEMENT_DAYS: Final = 10  # business days for the advisor's statement
AN_HOUR: Final = 5  # complaints from one network
WORDING: Final = "2026-11"  # never edited: another wording is another version
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that reads as something else


def new_number() -> str:
    """A case number that can be read out over the telephone: "Q7K2-M49TX8"."""
    drawn = "".join(secrets.choice(_LETTERS) for _place in range(10))
    return f"{drawn[:4]}-{drawn[4:]}"


def country_word(country: str) -> str:
    """What such a thing is called in a country, in the reader's language: queja (MX, CO), reclamo (CL, PE)."""
    if country in ("MX", "CO"):
        return pgettext("Mexico, Colombia", "Complaint")
    if country in ("CL", "PE"):
        return pgettext("Chile, Peru", "Complaint")
    return pgettext("any country", "Complaint")


def state_word(state: str) -> str:
    """Where it stands, in words."""
    words: Mapping[str, str] = {
        "open": _("Being looked into"), "founded": _("Founded"), "not_founded": _("Not founded"),
        "outside": _("Nothing that we can look into"), "withdrawn": _("Withdrawn"),
    }  # fmt: skip
    return words[state]
