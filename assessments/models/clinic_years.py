"""Twelve months after a session that led to an application: did it become a registration?"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.clinic_followups import ClinicSequel


class YearEnd(models.TextChoices):
    """What became of an application."""

    REGISTERED = "registered"
    PENDING = "pending"
    REFUSED = "refused"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


class ClinicYear(models.Model):
    """The repeat after twelve months of a follow-up that said "filed".

    Personal data: none (note is checked for identifiers).
    """

    sequel = models.OneToOneField(ClinicSequel, models.PROTECT, related_name="lms_year")
    asked_at = models.DateTimeField(default=timezone.now)
    end = models.CharField(max_length=12, choices=YearEnd.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], condition=Q(answered_at=None), name="lms_assessments_year_open")]
