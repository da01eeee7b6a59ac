"""Practice with real businesses: declared by the advisor, confirmed by a supervisor."""

from django.db import models
from django.utils import timezone

from courses.models import Enrolment
from lms.institutions.models import Institution, Person


class ClinicState(models.TextChoices):
    DRAFT = "draft"
    DECLARED = "declared"
    CONFIRMED = "confirmed"
    RETURNED = "returned"


class ClinicSession(models.Model):
    """One de-identified session with a business. Personal data: advisor, body."""

    advisor = models.ForeignKey(Person, models.PROTECT, related_name="lms_clinic_sessions")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_clinic_sessions")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="lms_clinic_sessions")
    client_id = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ClinicState.choices, default=ClinicState.DRAFT)
    held_on = models.DateField(null=True)
    body = models.JSONField(default=dict)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_clinic_sessions_confirmed")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["advisor", "client_id"], name="lms_assessments_clinicsession_client"),
        ]
