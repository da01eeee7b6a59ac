"""A session as an advisor writes it down: what must be there to declare it, and which texts may not name a business. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

MOST_MINUTES: Final = 600
EARLIEST: Final = date(2020, 1, 1)  # the day of a session; what is before is a slip of the keys
MOST_STEPS: Final = 3  # lines on a page; a session may keep more
LONGEST: Final = {"wanted": 2000, "found": 4000, "advice": 6000, "letter": 20000, "next": 2000, "documents": 1000, "region": 80}
TO: Final = ("resource", "lawyer", "nobody")


@dataclass(frozen=True, slots=True)
class StepLine:
    """A next step agreed with the business."""

    what: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """Where to turn to (`resource` a key of the directory), a lawyer, or nobody; always with why."""

    to: str
    why: str
    resource: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One session with one business. `business_id` is a business of a clinic's edition; it brings its own profile."""

    institution_id: int
    held_on: date | None = None
    minutes: int | None = None
    stage: str = ""
    sector: str = ""
    size: str = ""
    region: str = ""
    business_id: int | None = None
    consented: bool = False
    rights: tuple[str, ...] = ()
    wanted: str = ""
    found: str = ""
    advice: str = ""
    documents: str = ""
    letter: str = ""
    next: str = ""
    steps: tuple[StepLine, ...] = ()
    referrals: tuple[ReferralLine, ...] = field(default=())

    def body(self) -> dict[str, Any]:
        """What is kept as one text after the other."""
        return {name: getattr(self, name) for name in BODY}

    def texts(self) -> dict[str, str]:
        """Everything that a person typed, by field: looked at for what says who the business is."""
        typed = {name: str(getattr(self, name)) for name in (*BODY, "region")}
        typed |= {f"step-{n}": line.what for n, line in enumerate(self.steps, 1)}
        return typed | {f"referral-{n}": line.why for n, line in enumerate(self.referrals, 1)}


BODY: Final = ("wanted", "found", "advice", "documents", "letter", "next")


def missing(entry: Entry, today: date) -> dict[str, str]:
    """What must still be there before a session can be declared: {field: sentence}."""
    said: Mapping[str, tuple[bool, str]] = {
        "held_on": (entry.held_on is not None, _("Say on which day it was.")),
        "minutes": (entry.minutes is not None, _("Say how many minutes it took.")),
        "stage": (bool(entry.stage), _("Choose the stage of the business.")),
        "sector": (bool(entry.sector), _("Choose the sector.")),
        "size": (bool(entry.size), _("Choose the size; “not sure” is an answer too.")),
        "consented": (entry.consented, _("Without the agreement of the business a session can't be declared.")),
        "wanted": (bool(entry.wanted), _("Write in a few words what they came for.")),
        "advice": (bool(entry.advice), _("Write in a few words what you advised.")),
    }
    found = {name: sentence for name, (there, sentence) in said.items() if not there}
    if entry.held_on is not None and entry.held_on > today:
        found["held_on"] = _("This day is still to come: declare the session when it has taken place.")
    if entry.held_on is not None and entry.held_on < EARLIEST:
        found["held_on"] = _("Look at the year: sessions are noted from {year} on.").format(year=EARLIEST.year)
    return found
