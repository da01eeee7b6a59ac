"""How the toolkit is written and kept true: remarks, requests to publish, decisions on stale text, confirmations."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models.ledger import Change
from courses.models.modules import RequestState
from courses.models.toolkit import Item, ItemVersion, LogEntry
from lms.institutions.models import Person
from lms.kernel.places import Country, Language
from lms.kernel.writeonce import WriteOnce


class ItemComment(models.Model):
    """A remark of one author on an item, at a block or as a whole; resolved, never deleted. Personal data: by, text."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="lms_comments")
    version = models.ForeignKey(ItemVersion, models.PROTECT, null=True, related_name="lms_comments")
    block = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, choices=Country.choices, blank=True)
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_item_comments")
    at = models.DateTimeField(default=timezone.now, editable=False)
    resolved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_item_comments_resolved")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["item"], name="lms_courses_itemcomment_open", condition=Q(resolved_at=None))]


class ItemRequest(models.Model):
    """Drafts of items handed in to be published; somebody else approves them or returns them.

    `reason` is why a text below the module's plain-language band goes out all the same. `change` is the law change that the
    items belong to. Personal data: by, decided_by.
    """

    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    note = models.CharField(max_length=240, blank=True)
    reason = models.TextField(blank=True)
    effective_at = models.DateTimeField(null=True)  # null: at once
    change = models.ForeignKey(Change, models.PROTECT, null=True, related_name="lms_item_requests")
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_item_requests")
    at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_item_decisions")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=240, blank=True)
    entry = models.OneToOneField(LogEntry, models.PROTECT, null=True, related_name="lms_item_request")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(state="withdrawn") | ~Q(decided_by=models.F("by")),
                name="lms_courses_itemrequest_two_people",
            ),
        ]


class ItemRequestLine(models.Model):
    """One item of a request, with the version that was looked at. Personal data: none."""

    request = models.ForeignKey(ItemRequest, models.PROTECT, related_name="lms_lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="lms_request_lines")
    version = models.ForeignKey(ItemVersion, models.PROTECT, null=True, related_name="lms_request_lines")  # null: retire

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "item"], name="lms_courses_itemrequestline_once")]


class StaleAnswer(models.TextChoices):
    """What an author says of a text whose origin moved."""

    ACCEPTED = "accepted"  # the text was brought in line as proposed
    ADAPTED = "adapted"  # changed, in its own way
    DECLINED = "declined"  # stays as it is, because


class StaleDecision(WriteOnce):
    """One answer for one block of a translation (`language`) or of a country's slots (`country`) whose origin moved.

    `origin` is the version that it was held against. Personal data: by.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="lms_stale_decisions")
    origin = models.ForeignKey(ItemVersion, models.PROTECT, related_name="lms_stale_decisions")
    language = models.CharField(max_length=2, choices=Language.choices, blank=True)
    country = models.CharField(max_length=2, choices=Country.choices, blank=True)
    block = models.CharField(max_length=40)
    answer = models.CharField(max_length=10, choices=StaleAnswer.choices)
    because = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_stale_decisions")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "origin", "language", "country", "block"], name="lms_courses_staledecision_once"
            ),
            models.CheckConstraint(
                condition=~Q(answer="declined") | ~Q(because=""), name="lms_courses_staledecision_declined_has_reason"
            ),
        ]


class ConfirmationAnswer(models.TextChoices):
    """What a national focal point found in the text in force."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REJECTED = "rejected"


class Confirmation(WriteOnce):
    """A focal point looked an item's version up: where, when, and what came of it (`made` is the corrected version).

    Personal data: by.
    """

    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="lms_confirmations")
    country = models.CharField(max_length=2, choices=Country.choices)
    answer = models.CharField(max_length=10, choices=ConfirmationAnswer.choices)
    source = models.CharField(max_length=400)
    looked_on = models.DateField()
    note = models.TextField(blank=True)
    made = models.ForeignKey(ItemVersion, models.PROTECT, null=True, related_name="lms_confirmed_by")
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_confirmations")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "country"], name="lms_courses_confirmation_once"),
        ]
