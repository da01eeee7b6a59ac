"""Mail and notices: a ledger that sends each thing once."""

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.institutions.models import Person


class MessageState(models.TextChoices):
    DUE = "due"
    SENT = "sent"
    REFUSED = "refused"  # the relay said no for good
    BOUNCED = "bounced"  # taken by the relay, sent back afterwards
    DROPPED = "dropped"  # no address, erased, unsubscribed, or the matter is over


FAILED: Final = ("refused", "bounced")


class Message(models.Model):
    """One message to one person about one thing. `speaks_of` names the thing (and its date, where a date can move).

    Personal data: person; params may name people.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_messages")
    kind = models.CharField(max_length=80)
    speaks_of = models.CharField(max_length=160)
    channel = models.CharField(max_length=20, default="mail")
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.DUE)
    params = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    read_at = models.DateTimeField(null=True)
    again = models.PositiveSmallIntegerField(default=0)  # how often a person asked to send it once more
    not_before = models.DateTimeField(null=True)  # it waits for the end of quiet hours
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "speaks_of", "channel"], name="lms_messages_message_once"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="lms_messages_message_person"),
            models.Index(fields=["state", "-id"], name="lms_messages_message_failed", condition=Q(state__in=FAILED)),
        ]
