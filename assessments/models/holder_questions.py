"""Six months after a certificate: three questions to its holder on the use of what was learned."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.institutions.models import Institution, Person
from lms.kernel.places import Country


class AskState(models.TextChoices):
    """Where the question to one holder stands."""

    OPEN = "open"
    ANSWERED = "answered"  # may still be changed
    CLOSED = "closed"  # without an answer
    KEPT = "kept"  # answered and closed: nothing leads from here to the answer


class HolderAsk(models.Model):
    """A holder was asked, once per award (`subject`, named from above: assessments knows no certificates).

    Personal data: person.
    """

    subject = models.CharField(max_length=60, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_holder_asks")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_holder_asks")
    country = models.CharField(max_length=2, choices=Country.choices)
    due_at = models.DateTimeField()  # when the six months were over
    asked_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=AskState.choices, default=AskState.OPEN)

    class Meta:
        indexes = [
            models.Index(
                fields=["closes_at"], condition=Q(state__in=("open", "answered")), name="lms_assessments_holderask_open"
            ),
            models.Index(fields=["due_at"], name="lms_assessments_holderask_due"),
        ]


class HolderAnswer(models.Model):
    """What one holder answered. `seal` leads to the ask only under the key of this installation, and is emptied at the close.

    `answers`: {gave yes·no, businesses 0…, made 0…, arrived 0…}. `month`: the first day of the month in which it fell due.
    Personal data: answers, through the seal until the question closes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_holder_answers")
    country = models.CharField(max_length=2, choices=Country.choices)
    month = models.DateField()
    seal = models.CharField(max_length=64, blank=True)
    answers = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seal"], condition=~Q(seal=""), name="lms_assessments_holderanswer_seal"),
        ]
        indexes = [models.Index(fields=["month", "country"], name="lms_assessments_holderans_mon")]
