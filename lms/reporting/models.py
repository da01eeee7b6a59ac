"""Reports that stand as records: figures frozen with their rows, definitions and hash."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.institutions.models import Institution, Person
from lms.kernel.writeonce import WriteOnce


class ReportKind(models.TextChoices):
    PROGRESS = "progress"
    CERTIFICATION = "certification"


class Report(models.Model):
    """One institution, one kind, one period. `period` is `2026-Q4` or `2026-11`. Personal data: none."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_reports")
    kind = models.CharField(max_length=20, choices=ReportKind.choices)
    period = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "kind", "period"], name="lms_reporting_report_once"),
        ]


class EditionState(models.TextChoices):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ENDORSED = "endorsed"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REPLACED = "replaced"  # a draft computed anew before anyone submitted it


class ReportEdition(models.Model):
    """The report as it stood at one instant. Never recomputed after it is submitted; a later one amends it.

    Personal data: submitted_by, endorsed_by, decided_by.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="lms_editions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=EditionState.choices, default=EditionState.DRAFT)
    definitions = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    as_at = models.DateTimeField()
    amends = models.ForeignKey("self", models.PROTECT, null=True, related_name="lms_amended_by")
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_reports_submitted")
    submitted_at = models.DateTimeField(null=True)
    endorsed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_reports_endorsed")
    endorsed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_reports_decided")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="lms_reporting_edition_number"),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(state__in=["draft", "submitted", "endorsed"]),
                name="lms_reporting_edition_one_open",
            ),
            models.CheckConstraint(
                condition=(
                    (Q(submitted_by=None) | Q(endorsed_by=None) | ~Q(submitted_by=models.F("endorsed_by")))
                    & (Q(submitted_by=None) | Q(decided_by=None) | ~Q(submitted_by=models.F("decided_by")))
                    & (Q(endorsed_by=None) | Q(decided_by=None) | ~Q(endorsed_by=models.F("decided_by")))
                ),
                name="lms_reporting_edition_three_people",
            ),
        ]


class ReportRow(WriteOnce):
    """One line behind a figure. `subject` is a serial or a code, never a name. Personal data: none."""

    edition = models.ForeignKey(ReportEdition, models.PROTECT, related_name="lms_rows")
    line = models.PositiveIntegerField()
    figure = models.CharField(max_length=20)
    subject = models.CharField(max_length=64, blank=True)
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "line"], name="lms_reporting_row_line")]


class ReportFile(WriteOnce):
    """The edition as a file, with its hash. Personal data: none."""

    edition = models.ForeignKey(ReportEdition, models.PROTECT, related_name="lms_files")
    format = models.CharField(max_length=10)  # pdf, xlsx
    language = models.CharField(max_length=2, default="es")
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "format", "language"], name="lms_reporting_file_once"),
        ]


class ReportComment(WriteOnce):
    """A remark on an edition, or on one line of it. Personal data: by, text."""

    lms_erasable = ("text",)

    edition = models.ForeignKey(ReportEdition, models.PROTECT, related_name="lms_comments")
    line = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_report_comments")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now, editable=False)


class PeopleRule(models.Model):
    """A group of an institution's people that a rule names: who matches is worked out each time. Personal data: owner."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_people_rules")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="lms_people_rules")
    name = models.CharField(max_length=80)
    rule = models.JSONField(default=dict)  # a tree (lms.reporting.rules)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "name"], condition=Q(archived_at=None), name="lms_reporting_peoplerule_name"
            ),
        ]
