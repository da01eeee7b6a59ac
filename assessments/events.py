"""Facts that assessments announces, inside the transaction, ids only (docs/events.md)."""

from django.dispatch import Signal

scores_released = Signal()  # submission_id
