"""Enrolments, what was recorded of them (append-only), the projections of that, and completions."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models.modules import CohortCourse, Course, Unit, UnitVersion
from lms.institutions.models import Cohort, Institution, Person
from lms.kernel.places import Country, Language
from lms.kernel.writeonce import WriteOnce


class EnrolmentPurpose(models.TextChoices):
    FIRST = "first"
    RENEWAL = "renewal"
    ENDORSEMENT = "endorsement"  # a second country


class EnrolmentState(models.TextChoices):
    ACTIVE = "active"
    COMPLETED = "completed"
    CLOSED = "closed"


class Enrolment(models.Model):
    """A person takes a course for an institution under one country's law. Institution and country never change.

    A move closes this row and opens one that `continues` it. Personal data: person.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_enrolments")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_enrolments")
    cohort_course = models.ForeignKey(CohortCourse, models.PROTECT, null=True, related_name="lms_enrolments")
    course = models.ForeignKey(Course, models.PROTECT, related_name="lms_enrolments")
    country = models.CharField(max_length=2, choices=Country.choices)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ES)
    purpose = models.CharField(max_length=12, choices=EnrolmentPurpose.choices, default=EnrolmentPurpose.FIRST)
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=EnrolmentState.choices, default=EnrolmentState.ACTIVE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=200, blank=True)
    continues = models.OneToOneField("self", models.PROTECT, null=True, related_name="lms_continued_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course"], condition=Q(state="active"), name="lms_courses_enrolment_one_active"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="lms_courses_enrolment_closed_has_moment"
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "course", "state"], name="lms_courses_enrolment_inst"),
            models.Index(fields=["course", "country", "state"], name="lms_courses_enrolment_country"),
        ]


class OutcomeState(models.TextChoices):
    """How a unit stands for a learner."""

    STARTED = "started"
    WAITING = "waiting"  # handed in; somebody else is at work
    FAILED = "failed"
    PASSED = "passed"
    RECOGNISED = "recognised"


class OutcomeRecord(WriteOnce):
    """What a unit's kind computed, once per key. A record with a reason (`why`) is a revision: it sets the standing outright.

    `standing` holds what the kind said of it (code, params, waits_on, due), so that the projections can be computed again.
    Personal data: the learner, through the enrolment; standing (may name who examines, emptied when that person is erased).
    """

    lms_erasable = ("standing",)

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_outcomes")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_outcomes")
    unit_version = models.ForeignKey(UnitVersion, models.PROTECT, null=True, related_name="lms_outcomes")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=OutcomeState.choices)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # percent
    evidence = models.JSONField(default=list)
    standing = models.JSONField(default=dict)
    earned_at = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now, editable=False)
    why = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="lms_courses_outcomerecord_number"),
            models.UniqueConstraint(fields=["enrolment", "key"], name="lms_courses_outcomerecord_key"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__range=(0, 100)), name="lms_courses_outcomerecord_score_is_percent"
            ),
        ]


class UnitProgress(models.Model):
    """Projection of the outcome records: how one unit stands, and what it waits for. Personal data: the learner."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_unit_progress")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_unit_progress")
    unit_version = models.ForeignKey(UnitVersion, models.PROTECT, null=True, related_name="lms_unit_progress")
    country = models.CharField(max_length=2, choices=Country.choices)
    state = models.CharField(max_length=12, choices=OutcomeState.choices)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    passed_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict)
    waits_on = models.CharField(max_length=20, blank=True)  # a word of `courses.selectors.sentences`
    due = models.DateTimeField(null=True)
    failed = models.PositiveSmallIntegerField(default=0)  # scored attempts that failed before a pass
    failed_at = models.DateTimeField(null=True)  # when the last of them was handed in
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "unit"], name="lms_courses_unitprogress_once")]
        indexes = [
            models.Index(fields=["unit_version", "country", "enrolment"], name="lms_courses_unitprogress_ver"),
            models.Index(fields=["unit", "state"], name="lms_courses_unitprogress_state"),
        ]


class EnrolmentSummary(models.Model):
    """Projection: one row per enrolment, so that institution figures are a GROUP BY. Personal data: the learner."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="lms_summary")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_summaries")
    cohort_course = models.ForeignKey(CohortCourse, models.PROTECT, null=True, related_name="lms_summaries")
    required = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveSmallIntegerField(default=0)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    last_seen_at = models.DateTimeField(null=True)
    next_due = models.DateTimeField(null=True)
    waits_on = models.CharField(max_length=20, blank=True)
    failed = models.PositiveSmallIntegerField(default=0)  # scored attempts that failed, the most in one open unit

    class Meta:
        indexes = [models.Index(fields=["institution", "waits_on"], name="lms_courses_summary_waits")]


class Manifest(WriteOnce):
    """What was taught: the unit versions of a course in a country, shared by all taught the same. Personal data: none."""

    digest = models.CharField(max_length=64, unique=True)
    course = models.ForeignKey(Course, models.PROTECT, related_name="lms_manifests")
    country = models.CharField(max_length=2, choices=Country.choices)


class ManifestUnit(WriteOnce):
    """One unit version in a manifest. `recognised`: not taught here, known before. Personal data: none."""

    manifest = models.ForeignKey(Manifest, models.PROTECT, related_name="lms_units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_manifest_units")
    unit_version = models.ForeignKey(UnitVersion, models.PROTECT, related_name="lms_manifest_units")
    recognised = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["manifest", "unit"], name="lms_courses_manifestunit_once")]
        indexes = [models.Index(fields=["unit_version", "manifest"], name="lms_courses_manifestunit_ver")]


class Completion(WriteOnce):
    """One enrolment finished its course, once. A snapshot: later edits leave it alone.

    Score = mean of scored required units by weight, 2 places, half up; null: nothing in the course is scored.
    Personal data: the learner, through the enrolment.
    """

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="lms_completion")
    manifest = models.ForeignKey(Manifest, models.PROTECT, related_name="lms_completions")
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # percent
    law_as_of = models.DateField()
    evidence = models.JSONField(default=list)  # digests of attempts and scores
    digest = models.CharField(max_length=64)
    completed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__range=(0, 100)), name="lms_courses_completion_score_is_percent"
            ),
        ]


class RosterState(models.TextChoices):
    """Where an uploaded roster is. Its rows are emptied when it is done or dropped."""

    REVIEW = "review"  # shown row by row; nothing is written yet
    CONFIRMED = "confirmed"  # a job does it
    DONE = "done"
    DROPPED = "dropped"


class RosterImport(models.Model):
    """A coordinator's list of people, read and waiting for a yes; then what came of it (counts only).

    `results`, a line a person, is what the file of results is made of; it is emptied 30 days after.
    Personal data: rows (names and addresses, emptied when done or dropped), results, uploaded_by.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_roster_imports")
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, related_name="lms_roster_imports")
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_roster_imports")
    file_name = models.CharField(max_length=120, blank=True)
    rows = models.JSONField(default=list)
    problems = models.JSONField(default=list)  # [{line, column, what}]
    results = models.JSONField(default=list)  # [{line, name, email, group, act, …}]
    state = models.CharField(max_length=10, choices=RosterState.choices, default=RosterState.REVIEW)
    counts = models.JSONField(default=dict)
    job_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True)
