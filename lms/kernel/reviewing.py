"""Reviews and complaints: one clock and one set of rules for every decision that went against somebody. Pure.

* Acknowledged by a person within 5 business days, decided within 30, both by the calendar of the country concerned
  (`lms.kernel.calendars`). Nothing stops or extends the clock: what is late is shown as late, told to who waits, and goes up.
* Decided by people who had no hand in it before: two who agree; where the first two do not, a third.
* Nobody is worse off for having asked: upheld, the result gets better; dismissed, it stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from lms.kernel.calendars import business_day_after, business_days_until

ACKNOWLEDGE: Final = 5  # business days
DECIDE: Final = 30
SOON: Final = 5  # business days before the last one: said on first pages and by mail
ASK_WITHIN: Final = 30  # calendar days in which a review can be asked for, where the subject has no rule of its own
LEAST: Final = 20  # characters of a reason
MOST: Final = 4000
PANEL: Final = 2  # who agree decide
MOST_OPINIONS: Final = 3

OPEN: Final = "open"
UPHELD: Final = "upheld"
DISMISSED: Final = "dismissed"
WITHDRAWN: Final = "withdrawn"
DECIDED: Final = frozenset({UPHELD, DISMISSED})


@dataclass(frozen=True, slots=True)
class Clock:
    """The last days for the acknowledgement and for the decision."""

    acknowledge_by: date
    decide_by: date


def clock(asked_on: date, country: str) -> Clock:
    """The clock of a request that came in on a day: that day itself does not count. Raises NotImplementedError for an
    unknown country."""
    return Clock(business_day_after(asked_on, ACKNOWLEDGE, country), business_day_after(asked_on, DECIDE, country))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands on a day. `code`: unacknowledged, unacknowledged_late, waiting, soon, late, over.

    `days` are business days left until the nearest last day, negative after it; 0 when it is over.
    """

    code: str
    days: int

    @property
    def late(self) -> bool:
        return self.code in ("unacknowledged_late", "late")


def standing(*, today: date, acknowledge_by: date, decide_by: date, acknowledged: bool, open_: bool, country: str) -> Standing:
    """Where a request stands: late for the decision comes before everything, then the acknowledgement, then what is near."""
    if not open_:
        return Standing("over", 0)
    left = business_days_until(today, decide_by, country)
    if today > decide_by:
        return Standing("late", left)
    if not acknowledged:
        days = business_days_until(today, acknowledge_by, country)
        return Standing("unacknowledged_late" if today > acknowledge_by else "unacknowledged", days)
    return Standing("soon" if left <= SOON else "waiting", left)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one member of a panel says. `remedy`: what an upheld request brings, "" when dismissed."""

    person_id: int
    upheld: bool
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a panel came to, and the two people who carried it, in the order in which they spoke."""

    upheld: bool
    remedy: str
    by: tuple[int, int]


def verdict(opinions: Sequence[Opinion]) -> Verdict | None:
    """What opinions come to, in the order given; None while another one is needed.

    Two that say the same decide. Three always do: where two uphold with different remedies, the later of them counts, who
    knew both.
    """
    for at, one in enumerate(opinions):
        for other in opinions[:at]:
            if (one.upheld, one.remedy) == (other.upheld, other.remedy):
                return Verdict(one.upheld, one.remedy, (other.person_id, one.person_id))
    if len(opinions) < MOST_OPINIONS:
        return None
    first, second = [one for one in opinions if one.upheld][-2:]  # three that differ: two or three of them uphold
    return Verdict(True, second.remedy, (first.person_id, second.person_id))
