"""A cohort opens by call: seats, criteria, applications, their scores, and the waiting list."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lms.institutions.models import Cohort, Person
from lms.kernel.places import Language


class CallState(models.TextChoices):
    """draft → published (open between its days) → decided; published or draft → cancelled."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DECIDED = "decided"
    CANCELLED = "cancelled"


class Call(models.Model):
    """One call for the seats of one cohort. `titles`, `texts` are {es, en}; `criteria` as `courses.calling.Criterion`.

    Nothing of it but the closing day changes once it is published: who applies knows by what they are chosen. `least` is the
    percentage without which nobody is chosen. Personal data: second_scorer, published_by, decided_by.
    """

    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="lms_call")
    state = models.CharField(max_length=10, choices=CallState.choices, default=CallState.DRAFT)
    titles = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    criteria = models.JSONField(default=list)
    seats = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField(default=0)
    opens_on = models.DateField()
    closes_on = models.DateField()
    accept_days = models.PositiveSmallIntegerField(default=3)  # business days to take a seat that got free
    needs_commitment = models.BooleanField(default=True)
    second_scorer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="lms_calls_scored_second")
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_calls_published")
    published_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_calls_decided")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="lms_courses_call_in_order"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="lms_courses_call_has_seats"),
            models.CheckConstraint(condition=Q(least__lte=100), name="lms_courses_call_least_is_percent"),
            models.CheckConstraint(
                condition=~Q(state="decided") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="lms_courses_call_decided",
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_on"], name="lms_courses_call_open")]


class ApplicationState(models.TextChoices):
    """unconfirmed → received → selected · waiting · not_selected; waiting → offered → selected · lapsed; any → withdrawn."""

    UNCONFIRMED = "unconfirmed"  # the address is not proven yet
    RECEIVED = "received"
    SELECTED = "selected"
    WAITING = "waiting"
    OFFERED = "offered"
    NOT_SELECTED = "not_selected"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Application(models.Model):
    """One person applies for a seat, once a call and address. `ref` is all that a link names; its secret is an HMAC.

    `total` and `place` are those of the decision; a place says the order of the waiting list. `set_aside` is why somebody
    can't be chosen whatever their score. `network` is a salted digest, for a limit of tries. Personal data: person, email,
    given_name, family_name, position, statement, superior_name, superior_email, reason, set_aside.
    """

    lms_erasable = (
        "email", "given_name", "family_name", "position", "statement", "superior_name", "superior_email", "reason", "set_aside",
        "network",
    )  # fmt: skip

    call = models.ForeignKey(Call, models.PROTECT, related_name="lms_applications")
    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_applications")
    email = models.EmailField(blank=True)
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    position = models.CharField(max_length=160, blank=True)
    statement = models.TextField(blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ES)
    consent_wording = models.CharField(max_length=20)
    network = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=ApplicationState.choices, default=ApplicationState.UNCONFIRMED)
    at = models.DateTimeField(default=timezone.now, editable=False)
    received_at = models.DateTimeField(null=True)
    superior_name = models.CharField(max_length=120, blank=True)
    superior_email = models.EmailField(blank=True)
    committed_at = models.DateTimeField(null=True)
    committed_by = models.CharField(max_length=10, blank=True)  # paper, link
    set_aside = models.CharField(max_length=500, blank=True)
    total = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # percent
    place = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=500, blank=True)  # of the decision, as who applied reads it
    offered_at = models.DateTimeField(null=True)
    accept_by = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "email"], condition=~Q(email=""), name="lms_courses_application_once"),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(accept_by__isnull=False), name="lms_courses_application_offer_has_day"
            ),
            models.CheckConstraint(
                condition=Q(total=None) | Q(total__range=(0, 100)), name="lms_courses_application_total_is_percent"
            ),
        ]
        indexes = [models.Index(fields=["call", "state", "place"], name="lms_courses_application_state")]


class CommitmentPaper(models.Model):
    """The commitment of a superior, signed on paper and sent up, looked through and cleaned. Personal data: name, body."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="lms_paper")
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)


class ApplicationScore(models.Model):
    """What one scorer gave an application: {criterion: points}, and why. Fixed by the decision. Personal data: by, why."""

    lms_erasable = ("why",)

    application = models.ForeignKey(Application, models.PROTECT, related_name="lms_scores")
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_application_scores")
    points = models.JSONField(default=dict)
    why = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "by"], name="lms_courses_applicationscore_once")]
