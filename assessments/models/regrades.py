"""Scoring attempts again after a wrong key was mended."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.quizzes import Attempt
from courses.models import Item, ItemVersion
from lms.institutions.models import Person


class RegradeState(models.TextChoices):
    PREPARING = "preparing"  # a job finds who would change
    READY = "ready"  # the preview stands
    APPLYING = "applying"  # a job writes
    APPLIED = "applied"
    DROPPED = "dropped"


class Regrade(models.Model):
    """One question scored again with the key of one of its versions: first a preview, then one audited act.

    `keys` is {country: slot material}, the key as it was resolved when the preview was made. Personal data: by, applied_by.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="lms_regrades")
    to = models.ForeignKey(ItemVersion, models.PROTECT, related_name="lms_regrades")
    state = models.CharField(max_length=10, choices=RegradeState.choices, default=RegradeState.PREPARING)
    reason = models.CharField(max_length=500)
    raise_only = models.BooleanField(default=True)  # nobody loses by our mistake
    keys = models.JSONField(default=dict)
    looked_at = models.PositiveIntegerField(default=0)  # results that the preview read
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_regrades")
    at = models.DateTimeField(default=timezone.now)
    applied_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_regrades_applied")
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state__in=("preparing", "ready", "applying")), name="lms_assessments_regrade_one"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="lms_assessments_regrade_reason"),
        ]


class RegradeLine(models.Model):
    """What one regrade does to one slot of one attempt. Personal data: the learner, through the attempt."""

    class State(models.TextChoices):
        WAITING = "waiting"
        APPLIED = "applied"
        LEFT = "left"  # not applied: it would lower a score, or a person has to look (`why`)

    regrade = models.ForeignKey(Regrade, models.PROTECT, related_name="lms_lines")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="lms_regrade_lines")
    slot = models.PositiveSmallIntegerField()
    before = models.DecimalField(max_digits=7, decimal_places=6)
    after = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    attempt_before = models.DecimalField(max_digits=7, decimal_places=6)
    attempt_after = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    passed_before = models.BooleanField(default=False)
    passed_after = models.BooleanField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    why = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regrade", "attempt", "slot"], name="lms_assessments_regradeline_once")]
        indexes = [models.Index(fields=["regrade", "state"], name="lms_assessments_regradeline_st")]
