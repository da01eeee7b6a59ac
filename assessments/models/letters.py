"""What surrounds a letter: its files, its kept versions, when it is due, and what it is made of for finding what is alike."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.cases import Submission
from courses.models import CohortCourse, Enrolment, Unit
from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class Attachment(models.Model):
    """A file handed in with a letter: by content, not by name; served as a download only. Personal data: name, body."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="lms_attachments")
    ref = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    pages = models.PositiveSmallIntegerField(null=True)  # of a PDF or a text document, where it can be told
    removed_at = models.DateTimeField(null=True)


class PartialUpload(models.Model):
    """A file that is on its way in pieces: a broken line goes on where it stopped. Gone after a day.

    Personal data: name, body.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="lms_partial_uploads")
    client_id = models.CharField(max_length=64)
    name = models.CharField(max_length=160)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    body = models.BinaryField(default=bytes)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "client_id"], name="lms_assessments_partialupload_client"),
            models.CheckConstraint(condition=Q(received__lte=models.F("size")), name="lms_assessments_partialupload_size"),
        ]


class LetterVersion(WriteOnce):
    """A letter as it stood: kept when a writer comes back after a pause, and when it is handed in. Personal data: letter."""

    lms_erasable = ("letter",)

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="lms_letter_versions")
    number = models.PositiveSmallIntegerField()
    letter = models.JSONField(default=dict)
    words = models.PositiveIntegerField(default=0)
    handed_in = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="lms_assessments_letterversion_number"),
        ]


class CaseWindow(models.Model):
    """When the letters of a cohort are due; without one, the case's own rule holds. Personal data: by."""

    cohort_course = models.ForeignKey(CohortCourse, models.PROTECT, related_name="lms_case_windows")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_case_windows")
    due_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_case_windows")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort_course", "unit"], name="lms_assessments_casewindow_once"),
        ]


class CaseExtension(models.Model):
    """One person's own due day, and why. Never changed: withdrawn, and another one given.

    Personal data: the learner, reason.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_case_extensions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_case_extensions")
    due_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_case_extensions_given")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_case_extensions_withdrawn")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "unit"], condition=Q(withdrawn_at=None), name="lms_assessments_caseextension_one"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="lms_assessments_caseextension_reason"),
        ]


class ScriptShingles(models.Model):
    """The word shingles of a handed-in letter, as sorted 64-bit hashes; from the same ones, how much others have in common.

    `case_key` and `language` say among which letters it is looked for. Personal data: none (hashes of word groups; deleted
    with the letter's text).
    """

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="lms_shingles")
    case_key = models.CharField(max_length=80)
    language = models.CharField(max_length=2)
    hashes = models.BinaryField(default=bytes)  # eight bytes each, big-endian, ascending
    nearest_percent = models.PositiveSmallIntegerField(null=True)  # null: not looked for yet
    passages = models.JSONField(default=list)  # [{block, start, end}] of this letter's own text; never the other's
    looked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case_key", "language"], name="lms_assessments_shingles_case")]
