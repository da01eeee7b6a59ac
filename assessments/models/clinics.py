"""Clinics: an edition of an institution, the businesses by its own code, sessions declared by advisors and then confirmed.

No table here has a place for who a business is: no name, tax number, address, telephone or e-mail.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models import Enrolment, Unit
from lms.institutions.models import Institution, Person


class Practicum(Unit):
    """A unit that asks for confirmed clinic practice: so many sessions, stages of the journey, referral decisions.

    Personal data: none.
    """

    sessions_required = models.PositiveSmallIntegerField(default=2)
    stages_required = models.PositiveSmallIntegerField(default=2)
    referrals_required = models.PositiveSmallIntegerField(default=1)


class Clinic(models.Model):
    """One edition of an institution's clinic: its agreement, its days, its call, its closing report.

    `agreement`, `call` and `closing` hold texts of the institution. Personal data: none asked for.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_clinics")
    key = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)  # {es, en}
    agreement = models.JSONField(default=dict)  # {parties, signed_on, text}
    call = models.JSONField(default=dict)  # {text, opens_on, closes_on, seats}
    starts_on = models.DateField()
    ends_on = models.DateField()
    closing = models.JSONField(default=dict)  # {learned, change, text, figures}
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_clinics_closed")
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "key"], name="lms_assessments_clinic_key"),
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="lms_assessments_clinic_in_order"),
        ]


class ClinicBusiness(models.Model):
    """A business by the institution's own code; the key to the code stays with the institution, outside of this system.

    `size` is a class by the country's own definition. `intake` and `strategy` are texts that are checked for identifiers.
    Personal data: none (de-identified, and refused otherwise).
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="lms_businesses")
    code = models.CharField(max_length=40)
    stage = models.CharField(max_length=20)
    sector = models.CharField(max_length=40)
    size = models.CharField(max_length=10)  # micro small medium unsure
    region = models.CharField(max_length=80, blank=True)
    consent_on = models.DateField(null=True)
    consent_wording = models.CharField(max_length=40, blank=True)  # which version of the wording was agreed to
    intake = models.JSONField(default=dict)  # {need, diagnostics}
    strategy = models.JSONField(default=dict)  # the one-page strategy: {goal, assets, risks, steps, help}
    strategy_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "code"], name="lms_assessments_clinicbusiness_code")]


class ClinicState(models.TextChoices):
    """Where a session stands: declared by an advisor, then confirmed by a supervisor, or why not."""

    DRAFT = "draft"
    DECLARED = "declared"
    CONFIRMED = "confirmed"
    NOT_SEEN = "not_seen"
    NOT_REACHED = "not_reached"
    WITHDRAWN = "withdrawn"


class ClinicSession(models.Model):
    """One de-identified session with a business, of 1 to 600 minutes.

    Columns are what is counted; `body` holds what was said: {wanted, found, advice, documents, letter, next}. `business` is
    null where the institution has no edition of a clinic. Personal data: advisor, body, comment, confirmed_by.
    """

    advisor = models.ForeignKey(Person, models.PROTECT, related_name="lms_clinic_sessions")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_clinic_sessions")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="lms_clinic_sessions")
    clinic = models.ForeignKey(Clinic, models.PROTECT, null=True, related_name="lms_clinic_sessions")
    business = models.ForeignKey(ClinicBusiness, models.PROTECT, null=True, related_name="lms_clinic_sessions")
    client_id = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=ClinicState.choices, default=ClinicState.DRAFT)
    held_on = models.DateField(null=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    stage = models.CharField(max_length=20, blank=True)
    sector = models.CharField(max_length=40, blank=True)
    size = models.CharField(max_length=10, blank=True)
    region = models.CharField(max_length=80, blank=True)
    rights = models.JSONField(default=list)  # what it was about: topics of the facts
    consent_on = models.DateField(null=True)
    consent_wording = models.CharField(max_length=40, blank=True)
    body = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    declared_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_clinic_sessions_confirmed")
    confirmed_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True)  # of the supervisor

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["advisor", "client_id"], name="lms_assessments_clinicsession_client"),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__range=(1, 600)), name="lms_assessments_clinicsession_minutes"
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "state", "held_on"], name="lms_assessments_clinic_held"),
            models.Index(fields=["enrolment", "state"], name="lms_assessments_clinic_taken"),
        ]
