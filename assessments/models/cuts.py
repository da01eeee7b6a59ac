"""Cut scores: what judges said, round by round, and the decision that stands on it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from courses.models import Unit
from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class CutMethod(models.TextChoices):
    """How the line is found (`assessments.standard_setting`)."""

    ANGOFF = "angoff"  # a quiz: the chance that somebody only just competent has each item right
    BORDERLINE = "borderline"  # a case: which scripts are neither here nor there


class CutState(models.TextChoices):
    """Where a study stands."""

    FIRST = "first"  # each judge alone
    SECOND = "second"  # each sees the group's figures
    CLOSED = "closed"  # ratings are in; somebody proposes the decision
    PROPOSED = "proposed"  # a second person decides
    DECIDED = "decided"
    DROPPED = "dropped"


OPEN_STATES = (CutState.FIRST, CutState.SECOND, CutState.CLOSED, CutState.PROPOSED)


class Trade(models.TextChoices):
    """What a judge does for a living: a panel is not of one trade."""

    ADVISOR = "advisor"  # advises businesses
    OFFICE = "office"  # works in an IP office
    TRAINER = "trainer"  # teaches or supervises advisors
    LAWYER = "lawyer"
    BUSINESS = "business"  # runs a small business


class CutStudy(models.Model):
    """One panel's work on the cut score of one certifying quiz or case, in one country or in all (`country` '').

    `entries` are what is judged, frozen when the study opens: of a quiz [{key, version, number, maximum}], of a case its
    reference scripts [{key, percent, id}]. `described` {es, en} says who is only just competent. `facilities` {key: percent}
    are what judges of the second round may see. `proposal` is the decision as it was proposed. Personal data: by, proposed_by.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_cut_studies")
    country = models.CharField(max_length=2, blank=True)
    method = models.CharField(max_length=12, choices=CutMethod.choices)
    state = models.CharField(max_length=10, choices=CutState.choices, default=CutState.FIRST)
    described = models.JSONField(default=dict)
    trades = models.JSONField(default=list)  # of whom judges are needed
    least_country = models.PositiveSmallIntegerField(default=2)  # judges of each country, at least
    least_trade = models.PositiveSmallIntegerField(default=2)  # judges of each trade named, at least
    entries = models.JSONField(default=list)
    facilities = models.JSONField(default=dict)
    proposal = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_cut_studies")
    at = models.DateTimeField(default=timezone.now)
    second_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_cut_studies_proposed")
    proposed_at = models.DateTimeField(null=True)
    dropped_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "country"], condition=Q(state__in=OPEN_STATES), name="lms_assessments_cutstudy_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(proposed_by__isnull=False), name="lms_assessments_cutstudy_proposed"
            ),
        ]
        ordering = ["-id"]


class CutJudge(models.Model):
    """A member of a panel. Without `declared_at` (confidentiality) no item is shown; who was left out does not count.

    Personal data: person, country, trade, left_out_because.
    """

    study = models.ForeignKey(CutStudy, models.PROTECT, related_name="lms_judges")
    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_cut_panels")
    country = models.CharField(max_length=2)
    trade = models.CharField(max_length=10, choices=Trade.choices)
    declared_at = models.DateTimeField(null=True)
    first_done_at = models.DateTimeField(null=True)
    second_done_at = models.DateTimeField(null=True)
    left_out_at = models.DateTimeField(null=True)
    left_out_because = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "person"], name="lms_assessments_cutjudge_once")]
        ordering = ["id"]


class CutRating(WriteOnce):
    """What one judge said of one entry in one round: 0…1. Who thinks again writes the next number; the last one counts.

    Of an item the chance that somebody only just competent has it right; of a script 0 below, 0.5 borderline, 1 above.
    Personal data: judge.
    """

    judge = models.ForeignKey(CutJudge, models.PROTECT, related_name="lms_ratings")
    round = models.PositiveSmallIntegerField()
    entry = models.CharField(max_length=120)  # key of a question or of a reference script
    number = models.PositiveSmallIntegerField(default=1)
    value = models.DecimalField(max_digits=5, decimal_places=4)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["judge", "round", "entry", "number"], name="lms_assessments_cutrating_once"),
            models.CheckConstraint(
                condition=Q(value__range=(0, 1), round__range=(1, 2)), name="lms_assessments_cutrating_scale"
            ),
        ]


class CutBounds(WriteOnce):
    """What one judge finds acceptable, for Hofstee's check, in percent; the last number counts. Personal data: judge."""

    judge = models.ForeignKey(CutJudge, models.PROTECT, related_name="lms_bounds")
    number = models.PositiveSmallIntegerField(default=1)
    least_cut = models.DecimalField(max_digits=5, decimal_places=2)
    most_cut = models.DecimalField(max_digits=5, decimal_places=2)
    least_fail = models.DecimalField(max_digits=5, decimal_places=2)
    most_fail = models.DecimalField(max_digits=5, decimal_places=2)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["judge", "number"], name="lms_assessments_cutbounds_once"),
            models.CheckConstraint(
                condition=Q(
                    least_cut__range=(0, F("most_cut")), most_cut__lte=100,
                    least_fail__range=(0, F("most_fail")), most_fail__lte=100,
                ),
                name="lms_assessments_cutbounds_order",
            ),
        ]  # fmt: skip


class CutRecord(WriteOnce):
    """A decision about a cut score. It is in force from `effective_from` until `valid_until`, unless it was withdrawn.

    `items` [{key, version, number, maximum, mean}]: kept means (four decimals) of exactly these question versions, after the
    adjustment; of a case []. `cut` is in points of the reference form (all items once), or percent of the rubric, `of` its
    points or 100; `judged` and `se` are the panel's own cut and its standard error before `steps` (standard errors) were added
    for `reason`. `hofstee`, `rounds` and `panel` (counts by country and trade, no names) are the evidence; `digest` covers all.
    Personal data: decided_by, approved_by, reason.
    """

    lms_erasable = ("reason",)

    study = models.OneToOneField(CutStudy, models.PROTECT, related_name="lms_record")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_cut_records")
    country = models.CharField(max_length=2, blank=True)
    method = models.CharField(max_length=12, choices=CutMethod.choices)
    items = models.JSONField(default=list)
    cut = models.DecimalField(max_digits=9, decimal_places=4)
    of = models.DecimalField(max_digits=9, decimal_places=4)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    judged = models.DecimalField(max_digits=9, decimal_places=4)
    se = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    steps = models.DecimalField(max_digits=3, decimal_places=1, default=0)
    reason = models.TextField()
    hofstee = models.JSONField(default=dict)
    rounds = models.JSONField(default=dict)
    panel = models.JSONField(default=dict)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_cut_decisions")
    decided_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_cut_approvals")
    approved_at = models.DateTimeField(default=timezone.now)
    effective_from = models.DateField()
    valid_until = models.DateField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(decided_by=F("approved_by")), name="lms_assessments_cutrecord_two_people"),
            models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="lms_assessments_cutrecord_is_percent"),
            models.CheckConstraint(condition=Q(effective_from__lt=F("valid_until")), name="lms_assessments_cutrecord_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="lms_assessments_cutrecord_reason"),
        ]
        indexes = [models.Index(fields=["unit", "effective_from"], name="lms_assessments_cutrecord_in")]
        ordering = ["-id"]


class CutWithdrawal(WriteOnce):
    """A cut score that must not be used any more, and why. What was sat under it stays as it is.

    Personal data: by, reason.
    """

    lms_erasable = ("reason",)

    record = models.OneToOneField(CutRecord, models.PROTECT, related_name="lms_withdrawal")
    reason = models.CharField(max_length=600)
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_cut_withdrawals")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="lms_assessments_cutwithdrawal_reason")]
