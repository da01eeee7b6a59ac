"""What a credential's public scheme says, and the code of conduct: drafts, and the versions that were published."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from certificates.models.credentials import Claim, Credential
from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class SchemeVersion(WriteOnce):
    """A credential's scheme as it was published: who stands behind it, what is attested and what is not. The last one counts.

    `body` is read and checked by `certificates.scheming`: words {es, en} and `members`, ids of the people of the review body.
    Personal data: by; ids of people in `body`.
    """

    credential = models.ForeignKey(Credential, models.PROTECT, related_name="lms_scheme_versions")
    number = models.PositiveSmallIntegerField()
    claim = models.CharField(max_length=24, choices=Claim.choices)
    body = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_scheme_versions")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["credential", "number"], name="lms_certificates_schemeversion_number"),
        ]


class Scheme(models.Model):
    """The draft of a credential's scheme; the public reads `published`. Personal data: ids of people in `body`; changed_by."""

    credential = models.OneToOneField(Credential, models.PROTECT, related_name="lms_scheme")
    claim = models.CharField(max_length=24, choices=Claim.choices, default=Claim.ASSESSED)  # what publishing it would claim
    body = models.JSONField(default=dict)
    draft_number = models.PositiveIntegerField(default=1)  # two who edit at once are told
    published = models.ForeignKey(SchemeVersion, models.PROTECT, null=True, related_name="lms_schemes")
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_schemes_changed")
    changed_at = models.DateTimeField(default=timezone.now)


class ConductVersion(WriteOnce):
    """The code of conduct as it was published. Holders who were asked for one accept the next by `accept_by`.

    `body` = {es: {part: text}, en: {part: text}} with the parts of `certificates.scheming.CONDUCT_PARTS`.
    Personal data: by.
    """

    number = models.PositiveSmallIntegerField(unique=True)
    body = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    accept_by = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_conduct_versions")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(accept_by__gte=F("at")), name="lms_certificates_conductversion_leaves_time"),
        ]


class ConductAcceptance(WriteOnce):
    """A person read a version of the code of conduct and accepted it, once. Personal data: person."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_conduct_acceptances")
    version = models.ForeignKey(ConductVersion, models.PROTECT, related_name="lms_acceptances")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="lms_certificates_conductacceptance_once"),
        ]
