"""What messages does: writing to the ledger, delivering, choices, notices, nudges."""

from lms.messages.services.sending import DELIVER, SEND, Letter, deliver, message_id_of, send, send_each, send_many

__all__ = ["DELIVER", "SEND", "Letter", "deliver", "message_id_of", "send", "send_each", "send_many"]
