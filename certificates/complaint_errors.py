"""Broken rules of complaints."""

from lms.kernel.errors import LmsError, NotFound


class ComplaintNotFound(NotFound):
    """This complaint does not exist, or it is not yours to see."""


class ComplaintText(LmsError):
    """Say what happened in {least} to {most} characters, and choose the country."""

    status = 422


class TooManyComplaints(LmsError):
    """Several complaints came from your network within the hour. Try again later, or write to us."""

    status = 429


class ComplaintSettled(LmsError):
    """This is over, or it was said before: nothing was changed."""


class ComplaintSubstance(LmsError):
    """Say in {least} to {most} characters what the advisor has to know, without the name or the address of who complains."""

    status = 422


class ComplaintHeardFirst(LmsError):
    """Nobody is judged unheard: ask the advisor first, and wait for the statement or for its last day to pass."""


class ComplaintAnswer(LmsError):
    """Choose a result and give the reasons: the business and the advisor read them."""

    status = 422
