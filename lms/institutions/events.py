"""Facts that institutions announces, inside the transaction, ids only (docs/events.md)."""

from django.dispatch import Signal

person_erased = Signal()  # person_id
membership_ended = Signal()  # membership_id
person_invited = Signal()  # invitation_id: a new invitation exists; lms.messages mails it
invitation_accepted = Signal()  # invitation_id: the person now has a log-in, and the address is proven
interest_declared = Signal()  # interest_id: somebody is too close to a person or an institution from now on
leave_changed = Signal()  # person_id: a leave was noted or taken back
