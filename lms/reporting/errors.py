"""Broken rules of reporting."""

from lms.kernel.errors import LmsError, NotFound


class ReportNotFound(NotFound):
    """This report does not exist, or it is not yours to see."""


class UnknownPeriod(LmsError):
    """'{period}' is not a period. Write a month as 2026-11 or a quarter as 2026-Q4."""

    status = 422


class WrongMove(LmsError):
    """A report that is {state} can't be {act}. Open it again to see where it stands."""


class SamePerson(LmsError):
    """Submitting, endorsing and deciding are done by different people. You already did one of them on this report."""

    status = 403


class ReportTooClose(LmsError):
    """You are too close to this institution to endorse or decide about its report. Somebody else has to."""

    status = 404


class ReasonMissing(LmsError):
    """Say what must change: the institution reads it."""

    status = 422


class OpenEdition(LmsError):
    """This report was submitted and waits for a decision. It can't be computed again until it is returned or accepted."""
