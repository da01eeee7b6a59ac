"""Rules of clinics that need no database: codes of businesses, the one-page strategy, what a text must not say. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.clinics import identifiers

MOST_SESSIONS: Final = 6  # of one business in one edition
ASKED_AFTER: Final = timedelta(days=90)  # from the day of a session until its advisor is asked what came of it
ASKED_AGAIN_AFTER: Final = timedelta(days=365)  # the same, where the business had filed something: is it registered?
LEAST_STEPS: Final = 3
MOST_STEPS: Final = 5
LONGEST_CODE: Final = 16
MOST_DIGITS: Final = 7  # a year and a number of a list; an identity number has eight
LONGEST_PART: Final = 600  # characters: the strategy stands on one page
_CODE: Final = re.compile(r"[A-Z0-9]+(?:[._-][A-Z0-9]+)*")


def clean_code(code: str) -> str:
    """A code as it is kept: no blanks, capitals."""
    return re.sub(r"\s+", "", code).upper()


def code_problem(code: str) -> str:
    """Why a business may not be called so; '' when it may. A code says nothing to who has no key to it.

    Letters, digits and single hyphens, points or low lines between them; a digit at least, seven at most; never more than four
    letters or four digits in a row: names, tax numbers and telephones do not fit.
    """
    if not code:
        return _("Write a code.")
    if len(code) > LONGEST_CODE or not _CODE.fullmatch(code) or not code.isascii():
        return _("Letters, digits and hyphens only, at most {n} signs: N-07, 2026-014.").format(n=LONGEST_CODE)
    if re.search(r"\d{5}", code) or sum(sign.isdigit() for sign in code) > MOST_DIGITS or identifiers.find(code):
        return _("“{code}” looks like a tax number or a telephone. Take a number of your own list: N-07.").format(code=code)
    if re.search(r"[A-Z]{5}", code) or not any(sign.isdigit() for sign in code):
        return _("“{code}” looks like a name. Take a number of your own list: N-07.").format(code=code)
    return ""


def text_problems(fields: Mapping[str, str]) -> dict[str, list[str]]:
    """{field: sentences} on whatever says who a business is."""
    return identifiers.sentences_of(fields)


def strategy_gaps(strategy: Mapping[str, Any]) -> list[str]:
    """What a one-page strategy still needs, in sentences."""
    gaps = []
    if not strategy.get("goal"):
        gaps.append(_("say what the business wants to reach"))
    if not strategy.get("assets"):
        gaps.append(_("say what there is"))
    if not strategy.get("risks"):
        gaps.append(_("say what is at risk"))
    steps: Sequence[Mapping[str, str]] = strategy.get("steps") or ()
    if not LEAST_STEPS <= len(steps) <= MOST_STEPS:
        gaps.append(_("three to five steps (there are {n})").format(n=len(steps)))
    if not (strategy.get("help") or strategy.get("help_text")):
        gaps.append(_("say where to get help"))
    return gaps


def strategy_texts(strategy: Mapping[str, Any]) -> dict[str, str]:
    """Every text of a strategy by field, to be looked at for what says who the business is."""
    texts = {name: str(strategy.get(name) or "") for name in ("goal", "assets", "risks", "help_text")}
    for n, step in enumerate(strategy.get("steps") or (), 1):
        texts |= {f"step{n}_{name}": str(step.get(name) or "") for name in ("what", "who", "when")}
    return texts


def read_day(text: Any) -> date | None:
    """A day kept as YYYY-MM-DD; None for nothing or for what is none."""
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
