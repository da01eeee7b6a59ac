"""Mail and notices: what was told to whom, what they chose, what came back."""

from lms.messages.models.choices import KindChoice, QuietHours
from lms.messages.models.delivery import AddressState, DeliveryNotice
from lms.messages.models.ledger import FAILED, Message, MessageState
from lms.messages.models.nudges import Nudge, Wording

__all__ = [
    "FAILED", "AddressState", "DeliveryNotice", "KindChoice", "Message", "MessageState", "Nudge", "QuietHours", "Wording",
]  # fmt: skip
