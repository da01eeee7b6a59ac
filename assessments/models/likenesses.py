"""Questions that read much alike, as the last look found them, and what a person said of them."""

from django.db import models
from django.db.models import F
from django.utils import timezone

from assessments.models.questions import QuestionEntry
from lms.institutions.models import Person


class Likeness(models.Model):
    """Two questions that resemble each other (`assessments.duplicates`). What a person called different stays so.

    Personal data: by.
    """

    class State(models.TextChoices):
        FOUND = "found"
        APART = "apart"  # a person looked: they ask different things

    one = models.ForeignKey(QuestionEntry, models.PROTECT, related_name="lms_likenesses")
    other = models.ForeignKey(QuestionEntry, models.PROTECT, related_name="lms_likenesses_to_others")
    score = models.DecimalField(max_digits=4, decimal_places=3)  # 0 … 1
    state = models.CharField(max_length=6, choices=State.choices, default=State.FOUND)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_likenesses")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="lms_assessments_likeness_pair"),
            models.CheckConstraint(condition=models.Q(one__lt=F("other")), name="lms_assessments_likeness_order"),
        ]
        indexes = [models.Index(fields=["state", "-score"], name="lms_assessments_likeness_list")]
