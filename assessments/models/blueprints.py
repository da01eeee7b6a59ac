"""What an exam has to cover: tasks of an advisor, what judges say of them, and blueprints made of cells."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class Task(models.Model):
    """Something that an advisor does for a business, in one domain of the subject and at one stage of the business's journey.

    What was judged stays: a task is archived, never deleted. Personal data: none.
    """

    key = models.SlugField(max_length=60, unique=True)
    domain = models.SlugField(max_length=40)
    stage = models.CharField(max_length=40, blank=True)  # a key of the journey's stages; '': at any
    titles = models.JSONField(default=dict)  # {es, en}: a verb and what it is done to
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "key"]


class TaskRating(WriteOnce):
    """How important and how frequent one judge holds one task to be, in one round of the task analysis.

    A judge who thinks again rates in the next `number`; the last one of a round counts. Personal data: judge.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="lms_ratings")
    judge = models.ForeignKey(Person, models.PROTECT, related_name="lms_task_ratings")
    round = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField(default=1)
    importance = models.PositiveSmallIntegerField()  # 1 of little importance … 5 an error would do grave harm
    frequency = models.PositiveSmallIntegerField()  # 1 hardly ever … 5 nearly every day
    country = models.CharField(max_length=3, blank=True)  # of the judge, when rating
    trade = models.CharField(max_length=20, blank=True)  # role of the judge, when rating
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "judge", "round", "number"], name="lms_assessments_taskrating_once"),
            models.CheckConstraint(
                condition=Q(importance__range=(1, 5), frequency__range=(1, 5)), name="lms_assessments_taskrating_scale"
            ),
        ]


class BlueprintState(models.TextChoices):
    DRAFT = "draft"
    PROPOSED = "proposed"  # its maker thinks it is right; a second person decides
    APPROVED = "approved"  # never changed again
    REPLACED = "replaced"  # a later number was approved


class Blueprint(models.Model):
    """How the questions of a certifying quiz are spread over domains and tasks. Each change after approval is a new number.

    `ratings_round` is the round of the task analysis that its weights come from, 0: its author's own, for the reason in `note`.
    Personal data: by, approved_by.
    """

    key = models.SlugField(max_length=60)
    number = models.PositiveSmallIntegerField(default=1)
    titles = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=BlueprintState.choices, default=BlueprintState.DRAFT)
    note = models.TextField(blank=True)  # how it came about, for who approves and for the scheme page
    ratings_round = models.PositiveSmallIntegerField(default=0)
    judges = models.PositiveSmallIntegerField(default=0)  # how many rated, when its weights were taken over
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_blueprints")
    at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_blueprints_approved")
    approved_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)  # of its cells, when approved

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="lms_assessments_blueprint_number"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="approved"), name="lms_assessments_blueprint_one_approved"
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=("draft", "proposed")), name="lms_assessments_blueprint_one_open"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("by")), name="lms_assessments_blueprint_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "proposed")) | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="lms_assessments_blueprint_approved",
            ),
        ]
        ordering = ["key", "-number"]


class BlueprintCell(models.Model):
    """One kind of question that every sheet has some of: a domain, or one task of it, within a band of difficulty.

    Draft children of a blueprint; frozen with its approval. Personal data: none.
    """

    blueprint = models.ForeignKey(Blueprint, models.CASCADE, related_name="lms_cells")
    position = models.PositiveSmallIntegerField()
    domain = models.SlugField(max_length=40)
    task = models.SlugField(max_length=60, blank=True)  # key of a task; '': any of the domain
    stage = models.CharField(max_length=40, blank=True)  # of the journey; '': any
    weight = models.DecimalField(max_digits=8, decimal_places=4)  # share of the sheet, in any unit
    easiest = models.PositiveSmallIntegerField(default=1)  # difficulty, 1 … 3
    hardest = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blueprint", "position"], name="lms_assessments_blueprintcell_position"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="lms_assessments_blueprintcell_weighs"),
            models.CheckConstraint(
                condition=Q(easiest__range=(1, 3), hardest__range=(1, 3), easiest__lte=F("hardest")),
                name="lms_assessments_blueprintcell_band",
            ),
        ]
        ordering = ["position"]
