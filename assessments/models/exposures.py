"""Which exam questions were shown to whom, and how each question moved through its life."""

from django.db import models
from django.utils import timezone

from assessments.models.questions import Life, QuestionEntry
from assessments.models.quizzes import Attempt
from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class Exposure(WriteOnce):
    """One question stood on one sheet of a certifying quiz. Written with the sheet, whatever becomes of the attempt.

    Personal data: the learner, through the attempt.
    """

    entry = models.ForeignKey(QuestionEntry, models.PROTECT, related_name="lms_exposures")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="lms_exposures")
    pilot = models.BooleanField(default=False)  # on trial: asked, not scored
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "entry"], name="lms_assessments_exposure_once")]
        indexes = [models.Index(fields=["entry", "at"], name="lms_assessments_exposure_entry")]


class LifeMove(WriteOnce):
    """One step in the life of a question, with its reason. `by` is empty where the daily look at drift put it to rest.

    `figures` are those that the move rests on: facility earlier and lately, with their interval. Personal data: by, reason.
    """

    lms_erasable = ("reason",)

    entry = models.ForeignKey(QuestionEntry, models.PROTECT, related_name="lms_life_moves")
    before = models.CharField(max_length=12, choices=Life.choices)
    after = models.CharField(max_length=12, choices=Life.choices)
    reason = models.CharField(max_length=500)
    figures = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_life_moves")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["entry", "-id"], name="lms_assessments_lifemove_entry")]
