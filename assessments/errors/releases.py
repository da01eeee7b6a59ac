"""Broken rules of releases, appeals and reviews of twins. The docstring is the sentence people read."""

from lms.kernel.errors import LmsError, NotFound


class BatchNotFound(NotFound):
    """There are no letters of this case here, or they are not yours to release."""


class NothingToRelease(LmsError):
    """None of these letters is ready: either its result is out already, or it is still being scored."""


class AppealNotFound(NotFound):
    """This appeal does not exist, or it is not yours to see."""


class AppealTooEarly(LmsError):
    """There is no result to appeal against yet: it is not released."""


class AppealLate(LmsError):
    """The time for an appeal ended on {when}: {days} days after the result."""


class AppealOnce(LmsError):
    """There was an appeal against this result already. There can be one for each letter."""


class AppealOldLetter(LmsError):
    """You have handed in a newer letter of this case. Only against the result of the last one can you appeal."""


class AppealReason(LmsError):
    """Say in at least {least} and at most {most} characters what you think was overlooked or judged wrongly, and where it
    stands."""

    status = 422


class AppealBegun(LmsError):
    """Somebody is scoring the letter again already. From now on the appeal is decided."""


class AppealSettled(LmsError):
    """This appeal was settled already. What was decided stands on its page."""


class AppealOpen(LmsError):
    """Your appeal in this case is not decided yet. You can go on writing; the new letter can be handed in after the
    decision."""


class AppealWaits(LmsError):
    """The letter is not scored again yet. The appeal can be decided when both results are there."""


class AppealAnswer(LmsError):
    """Write a sentence for who appealed: they read it with the decision."""

    status = 422


class AppealNotBetter(LmsError):
    """The second result is not better than the first one, and an appeal costs nobody anything: the first result stands."""


class AppealOwnHand(LmsError):
    """You wrote or scored this letter, or you have it to score. Somebody else has to decide about it."""


class AppealHeld(LmsError):
    """Whoever scored this letter again is held back on the case. Decide about their scores first, then about the appeal."""


class AppealBlind(LmsError):
    """You may score this letter again yourself. Until it is scored its first result stays closed to you, and somebody else
    decides."""


class TwinsNotFound(NotFound):
    """This case does not exist, or it has no published text yet."""


class TwinsChanged(LmsError):
    """The case has a newer text than the one you judged. Nothing was kept: look at it again."""


class TwinsEmpty(LmsError):
    """Say yes or no for each criterion and for the case as a whole; with a no, say why."""

    status = 422
