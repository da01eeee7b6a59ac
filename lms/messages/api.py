"""The door of messages."""

from lms.messages.errors import UnknownMessageKind
from lms.messages.kinds import register_kind
from lms.messages.services import send

__all__ = ["UnknownMessageKind", "register_kind", "send"]
