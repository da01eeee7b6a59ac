"""Broken rules of sittings. The docstring is the sentence people read."""

from lms.kernel.errors import LmsError, NotFound


class SittingNotFound(NotFound):
    """This sitting does not exist, or it is not yours to see."""


class SeatNotFound(NotFound):
    """This seat does not exist, or it is not yours to see."""


class IncidentNotFound(NotFound):
    """This incident does not exist, or it is not yours to see."""


class InvigilatorNotFound(NotFound):
    """This entry does not exist, or it is not yours to see."""


class SittingNeeded(LmsError):
    """This quiz certifies: it is sat in a sitting, with the code that the invigilator gives there."""


class SittingNotOpen(LmsError):
    """This sitting is not open yet. It opens on {when}, when the invigilator gives the code."""


class SittingOver(LmsError):
    """This sitting ended on {when}."""


class SittingCancelled(LmsError):
    """This sitting was cancelled. You will hear of another one."""


class HonourMissing(LmsError):
    """Read the honour statement and accept it: without it the exam does not start."""

    status = 422


class CodeWrong(LmsError):
    """This is not the code of this sitting. Ask the invigilator to read it again."""

    status = 422


class CodePause(LmsError):
    """Too many wrong codes. The next try counts from {when} on; or ask the invigilator for a new code."""

    status = 429


class CodeUsedUp(LmsError):
    """Too many wrong codes: no more tries are taken here. Ask the invigilator for a new code."""

    status = 429


class OtherDevice(LmsError):
    """The exam goes on with another device or session now. To go on here, give the code again."""


class ResultHeld(LmsError):
    """The result of your last sitting is not out yet. When it is, you may sit the quiz again if you have to."""


class MayNotSitAgain(LmsError):
    """After a decision about an earlier sitting this quiz can't be sat again. Your institution can tell you whom to ask."""


class AnswersHeld(LmsError):
    """An incident of this sitting is being looked at. Its answers are scored when it is decided."""


class NotCertifying(LmsError):
    """This quiz is not a certifying one as it is published now: it needs no sitting."""

    status = 422


class SittingUpsideDown(LmsError):
    """A sitting ends after it begins, and lasts at most {hours} hours."""

    status = 422


class SittingInPast(LmsError):
    """This moment has passed: a sitting is planned for later."""

    status = 422


class SittingEmpty(LmsError):
    """Choose at least one person who sits the quiz."""

    status = 422


class NotToBeSeated(LmsError):
    """One of the people chosen does not take this course in your reach, or their enrolment is closed. Load the page again."""

    status = 422


class SittingBegun(LmsError):
    """This sitting is open or over: it can't be changed or cancelled any more. Use the invigilator's page."""


class SeatTaken(LmsError):
    """{name} has a seat in another sitting of this quiz that is not over yet."""

    status = 422


class SeatStarted(LmsError):
    """Who has started stays in the sitting."""


class InvigilatorTooClose(LmsError):
    """This person can't watch over this sitting: they are too close to somebody who sits it (they teach, supervise, coordinate
    or assess them, or declared an interest). Choose somebody else."""

    status = 422


class InvigilatorSameHouse(LmsError):
    """By video only somebody of another institution watches over a sitting. Choose somebody else, or sit it in the room."""

    status = 422


class InvigilatorUnknown(LmsError):
    """Nobody who can sign in here has this address."""

    status = 422


class InvigilatorThere(LmsError):
    """This person is named for this country already."""

    status = 422


class CodeTooEarly(LmsError):
    """The code can be made from {when} on."""


class ReasonMissing(LmsError):
    """Write why, in a few words: those who had a seat read it."""

    status = 422


class NoteMissing(LmsError):
    """Write a few words."""

    status = 422


class SittingNotClosed(LmsError):
    """The report is signed after the sitting is closed."""


class IncidentWords(LmsError):
    """Say in {least} to {most} characters what happened."""

    status = 422


class IncidentLate(LmsError):
    """The result of this sitting is out. What was wrong with it is looked at by way of a request for review."""


class IncidentSettled(LmsError):
    """This incident is decided already."""


class IncidentAnswer(LmsError):
    """Write an answer to whoever sat it: at most {most} characters, without anything about other people."""

    status = 422
