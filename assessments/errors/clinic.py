"""Broken rules of clinic practice on the advisor's and the supervisor's side."""

from lms.kernel.errors import LmsError, NotFound


class ClinicSessionNotFound(NotFound):
    """This session does not exist, or it is not yours to see."""


class PracticumNotFound(NotFound):
    """This practice does not exist in your course, or it is not yours to see."""


class FollowUpNotFound(NotFound):
    """This line does not exist, or it is not yours to close."""


class RatingNotFound(NotFound):
    """This link is not known here. Ask the person who advised you for another one."""


class SessionIncomplete(LmsError):
    """The session can't be declared yet: {what}"""

    status = 422


class BusinessNamed(LmsError):
    """Here a business has no name: {what}"""

    status = 422


class BusinessGone(LmsError):
    """This business can't be chosen here: its edition is over, or it was taken out. Choose another one or “None of these”."""

    status = 422


class SessionSettled(LmsError):
    """This session was confirmed and stands as it is. Ask your facilitator to take the confirmation back first."""


class SessionWithdrawn(LmsError):
    """This session was withdrawn. Bring it back before you change it."""


class SessionChanged(LmsError):
    """This session was changed in another tab or device. Nothing is lost: your text is below; compare it with the newer one."""


class OwnSession(LmsError):
    """Nobody confirms their own session. Another facilitator of your institution can."""


class CommentMissing(LmsError):
    """Write in a few words why it is not confirmed: the advisor reads it and can mend it."""

    status = 422


class ReasonNeeded(LmsError):
    """Write in a few words why the confirmation is taken back. It stays in the history."""

    status = 422


class NotAnAdvisorThere(NotFound):
    """You can log sessions for an institution that you advise for."""


class WhyMissing(LmsError):
    """Write in a few words why it was dropped."""

    status = 422


class EndUnknown(LmsError):
    """Choose how it ended."""

    status = 422


class RatingUsed(LmsError):
    """This link was used already. Thank you: each link answers once."""

    status = 410


class RatingOver(LmsError):
    """This link ended on {when}. Ask the person who advised you for another one."""

    status = 410


class RatingIncomplete(LmsError):
    """Please answer the three questions."""

    status = 422


class NothingToRate(LmsError):
    """A link is made for a session that took place and was declared."""
