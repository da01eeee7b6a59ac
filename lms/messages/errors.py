"""Broken rules of messages."""

from lms.kernel.errors import LmsError


class UnknownMessageKind(LmsError):
    """No package has registered messages of the kind '{kind}'."""
