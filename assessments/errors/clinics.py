"""Broken rules of clinics: editions, businesses, files of sessions."""

from lms.kernel.errors import LmsError, NotFound


class ClinicNotFound(NotFound):
    """This clinic does not exist, or it is not yours to see."""


class ClinicBusinessNotFound(NotFound):
    """This business does not exist in a clinic of yours."""


class ClinicClosed(LmsError):
    """This edition was closed on {when}. Reopen it first if something is still to be written."""


class ClinicOpen(LmsError):
    """This edition is open already."""


class ClinicUnready(LmsError):
    """The edition can't be closed yet: {what}"""

    status = 422


class ReasonMissing(LmsError):
    """Write why, in a few words. It stays in the history."""

    status = 422


class SeventhSession(LmsError):
    """The business {code} has had its six sessions. A clinic gives one to six; for more, take it into another edition."""


class ClinicTextRefused(LmsError):
    """{what}"""

    status = 422


class BusinessCodeTaken(LmsError):
    """There is a business with the code {code} in this edition already."""


class BusinessHasSessions(LmsError):
    """The business {code} has sessions: it can't be taken out of the edition."""


class StrategyIncomplete(LmsError):
    """The strategy is not complete: {what}"""

    status = 422


class StrategyEmpty(LmsError):
    """There is no strategy to print yet. Write it first."""

    status = 422


class SessionFileRefused(LmsError):
    """Nothing was brought in: {count} things in the file have to be mended first."""

    status = 422
