"""Broken rules of declarations about help. The docstring is the sentence people read."""

from lms.kernel.errors import LmsError, NotFound


class DeclarationMissing(LmsError):
    """{what}"""

    status = 422


class DeclarationNotFound(NotFound):
    """There is no such declaration, or it is not yours to see."""
