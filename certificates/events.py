"""Facts that certificates announces, inside the transaction, ids only (docs/events.md)."""

from django.dispatch import Signal

certificate_issued = Signal()  # certificate_id
award_changed = Signal()  # award_event_id
