"""Facts that institutions announces, inside the transaction, ids only (docs/events.md)."""

from django.dispatch import Signal

person_erased = Signal()  # person_id
membership_ended = Signal()  # membership_id
