"""Institutions, cohorts, people and the roles people hold."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from lms.kernel.places import Country, Language


class Role(models.TextChoices):
    """What a person does in one institution."""

    ADVISOR = "advisor"
    FACILITATOR = "facilitator"
    ASSESSOR = "assessor"
    COORDINATOR = "coordinator"


class Programme(models.TextChoices):
    """What a person does in the programme, across institutions."""

    AUTHOR = "author"
    FOCAL = "focal"
    REVIEWER = "reviewer"
    DECIDER = "decider"
    ASSESSOR = "assessor"
    ADMINISTRATOR = "administrator"


class Person(models.Model):
    """One human being, known before and after any log-in. The only table that points to the user model.

    Personal data: email, given_name, family_name, certificate_name, country, language, time_zone.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="lms_person")
    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(blank=True)
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    certificate_name = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, choices=Country.choices, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ES)
    time_zone = models.CharField(max_length=60, blank=True)
    theme = models.CharField(max_length=10, blank=True)  # "", light, dark, contrast
    erased_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="lms_institutions_person_email"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Given and family name, else the certificate name, else the address."""
        return f"{self.given_name} {self.family_name}".strip() or self.certificate_name or self.email


class PersonTrait(models.Model):
    """Something a person chose to say about themselves (gender, region), with the lawful basis. Kept apart on purpose.

    Personal data: value.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_traits")
    kind = models.CharField(max_length=40)
    value = models.CharField(max_length=120, blank=True)
    basis = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="lms_institutions_persontrait_kind")]


class Leave(models.Model):
    """Days on which deadlines and validity windows stand still. No diagnosis. Personal data: person and dates."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_leaves")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="lms_institutions_leave_in_order"),
        ]


class Institution(models.Model):
    """An institution that supports small businesses and trains its advisors. Personal data: signatory_name."""

    key = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)  # {es, en}
    country = models.CharField(max_length=2, choices=Country.choices)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ES)
    time_zone = models.CharField(max_length=60)
    logo = models.BinaryField(default=bytes, blank=True)  # PNG; small, printed on certificates
    signatory_name = models.CharField(max_length=120, blank=True)
    signatory_title = models.JSONField(default=dict)  # {es, en}
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.key


class Cohort(models.Model):
    """A group of advisors of one institution who learn together. Personal data: none."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_cohorts")
    key = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)  # {es, en}
    country = models.CharField(max_length=2, choices=Country.choices)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ES)
    starts_on = models.DateField()
    ends_on = models.DateField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "key"], name="lms_institutions_cohort_key"),
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="lms_institutions_cohort_in_order"),
        ]

    def __str__(self) -> str:
        return self.key


class Membership(models.Model):
    """A person's role in an institution, or in one cohort of it. `until` null: open. Personal data: person."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_memberships")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_memberships")
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, blank=True, related_name="lms_memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "institution", "role"],
                condition=Q(until=None, cohort=None),
                name="lms_institutions_membership_institution_once",
            ),
            models.UniqueConstraint(
                fields=["person", "cohort", "role"], condition=Q(until=None), name="lms_institutions_membership_cohort_once"
            ),
        ]
        indexes = [models.Index(fields=["institution", "role"], name="lms_institutions_member_role", condition=Q(until=None))]


class ProgrammeRole(models.Model):
    """A person's role across institutions; authors and focal points have a country. Personal data: person."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_programme_roles")
    role = models.CharField(max_length=20, choices=Programme.choices)
    country = models.CharField(max_length=2, choices=Country.choices, blank=True)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "country"], condition=Q(until=None), name="lms_institutions_programmerole_once"
            ),
        ]


class ContactPoint(models.Model):
    """A function (never a private person) that people may turn to in an institution. Personal data: none."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_contact_points")
    position = models.PositiveSmallIntegerField(default=0)
    function = models.JSONField(default=dict)  # {es, en}
    channel = models.CharField(max_length=20)  # mail, phone, form, place
    value = models.CharField(max_length=200)
    hours = models.JSONField(default=dict)  # {es, en}
    checked_on = models.DateField(null=True)
    archived_at = models.DateTimeField(null=True)


class Invitation(models.Model):
    """A one-time link that ties a log-in to a Person. Only the hash of its token is kept. Personal data: person."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_invitations")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="lms_invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_invitations_sent")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
