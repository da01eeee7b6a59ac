"""The door of messages."""

from lms.messages.errors import NothingToSay, UnknownMessageKind
from lms.messages.kinds import register_kind
from lms.messages.services import send

__all__ = ["NothingToSay", "UnknownMessageKind", "register_kind", "send"]
