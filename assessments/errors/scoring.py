"""Broken rules of scoring pages. The docstring is the sentence people read."""

from lms.kernel.errors import LmsError


class TooManyLeases(LmsError):
    """You have {n} letters with you already. Score one, or put one back into the queue, before you take another."""


class NothingToTake(LmsError):
    """Nothing is free in the queue just now."""


class QuoteNotThere(LmsError):
    """These words do not stand in this part of the letter. Copy them exactly as they are written there."""

    status = 422


class PhraseRefused(LmsError):
    """A phrase to use again has at most {n} characters, and there can be a hundred of them. Nothing else was changed."""

    status = 422


class NoteRefused(LmsError):
    """A note has something in it and at most {n} characters; sixty are enough for one letter."""

    status = 422


class DiscussionOver(LmsError):
    """The time to look at this letter together is over. A third person decides."""
