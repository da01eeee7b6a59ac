"""Prior learning: asked for with evidence, recognised or refused unit by unit by somebody outside the cohort."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models.enrolments import Enrolment
from courses.models.modules import Unit
from lms.institutions.models import Person


class PriorClaim(models.Model):
    """What an advisor brings: one text and its files, for one unit or several. Personal data: the learner; evidence."""

    lms_erasable = ("evidence",)

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_prior_claims")
    evidence = models.TextField()
    at = models.DateTimeField(default=timezone.now, editable=False)


class PriorFile(models.Model):
    """A file that goes with a claim, for who decides and who sent it; cleaned. Erasure deletes the row.

    Personal data: name, body.
    """

    claim = models.ForeignKey(PriorClaim, models.PROTECT, related_name="lms_files")
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)


class PriorState(models.TextChoices):
    """asked → recognised → taken_back; asked → refused (→ recognised, by a review); asked → withdrawn."""

    ASKED = "asked"
    RECOGNISED = "recognised"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken_back"


class PriorUnit(models.Model):
    """One unit of a claim and what was decided about it. Personal data: the learner; answer, taken_because, who decided."""

    lms_erasable = ("answer", "taken_because")

    claim = models.ForeignKey(PriorClaim, models.PROTECT, related_name="lms_units")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_prior_units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_prior_units")
    state = models.CharField(max_length=12, choices=PriorState.choices, default=PriorState.ASKED)
    answer = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_prior_decided")
    decided_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_prior_taken_back")
    taken_at = models.DateTimeField(null=True)
    taken_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "unit"], name="lms_courses_priorunit_once"),
            models.UniqueConstraint(
                fields=["enrolment", "unit"],
                condition=Q(state__in=["asked", "recognised"]),
                name="lms_courses_priorunit_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["recognised", "refused", "taken_back"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="lms_courses_priorunit_decided",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="lms_courses_priorunit_state")]
