"""Appeals: until when, against what, and what a second result may do. The rules; pure.

* One appeal for each letter, within fourteen days of its result, against the result of the last letter handed in.
* Somebody who has neither scored nor held the letter scores it again; a third person decides.
* An appeal costs nobody anything: the second result counts only where it is better. Both scores and the decision stay.
* While it is open no other letter of the case is handed in: what is decided must not overtake what was written since.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

TIME: Final = timedelta(days=14)
LEAST: Final = 20  # characters of a reason
MOST: Final = 4000
MOST_ANSWER: Final = 600
OPEN: Final = frozenset({"open", "scoring", "scored"})  # states in which something is still to be done


@dataclass(frozen=True, slots=True)
class Reached:
    """A result: `percent` is after what being late costs."""

    percent: Decimal
    red_flags: frozenset[str]
    passed: bool


def ends_at(released_at: datetime) -> datetime:
    """The last moment for an appeal."""
    return released_at + TIME


def is_better(first: Reached, second: Reached) -> bool:
    """Whether the second result may take the place of the first: a pass where there was none, or more points and no red flag
    that was not there before."""
    if first.passed != second.passed:
        return second.passed
    return second.percent > first.percent and second.red_flags <= first.red_flags


def rule_sentences() -> list[str]:
    """The rules for who thinks of an appeal, in the reader's language."""
    return [
        _("You can appeal once for each letter, within {days} days of its result.").format(days=TIME.days),
        _("A person of the programme reads your reason and says whether the letter is scored again."),
        _("Somebody who has not seen your letter scores it again, without your name and without the first result."),
        _("You lose nothing by it: the new result counts only if it is better for you. Both stay on record."),
        _("Until it is decided you can write another letter of this case, but not hand it in."),
        _("You can withdraw the appeal until somebody begins to score. Then there is no second one for this letter."),
    ]
