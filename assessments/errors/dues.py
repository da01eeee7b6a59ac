"""Broken rules of due days. The docstring is the sentence people read."""

from lms.kernel.errors import LmsError, NotFound


class LetterTooLate(LmsError):
    """Letters of this case were accepted until {when}. Your draft is kept: ask your facilitator for more time."""


class DueDayChanged(LmsError):
    """Somebody moved the due day while you were writing. Nothing was changed: look at the new one and try again."""


class ExtensionReasonMissing(LmsError):
    """Write why, in a few words. It stays in the history; only those who teach and coordinate the group read it."""

    status = 422


class NothingToExtend(LmsError):
    """For {name} this case has no due day: there is nothing to extend."""

    status = 422


class ExtensionTakesTime(LmsError):
    """{name} has until {when} already. An extension gives more time; it never takes time away."""

    status = 422


class OwnExtension(LmsError):
    """Nobody gives themselves more time. Ask another facilitator or your coordinator."""


class ExtensionChanged(LmsError):
    """Somebody changed the day of {name} while you were writing. Nothing was given: look at it again."""


class ExtensionNotFound(NotFound):
    """This extension does not exist, or it is not yours to see."""


class ExtensionWithdrawn(LmsError):
    """This extension was already taken back, on {when}."""
