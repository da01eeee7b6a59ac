"""What comes after a session: steps and referrals that are closed, a rating by the business, what came of it after 90 days."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.clinics import ClinicSession


class StepEnd(models.TextChoices):
    """How a next step ended."""

    OPEN = ""
    DONE = "done"
    DROPPED = "dropped"


class ClinicStep(models.Model):
    """A next step that was agreed with the business. Personal data: none (what and why are checked for identifiers)."""

    session = models.ForeignKey(ClinicSession, models.PROTECT, related_name="lms_steps")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=300)
    due_on = models.DateField(null=True)
    end = models.CharField(max_length=8, choices=StepEnd.choices, blank=True)
    why = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="lms_assessments_clinicstep_number")]


class Arrival(models.TextChoices):
    """Whether a business arrived where it was sent."""

    OPEN = ""
    ARRIVED = "arrived"
    NOT_ARRIVED = "not_arrived"
    UNKNOWN = "unknown"


class ClinicReferral(models.Model):
    """A decision to refer: to a place of the directory (`resource`), to a lawyer, or the decision not to refer, with why.

    Personal data: none (why is checked for identifiers).
    """

    session = models.ForeignKey(ClinicSession, models.PROTECT, related_name="lms_referrals")
    number = models.PositiveSmallIntegerField()
    to = models.CharField(max_length=10)  # resource, lawyer, nobody
    resource = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=300)
    end = models.CharField(max_length=12, choices=Arrival.choices, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="lms_assessments_clinicreferral_number")]


class ClinicRating(models.Model):
    """What a business says of a session by a link that works once; nothing tells who answered. Personal data: none.

    `answers`: {useful 1…5, clear 1…5, next yes·no·unsure}. `same_device`: it came from a browser that had rated a session
    before, or in which somebody is signed in; told apart from the others (F18).
    """

    session = models.OneToOneField(ClinicSession, models.PROTECT, related_name="lms_rating")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True)
    same_device = models.BooleanField(default=False)


class Outcome90(models.TextChoices):
    """What came of a session."""

    FILED = "filed"
    LICENSED = "licensed"
    STOPPED = "stopped"
    NOTHING = "nothing"
    OTHER = "other"
    UNKNOWN = "unknown"


class ClinicSequel(models.Model):
    """After 90 days the advisor is asked what came of a session. Personal data: none (note is checked for identifiers)."""

    session = models.OneToOneField(ClinicSession, models.PROTECT, related_name="lms_sequel")
    asked_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome90.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], condition=Q(answered_at=None), name="lms_assessments_sequel_open")]
