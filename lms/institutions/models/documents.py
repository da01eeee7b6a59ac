"""Papers that make an institution ready: its confidentiality protocol, its agreement with the programme."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lms.institutions.models.people import Institution, Person


class DocumentKind(models.TextChoices):
    PROTOCOL = "protocol"  # how what businesses say stays secret
    AGREEMENT = "agreement"  # between the institution and the programme


class InstitutionDocument(models.Model):
    """One version of one paper: since when, until when, as a file or a link. An agreement has its signed copy.

    A new version is a new row; one noted in error is withdrawn. `valid_until` null: until another one. Personal data:
    recorded_by, withdrawn_by, name and body (may name who signed; emptied by hand, never shown to other institutions).
    """

    lms_erasable = ("name", "body")

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_documents")
    kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    version = models.CharField(max_length=40)
    dated_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    link = models.URLField(max_length=400, blank=True)
    name = models.CharField(max_length=160, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    body = models.BinaryField(default=bytes, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_documents_recorded")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_documents_withdrawn")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0) | ~Q(link=""), name="lms_institutions_document_there"),
            models.CheckConstraint(
                condition=~Q(kind="agreement") | Q(size__gt=0), name="lms_institutions_document_agreement_signed"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("dated_on")), name="lms_institutions_document_in_order"
            ),
            models.UniqueConstraint(
                fields=["institution", "kind", "version"],
                condition=Q(withdrawn_at=None),
                name="lms_institutions_document_version",
            ),
        ]
