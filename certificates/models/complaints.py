"""A business complains about an advisor: without a log-in, heard before it is decided, never an act on an award by itself."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certificates.models.awards import Award, Motion
from lms.institutions.models import Person
from lms.kernel.places import Country, Language


class ComplaintState(models.TextChoices):
    """open → founded · not_founded · outside (nothing we can look into) · withdrawn."""

    OPEN = "open"
    FOUNDED = "founded"
    NOT_FOUNDED = "not_founded"
    OUTSIDE = "outside"
    WITHDRAWN = "withdrawn"


class Complaint(models.Model):
    """What a business says about an advisor, with its case number.

    `award` is found from the number that was typed, and stays empty where there is none: whoever complains is told the same.
    `substance` is what the advisor is told, in the words of who decides: never the text, the name or the address. `token_hash`
    is of the link by which the business follows it. `contact_erased_at`, `erased_at`: when retention emptied it. Personal data:
    text, advisor_words, contact_name, contact_email, substance, statement, answer, advisor.
    """

    lms_erasable = ("text", "advisor_words", "contact_name", "contact_email", "substance", "statement", "answer")

    number = models.CharField(max_length=12, unique=True)
    token_hash = models.CharField(max_length=64)
    typed_serial = models.CharField(max_length=40, blank=True)
    advisor_words = models.CharField(max_length=160, blank=True)  # who it is about, as the business knows them
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="lms_complaints")
    advisor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_complaints")
    country = models.CharField(max_length=2, choices=Country.choices)
    language = models.CharField(max_length=2, choices=Language.choices)
    text = models.TextField()
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    consent_wording = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now, editable=False)
    acknowledge_by = models.DateField()
    due_on = models.DateField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_complaints_acknowledged")
    substance = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_complaints_asked")
    statement_by = models.DateField(null=True)  # the last day for the advisor's statement
    statement = models.TextField(blank=True)
    stated_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=ComplaintState.choices, default=ComplaintState.OPEN)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_complaints_decided")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)  # what business and advisor read
    motion = models.OneToOneField(Motion, models.PROTECT, null=True, related_name="lms_complaint")
    contact_erased_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["founded", "not_founded", "outside"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="lms_certificates_complaint_decided",
            ),
            models.CheckConstraint(  # nobody is found at fault unheard
                condition=~Q(state="founded") | Q(asked_at__isnull=False), name="lms_certificates_complaint_heard"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="lms_certificates_complaint_due")]
