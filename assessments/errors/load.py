"""What can't be done with hours, the pool and looks at a colleague's scoring."""

from lms.kernel.errors import LmsError, NotFound


class OfferNotFound(NotFound):
    """This offer of hours does not exist, or it is not yours."""


class HoursWrong(LmsError):
    """Write the hours as a number above 0 and up to 1,000, with one decimal at most."""

    status = 422


class NotAnAssessorHere(LmsError):
    """Choose an assessor of this institution or of the programme."""

    status = 422


class PoolNotFound(NotFound):
    """This institution does not exist, or you do not coordinate it."""


class LookNotFound(NotFound):
    """This score does not exist, or it is not yours to look at."""


class LookIncomplete(LmsError):
    """Answer every question; where you would have given other levels, say which and why."""

    status = 422


class LookDone(LmsError):
    """Somebody has looked at this score already. Thank you."""

    status = 409
