"""The law-change ledger: what moved, what rests on it, who is asked."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models.enrolments import Completion
from courses.models.modules import Course, Unit
from courses.models.toolkit import ChangeClass, Item, ItemVersion
from lms.institutions.models import Person
from lms.kernel.places import Country


class ChangeState(models.TextChoices):
    PROPOSED = "proposed"
    APPROVED = "approved"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Change(models.Model):
    """A new version of a fact, source or section, with its class and its sentence. `part`: the one part of a fact it is about.

    Personal data: by, approved_by, closed_by.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="lms_changes")
    old = models.ForeignKey(ItemVersion, models.PROTECT, null=True, related_name="lms_changes_from")
    new = models.ForeignKey(ItemVersion, models.PROTECT, null=True, related_name="lms_changes_to")
    part = models.CharField(max_length=60, blank=True)  # '': the whole
    change_class = models.CharField(max_length=10, choices=ChangeClass.choices)
    in_force_from = models.DateField(null=True)
    sentence = models.JSONField(default=dict)  # {es, en}
    state = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.PROPOSED)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_changes")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_changes_approved")
    at = models.DateTimeField(default=timezone.now, editable=False)
    approved_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_changes_closed")
    closed_at = models.DateTimeField(null=True)
    because = models.TextField(blank=True)  # why it was withdrawn

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(by=None) | ~Q(approved_by=models.F("by")),
                name="lms_courses_change_two_people",
            ),
            models.UniqueConstraint(fields=["item"], condition=Q(state="proposed"), name="lms_courses_change_one_proposed"),
        ]


class ChangeEntryState(models.TextChoices):
    TO_DO = "to_do"
    MENDED = "mended"
    NOT_AFFECTED = "not_affected"


class ChangeEntry(models.Model):
    """One piece of content that rests on what changed, with an owner and a decision. Content only.

    Personal data: owner, decided_by.
    """

    change = models.ForeignKey(Change, models.PROTECT, related_name="lms_entries")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=160)
    country = models.CharField(max_length=2, choices=Country.choices)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_change_entries")
    due = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=ChangeEntryState.choices, default=ChangeEntryState.TO_DO)
    because = models.TextField(blank=True)
    blocks = models.JSONField(default=list)  # of a section: ids of the blocks that rest on what changed
    shown_only = models.BooleanField(default=False)  # rests on it for comparison only
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_change_entries_decided")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="not_affected") | ~Q(because=""), name="lms_courses_changeentry_not_affected_has_reason"
            ),
            models.UniqueConstraint(fields=["change", "kind", "key", "country"], name="lms_courses_changeentry_once"),
        ]


class Refresher(models.Model):
    """The five-minute unit made of just what changed, for one course in one country. Personal data: none."""

    change = models.ForeignKey(Change, models.PROTECT, related_name="lms_refreshers")
    country = models.CharField(max_length=2, choices=Country.choices)
    course = models.ForeignKey(Course, models.PROTECT, related_name="lms_refreshers")
    unit = models.OneToOneField(Unit, models.PROTECT, related_name="lms_refresher")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "country", "course"], name="lms_courses_refresher_once"),
        ]


class RefresherDue(models.Model):
    """One finisher is asked for one refresher. Currency is a pure function of these rows and a date.

    Personal data: the learner, through the completion.
    """

    refresher = models.ForeignKey(Refresher, models.PROTECT, related_name="lms_due")
    completion = models.ForeignKey(Completion, models.PROTECT, related_name="lms_refreshers_due")
    asked_at = models.DateTimeField(default=timezone.now)
    grace_until = models.DateTimeField()
    leave_days = models.PositiveSmallIntegerField(default=0)  # days of leave by which the grace was moved
    passed_at = models.DateTimeField(null=True)
    excused_because = models.CharField(max_length=240, blank=True)
    excused_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_refreshers_excused")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refresher", "completion"], name="lms_courses_refresherdue_once"),
        ]
        indexes = [
            models.Index(
                fields=["grace_until"],
                name="lms_courses_refresherdue_open",
                condition=Q(passed_at=None, excused_because=""),
            ),
        ]
