"""Broken rules of certifying cases and their families. The docstring is the sentence people read."""

from lms.kernel.errors import LmsError, NotFound


class CaseHandedIn(LmsError):
    """You have handed in a letter on this case. Another sitting is on another case of the family."""


class NoCaseFree(LmsError):
    """No case is free for you now. Talk to your facilitator: the people who run the programme can let a case come back."""


class CertifyingLetterStays(LmsError):
    """A letter of a certifying case can't be taken back once it is handed in: each case is given to a person once."""


class CaseNotResting(NotFound):
    """This case does not rest, or it came back already."""


class RestReasonMissing(LmsError):
    """Say in a sentence why this case may be given again."""

    status = 422


class FamilyNotFound(NotFound):
    """There is no such family of cases."""


class FamilyChanged(LmsError):
    """A case of this family has changed since you opened the page. Look at the cases again and answer once more."""


class FamilyEmpty(LmsError):
    """Answer whether these cases ask as much of a candidate. A no needs a sentence that says where they differ."""

    status = 422
