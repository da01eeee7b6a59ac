"""Broken rules of certificates."""

from collections.abc import Sequence
from typing import Any

from courses.kinds import FileProblem
from lms.kernel.errors import LmsError, NotFound


class CertificateNotFound(NotFound):
    """This certificate does not exist, or it is not yours to see."""


class CredentialNotFound(NotFound):
    """There is no credential '{key}'."""


class CredentialsRefused(LmsError):
    """Nothing was imported: the file has {count} problems."""

    status = 422

    def __init__(self, problems: Sequence[FileProblem], **facts: Any) -> None:
        self.problems = tuple(problems)
        super().__init__(count=len(self.problems), **facts)


class UnknownCourse(LmsError):
    """A credential asks for courses, and each must exist. Course {course_id} does not."""

    status = 422


class UnknownClaim(LmsError):
    """There is no claim '{claim}'."""

    status = 422


class TwoPeopleNeeded(LmsError):
    """One person proposes and another one approves. The same person can't do both."""


class NotADecider(LmsError):
    """Only deciders propose what happens to a certificate, and only deciders or reviewers approve it."""

    status = 403


class UnknownReason(LmsError):
    """There is no class of reason '{reason}'."""

    status = 422


class MoveRefused(LmsError):
    """This certificate is {state}: that can't be done with it now."""


class NothingToReissue(LmsError):
    """This certificate has not been issued yet. Mend what it waits for; a new edition is not needed."""


class NameCannotBePrinted(LmsError):
    """The name for the certificate can't be printed: {why}"""

    status = 422


class TooManyLookups(LmsError):
    """Many unknown numbers were asked for from your network. Wait a minute, then try again."""

    status = 429


class FileDamaged(LmsError):
    """The stored file is not the one that was issued. It was not sent; tell the programme's administrator."""

    status = 500


class KeepReasonMissing(LmsError):
    """Say why the certificate stays as it is. The reason is kept with it, and never public."""

    status = 422


class NothingAsked(LmsError):
    """Nobody asks about this certificate any more: somebody has answered already."""


class NothingProposed(LmsError):
    """Nobody has proposed to revoke this certificate, or it is decided already."""
