"""The register of interests: what somebody declares about a person or an institution, and that they have looked at it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lms.institutions.models.people import Institution, Person
from lms.kernel.writeonce import WriteOnce


class InterestKind(models.TextChoices):
    """What sort of closeness is declared."""

    TAUGHT = "taught"
    SUPERVISES = "supervises"
    MANAGES = "manages"
    FAMILY = "family"
    COMMERCIAL = "commercial"
    OTHER = "other"


class Interest(models.Model):
    """Somebody says that they are too close to a person, or to an institution, to score or decide.

    It keeps away from `at` on; `lms.institutions.impartiality` says until when. Rows end and are never deleted. `since` is
    what the person says, null where they don't. `note` is private: only who declared reads it. Personal data: person, about,
    note, declared_by.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_interests")
    about = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_interests_about")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="lms_interests_about")
    kind = models.CharField(max_length=12, choices=InterestKind.choices)
    note = models.CharField(max_length=300, blank=True)
    since = models.DateField(null=True)
    at = models.DateTimeField(default=timezone.now)
    declared_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_interests_recorded")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(about__isnull=False, institution=None) | Q(about=None, institution__isnull=False),
                name="lms_institutions_interest_one_subject",
            ),
            models.CheckConstraint(condition=Q(about=None) | ~Q(about=F("person")), name="lms_institutions_interest_not_self"),
            models.UniqueConstraint(
                fields=["person", "about", "kind"], condition=Q(ended_at=None, about__isnull=False),
                name="lms_institutions_interest_person_once",
            ),
            models.UniqueConstraint(
                fields=["person", "institution", "kind"], condition=Q(ended_at=None, institution__isnull=False),
                name="lms_institutions_interest_house_once",
            ),
        ]  # fmt: skip


class InterestCheck(WriteOnce):
    """Somebody has looked at their interests, and what they declare is whole: so many were open.

    Personal data: person.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_interest_checks")
    open = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="lms_institutions_int_check")]
