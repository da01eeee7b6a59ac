"""Credentials, awards (the decision) and certificates (the papers of it)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certificates.standing import ReasonClass
from courses.models import Completion, Course, Enrolment
from lms.institutions.models import Institution, Person
from lms.kernel.places import Country
from lms.kernel.writeonce import WriteOnce


class Claim(models.TextChoices):
    PARTICIPATION = "participation"
    ASSESSED = "assessed_certificate"
    CERTIFICATION = "certification"


class Credential(models.Model):
    """What can be awarded: a set of courses and a claim.

    `design` = {house, house_lines: {es: […], en: […]}, signatories: [{name, lines: {es: […], en: […]}}]}, each part optional
    (certificates.wording has the defaults). Personal data: signatories' names in `design`.
    """

    key = models.SlugField(max_length=60, unique=True)
    titles = models.JSONField(default=dict)  # {es, en}
    claim = models.CharField(max_length=24, choices=Claim.choices, default=Claim.ASSESSED)
    validity_months = models.PositiveSmallIntegerField(default=36)  # 0: for ever
    design = models.JSONField(default=dict)
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class CredentialCourse(models.Model):
    """A course that a credential asks for. Personal data: none."""

    credential = models.ForeignKey(Credential, models.PROTECT, related_name="lms_courses")
    course = models.ForeignKey(Course, models.PROTECT, related_name="lms_credentials")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["credential", "course"], name="lms_certificates_credentialcourse_once")]


class AwardState(models.TextChoices):
    GRANTED = "granted"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class Award(models.Model):
    """The decision that a person holds a credential, once per country and round. Personal data: person, path."""

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
    effective_at = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_award_events")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_award_events_approved")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["award", "number"], name="lms_certificates_awardevent_number")]


class Prefix(WriteOnce):
    """Bytes shared by many certificates' files. Personal data: none."""

    sha256 = models.CharField(max_length=64, unique=True)
    bytes = models.BinaryField()


class CertificateState(models.TextChoices):
    PENDING = "pending"  # a worker will draw it
    WAITING = "waiting"  # something a person must settle first (a name without letters in the font)
    ISSUED = "issued"


class Certificate(models.Model):
    """One paper of an award or an enrolment. Drawn once, hashed, never drawn again. The row is the queue.

    The file is `prefix.bytes` (if any) followed by `tail`. `fields` is what will be printed, fixed when the row is made
    (certificates.wording reads it; the public page shows nothing else). While `waiting`, `problem` is a code with its
    details that `certificates.wording.problem_sentence` says in words. Personal data: fields, tail, problem.
    """

    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="lms_certificates")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="lms_certificates")
    paper = models.CharField(max_length=40, default="certificate")
    edition = models.PositiveSmallIntegerField(default=1)
    serial = models.CharField(max_length=20, unique=True)  # 16 Crockford characters and a check character, no hyphens
    fields = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=CertificateState.choices, default=CertificateState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    prefix = models.ForeignKey(Prefix, models.PROTECT, null=True, related_name="lms_certificates")
    tail = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, null=True, unique=True)
    problem = models.CharField(max_length=240, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    issued_at = models.DateTimeField(null=True)
    superseded_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="lms_supersedes")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(award__isnull=False, enrolment=None) | Q(award=None, enrolment__isnull=False)),
                name="lms_certificates_certificate_of_one",
            ),
            models.UniqueConstraint(
                fields=["award", "paper", "edition"],
                condition=Q(award__isnull=False),
                name="lms_certificates_certificate_edition",
            ),
            models.UniqueConstraint(
                fields=["award", "paper"],
                condition=Q(superseded_by=None, award__isnull=False),
                name="lms_certificates_certificate_current",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "paper", "edition"],
                condition=Q(enrolment__isnull=False),
                name="lms_certificates_certificate_enrolment_edition",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "paper"],
                condition=Q(superseded_by=None, enrolment__isnull=False),
                name="lms_certificates_certificate_enrolment_current",
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(sha256__isnull=False), name="lms_certificates_certificate_issued_has_hash"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="lms_certificates_pending", condition=Q(state="pending")),
            models.Index(fields=["id"], name="lms_certificates_waiting", condition=Q(state="waiting")),
        ]


class LookupMiss(models.Model):
    """How many unknown numbers one network asked for in one minute; rows are deleted after an hour.

    A genuine number writes nothing: nobody keeps who looks at a certificate. `network` is a keyed digest of the address
    (an IPv6 network of /64) that changes every day. Personal data: none (a pseudonym for at most an hour).
    """

    network = models.CharField(max_length=32)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "minute"], name="lms_certificates_lookupmiss_once")]
        indexes = [models.Index(fields=["minute"], name="lms_certificates_lookupmiss_at")]
