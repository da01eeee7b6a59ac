"""The door of messages."""

from lms.messages.errors import (
    NothingToSay,
    NudgeNeedsPeople,
    NudgeNeedsWords,
    NudgeNotFound,
    UnknownMessageKind,
    UnknownPlaceholder,
)
from lms.messages.history import Written, nudges_to
from lms.messages.kinds import register_kind
from lms.messages.selectors import NudgeCard, nudge_card, nudges_of, told_since
from lms.messages.services import DELIVER, Letter, send, send_each, send_many
from lms.messages.services.nudges import (
    NUDGE,
    Recipients,
    archive_wording,
    filled,
    links_for,
    nudge_about,
    recipients_of,
    register_links,
    save_wording,
    send_nudge,
    wordings_of,
)
from lms.messages.wordings import FREE, Words, refuse_words

__all__ = ["DELIVER", "Letter", "NothingToSay", "UnknownMessageKind", "register_kind", "send", "send_each", "send_many"]
__all__ += [
    "FREE", "NUDGE", "NudgeCard", "NudgeNeedsPeople", "NudgeNeedsWords", "NudgeNotFound", "Recipients", "UnknownPlaceholder",
    "Words", "archive_wording", "filled", "links_for", "nudge_about", "nudge_card", "nudges_of", "recipients_of",
    "refuse_words", "register_links", "save_wording", "send_nudge", "told_since", "wordings_of",
]  # fmt: skip

__all__ += ["Written", "nudges_to"]
