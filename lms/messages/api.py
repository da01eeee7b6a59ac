"""The door of messages."""

from lms.messages.errors import NothingToSay, UnknownMessageKind
from lms.messages.kinds import register_kind
from lms.messages.services import DELIVER, Letter, send, send_each, send_many

__all__ = ["DELIVER", "Letter", "NothingToSay", "UnknownMessageKind", "register_kind", "send", "send_each", "send_many"]
