"""What a learner may see of an answer, and when. Pure: nothing of a key leaves the server but through here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

MOMENTS: Final = ("during", "after", "later", "closed")
PARTS: Final = ("score", "right", "feedback")
RIGHT_AFTER: Final = timedelta(minutes=2)  # as Moodle documents "immediately after the attempt"


@dataclass(frozen=True, slots=True)
class Shown:
    """score: how much an answer and the attempt earned; right: the right answer; feedback: what its author says to it."""

    score: bool
    right: bool
    feedback: bool

    @property
    def anything(self) -> bool:
        """Whether there is anything to see but one's own answer."""
        return self.score or self.right or self.feedback


NOTHING: Final = Shown(False, False, False)


def moment_at(*, submitted_at: datetime | None, closes_at: datetime | None, now: datetime) -> str:
    """Which of the four moments it is: while an attempt is open, in its two minutes after, later, or after the window's end."""
    if submitted_at is None:
        return "during"
    if closes_at and now > closes_at:
        return "closed"
    return "after" if now - submitted_at < RIGHT_AFTER else "later"


def shown(review: Mapping[str, Mapping[str, Any]], moment: str) -> Shown:
    """What shows at a moment: everything that the quiz does not hold back."""
    held = review.get(moment, {})
    return Shown(*(bool(held.get(part, True)) for part in PARTS))


def of_exam(review: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What an exam shows: its score as its author says, and nothing of what it asked. Others will be asked it."""
    return {moment: {"score": shown(review, moment).score, "right": False, "feedback": False} for moment in MOMENTS}


def shows_later(review: Mapping[str, Mapping[str, Any]], moment: str, *, closes_at: datetime | None) -> str:
    """The next moment at which more shows than now ("later", "closed"), or '' when nothing more will."""
    now = shown(review, moment)
    coming = MOMENTS[MOMENTS.index(moment) + 1 :]
    for one in coming:
        if one == "closed" and closes_at is None:
            continue
        then = shown(review, one)
        if any(getattr(then, part) and not getattr(now, part) for part in PARTS):
            return one
    return ""
