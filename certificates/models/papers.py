"""Certificates (any paper of an award or an enrolment), their files, and their bulk issue."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certificates.models.awards import Award
from certificates.models.designs import DesignVersion
from certificates.models.keys import SigningKey
from courses.models import Enrolment
from lms.institutions.models import Institution, Person
from lms.kernel.writeonce import WriteOnce


class Prefix(WriteOnce):
    """Bytes shared by many certificates' files. Personal data: none."""

    sha256 = models.CharField(max_length=64, unique=True)
    bytes = models.BinaryField()


class Layout(WriteOnce):
    """A design version compiled for its constant words: where the varying fields stand. Personal data: none.

    `digest` is over the design version, the constant words, the pictures and the version of the compiler. A layout without a
    prefix is a design that can't be compiled: `problem` says why, and its papers are drawn one by one.
    """

    digest = models.CharField(max_length=64, unique=True)
    design_version = models.ForeignKey(DesignVersion, models.PROTECT, null=True, related_name="lms_layouts")
    prefix = models.ForeignKey(Prefix, models.PROTECT, null=True, related_name="lms_layouts")
    body = models.JSONField(default=dict)
    problem = models.CharField(max_length=240, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)


class Batch(models.Model):
    """A bulk issue that somebody started: certificates of one institution's people. Progress is counted from its certificates.

    Personal data: none.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_batches")
    paper = models.CharField(max_length=40)
    title = models.JSONField(default=dict)  # {es, en}: of what, for the list
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_batches")
    at = models.DateTimeField(default=timezone.now, editable=False)
    stopped_at = models.DateTimeField(null=True)


class CertificateState(models.TextChoices):
    PENDING = "pending"  # a worker will draw it
    WAITING = "waiting"  # something a person must settle first (a name without letters in the font)
    ISSUED = "issued"


class Certificate(models.Model):
    """One paper of an award or an enrolment. Drawn once, hashed, never drawn again. The row is the queue.

    The file is `prefix.bytes` (if any) followed by `tail`: with a prefix it took the fast path, without one the slow path.
    `fields` is what will be printed, fixed when the row is made (the public page shows nothing else). While `waiting`, its
    `problem` is a code with its details that `certificates.wording.certificates.problem_sentence` says in words.
    Personal data: fields, tail, problem.
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
    design_version = models.ForeignKey(DesignVersion, models.PROTECT, null=True, related_name="lms_certificates")
    key = models.ForeignKey(SigningKey, models.PROTECT, null=True, related_name="lms_certificates")  # null: not signed
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="lms_certificates")

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


class Sharing(WriteOnce):
    """The holder shows their name on the public page, or takes it back (initials from then on). The last row counts.

    Personal data: none.
    """

    award = models.ForeignKey(Award, models.PROTECT, related_name="lms_sharings")
    number = models.PositiveSmallIntegerField()
    shown = models.BooleanField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["award", "number"], name="lms_certificates_sharing_number")]
