"""Quizzes (units) and the attempts people make."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.questions import Question, QuestionEntry
from courses.models import Enrolment, Unit, UnitVersion
from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class Quiz(Unit):
    """A unit that asks. Personal data: none."""

    pass_percent = models.DecimalField(max_digits=5, decimal_places=2, default=70)
    attempts_allowed = models.PositiveSmallIntegerField(default=0)  # 0: no limit
    minutes_allowed = models.PositiveSmallIntegerField(default=0)  # 0: no limit
    intro = models.JSONField(default=dict)  # {es, en}
    shuffle = models.BooleanField(default=True)


class QuizSlot(models.Model):
    """One place on a quiz's sheet: the latest of an entry, a pinned version, or a draw. Personal data: none."""

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="lms_slots")
    position = models.PositiveSmallIntegerField()
    entry = models.ForeignKey(QuestionEntry, models.PROTECT, null=True, related_name="lms_slots")
    pinned = models.ForeignKey(Question, models.PROTECT, null=True, related_name="lms_slots")
    draw = models.JSONField(null=True)  # {"bank": key, "topic": …}
    maximum = models.DecimalField(max_digits=6, decimal_places=2, default=1)

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


class Step(WriteOnce):
    """One saved answer to one slot. The last step counts. `client_id` makes a repeated save one row.

    Personal data: response.
    """

    lms_erasable = ("response",)

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="lms_steps")
    slot = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    client_id = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_steps")
    at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=10, default="saved")
    response = models.JSONField(default=dict)
    fraction = models.DecimalField(max_digits=7, decimal_places=6, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "slot", "number"], name="lms_assessments_step_number"),
            models.UniqueConstraint(fields=["attempt", "client_id"], name="lms_assessments_step_client"),
        ]


class SlotResult(models.Model):
    """How one slot of a submitted attempt was scored, for results and item statistics. Personal data: the learner."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="lms_slot_results")
    slot = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, models.PROTECT, related_name="lms_slot_results")
    key_version = models.CharField(max_length=64, blank=True)  # digest of the key it was scored with
    fraction = models.DecimalField(max_digits=7, decimal_places=6)  # −1…1
    chosen = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "slot"], name="lms_assessments_slotresult_slot")]
