"""What a group's coordinator adds: more time for one person and one module, links that people join by, and who asked."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models.enrolments import Enrolment
from courses.models.modules import Module
from lms.institutions.models import Cohort, Person
from lms.kernel.places import Language


class ModuleExtension(models.Model):
    """One person has until another day for one module. Changing it withdraws the row and writes another one.

    `until` is a day somebody chose and stays as it is; `given_on` is that day where the institution is.
    Personal data: the learner, through the enrolment; reason; given_by, withdrawn_by.
    """

    lms_erasable = ("reason",)

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_module_extensions")
    module = models.ForeignKey(Module, models.PROTECT, related_name="lms_extensions")
    until = models.DateField()
    reason = models.CharField(max_length=240)
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_module_extensions_given")
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_module_extensions_withdrawn")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "module"], condition=Q(withdrawn_at=None), name="lms_courses_moduleextension_one_open"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None) | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="lms_courses_moduleextension_withdrawn",
            ),
        ]


class JoinLink(models.Model):
    """A link by which people ask to come into a group until a moment, for so many seats (None: as many as come).

    Only the hash of its token is kept; the token is an HMAC of the row's id. Personal data: made_by, closed_by.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="lms_join_links")
    token_hash = models.CharField(max_length=64, unique=True)
    seats = models.PositiveIntegerField(null=True)
    expires_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_join_links_made")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_join_links_closed")


class JoinState(models.TextChoices):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class JoinRequest(models.Model):
    """Somebody asked to come in by a link. `person` is None until it is approved for who was not signed in.

    `moves`: they want what they earned elsewhere to come along. Names and address are emptied 30 days after the decision.
    Personal data: person, email, given_name, family_name, reason, decided_by.
    """

    lms_erasable = ("email", "given_name", "family_name", "reason")

    link = models.ForeignKey(JoinLink, models.PROTECT, related_name="lms_requests")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_join_requests")
    email = models.EmailField(blank=True)
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ES)
    moves = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=JoinState.choices, default=JoinState.ASKED)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_join_requests_decided")
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "email"], condition=Q(state="asked") & ~Q(email=""), name="lms_courses_joinrequest_once"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at=None) | (~Q(state="asked") & Q(decided_at__isnull=False)),
                name="lms_courses_joinrequest_decided",
            ),
        ]
        indexes = [models.Index(fields=["link", "state"], name="lms_courses_joinreq_state")]
