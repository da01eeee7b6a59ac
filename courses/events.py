"""Facts that courses announces, inside the transaction, ids only (docs/events.md)."""

from django.dispatch import Signal

enrolment_closed = Signal()  # enrolment_id
release_published = Signal()  # release_id
course_completed = Signal()  # completion_id
outcome_revised = Signal()  # enrolment_id, unit_id
items_published = Signal()  # entry_id: a log entry came into effect, its pointers moved
change_approved = Signal()  # change_id
currency_changed = Signal()  # completion_id
counted = Signal()  # person_id: what `courses.counts` counts may have grown
