"""Case studies: the unit, its rubric, and the letter that an advisor hands in."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments import families
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


class AiHelp(models.TextChoices):
    """What help of artificial intelligence a task allows; "" where none is stated. `assessments.authorship` has the words."""

    NONE = "none"
    LANGUAGE = "language"
    DECLARED = "declared"


class CaseStudy(Unit):
    """A unit that gives a business to advise.

    A certifying one is a family of cases: `case` and its `lms_alternates`, of which each candidate is given one by lot, and
    another one if they sit again (`submissions_allowed` sittings). A case rests after `rests_after` uses. Personal data: none.
    """

    case = models.ForeignKey(Item, models.PROTECT, related_name="lms_case_studies")
    rubric = models.ForeignKey(Item, models.PROTECT, related_name="lms_case_studies_by_rubric")
    pass_percent = models.DecimalField(max_digits=5, decimal_places=2, default=60)
    submissions_allowed = models.PositiveSmallIntegerField(default=3)
    scoring = models.JSONField(default=dict)  # who scores and how scores agree; `assessments.stages.Rules` reads it
    late = models.JSONField(default=dict)  # when a letter is due and what being late costs; `assessments.dues` reads it
    certifying = models.BooleanField(default=False)
    family = models.SlugField(max_length=40, blank=True)
    rests_after = models.PositiveSmallIntegerField(default=40)
    ai_help = models.CharField(max_length=8, choices=AiHelp.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(certifying=False) | ~Q(family=""), name="lms_assessments_casestudy_has_family"),
        ]


class SubmissionState(models.TextChoices):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCORED = "scored"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class Submission(models.Model):
    """One advice letter of one advisor. `ref` is the only name an assessor sees.

    `case_key` and `structure_hash`: the case that it advises on and the structure of its rubric, of the frozen unit. In a
    certifying unit they are those that were drawn.

    Personal data: the learner, letter, released_by.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_submissions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_submissions")
    unit_version = models.ForeignKey(UnitVersion, models.PROTECT, related_name="lms_submissions")
    number = models.PositiveSmallIntegerField()
    ref = models.CharField(max_length=16, unique=True)
    case_key = models.CharField(max_length=80)
    structure_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=SubmissionState.choices, default=SubmissionState.DRAFT)
    letter = models.JSONField(default=dict)  # {block: text, or a list of steps}; assessments.letters says which
    revision = models.PositiveIntegerField(default=0)  # grows with each save: two tabs can't overwrite each other
    touched = models.JSONField(default=dict)  # {block: revision of its last change}: two tabs may write two blocks
    asked = models.JSONField(default=list)  # [{id, at}]: what the advisor asked the business, in order
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # as it was when the letter was handed in; null: nothing was due
    late_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)  # points that being late costs
    scored_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_submissions_released")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "unit", "number"], name="lms_assessments_submission_number"),
            models.UniqueConstraint(
                fields=["enrolment", "unit"], condition=Q(state="draft"), name="lms_assessments_submission_one_draft"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="lms_assessments_submission_due"),
            models.Index(fields=["case_key", "started_at"], name="lms_assessments_submission_of"),
        ]

    @property
    def config(self) -> dict[str, Any]:
        """The frozen unit with the one case that this letter advises on: `case`, `facts` and `rubric` beside its rules."""
        return families.config_of(self.unit_version.config, self.case_key)
