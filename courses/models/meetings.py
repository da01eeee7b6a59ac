"""Who was at a meeting: lists from a meeting room, a code shown in class, by hand; and the calendars people subscribe to."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models.enrolments import Enrolment
from courses.models.modules import Meeting
from lms.institutions.models import Cohort, Institution, Person


class RollState(models.TextChoices):
    """Where a list from a meeting room is. Its rows are emptied when it is counted or dropped."""

    REVIEW = "review"  # shown line by line; nothing counts yet
    COUNTED = "counted"
    DROPPED = "dropped"


class RollCall(models.Model):
    """A file that a meeting room wrote about who was there, read and waiting for a yes.

    `rows`: [{label, name, email, seconds, joins, line}], joins of one label already put together. `counts`: what came of it.
    Personal data: rows (names and addresses, emptied when counted or dropped), file_name, uploaded_by.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="lms_rolls")
    room = models.CharField(max_length=8)  # zoom, teams or meet
    file_name = models.CharField(max_length=120, blank=True)
    rows = models.JSONField(default=list)
    problems = models.JSONField(default=list)  # [{line, column, what}]
    state = models.CharField(max_length=8, choices=RollState.choices, default=RollState.REVIEW)
    counts = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_rolls")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="review", ended_at=None) | (~Q(state="review") & Q(ended_at__isnull=False)),
                name="lms_courses_rollcall_ended",
            ),
        ]
        indexes = [models.Index(fields=["meeting", "-id"], name="lms_courses_rollcall_meeting")]


class RollName(models.Model):
    """How a person calls themselves in meeting rooms, said once by hand and remembered in their institution.

    `person` null: nobody of the group (a guest, a projector). Personal data: label, person, by.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="lms_roll_names")
    label = models.CharField(max_length=254)  # folded: an address, else a name
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_roll_names")
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_roll_names_said")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "label"], name="lms_courses_rollname_once")]


class AttendanceSource(models.TextChoices):
    """By what an attendance is known."""

    ROLL = "roll"
    CODE = "code"
    HAND = "hand"


class Attendance(models.Model):
    """How one learner stands with one meeting now; what was recorded before is in the outcomes and the audit.

    `minutes`: in the room, within the meeting. `why`: said by who set it by hand. `number` grows with each change, so that
    an outcome has a key of its own. Personal data: the learner (through the enrolment), why, by.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="lms_attendances")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_attendances")
    minutes = models.PositiveSmallIntegerField(default=0)
    present = models.BooleanField(default=False)
    source = models.CharField(max_length=4, choices=AttendanceSource.choices)
    why = models.CharField(max_length=240, blank=True)
    number = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_attendances_set")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "enrolment"], name="lms_courses_attendance_once"),
        ]


class MeetingCode(models.Model):
    """A code that is shown in class and changes every few minutes; it is an HMAC of `secret` and the time, kept nowhere.

    Personal data: opened_by.
    """

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="lms_code")
    secret = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField()  # each code is good for so long
    opened_at = models.DateTimeField()
    open_until = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_meeting_codes")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(1, 15)), name="lms_courses_meetingcode_minutes"),
            models.CheckConstraint(condition=Q(open_until__gte=models.F("opened_at")), name="lms_courses_meetingcode_in_order"),
        ]


class CodeTry(models.Model):
    """Wrong codes that a learner typed for a meeting since its code was opened. Personal data: the learner."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="lms_code_tries")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_code_tries")
    wrong = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "enrolment"], name="lms_courses_codetry_once")]


class CalendarFeed(models.Model):
    """A calendar that a person's own program reads by a secret link: all of theirs, or what a group has ahead.

    The link is an HMAC of the row under SECRET_KEY: only its hash is kept. `token_hash` null: the link was withdrawn.
    Personal data: person.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_calendar_feeds")
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, related_name="lms_calendar_feeds")
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(cohort=None), name="lms_courses_calendarfeed_own"),
            models.UniqueConstraint(
                fields=["person", "cohort"], condition=Q(cohort__isnull=False), name="lms_courses_calendarfeed_cohort"
            ),
        ]


class CalendarMark(models.Model):
    """What a feed last said of one event, so that only a change counts up its SEQUENCE. Personal data: none."""

    feed = models.ForeignKey(CalendarFeed, models.CASCADE, related_name="lms_marks")
    uid = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "uid"], name="lms_courses_calendarmark_once")]
