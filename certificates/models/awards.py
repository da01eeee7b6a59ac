"""Awards: the decision that a person holds a credential, and everything that was decided about it after."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from certificates.models.credentials import Claim, Credential
from certificates.models.schemes import ConductVersion, SchemeVersion
from certificates.standing import ReasonClass
from courses.models import Completion
from lms.institutions.models import Institution, Person
from lms.kernel.places import Country
from lms.kernel.writeonce import WriteOnce


class AwardState(models.TextChoices):
    GRANTED = "granted"
    SUSPENDED = "suspended"
    REDUCED = "reduced"  # in force for a part of its scope
    REVOKED = "revoked"


class Award(models.Model):
    """The decision that a person holds a credential, once per country and round.

    `claim` and `scheme_version` stay as they were when it was granted. `conduct`: the code of conduct that its holder accepted
    last (null: none was asked); the acceptances are the truth, this is their projection. `expires_at` includes `leave_days`.
    `extends`: the award of another country that a second country rests on. Personal data: person, path.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_awards")
    credential = models.ForeignKey(Credential, models.PROTECT, related_name="lms_awards")
    country = models.CharField(max_length=2, choices=Country.choices)
    round = models.PositiveSmallIntegerField(default=1)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_awards")
    path = models.JSONField(default=dict)  # the "why not yet?" answer it was granted on
    digest = models.CharField(max_length=64)
    law_as_of = models.DateField()
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=AwardState.choices, default=AwardState.GRANTED)
    claim = models.CharField(max_length=24, choices=Claim.choices, default=Claim.ASSESSED)
    scheme_version = models.ForeignKey(SchemeVersion, models.PROTECT, null=True, related_name="lms_awards")
    conduct = models.ForeignKey(ConductVersion, models.PROTECT, null=True, related_name="lms_awards")
    leave_days = models.PositiveSmallIntegerField(default=0)  # days of leave by which its end was moved
    extends = models.ForeignKey("self", models.PROTECT, null=True, related_name="lms_endorsements")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "credential", "country", "round"], name="lms_certificates_award_once"),
        ]
        indexes = [
            models.Index(fields=["institution", "credential", "state"], name="lms_certificates_award_inst"),
            models.Index(fields=["expires_at"], name="lms_certificates_award_expires"),
        ]


class AwardCompletion(models.Model):
    """A completion that an award rests on. Personal data: through the award."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="lms_completions")
    completion = models.ForeignKey(Completion, models.PROTECT, related_name="lms_awards")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["award", "completion"], name="lms_certificates_awardcompletion_once")]


class AwardExtension(WriteOnce):
    """The end of an award was moved because of leave, or moved back because a leave was taken back. The last row counts.

    `leaves` = [[first, last], …], the days inside its term; `days` their number, each day once. `base` is the end without
    leave. Personal data: leaves.
    """

    lms_erasable = ("leaves",)

    award = models.ForeignKey(Award, models.PROTECT, related_name="lms_extensions")
    number = models.PositiveSmallIntegerField()
    leaves = models.JSONField(default=list)
    days = models.PositiveSmallIntegerField()
    base = models.DateTimeField()
    expires_at = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["award", "number"], name="lms_certificates_awardextension_number")]


class AwardEvent(WriteOnce):
    """One dated act on an award; its state is the projection of those that decide (`standing.DECIDING`).

    `about`, of a question: {"enrolment", "unit", "record"}, the revised outcome that it is about. Personal data: note.
    """

    lms_erasable = ("note",)

    award = models.ForeignKey(Award, models.PROTECT, related_name="lms_events")
    number = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=20)  # certificates.standing.Act
    reason_class = models.CharField(max_length=40, blank=True, choices=ReasonClass.choices)
    note = models.TextField(blank=True)
    about = models.JSONField(default=dict)
    until = models.DateTimeField(null=True)  # of a suspension: it ends by itself at this moment; null = when somebody decides
    scope = models.JSONField(default=dict)  # of a reduction: what it still covers, in words {es, en}
    effective_at = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_award_events")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_award_events_approved")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["award", "number"], name="lms_certificates_awardevent_number")]


class MotionState(models.TextChoices):
    OPEN = "open"
    CARRIED = "carried"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Motion(models.Model):
    """One person would suspend, reduce, revoke or reinstate an award; another decides. One open motion an award.

    `act` is a `certificates.standing.Act`. `note` is private, `reason_class` is what the public may read.
    Personal data: note, answer.
    """

    lms_erasable = ("note", "answer")

    award = models.ForeignKey(Award, models.PROTECT, related_name="lms_motions")
    act = models.CharField(max_length=20)
    reason_class = models.CharField(max_length=40, blank=True, choices=ReasonClass.choices)
    note = models.TextField(blank=True)
    until = models.DateTimeField(null=True)
    scope = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=MotionState.choices, default=MotionState.OPEN)
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_motions")
    at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_motions_decided")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    event = models.OneToOneField(AwardEvent, models.PROTECT, null=True, related_name="lms_motion")
    objection = models.OneToOneField("Objection", models.PROTECT, null=True, related_name="lms_motion")  # upheld: it follows

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["award"], condition=Q(state="open"), name="lms_certificates_motion_one_open"),
            models.CheckConstraint(
                condition=~Q(state="carried") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("by")) & Q(event__isnull=False)),
                name="lms_certificates_motion_two_people",
            ),
        ]


class ObjectionState(models.TextChoices):
    OPEN = "open"
    UPHELD = "upheld"  # the decision was wrong
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class Objection(models.Model):
    """The holder's appeal against one decision on their award; answered by somebody who had no hand in it, once an event.

    Personal data: text, answer.
    """

    lms_erasable = ("text", "answer")

    event = models.OneToOneField(AwardEvent, models.PROTECT, related_name="lms_objection")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now, editable=False)
    due_on = models.DateField()
    acknowledge_by = models.DateField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_objections_acknowledged")
    state = models.CharField(max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_objections_decided")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["upheld", "dismissed"]) | Q(decided_by__isnull=False),
                name="lms_certificates_objection_is_decided_by_somebody",
            )
        ]
