"""What can go wrong with background work."""

from lms.kernel.errors import LmsError, NotFound


class UnknownJobKind(LmsError):
    """No handler is registered for the work '{kind}'."""


class LostClaim(LmsError):
    """Another worker took this work over; nothing was written."""


class JobNotFound(NotFound):
    """This work does not exist, or it is not yours to see."""


class JobRefused(LmsError):
    """The work can't be done: {why}

    Raised by a handler to say so for good: no more attempts, the sentence is shown to the owner.
    """

    status = 422
