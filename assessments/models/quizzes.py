"""Quizzes (units) and the attempts people make."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.questions import Question, QuestionEntry
from courses.models import Enrolment, Unit, UnitVersion
from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class Behaviour(models.TextChoices):
    """When a learner hears about an answer, and what that does to its score (`assessments.behaviours`)."""

    DEFERRED = "deferred"
    IMMEDIATE = "immediate"
    RETRY = "retry"
    CONFIDENCE = "confidence"


class Counts(models.TextChoices):
    """Which attempts make a quiz's score when there are several (`assessments.results`)."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"
    AVERAGE = "average"


class Quiz(Unit):
    """A unit that asks.

    `review`: {moment: {"score", "right", "feedback": bool}}, what is not named shows (`assessments.reviewing`).
    `sections`: [{"titles": {es, en}, "shuffle": bool}], in order; a slot names its section by place. Personal data: none.
    """

    pass_percent = models.DecimalField(max_digits=5, decimal_places=2, default=70)
    attempts_allowed = models.PositiveSmallIntegerField(default=0)  # 0: no limit
    minutes_allowed = models.PositiveSmallIntegerField(default=0)  # 0: no limit
    intro = models.JSONField(default=dict)  # {es, en}
    shuffle = models.BooleanField(default=True)
    behaviour = models.CharField(max_length=12, choices=Behaviour.choices, default=Behaviour.DEFERRED)
    tries = models.PositiveSmallIntegerField(default=3)  # of the behaviour `retry`
    penalty = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal("0.333"))  # of the maximum, each wrong try
    counts = models.CharField(max_length=8, choices=Counts.choices, default=Counts.BEST)
    wait_minutes = models.PositiveIntegerField(default=0)  # between two attempts
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    review = models.JSONField(default=dict)
    sections = models.JSONField(default=list)
    certifying = models.BooleanField(default=False)  # who passes can do the job: exam pool, blueprint, sitting (ADR 0020)
    blueprint = models.SlugField(max_length=60, blank=True)  # key of the blueprint that its one draw fills; '': none
    pilots = models.PositiveSmallIntegerField(default=0)  # items on trial that a sheet asks and nobody scores
    exposure_cap = models.PositiveSmallIntegerField(default=40)  # percent of the sheets of 90 days that may show one item

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(exposure_cap__range=(1, 100)), name="lms_assessments_quiz_cap_is_percent"),
        ]


class QuizSlot(models.Model):
    """One place on a quiz's sheet: the latest of an entry, a pinned version, or a draw. Personal data: none."""

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="lms_slots")
    position = models.PositiveSmallIntegerField()
    entry = models.ForeignKey(QuestionEntry, models.PROTECT, null=True, related_name="lms_slots")
    pinned = models.ForeignKey(Question, models.PROTECT, null=True, related_name="lms_slots")
    draw = models.JSONField(null=True)  # {"count", "bank", "topic", "stage", "tags", "difficulty"}: `assessments.pools`
    maximum = models.DecimalField(max_digits=6, decimal_places=2, default=1)  # of each question that it asks
    section = models.PositiveSmallIntegerField(default=0)  # place in the quiz's `sections`

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quiz", "position"], name="lms_assessments_quizslot_position"),
            models.CheckConstraint(
                condition=(
                    Q(entry__isnull=False, pinned=None, draw__isnull=True)
                    | Q(entry=None, pinned__isnull=False, draw__isnull=True)
                    | Q(entry=None, pinned=None, draw__isnull=False)
                ),
                name="lms_assessments_quizslot_one_of",
            ),
        ]
        ordering = ["position"]


class AttemptState(models.TextChoices):
    OPEN = "open"
    WAITING = "waiting"  # handed in; a person has to score a part
    HELD = "held"  # handed in in a sitting; nothing of it is scored before the sitting's results are let out
    SUBMITTED = "submitted"
    ANNULLED = "annulled"


class Attempt(models.Model):
    """One sitting of one quiz. `sheet` is frozen at the start: what was asked, in which order, with which key.

    Personal data: the learner, through the enrolment.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_attempts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_attempts")
    unit_version = models.ForeignKey(UnitVersion, models.PROTECT, related_name="lms_attempts")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=AttemptState.choices, default=AttemptState.OPEN)
    sheet = models.JSONField(default=dict)  # {seed, country, slots}: with the key, so never to a browser as it is
    law_as_of = models.DateField()
    started_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    fraction = models.DecimalField(max_digits=7, decimal_places=6, null=True)  # of the maximum, 0…1

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "unit", "number"], name="lms_assessments_attempt_number"),
            models.UniqueConstraint(
                fields=["enrolment", "unit"], condition=Q(state="open"), name="lms_assessments_attempt_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="lms_assessments_attempt_due", condition=Q(state="open")),
            models.Index(fields=["submitted_at"], name="lms_assessments_attempt_hand", condition=Q(state="waiting")),
        ]


class StepState(models.TextChoices):
    SAVED = "saved"  # an answer; the last one counts
    CHECKED = "checked"  # an answer that its learner had checked: the fraction is what the key says of it
    FINISHED = "finished"  # the attempt was handed in: what the slot earned
    SCORED = "scored"  # a person gave the fraction
    REGRADED = "regraded"  # scored again with a mended key


class Step(WriteOnce):
    """One step in the history of one slot: an answer, a check, a score. `client_id` makes a repeated save one row.

    `by` is empty where the server acted (the end of the time). `certainty` is 1 … 3 (behaviour `confidence`).

    Personal data: response.
    """

    lms_erasable = ("response",)

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="lms_steps")
    slot = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    client_id = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_steps")
    at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=10, choices=StepState.choices, default=StepState.SAVED)
    response = models.JSONField(default=dict)
    certainty = models.PositiveSmallIntegerField(null=True)
    fraction = models.DecimalField(max_digits=7, decimal_places=6, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "slot", "number"], name="lms_assessments_step_number"),
            models.UniqueConstraint(fields=["attempt", "client_id"], name="lms_assessments_step_client"),
        ]


class SlotResult(models.Model):
    """How one slot of a submitted attempt was scored, for results and item statistics.

    A projection of the slot's steps. `fraction` is what the answer shows of what its writer knows (after penalties);
    `earned`, when it differs, what it adds to the attempt: −2 … 1 under the behaviour `confidence`. Personal data: the learner.
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="lms_slot_results")
    slot = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, models.PROTECT, related_name="lms_slot_results")
    key_version = models.CharField(max_length=64, blank=True)  # digest of the key it was scored with
    fraction = models.DecimalField(max_digits=7, decimal_places=6)  # −1…1
    earned = models.DecimalField(max_digits=7, decimal_places=6, null=True)  # −2…1; null: the fraction
    chosen = models.JSONField(default=list)
    regrade = models.ForeignKey(
        "Regrade", models.PROTECT, null=True, related_name="lms_slot_results"
    )  # whose key it was last scored with

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "slot"], name="lms_assessments_slotresult_slot")]
