"""Broken rules of surveys, of the tests before and after a course, and of the question to holders."""

from lms.kernel.errors import LmsError, NotFound


class SurveyNotFound(NotFound):
    """There is no such survey for you."""


class SurveyOver(LmsError):
    """This survey has closed. Answers are no longer taken or changed."""

    status = 410


class SurveyIncomplete(LmsError):
    """Choose an answer from 1 to 5 for: {what}"""

    status = 422


class SurveyWordsMissing(LmsError):
    """Write both languages of: {what}"""

    status = 422


class SurveyWordsChanged(LmsError):
    """Somebody else saved these questions after you opened them. Your words are below; compare them with the newer ones."""


class GainNotOffered(NotFound):
    """This test is not offered to you now."""


class GainSubmitted(LmsError):
    """This test was handed in and stands as it is."""


class FormsTooFew(LmsError):
    """The practice banks have not enough questions that go in pairs: {n} pairs at most, and {wanted} were asked for."""

    status = 422


class FormsLength(LmsError):
    """A form has 4 to 30 questions."""

    status = 422


class FormsInUse(LmsError):
    """Somebody else made new forms of this course meanwhile. Look at them first."""


class HolderLinkNotFound(NotFound):
    """This link is not known here. The newest mail has the one that works."""


class HolderLinkOver(LmsError):
    """These questions have closed. Thank you all the same."""

    status = 410


class HolderIncomplete(LmsError):
    """Answer with yes or no, and with whole numbers from 0 to 999. No more referrals can have arrived than were made."""

    status = 422
