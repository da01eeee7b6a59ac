"""Broken rules of calls and of prior learning."""

from lms.kernel.errors import LmsError, NotFound


class CallNotFound(NotFound):
    """This call does not exist, or it is not yours to see."""


class ApplicationNotFound(NotFound):
    """This application does not exist, or it is not yours to see."""


class CallFixed(LmsError):
    """The call is published: what it says can’t be changed any more. Cancel it, or move its last day."""


class CallDates(LmsError):
    """The last day to apply must not lie before the first one, nor before today."""

    status = 422


class CallIncomplete(LmsError):
    """Before it is published a call needs its text in Spanish and at least one criterion with a weight and points."""

    status = 422


class CallClosed(LmsError):
    """This call takes no applications now."""


class CallStillOpen(LmsError):
    """People may apply until {day}: who is chosen is decided after that day."""


class CallUnscored(LmsError):
    """{n} applications are not scored yet, or not by everybody who scores. Score them, or set them aside with a reason."""


class CallSettled(LmsError):
    """This was decided already."""


class ConsentMissing(LmsError):
    """You can’t apply without agreeing that the people who choose read your application."""

    status = 422


class StatementLength(LmsError):
    """Write {least} to {most} characters about why you apply."""

    status = 422


class TooManyApplications(LmsError):
    """Too many applications came from this connection within the hour. Try again later."""

    status = 429


class ApplicationSettled(LmsError):
    """This can’t be changed any more: the application was decided, withdrawn, or its time is over."""


class SuperiorIsApplicant(LmsError):
    """The commitment comes from your superior: write their address, not your own."""

    status = 422


class OfferOver(LmsError):
    """The time to take this seat is over."""


class PointsWrong(LmsError):
    """Give each criterion points from 0 to its most, and say why in one sentence at least."""

    status = 422


class ReasonNeeded(LmsError):
    """Give the reason: who applied reads it."""

    status = 422


class PriorNotFound(NotFound):
    """This request does not exist, or it is not yours to see."""


class PriorEvidence(LmsError):
    """Say in {least} to {most} characters what you know, where you learned or did it, and what shows it."""

    status = 422


class PriorUnits(LmsError):
    """Choose at least one unit that can be recognised and that is still open."""

    status = 422


class PriorFiles(LmsError):
    """At most {most} files go with one request."""

    status = 422


class PriorSettled(LmsError):
    """This request was decided or withdrawn already."""


class PriorOver(LmsError):
    """Your course is completed or closed: there is nothing left to recognise."""
