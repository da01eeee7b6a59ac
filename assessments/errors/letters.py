"""Broken rules of writing letters."""

from lms.kernel.errors import LmsError, NotFound


class UnknownPlace(LmsError):
    """The directory of this country has no help resource “{key}”. Reload the page and choose again."""

    status = 422


class LetterVersionNotFound(NotFound):
    """There is no such draft of this letter."""
