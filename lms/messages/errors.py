"""Broken rules of messages."""

from lms.kernel.errors import LmsError


class UnknownMessageKind(LmsError):
    """No package has registered messages of the kind '{kind}'."""


class NothingToSay(LmsError):
    """This message is no longer needed.

    Raised by a kind's `more` when the matter is over before the mail was written: the message is dropped.
    """
