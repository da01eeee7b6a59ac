"""What a course adds: a test before it and a test after it, on two forms of equal make. Neither counts for the course."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models import Course, Enrolment
from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class ParallelForms(WriteOnce):
    """Two forms of one course, drawn pair by pair from the same cells of practice banks, frozen with the law of a day.

    `material` is one frozen pool as a quiz's (`slots`, `countries`); `pairs`: [{cell, a, b}], keys of two questions of the same
    topic whose difficulties are next to each other. The last number of a course is in use. Personal data: by.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="lms_parallel_forms")
    number = models.PositiveIntegerField()
    seed = models.PositiveBigIntegerField()
    pairs = models.JSONField(default=list)
    material = models.JSONField(default=dict)
    law_as_of = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_parallel_forms")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="lms_assessments_parallelforms_number")]


class GainMoment(models.TextChoices):
    """Before the course or after it."""

    PRE = "pre"
    POST = "post"


class GainSitting(models.Model):
    """One of an enrolment's two tests. The second is on the other form of the same pair of forms.

    `sheet` is frozen at the start, with the key: never to a browser as it is. Personal data: the learner, through the
    enrolment; answers (emptied on erasure).
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_gain_sittings")
    forms = models.ForeignKey(ParallelForms, models.PROTECT, related_name="lms_sittings")
    moment = models.CharField(max_length=4, choices=GainMoment.choices)
    form = models.CharField(max_length=1)  # a, b
    sheet = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)  # {slot: response}
    started_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    fraction = models.DecimalField(max_digits=7, decimal_places=6, null=True)  # of the maximum, 0…1

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "moment"], name="lms_assessments_gainsitting_once"),
            models.UniqueConstraint(fields=["enrolment", "form"], name="lms_assessments_gainsitting_other_form"),
            models.CheckConstraint(condition=Q(form__in=("a", "b")), name="lms_assessments_gainsitting_form"),
            models.CheckConstraint(
                condition=Q(submitted_at=None, fraction=None) | Q(submitted_at__isnull=False, fraction__isnull=False),
                name="lms_assessments_gainsitting_scored",
            ),
        ]
        indexes = [models.Index(fields=["submitted_at"], name="lms_assessments_gain_submitted")]
