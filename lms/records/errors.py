"""What can't be done with records."""

from lms.kernel.errors import LmsError, NotFound


class HoldNotFound(NotFound):
    """This legal hold does not exist, or it has ended."""


class HoldReasonMissing(LmsError):
    """Say why: who reads it later has only these words."""

    status = 422


class HoldPersonUnknown(LmsError):
    """Nobody here has this address. Type it as it stands on the person's page."""

    status = 422


class EvidenceNotFound(NotFound):
    """No certificate of a credential has this number."""


class EvidenceUnreadable(LmsError):
    """{file} is no evidence file of ours: {why}"""

    status = 422
