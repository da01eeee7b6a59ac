"""What can be awarded, and who is let off or kept from it by name."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from courses.models import Course
from lms.institutions.models import Person
from lms.kernel.places import Country


class Claim(models.TextChoices):
    PARTICIPATION = "participation"
    ASSESSED = "assessed_certificate"
    CERTIFICATION = "certification"


class Credential(models.Model):
    """What can be awarded: a set of courses and a claim.

    `design` = {house, house_lines: {es: […], en: […]}, signatories: [{name, lines: {es: […], en: […]}}]}, each part optional
    (certificates.wording.certificates has the defaults). Personal data: signatories' names in `design`.
    """

    key = models.SlugField(max_length=60, unique=True)
    titles = models.JSONField(default=dict)  # {es, en}
    claim = models.CharField(max_length=24, choices=Claim.choices, default=Claim.ASSESSED)
    validity_months = models.PositiveSmallIntegerField(default=36)  # 0: for ever
    design = models.JSONField(default=dict)
    countries = models.JSONField(default=list)  # ["PE", …]; [] = all
    languages = models.JSONField(default=list)  # of the paper: "es", "en", "es+en"; [] = all three
    papers = models.JSONField(default=dict)  # {paper: key of the design}; a paper without one takes the shipped design
    follows_law = models.BooleanField(default=True)  # False: a change of the law never asks its holders for a refresher
    renewal_opens_months = models.PositiveSmallIntegerField(default=6)  # before the end of validity; 0 = no renewal
    asks_conduct = models.BooleanField(default=False)  # the code of conduct before the award; a certification always asks it
    renewal = models.JSONField(default=dict)  # certificates.recertification.RenewalRule; {} = all courses again, nothing else
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class CredentialCourse(models.Model):
    """A course that a credential asks for. Personal data: none."""

    credential = models.ForeignKey(Credential, models.PROTECT, related_name="lms_courses")
    course = models.ForeignKey(Course, models.PROTECT, related_name="lms_credentials")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["credential", "course"], name="lms_certificates_credentialcourse_once")]


class RulingKind(models.TextChoices):
    EXEMPT = "exempt"  # a requirement counts as met
    BARRED = "barred"  # the credential is not granted, whatever is met


class RulingState(models.TextChoices):
    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    ENDED = "ended"


class Ruling(models.Model):
    """An exception for one person, or a bar: proposed by one, put in force by another, ended by a third act; never deleted.

    `subject` names the requirement as the path does ("course:12"); '' = the whole credential (a bar). `reason` is shown to
    the learner as it stands, `note` only to those who decide, `answer` is why it was refused or ended.
    Personal data: person, reason, note, answer.
    """

    lms_erasable = ("reason", "note", "answer")

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_rulings")
    credential = models.ForeignKey(Credential, models.PROTECT, related_name="lms_rulings")
    country = models.CharField(max_length=2, choices=Country.choices)
    kind = models.CharField(max_length=8, choices=RulingKind.choices)
    subject = models.CharField(max_length=40, blank=True)
    reason = models.TextField()
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=RulingState.choices, default=RulingState.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_rulings_proposed")
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_rulings_decided")
    decided_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_rulings_ended")
    ended_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="lms_certificates_ruling_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(decided_by__isnull=False), name="lms_certificates_ruling_in_force_is_decided"
            ),
            models.UniqueConstraint(
                fields=["person", "credential", "country", "kind", "subject"],
                condition=Q(state__in=["proposed", "in_force"]),
                name="lms_certificates_ruling_once_open",
            ),
        ]
        indexes = [models.Index(fields=["credential", "state"], name="lms_certificates_ruling_open")]
