"""A person asks that a decision against them be reviewed; a panel without an earlier hand in it says what it thinks."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.institutions.models import Institution, Person
from lms.kernel.places import Country
from lms.kernel.writeonce import WriteOnce


class ReviewState(models.TextChoices):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class ReviewRequest(models.Model):
    """One request for the review of one decision (`kind`, `subject_id`: `courses.reviewable`), once a decision.

    `due_on` and `acknowledge_by` are fixed when it comes in, by the calendar of `country`. `effect` is what upholding it did,
    in ids. Personal data: person, reason, answer.
    """

    lms_erasable = ("reason", "answer")

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_review_requests")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="lms_review_requests")
    kind = models.CharField(max_length=30)
    subject_id = models.PositiveBigIntegerField()
    titles = models.JSONField(default=dict)  # what it was about, in words {es, en}
    subject_at = models.DateTimeField(null=True)  # when that was decided
    country = models.CharField(max_length=2, choices=Country.choices)
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.OPEN)
    at = models.DateTimeField(default=timezone.now, editable=False)
    acknowledge_by = models.DateField()
    due_on = models.DateField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_reviews_acknowledged")
    decided_at = models.DateTimeField(null=True)
    remedy = models.CharField(max_length=20, blank=True)
    answer = models.TextField(blank=True)  # the decision with its reasons, as who asked reads it
    effect = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="lms_courses_reviewrequest_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["upheld", "dismissed"]) | Q(decided_at__isnull=False),
                name="lms_courses_reviewrequest_decided",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="lms_courses_review_due")]


class ReviewOpinion(WriteOnce):
    """What one member of the panel says about a request: upheld or not, with which remedy, and why. Two that agree decide.

    Personal data: by, why.
    """

    lms_erasable = ("why",)

    request = models.ForeignKey(ReviewRequest, models.PROTECT, related_name="lms_opinions")
    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_review_opinions")
    upheld = models.BooleanField()
    remedy = models.CharField(max_length=20, blank=True)
    why = models.TextField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="lms_courses_reviewopinion_number"),
            models.UniqueConstraint(fields=["request", "by"], name="lms_courses_reviewopinion_once"),
        ]
