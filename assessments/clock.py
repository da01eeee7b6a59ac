"""Moments in words, and how late is late. Pure."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime

from lms.kernel.words import say_moment

GRACE: Final = timedelta(seconds=30)  # for an answer that was on its way when the time ended; stated on the quiz's first page
LEASE: Final = timedelta(hours=4)  # how long a letter stays with the assessor who took it
DISCUSSION: Final = timedelta(days=7)  # how long two assessors may look again at a letter together


def say_when(moment: datetime | None) -> str:
    """A moment in the reader's language and zone: «23 de noviembre de 2026 a las 10:57»; '' for none."""
    return say_moment(moment)


def say_time(moment: datetime) -> str:
    """The time of day: «14:32»."""
    return date_format(localtime(moment), "H:i")


def is_over(due_at: datetime | None, now: datetime) -> bool:
    """Whether the time of an attempt has ended, grace included."""
    return due_at is not None and now > due_at + GRACE
