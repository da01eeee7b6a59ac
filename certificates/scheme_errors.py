"""Broken rules of schemes, the code of conduct, renewal rules and second countries."""

from collections.abc import Sequence
from typing import Any

from lms.kernel.errors import LmsError, NotFound


class CertificationRefused(LmsError):
    """This credential can't claim a certification yet: {count} things are not in place."""

    status = 422

    def __init__(self, lacks: Sequence[Any], **facts: Any) -> None:
        self.lacks = tuple(lacks)
        super().__init__(count=len(self.lacks), **facts)


class NothingChanged(LmsError):
    """Nothing was changed since the last version."""


class TextTooLong(LmsError):
    """A text is too long: at most {limit} letters."""

    status = 422


class ConductIncomplete(LmsError):
    """A code of conduct needs its three rules in both languages: no commissions, no legal representation, confidentiality."""

    status = 422


class ConductNotPublished(NotFound):
    """There is no code of conduct to accept yet."""


class ConductMoved(LmsError):
    """A newer version of the code of conduct was published. Please read that one."""

    status = 409


class NoEndorsement(LmsError):
    """A country can be added to a certificate that is in force, and only one that the credential is awarded for."""


class CountryHeld(LmsError):
    """You hold this credential, or are on the way to it, for that country already."""


class RuleRefused(LmsError):
    """The rule of the renewal is not right: {why}"""

    status = 422
