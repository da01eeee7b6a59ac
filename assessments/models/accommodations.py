"""What somebody needs to be examined under fair conditions: asked for, decided outside their cohort, held until a day."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models import Enrolment
from lms.institutions.models import Person


class AccommodationState(models.TextChoices):
    """requested → granted → ended; requested → refused; requested → withdrawn."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class Accommodation(models.Model):
    """One request, and what came of it. `asked` and `granted` are measures (`assessments.accommodating`), nothing else.

    `reason` is read by who asks and by who decides, by nobody else: not in the audit, a mail, a file or a log. `units` [] is
    every certifying task of the course. `until` is the last day on which it holds. `evidence_files` is how many there were:
    the files themselves go with the decision. Personal data: the candidate, through the enrolment; reason, answer.
    """

    lms_erasable = ("reason", "answer")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_accommodations")
    state = models.CharField(max_length=10, choices=AccommodationState.choices, default=AccommodationState.REQUESTED)
    asked = models.JSONField(default=dict)
    granted = models.JSONField(default=dict)
    units = models.JSONField(default=list)
    until = models.DateField(null=True)
    reason = models.TextField()
    evidence_files = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_accommodations_decided")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)  # what the candidate reads
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_accommodations_ended")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(state="requested"), name="lms_assessments_accommodation_one_open"
            ),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(state="granted"), name="lms_assessments_accommodation_one_held"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "refused"]) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="lms_assessments_accommodation_decided",
            ),
        ]


class AccommodationEvidence(models.Model):
    """A file that goes with a request, for who decides only. The row is deleted with the decision, with its bytes and name.

    Personal data: name, body.
    """

    accommodation = models.ForeignKey(Accommodation, models.PROTECT, related_name="lms_evidence")
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    body = models.BinaryField()
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
