"""The one-page strategy of a business as a drawn PDF."""

from django.db import models
from django.utils import timezone

from assessments.models.clinics import ClinicBusiness


class ClinicPaper(models.Model):
    """The strategy of one business in one language, drawn by a worker; known by the digest of what it says.

    A newer drawing takes the place of the older one. Personal data: none (a code, and texts checked for identifiers).
    """

    business = models.ForeignKey(ClinicBusiness, models.PROTECT, related_name="lms_papers")
    language = models.CharField(max_length=2)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "language"], name="lms_assessments_clinicpaper_language"),
        ]
