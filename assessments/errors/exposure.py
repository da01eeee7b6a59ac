"""Broken rules of exam pools, their exposure and the life of questions. The docstring is the sentence people read."""

from lms.kernel.errors import LmsError


class NoFreshSheet(LmsError):
    """No sheet can be made that asks you only what you have not met before. Nothing was started and no attempt was used. Please
    tell whoever runs your course: the exam needs more questions."""


class AnswerWaited(LmsError):
    """This answer waited on a device. An exam takes answers only while there is a connection: give it again, please."""


class MoveNotThere(LmsError):
    """A question that is «{life}» can't become «{wanted}» in this bank."""

    status = 422


class MoveReasonMissing(LmsError):
    """Say why: the reason stays with the question."""

    status = 422


class ExamBankKept(LmsError):
    """The bank '{key}' is an exam: its questions leave this place only by the hand of an author."""

    status = 403
