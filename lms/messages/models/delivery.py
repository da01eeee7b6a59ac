"""What came back: notices of delivery, and how an address fares."""

from django.db import models
from django.utils import timezone

from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce
from lms.messages.models.ledger import Message


class DeliveryNotice(WriteOnce):
    """One notice that a mail server sent back about one of our messages, read once.

    Of the notice we keep what it says of the delivery, not its text. Personal data: said (may hold the address); the person,
    through message.
    """

    lms_erasable = ("said",)

    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the notice as it came, with its recipient
    message = models.ForeignKey(Message, models.PROTECT, related_name="lms_notices")
    hard = models.BooleanField()  # for good; else for a time
    status = models.CharField(max_length=12)  # RFC 3463: 5.1.1
    said = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)


class AddressState(models.Model):
    """How the address of a person fares. It speaks of one address: a corrected one begins anew.

    Personal data: person, a digest of the address, said (may hold the address).
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="lms_address_state")
    address_digest = models.CharField(max_length=64)  # HMAC of the address in small letters
    failing_since = models.DateTimeField(null=True)  # null: it is written to
    soft = models.PositiveSmallIntegerField(default=0)  # how many notices of a passing fault came
    said = models.CharField(max_length=300, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)
