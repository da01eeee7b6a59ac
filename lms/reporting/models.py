"""Reports that stand as records: figures frozen with their rows, definitions and hash."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.institutions.models import Institution, Person
from lms.kernel.writeonce import WriteOnce


class ReportKind(models.TextChoices):
    PROGRESS = "progress"
    CERTIFICATION = "certification"


class Report(models.Model):
    """One institution, one kind, one period. `period` is `2026-Q4` or `2026-11`. Personal data: none."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_reports")
    kind = models.CharField(max_length=20, choices=ReportKind.choices)
    period = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "kind", "period"], name="lms_reporting_report_once"),
        ]


class EditionState(models.TextChoices):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ENDORSED = "endorsed"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REPLACED = "replaced"  # a draft computed anew before anyone submitted it


class ReportEdition(models.Model):
    """The report as it stood at one instant. Never recomputed after it is submitted; a later one amends it.

    Personal data: submitted_by, endorsed_by, decided_by.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="lms_editions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=EditionState.choices, default=EditionState.DRAFT)
    definitions = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    as_at = models.DateTimeField()
    amends = models.ForeignKey("self", models.PROTECT, null=True, related_name="lms_amended_by")
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_reports_submitted")
    submitted_at = models.DateTimeField(null=True)
    endorsed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_reports_endorsed")
    endorsed_at = models.DateTimeField(null=True)
    endorse_by = models.DateTimeField(null=True)  # after it, no objection came in time
    by_silence = models.BooleanField(default=False)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_reports_decided")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="lms_reporting_edition_number"),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(state__in=["draft", "submitted", "endorsed"]),
                name="lms_reporting_edition_one_open",
            ),
            models.CheckConstraint(
                condition=(
                    (Q(submitted_by=None) | Q(endorsed_by=None) | ~Q(submitted_by=models.F("endorsed_by")))
                    & (Q(submitted_by=None) | Q(decided_by=None) | ~Q(submitted_by=models.F("decided_by")))
                    & (Q(endorsed_by=None) | Q(decided_by=None) | ~Q(endorsed_by=models.F("decided_by")))
                ),
                name="lms_reporting_edition_three_people",
            ),
        ]


class ReportRow(WriteOnce):
    """One line behind a figure. `subject` is a serial or a code, never a name. Personal data: none."""

    edition = models.ForeignKey(ReportEdition, models.PROTECT, related_name="lms_rows")
    line = models.PositiveIntegerField()
    figure = models.CharField(max_length=20)
    subject = models.CharField(max_length=64, blank=True)
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "line"], name="lms_reporting_row_line")]


class ReportFile(WriteOnce):
    """The edition as a file, with its hash. Personal data: none."""

    edition = models.ForeignKey(ReportEdition, models.PROTECT, related_name="lms_files")
    format = models.CharField(max_length=10)  # pdf, xlsx
    language = models.CharField(max_length=2, default="es")
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "format", "language"], name="lms_reporting_file_once"),
        ]


class ReportComment(WriteOnce):
    """A remark on an edition, or on one line of it. Personal data: by, text."""

    lms_erasable = ("text",)

    edition = models.ForeignKey(ReportEdition, models.PROTECT, related_name="lms_comments")
    line = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_report_comments")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now, editable=False)


class ReportReply(WriteOnce):
    """An answer to a remark; one that `resolves` closes it for good. Personal data: by, text."""

    lms_erasable = ("text",)

    comment = models.ForeignKey(ReportComment, models.PROTECT, related_name="lms_replies")
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_report_replies")
    text = models.TextField(blank=True)
    resolves = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment"], condition=Q(resolves=True), name="lms_reporting_reply_resolved_once"),
        ]


class ReportSample(WriteOnce):
    """Which awards of a submitted edition WIPO looks at: drawn once, by a seed made of the edition's hash.

    `population`: awards in the report; `drawn`: how many of them the seed picked. Personal data: none.
    """

    edition = models.OneToOneField(ReportEdition, models.PROTECT, related_name="lms_sample")
    seed = models.CharField(max_length=64)
    population = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now, editable=False)


class SampleItem(WriteOnce):
    """One award to look at, by its serial, and why: drawn, exception, revoked, review. Personal data: none."""

    sample = models.ForeignKey(ReportSample, models.PROTECT, related_name="lms_items")
    place = models.PositiveIntegerField()
    serial = models.CharField(max_length=64)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "serial"], name="lms_reporting_sampleitem_once")]


class FindingOutcome(models.TextChoices):
    CONFORMS = "conforms"
    OBSERVATION = "observation"
    FAILS = "fails"


class SampleFinding(WriteOnce):
    """What a reviewer found about one award; the newest one speaks, the older ones stay. Personal data: by, note."""

    lms_erasable = ("note",)

    item = models.ForeignKey(SampleItem, models.PROTECT, related_name="lms_findings")
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_report_findings")
    outcome = models.CharField(max_length=12, choices=FindingOutcome.choices)
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)


class ReportPrecheck(WriteOnce):
    """What the rules of the pre-check said of a submitted edition. `signs`: [{rule, figure, facts}]. Personal data: none."""

    edition = models.OneToOneField(ReportEdition, models.PROTECT, related_name="lms_precheck")
    version = models.PositiveSmallIntegerField()
    signs = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now, editable=False)


class ReportDrift(models.Model):
    """How a frozen edition differs from what is counted now: worked out anew each time. Personal data: none."""

    edition = models.OneToOneField(ReportEdition, models.PROTECT, related_name="lms_drift")
    checked_at = models.DateTimeField()
    lines = models.JSONField(default=list)  # [{figure, then, now, more, fewer}]


class Delegation(models.Model):
    """While somebody is away, another one of the same role acts for them. `country`: of a focal point, else "".

    Personal data: giver, taker, made_by, ended_by.
    """

    giver = models.ForeignKey(Person, models.PROTECT, related_name="lms_delegations_given")
    taker = models.ForeignKey(Person, models.PROTECT, related_name="lms_delegations_taken")
    role = models.CharField(max_length=20)  # focal, reviewer
    country = models.CharField(max_length=2, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_delegations_made")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_delegations_ended")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(giver=models.F("taker")), name="lms_reporting_delegation_two_people"),
            models.CheckConstraint(condition=Q(starts_on__lte=models.F("ends_on")), name="lms_reporting_delegation_dates"),
        ]


class Rhythm(models.TextChoices):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class ScheduleState(models.TextChoices):
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class ReportSchedule(models.Model):
    """A report that is made by itself and told to people. The data is seen with the owner's eyes.

    `hour`: of the institution's day; `weekday`: 0 is Monday, for weekly ones. Personal data: owner.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_report_schedules")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="lms_report_schedules")
    kind = models.CharField(max_length=20, choices=ReportKind.choices)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices)
    hour = models.PositiveSmallIntegerField(default=7)
    weekday = models.PositiveSmallIntegerField(default=0)
    skip_empty = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=ScheduleState.choices, default=ScheduleState.ACTIVE)
    paused_why = models.CharField(max_length=40, blank=True)  # owner, person
    next_at = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "kind", "rhythm"],
                condition=~Q(state="ended"),
                name="lms_reporting_schedule_once",
            ),
            models.CheckConstraint(condition=Q(hour__lte=23) & Q(weekday__lte=6), name="lms_reporting_schedule_times"),
        ]
        indexes = [models.Index("state", "next_at", name="lms_reporting_schedule_due")]


class ScheduleRecipient(models.Model):
    """Who is told of a schedule's reports, as long as they may read them. Personal data: person."""

    schedule = models.ForeignKey(ReportSchedule, models.PROTECT, related_name="lms_recipients")
    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_schedules_received")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "person"], name="lms_reporting_recipient_once")]


class ScheduleRun(models.Model):
    """One run of a schedule: the ledger that keeps it from running twice. `told`: how many people. Personal data: none."""

    schedule = models.ForeignKey(ReportSchedule, models.PROTECT, related_name="lms_runs")
    due_at = models.DateTimeField()
    period = models.CharField(max_length=10)
    began_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)  # told, empty, waiting, paused
    edition = models.ForeignKey(ReportEdition, models.PROTECT, null=True, related_name="lms_schedule_runs")
    told = models.PositiveIntegerField(default=0)
    withheld = models.PositiveIntegerField(default=0)  # recipients who may not read it any more

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "due_at"], name="lms_reporting_run_once")]


class PeopleRule(models.Model):
    """A group of an institution's people that a rule names: who matches is worked out each time. Personal data: owner."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_people_rules")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="lms_people_rules")
    name = models.CharField(max_length=80)
    rule = models.JSONField(default=dict)  # a tree (lms.reporting.rules)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "name"], condition=Q(archived_at=None), name="lms_reporting_peoplerule_name"
            ),
        ]


class ProgrammeFigures(models.Model):
    """The figures of the whole programme for one quarter, country by country, as they were last counted. Not a report: nobody
    signs it; it is counted anew every hour while its quarter runs.

    `body`: {"countries": {"CL": [figure, …], …, "": [all of them]}, "institutions": n, "broken": {book: first line
    of a chained book that does not hold}}, small numbers already hidden.
    Personal data: none.
    """

    quarter = models.CharField(max_length=10, unique=True)  # 2026-Q4
    definitions = models.PositiveSmallIntegerField()  # DEFINITIONS_VERSION
    body = models.JSONField(default=dict)
    as_at = models.DateTimeField()
    ended = models.BooleanField(default=False)  # counted after the quarter had ended everywhere
