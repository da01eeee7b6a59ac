"""Broken rules of supervised pieces. The docstring is the sentence people read."""

from lms.kernel.errors import LmsError, NotFound


class PieceCaseMissing(LmsError):
    """The unit '{unit}' speaks about the case '{case}', which stands nowhere before it in the course."""

    status = 422


class PieceNotFound(NotFound):
    """There is no such supervised piece, or it is not yours to see."""


class ExaminerNotFound(NotFound):
    """Nobody of that name can examine this person."""


class PieceTooEarly(LmsError):
    """An oral is about a letter that has a result. There is none yet."""


class PiecePassed(LmsError):
    """The supervised piece is passed already."""


class PieceNoTries(LmsError):
    """All {n} tries of the supervised piece have been taken."""


class PiecePlanned(LmsError):
    """A day is planned already. Move it or cancel it first."""


class PieceOwn(LmsError):
    """Nobody plans their own supervised piece. Ask your coordinator."""


class PieceInPast(LmsError):
    """Choose a moment that is still to come."""

    status = 422


class PieceIncomplete(LmsError):
    """Something is missing: {what}"""

    status = 422


class PieceOver(LmsError):
    """This appointment is over: it was held, missed or cancelled."""


class PieceNotBegun(LmsError):
    """Begin first: the questions are drawn at that moment."""


class PieceBegun(LmsError):
    """It has begun. It ends with a score, or as missed."""


class PieceBeginsLater(LmsError):
    """It can begin on the day it is planned for, {when}."""


class PieceStillToCome(LmsError):
    """Nobody has missed it yet: it is planned for {when}."""
