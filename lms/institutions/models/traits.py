"""What lets an institution ask people something about themselves: its lawful basis, with its date."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.institutions.models.people import Institution, Person


class TraitKind(models.TextChoices):
    GENDER = "gender"


class TraitBasis(models.Model):
    """An institution says on which lawful basis it asks its people for a trait, and since when. One is open at a time.

    Ended, never deleted. What people said goes when no basis of any of their institutions is open any more.
    Personal data: recorded_by, ended_by.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_trait_bases")
    kind = models.CharField(max_length=20, choices=TraitKind.choices, default=TraitKind.GENDER)
    basis = models.CharField(max_length=200)
    dated_on = models.DateField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_trait_bases_recorded")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_trait_bases_ended")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "kind"], condition=Q(ended_at=None), name="lms_institutions_traitbasis_one_open"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="lms_institutions_traitbasis_said"),
        ]
