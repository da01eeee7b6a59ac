"""Broken rules of the question bank."""

from lms.kernel.errors import LmsError, NotFound


class QuestionNotFound(NotFound):
    """This question does not exist, or it is not yours to see."""


class NothingToChange(LmsError):
    """Nothing would change: choose other questions, or something else to do."""

    status = 422


class TooManyQuestions(LmsError):
    """At most {most} questions can be changed at once; here are {n}. Narrow the list with its filters."""

    status = 422


class BankChoiceMissing(LmsError):
    """Choose a bank that there is."""

    status = 422


class BankExists(LmsError):
    """There is a bank with this key already: {key}."""

    status = 422


class NothingToUndo(LmsError):
    """There is nothing to take back: these questions were changed again since."""


class LikenessNotFound(NotFound):
    """This pair does not exist any more: one of its questions was changed."""


class QuestionRefused(LmsError):
    """The question was not saved: {count} problems are listed below."""

    status = 422
