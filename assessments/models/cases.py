"""Case studies: the unit, what the advisor hands in, and who scores it with which rubric."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models import Enrolment, Item, ItemVersion, Unit, UnitVersion
from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class Rubric(WriteOnce):
    """One wording of a rubric. `content_hash` covers every word, `structure_hash` criteria, weights and flags only.

    Personal data: none.
    """

    version = models.OneToOneField(ItemVersion, models.PROTECT, related_name="lms_rubric")
    content_hash = models.CharField(max_length=64, unique=True)
    structure_hash = models.CharField(max_length=64)


class CaseStudy(Unit):
    """A unit that gives a business to advise. Personal data: none."""

    case = models.ForeignKey(Item, models.PROTECT, related_name="lms_case_studies")
    rubric = models.ForeignKey(Item, models.PROTECT, related_name="lms_case_studies_by_rubric")
    pass_percent = models.DecimalField(max_digits=5, decimal_places=2, default=60)
    submissions_allowed = models.PositiveSmallIntegerField(default=3)


class Practicum(Unit):
    """A unit that asks for confirmed clinic practice. Personal data: none."""

    sessions_required = models.PositiveSmallIntegerField(default=2)


class SubmissionState(models.TextChoices):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCORED = "scored"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class Submission(models.Model):
    """One advice letter of one advisor. `ref` is the only name an assessor sees.

    Personal data: the learner, letter.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_submissions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_submissions")
    unit_version = models.ForeignKey(UnitVersion, models.PROTECT, related_name="lms_submissions")
    number = models.PositiveSmallIntegerField()
    ref = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=10, choices=SubmissionState.choices, default=SubmissionState.DRAFT)
    letter = models.JSONField(default=dict)  # {block: text, or a list of steps}; assessments.letters says which
    revision = models.PositiveIntegerField(default=0)  # grows with each save: two tabs can't overwrite each other
    touched = models.JSONField(default=dict)  # {block: revision of its last change}: two tabs may write two blocks
    asked = models.JSONField(default=list)  # [{id, at}]: what the advisor asked the business, in order
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "unit", "number"], name="lms_assessments_submission_number"),
            models.UniqueConstraint(
                fields=["enrolment", "unit"], condition=Q(state="draft"), name="lms_assessments_submission_one_draft"
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="lms_assessments_submission_due")]


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
    removed_at = models.DateTimeField(null=True)


class Allocation(models.Model):
    """A submission is leased to an assessor for a stage. Personal data: assessor."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="lms_allocations")
    assessor = models.ForeignKey(Person, models.PROTECT, related_name="lms_allocations")
    stage = models.CharField(max_length=12, default="first")  # first, second, agreed
    lease_until = models.DateTimeField()
    fence = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "stage"], name="lms_assessments_allocation_stage"),
            models.UniqueConstraint(fields=["submission", "assessor"], name="lms_assessments_allocation_assessor"),
        ]


class Score(WriteOnce):
    """One assessor's picks on one rubric. A later number replaces an earlier one; none is overwritten.

    `picks` is {criterion: level}, `percent` 0…100. Personal data: comments.
    """

    lms_erasable = ("comments",)

    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="lms_scores")
    number = models.PositiveSmallIntegerField()
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="lms_scores")
    picks = models.JSONField(default=dict)
    comments = models.JSONField(default=dict)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    red_flags = models.JSONField(default=list)
    passed = models.BooleanField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["allocation", "number"], name="lms_assessments_score_number"),
            models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="lms_assessments_score_is_percent"),
        ]
