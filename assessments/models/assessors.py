"""What is known of an assessor: qualified on reference scripts, held back."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.scores import ReferenceScript
from courses.models import ItemVersion
from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class QualifyingScore(WriteOnce):
    """One try at one reference script, compared with the agreed scores. Personal data: person.

    `exact` of `criteria` picks are the agreed ones, `far` are two levels or more away; `flags_right`: all red flags as agreed.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_qualifying_scores")
    reference = models.ForeignKey(ReferenceScript, models.PROTECT, related_name="lms_qualifying_scores")
    number = models.PositiveSmallIntegerField()
    picks = models.JSONField(default=dict)
    red_flags = models.JSONField(default=list)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    exact = models.PositiveSmallIntegerField()
    far = models.PositiveSmallIntegerField()
    criteria = models.PositiveSmallIntegerField()
    flags_right = models.BooleanField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "reference", "number"], name="lms_assessments_qualifyingscore_number"),
        ]


class Qualification(models.Model):
    """A person may score live scripts of a rubric's structure. `ended_at`: taken back, or to be done again.

    `lapsed` says why it ended by itself (`assessments.qualifying.Lapse`), '' where a person took it back. A row that is open
    may have lapsed already: `models.qualified.current` knows. Personal data: person, why.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_qualifications")
    case_key = models.CharField(max_length=80)
    structure_hash = models.CharField(max_length=64)
    passed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)
    lapsed = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "structure_hash", "case_key"], condition=Q(ended_at=None),
                name="lms_assessments_qualification_one",
            ),
        ]  # fmt: skip


class AssessorHold(models.Model):
    """What this assessor scored is not released until somebody decides. Raised by figures, decided by a person.

    `because` {code, n, mean, low, high …}: the figures as they were. Personal data: person, why, decided_by.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_holds")
    case_key = models.CharField(max_length=80)
    because = models.JSONField(default=dict)
    raised_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_holds_decided")
    decision = models.CharField(max_length=10, blank=True)  # lifted: scores stand; rescore: open ones are scored again
    why = models.CharField(max_length=600, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "case_key"], condition=Q(decided_at=None), name="lms_assessments_assessorhold_one"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decision="") | (Q(decided_at__isnull=False) & ~Q(decision="") & ~Q(why="")),
                name="lms_assessments_assessorhold_decided",
            ),
        ]


class TwinReview(WriteOnce):
    """A judge says whether a criterion asks as much in one country as in another, on one version of a case.

    `countries` are the two or more compared, "" as criterion is the case as a whole; `compared` is the digest of what can
    differ between them (`assessments.twins.compared`): what was said holds while it is the same. Personal data: judge, note.
    """

    lms_erasable = ("note",)

    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="lms_twin_reviews")
    judge = models.ForeignKey(Person, models.PROTECT, related_name="lms_twin_reviews")
    criterion = models.CharField(max_length=40, blank=True)
    countries = models.JSONField(default=list)
    comparable = models.BooleanField()
    note = models.CharField(max_length=600, blank=True)
    number = models.PositiveSmallIntegerField()
    compared = models.CharField(max_length=64, default="")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "judge", "criterion", "number"], name="lms_assessments_twinreview_number"
            ),
        ]
