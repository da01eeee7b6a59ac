"""Broken rules of messages."""

from lms.kernel.errors import LmsError, NotFound


class UnknownMessageKind(LmsError):
    """No package has registered messages of the kind '{kind}'."""


class NothingToSay(LmsError):
    """This message is no longer needed.

    Raised by a kind's `more` when the matter is over before the mail was written: the message is dropped.
    """


class QuietHoursWrong(LmsError):
    """Choose an hour from 0 to 23 for the beginning and the end of the quiet hours."""

    status = 422


class LinkNotGood(NotFound):
    """This link to stop messages is incomplete or was changed. Open it again from the message, whole."""


class MandatoryMessage(LmsError):
    """Messages of this kind tell of rights, duties or dates: everybody receives them."""


class NotANotice(LmsError):
    """{name} holds no mail: choose a file of notices as the mail server keeps them (mbox, .eml or a Maildir folder)."""

    status = 422


class NudgeNeedsWords(LmsError):
    """Write a subject and a text in Spanish and in English."""

    status = 422


class NudgeNeedsPeople(LmsError):
    """Nobody is left to write to."""

    status = 422


class UnknownPlaceholder(LmsError):
    """{what} is not a word that can be filled in. These can: {known}."""

    status = 422


class MessageNotFound(NotFound):
    """This message does not exist, or it is not yours to see."""


class NudgeNotFound(NotFound):
    """This message to people does not exist, or it is not yours to see."""
