"""What was decided, by whom, when: rows that can only be appended. People and institutions are plain ids here."""

import uuid

from django.db import models
from django.utils import timezone

from lms.kernel.writeonce import WriteOnce


class AuditEvent(WriteOnce):
    """One act of staff, or one move of a role, enrolment, release, score, award or report.

    `before` and `after` hold states and ids only; personal values go to `AuditDetail`. Personal data: none.
    """

    at = models.DateTimeField(default=timezone.now, editable=False)
    actor = models.BigIntegerField(null=True)  # Person id; null: the system
    institution = models.BigIntegerField(null=True)
    act = models.CharField(max_length=80)  # "report.submitted"
    subject = models.CharField(max_length=80)  # "report_edition"
    subject_id = models.CharField(max_length=64)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)
    detail_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index("subject", "subject_id", models.F("id").desc(), name="lms_audit_event_subject")]


class AuditDetail(models.Model):
    """The personal values of one event, apart, because erasure must be able to empty them.

    Personal data: body.
    """

    event = models.OneToOneField(AuditEvent, models.PROTECT, related_name="lms_detail")
    salt = models.UUIDField(default=uuid.uuid4)
    body = models.JSONField(default=dict)


class Book(models.Model):
    """The head of one hash-chained book: `certificates`, `reports` or `audit`. Locked last. Personal data: none."""

    name = models.CharField(max_length=40, unique=True)
    head_number = models.BigIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)


class BookEntry(WriteOnce):
    """One line of a book: its hash covers the line before it. Personal data: none (digests and ids)."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="lms_entries")
    number = models.BigIntegerField()
    act = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="lms_audit_bookentry_number")]
