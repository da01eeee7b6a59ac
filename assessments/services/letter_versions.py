"""Drafts of a letter that are kept: when its writer comes back after a pause, and when it is handed in."""

from datetime import datetime, timedelta
from typing import Final

from assessments import letters
from assessments.models import LetterVersion, Submission

PAUSE: Final = timedelta(minutes=10)
MOST: Final = 60
"""Drafts of one letter; from then on only what is handed in is kept."""


def keep_version(letter: Submission, *, at: datetime, handed_in: bool = False) -> None:
    """Keep a letter as it stands, written until `at`; nothing when it is empty or the last version has the same text.

    The caller holds the letter. What is handed in is always kept.
    """
    if not any(letter.letter.values()):
        return
    last = LetterVersion.objects.filter(submission=letter).order_by("-number").first()
    number = last.number + 1 if last else 1
    if not handed_in and (number > MOST or (last and last.letter == letter.letter)):
        return
    LetterVersion.objects.create(
        submission=letter,
        number=number,
        letter=letter.letter,
        words=letters.words_of(letter.letter),
        handed_in=handed_in,
        at=at,
    )


def keep_after_pause(letter: Submission, now: datetime) -> None:
    """Before a letter is changed: keep what was written until its writer left it for ten minutes or more.

    The text that a new letter began with, taken from the last one, is kept as well. The caller holds the letter.
    """
    if letter.saved_at is None:
        keep_version(letter, at=letter.started_at)
    elif now - letter.saved_at >= PAUSE:
        keep_version(letter, at=letter.saved_at)
