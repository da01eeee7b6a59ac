"""Courses, modules and units (the draft that authors edit) and releases (the rows that everyone else reads)."""

from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from polymorphic.models import PolymorphicModel

from courses.models.toolkit import Item, ItemVersion, LogEntry
from lms.institutions.models import Cohort, Person
from lms.kernel.places import Country
from lms.kernel.writeonce import WriteOnce


class Course(models.Model):
    """One course; languages and countries are variants of it, never rows. Personal data: none."""

    key = models.SlugField(max_length=60, unique=True)
    titles = models.JSONField(default=dict)  # {es, en}
    summaries = models.JSONField(default=dict)
    countries = models.JSONField(default=list)  # offered for
    rule = models.JSONField(default=dict)  # choice groups, renewal
    source_digest = models.CharField(max_length=64, blank=True)  # of the course file last imported
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class Module(models.Model):
    """A chapter of a course. Personal data: none."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="lms_modules")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    titles = models.JSONField(default=dict)
    goals = models.JSONField(default=dict)  # {es: [...], en: [...]}
    band = models.PositiveSmallIntegerField(
        default=50
    )  # least reading ease of its lessons (INFLESZ in Spanish, Flesch in English)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="lms_courses_module_key")]
        ordering = ["position", "id"]


class Purpose(models.TextChoices):
    COURSE = "course"
    REFRESHER = "refresher"  # hidden; asked of those whom a mandatory change touches


class Unit(PolymorphicModel):
    """One thing to do, as its author edits it: the draft. Learners read `ReleaseEntry`, never this. Personal data: none."""

    polymorphic_ctype = models.ForeignKey(
        ContentType, models.PROTECT, null=True, editable=False, related_name="lms_polymorphic_units"
    )
    course = models.ForeignKey(Course, models.PROTECT, related_name="lms_units")
    module = models.ForeignKey(Module, models.PROTECT, null=True, related_name="lms_units")
    key = models.SlugField(max_length=80)
    kind = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    titles = models.JSONField(default=dict)
    required = models.BooleanField(default=True)
    choice = models.CharField(max_length=40, blank=True)
    minutes = models.PositiveSmallIntegerField(default=5)
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=1)
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.COURSE)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="lms_courses_unit_key")]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.key


class Lesson(Unit):
    """A unit that is read: sections of the toolkit in an order. Personal data: none."""


class LessonSection(models.Model):
    """A section's place in a lesson: by key of its Spanish item, for every language. Personal data: none."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="lms_sections")
    position = models.PositiveSmallIntegerField()
    section = models.ForeignKey(Item, models.PROTECT, related_name="lms_lessons")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "section"], name="lms_courses_lessonsection_once")]
        ordering = ["position", "id"]


class Session(Unit):
    """A live meeting, and later its recording: one unit, one agenda.

    `agenda` is the pasted text; `courses.agenda` reads it into headings and timecodes. Personal data: names of speakers.
    """

    agenda = models.TextField(blank=True)
    media_url = models.CharField(max_length=240, blank=True)
    recording = models.CharField(max_length=100, blank=True)  # key of a `Recording` of the toolkit, in place of an address


class UnitVersion(WriteOnce):
    """What a unit was at a release. A new row only if something changed. Personal data: none."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_unit_versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    titles = models.JSONField(default=dict)
    minutes = models.PositiveSmallIntegerField()
    config = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="lms_courses_unitversion_number"),
            models.UniqueConstraint(fields=["unit", "digest"], name="lms_courses_unitversion_digest"),
        ]


class UnitVersionItem(WriteOnce):
    """An item version that a unit version rests on for one country. Personal data: none."""

    unit_version = models.ForeignKey(UnitVersion, models.PROTECT, related_name="lms_items")
    country = models.CharField(max_length=2, choices=Country.choices)
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="lms_unit_versions")
    shown_only = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit_version", "country", "item_version"], name="lms_courses_unitversionitem_once"
            ),
        ]
        indexes = [models.Index(fields=["item_version", "country", "unit_version"], name="lms_courses_unitversionitem_by")]


class Release(WriteOnce):
    """A course as published: an immutable manifest with its digest. Personal data: by, approved_by."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="lms_releases")
    number = models.PositiveIntegerField()
    log = models.ForeignKey(LogEntry, models.PROTECT, related_name="lms_releases")
    rule = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_releases")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_releases_approved")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="lms_courses_release_number")]


class RequestState(models.TextChoices):
    """Where a request to publish stands."""

    OPEN = "open"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class PublishRequest(models.Model):
    """An author hands a course in to be published; somebody else approves it or returns it.

    `digest` is the manifest that was looked at: if the drafts moved since, the request must be made again.
    Personal data: by, decided_by.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="lms_publish_requests")
    countries = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    note = models.CharField(max_length=240, blank=True)
    reason = models.TextField(blank=True)  # why texts below their module's band or behind their origin go out all the same
    effective_on = models.DateField(null=True)  # in force from 00:00 of this day in each country; null: when approved
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_publish_requests")
    at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_publish_decisions")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=240, blank=True)
    release = models.OneToOneField(Release, models.PROTECT, null=True, related_name="lms_publish_request")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course"], condition=Q(state="open"), name="lms_courses_publishrequest_one_open"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(state="withdrawn") | ~Q(decided_by=models.F("by")),
                name="lms_courses_publishrequest_two_people",
            ),
        ]


class ReleaseEntry(WriteOnce):
    """A unit's place in a release. Personal data: none."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="lms_entries")
    position = models.PositiveSmallIntegerField()
    module = models.ForeignKey(Module, models.PROTECT, null=True, related_name="lms_release_entries")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_release_entries")
    unit_version = models.ForeignKey(UnitVersion, models.PROTECT, related_name="lms_release_entries")
    required = models.BooleanField(default=True)
    choice = models.CharField(max_length=40, blank=True)
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=1)
    renewal = models.CharField(max_length=40, blank=True)  # its group when a credential is renewed (courses.purposes)
    endorsement = models.CharField(max_length=40, blank=True)  # its group when a second country is added

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "unit"], name="lms_courses_releaseentry_unit"),
            models.UniqueConstraint(fields=["release", "position"], name="lms_courses_releaseentry_position"),
        ]


class ReleaseCountry(WriteOnce):
    """From when a release is in effect in a country. At time t: the last with effective_at ≤ t. Personal data: none."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="lms_countries")
    course = models.ForeignKey(Course, models.PROTECT, related_name="lms_release_countries")
    country = models.CharField(max_length=2, choices=Country.choices)
    effective_at = models.DateTimeField()
    law_as_of = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "country", "effective_at"], name="lms_courses_releasecountry_moment"),
        ]


class CohortCourse(models.Model):
    """A cohort takes a course between two dates. Personal data: none."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="lms_courses")
    course = models.ForeignKey(Course, models.PROTECT, related_name="lms_cohorts")
    starts_on = models.DateField()
    ends_on = models.DateField()
    pace = models.JSONField(default=dict)  # {module key: due date}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "course"], name="lms_courses_cohortcourse_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="lms_courses_cohortcourse_in_order"),
        ]


class Meeting(models.Model):
    """When and where a cohort meets for a session unit, and afterwards where its recording is.

    `share`: percent of the minutes that count as having attended. `agenda` is text as a session's (`courses.agenda`), '' for
    the session's own; `speakers` a line each. `recording_skip`: seconds of the recording before the meeting begins in it.
    `number` grows when the moment, the length or the place change. Personal data: speakers, agenda (who speaks),
    cancelled_why.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="lms_meetings")
    cohort_course = models.ForeignKey(CohortCourse, models.PROTECT, related_name="lms_meetings")
    starts_at = models.DateTimeField()
    join_url = models.URLField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=60)
    share = models.PositiveSmallIntegerField(default=75)
    speakers = models.TextField(blank=True)
    agenda = models.TextField(blank=True)
    recording_url = models.CharField(max_length=240, blank=True)
    recording_skip = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=240, blank=True)
    number = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "cohort_course"], name="lms_courses_meeting_once"),
            models.CheckConstraint(condition=Q(minutes__range=(5, 720)), name="lms_courses_meeting_minutes"),
            models.CheckConstraint(condition=Q(share__range=(1, 100)), name="lms_courses_meeting_share_is_percent"),
        ]
        indexes = [models.Index(fields=["cohort_course", "starts_at"], name="lms_courses_meeting_when")]

    @property
    def ends_at(self) -> datetime:
        """When it is over, if it keeps to its length."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def minutes_needed(self) -> int:
        """In the room for at least so many counts as attended: the share, rounded up."""
        return -(-self.minutes * self.share // 100)
