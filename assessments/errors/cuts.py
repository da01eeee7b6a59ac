"""Broken rules of cut scores. The docstring is the sentence people read."""

from lms.kernel.errors import LmsError, NotFound


class CutStudyNotFound(NotFound):
    """There is no such study of a cut score, or it is not yours to see."""


class CutRecordNotFound(NotFound):
    """There is no such decision about a cut score, or it is not yours to see."""


class CutScoreMissing(LmsError):
    """“{unit}” can't be published: {what}"""


class CutStudyOpen(LmsError):
    """Judges are at work on this cut score already. Finish that study, or drop it."""


class CutNothingToJudge(LmsError):
    """There is nothing to judge: {what}"""


class CutNotNow(LmsError):
    """This can't be done now: the study has moved on. Load the page again."""


class CutUndeclared(LmsError):
    """Declare first that you keep the questions and their answers to yourself."""


class CutValueRefused(LmsError):
    """{value} is no rating. Choose one of the values offered."""

    status = 422


class CutBoundsRefused(LmsError):
    """Give four percentages from 0 to 100; what is at most may not lie under what is at least."""

    status = 422


class CutUnfinished(LmsError):
    """There are {n} left to rate. Finish them first."""


class CutJudgeRefused(LmsError):
    """{name} can't judge here: who takes the course, or assesses its letters, would see what they must not know."""


class CutJudgeKnown(LmsError):
    """{name} is a judge of this study already."""


class CutJudgeUnknown(LmsError):
    """Nobody who can sign in here has the address {email}."""

    status = 422


class CutPanelTooSmall(LmsError):
    """The panel is not complete: {what}"""


class CutReasonMissing(LmsError):
    """Say why, in a sentence: the reason is kept with the decision."""

    status = 422


class CutDatesRefused(LmsError):
    """A decision takes effect before it ends, and lasts at most {months} months."""

    status = 422


class CutStepsRefused(LmsError):
    """A cut is moved by whole or half standard errors, by two at most, and only when it has one."""

    status = 422


class CutTwoPeople(LmsError):
    """One person proposes a cut score and another one approves it; neither is a judge of the panel."""


class CutWithdrawn(LmsError):
    """This cut score was withdrawn already."""
