"""Broken rules of scoring again. The docstring is the sentence people read."""

from lms.kernel.errors import LmsError, NotFound


class RegradeNotFound(NotFound):
    """There is no such scoring again, or it is not yours to see."""


class RegradeReasonMissing(LmsError):
    """Say why the answers are scored again: learners read it."""

    status = 422


class RegradeOpen(LmsError):
    """Answers to this question are being scored again already. Apply or drop that first."""


class RegradeVersionRefused(LmsError):
    """Only a published version of this question can be the new key."""

    status = 422


class RegradeByHand(LmsError):
    """A person scores this question: there is no key to score its answers with."""


class RegradeNothing(LmsError):
    """Nobody has answered this question yet: there is nothing to score again."""


class RegradeNotReady(LmsError):
    """This can't be done now: the preview is not ready, or somebody has decided already."""


class RegradeTwoPeople(LmsError):
    """One person prepares and another one applies. The same person can't do both."""
