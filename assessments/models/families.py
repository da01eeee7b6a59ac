"""A family of cases: its further cases, what judges said of it, and which of its cases rest."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.cases import CaseStudy
from courses.models import Item
from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class CaseAlternate(models.Model):
    """One more case of a certifying unit, beside `CaseStudy.case`. Draft: frozen with its unit. Personal data: none."""

    study = models.ForeignKey(CaseStudy, models.CASCADE, related_name="lms_alternates")
    position = models.PositiveSmallIntegerField()
    case = models.ForeignKey(Item, models.PROTECT, related_name="lms_case_alternates")
    rubric = models.ForeignKey(Item, models.PROTECT, related_name="lms_case_alternates_by_rubric")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["study", "case"], name="lms_assessments_casealternate_once")]


class FamilyReview(WriteOnce):
    """A judge says whether the cases of a family ask as much of a candidate, all compared at once.

    `cases` are their keys, `compared` the digest of what can differ between them (`assessments.families.compared`): what was
    said holds while it is the same. Personal data: judge, note.
    """

    lms_erasable = ("note",)

    family = models.CharField(max_length=40)
    cases = models.JSONField(default=list)
    compared = models.CharField(max_length=64)
    judge = models.ForeignKey(Person, models.PROTECT, related_name="lms_family_reviews")
    comparable = models.BooleanField()
    note = models.CharField(max_length=600, blank=True)
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["compared", "judge", "number"], name="lms_assessments_familyreview_number"),
            models.CheckConstraint(condition=Q(comparable=True) | ~Q(note=""), name="lms_assessments_familyreview_no_has_note"),
        ]


class CaseRest(models.Model):
    """A certifying case was given `uses` times and rests until a person lets it come back, and why. Personal data: by, why."""

    case_key = models.CharField(max_length=80)
    uses = models.PositiveIntegerField()
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_case_rests_ended")
    why = models.CharField(max_length=600, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_key"], condition=Q(ended_at=None), name="lms_assessments_caserest_one"),
            models.CheckConstraint(
                condition=Q(ended_at=None, by=None) | (Q(ended_at__isnull=False, by__isnull=False) & ~Q(why="")),
                name="lms_assessments_caserest_ended",
            ),
        ]
