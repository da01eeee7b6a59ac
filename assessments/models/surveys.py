"""Reaction surveys: five questions at the end of a module or a course, told of a group only when it has closed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models import CohortCourse, Course, Enrolment
from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class SurveyWording(WriteOnce):
    """The five questions as an author words them for a course (none: for every course). The last number counts.

    `texts`: {question: {es, en}}; a survey keeps those it was opened with. Personal data: by.
    """

    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="lms_survey_wordings")
    number = models.PositiveIntegerField()
    texts = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_survey_wordings")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number"], condition=Q(course__isnull=False), name="lms_assessments_surveywording_course"
            ),
            models.UniqueConstraint(fields=["number"], condition=Q(course=None), name="lms_assessments_surveywording_every"),
        ]


class Survey(models.Model):
    """One survey of one group in one course: about a module (`module` is its key) or about the whole course ('').

    While it is open nothing of it is told. When it closes, `asked` and `answers` are counted, `counts` holds how often each
    question got 1 … 5 and `comments` the open answers in the order of the alphabet, both only from five on; the answers
    themselves are deleted. Personal data: comments (words of people who are not named; nothing leads to them).
    """

    cohort_course = models.ForeignKey(CohortCourse, models.PROTECT, related_name="lms_surveys")
    module = models.SlugField(max_length=80, blank=True)
    texts = models.JSONField(default=dict)  # the questions as they were asked
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    asked = models.PositiveIntegerField(default=0)  # people of the group who were not withdrawn when it closed
    answers = models.PositiveIntegerField(default=0)  # 0 when there were fewer than five
    counts = models.JSONField(default=dict)  # {question: [n of 1, …, n of 5]}; {} under five
    comments = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort_course", "module"], name="lms_assessments_survey_once"),
            models.CheckConstraint(
                condition=Q(answers=0) | Q(answers__gte=5, closed_at__isnull=False), name="lms_assessments_survey_five"
            ),
        ]
        indexes = [models.Index(fields=["closed_at"], name="lms_assessments_survey_closed")]


class TurnState(models.TextChoices):
    """What somebody did with a survey."""

    ANSWERED = "answered"
    SKIPPED = "skipped"


class SurveyTurn(models.Model):
    """Whether an enrolment answered an open survey or put it aside: no date, and gone when the survey has closed.

    Personal data: the learner, through the enrolment; nobody is shown it.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="lms_turns")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_survey_turns")
    state = models.CharField(max_length=10, choices=TurnState.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "enrolment"], name="lms_assessments_surveyturn_once")]


class SealedAnswer(models.Model):
    """What somebody answered in an open survey. Whose it is, only an HMAC under the key of this installation tells, so that
    the same person can change it; the row is deleted when the survey closes.

    Personal data: answers (with an open comment), through the seal while the survey is open.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="lms_sealed")
    seal = models.CharField(max_length=64)
    answers = models.JSONField(default=dict)  # {question: 1…5, "comment": text}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "seal"], name="lms_assessments_sealedanswer_once")]
