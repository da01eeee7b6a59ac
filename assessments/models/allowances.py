"""When a quiz can be sat, by a cohort and by one person."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models import CohortCourse, Enrolment, Unit
from lms.institutions.models import Person


class QuizWindow(models.Model):
    """From when until when a cohort may sit a quiz; what is empty falls back on the quiz. Personal data: by."""

    cohort_course = models.ForeignKey(CohortCourse, models.PROTECT, related_name="lms_quiz_windows")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_quiz_windows")
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_quiz_windows")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort_course", "unit"], name="lms_assessments_quizwindow_once"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__lt=models.F("closes_at")),
                name="lms_assessments_quizwindow_order",
            ),
        ]


class QuizAllowance(models.Model):
    """What one person may beyond the quiz's rules, and why. Never changed: withdrawn, and another one given.

    `opens_at` and `closes_at`, when set, stand in place of the cohort's and the quiz's. Personal data: the learner, reason.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_quiz_allowances")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_quiz_allowances")
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_quiz_allowances_given")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_quiz_allowances_withdrawn")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "unit"], condition=Q(withdrawn_at=None), name="lms_assessments_quizallowance_one"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="lms_assessments_quizallowance_reason"),
        ]
