"""Files that people asked for: what is in them, whose they are, and their bytes in pieces."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lms.institutions.models import Institution, Person
from lms.kernel.places import Language


class ExportFormat(models.TextChoices):
    CSV = "csv"
    XLSX = "xlsx"


class Export(models.Model):
    """One table as a file, for the person who asked. `ready_at` null: a worker is at it. Gone with its bytes at `expires_at`.

    `params` are ids and choices of the page, never names. Personal data: person; the file holds whatever its table shows.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_exports")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="lms_exports")
    table = models.CharField(max_length=80)
    params = models.JSONField(default=dict)
    format = models.CharField(max_length=4, choices=ExportFormat.choices)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ES)
    time_zone = models.CharField(max_length=60)
    job_id = models.BigIntegerField(null=True)
    rows = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    as_at = models.DateTimeField(null=True)  # the instant that was read
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ready_at=None) | (Q(as_at__isnull=False) & ~Q(sha256="")), name="lms_exports_export_ready_is_whole"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="lms_exports_export_expires_later"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="lms_exports_export_person"),
            models.Index(fields=["expires_at"], name="lms_exports_export_expires"),
        ]


class ExportPiece(models.Model):
    """A quarter of a megabyte of a file; `number` from 0. Goes with its export. Personal data: whatever the table shows."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="lms_pieces")
    number = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="lms_exports_piece_number")]
