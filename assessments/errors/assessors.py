"""Broken rules of reference scripts, qualifying and holds. The docstring is the sentence people read."""

from lms.kernel.errors import LmsError, NotFound


class ReferenceNotFound(NotFound):
    """There is no such reference script, or it is not yours to see."""


class ReferencesRefused(LmsError):
    """The reference scripts were not read: {count} mistakes. Nothing was written."""

    status = 422


class ReferenceTaken(LmsError):
    """A newer version of this reference script is in use. Archive that one first."""


class QualifyLater(LmsError):
    """You have scored all reference scripts of this case. You can score them again from {when} on."""


class QualifyElse(LmsError):
    """You have scored this reference script in this round. Choose another one."""


class QualifiedAlready(LmsError):
    """You have qualified on this case. Nothing more is asked of you."""


class QualificationNotFound(NotFound):
    """There is no such qualification, or it has ended already."""


class HoldNotFound(NotFound):
    """Nobody is held back here, or it is not yours to see."""


class HoldDecided(LmsError):
    """Somebody has decided about this already."""


class HoldOwn(LmsError):
    """This is about you, or about somebody you are too close to: somebody else decides."""


class HoldReasonMissing(LmsError):
    """Say why: the assessor and whoever audits this will read it."""

    status = 422


class HoldChoiceMissing(LmsError):
    """Choose what becomes of the scores."""

    status = 422


class FiguresMissing(NotFound):
    """There is no case with this name, or nothing is known of it yet."""


class NothingToCompare(LmsError):
    """Nobody has scored the same letter or a reference script of this case yet: there is nothing to compare."""


class BorderlineMissing(LmsError):
    """Nobody can qualify for this certifying case yet: it needs {n} reference scripts at the line. The programme adds them."""
