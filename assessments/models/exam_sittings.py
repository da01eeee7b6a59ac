"""Sittings of certifying quizzes: when and where, who has a seat, what happened, what went wrong."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessments.models.quizzes import Attempt
from courses.models import Enrolment, Unit
from lms.institutions.models import Institution, Person
from lms.kernel.places import Country
from lms.kernel.writeonce import WriteOnce


class SittingState(models.TextChoices):
    """planned → open (the invigilator made a code) → closed; planned → cancelled."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class SittingPlace(models.TextChoices):
    ROOM = "room"
    VIDEO = "video"


class ExamInvigilator(models.Model):
    """Somebody who is ready to watch over sittings of any institution, named by the programme. `country` '': of every country.

    Personal data: person, by.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_invigilates")
    country = models.CharField(max_length=2, choices=Country.choices, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_invigilators_named")
    since = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "country"], condition=Q(until=None), name="lms_assessments_invigilator_once"
            )
        ]


class ExamSitting(models.Model):
    """One certifying quiz, sat by those who have a seat, between two moments, under one invigilator.

    `institution` is empty when the programme planned it. The code is kept hashed only (`exam_sittings.codes`).
    `revision` grows when those concerned have to hear of a change.

    Personal data: invigilator, planned_by, closed_by, place_words.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_exam_sittings")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="lms_exam_sittings")
    country = models.CharField(max_length=2, choices=Country.choices)  # whose calendar counts its business days
    time_zone = models.CharField(max_length=60)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    place = models.CharField(max_length=5, choices=SittingPlace.choices, default=SittingPlace.ROOM)
    place_words = models.CharField(max_length=300)  # the address and the room, or the link of the call
    bring = models.CharField(max_length=300, blank=True)
    invigilator = models.ForeignKey(Person, models.PROTECT, related_name="lms_exam_sittings")
    state = models.CharField(max_length=9, choices=SittingState.choices, default=SittingState.PLANNED)
    revision = models.PositiveSmallIntegerField(default=1)
    code_hash = models.CharField(max_length=64, blank=True)
    code_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_exam_sittings_closed")
    signed_at = models.DateTimeField(null=True)  # the invigilator: nothing happened but what is written here
    cancelled_because = models.CharField(max_length=300, blank=True)
    planned_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_exam_sittings_planned")
    planned_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="lms_assessments_examsitting_order"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="lms_assessments_examsitting_closed_at"
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | ~Q(code_hash=""), name="lms_assessments_examsitting_open_has_code"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""), name="lms_assessments_examsitting_why_cancelled"
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at"], name="lms_assessments_exam_running", condition=Q(state__in=["planned", "open"])),
        ]


class ExamSeat(models.Model):
    """One person admitted to one sitting. The attempt is the one that was started with the code, and no other.

    `honour_version` names the words that were accepted. `device_hash` is of the one session that may write. `let_out_at`: when
    the result left for courses. Personal data: the candidate, through the enrolment; admitted_by.
    """

    sitting = models.ForeignKey(ExamSitting, models.PROTECT, related_name="lms_seats")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_exam_seats")
    admitted_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_exam_seats_given")
    admitted_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True)
    honour_version = models.CharField(max_length=20, blank=True)
    honour_accepted_at = models.DateTimeField(null=True)
    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True, related_name="lms_exam_seat")
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    last_wrong_at = models.DateTimeField(null=True)
    device_hash = models.CharField(max_length=64, blank=True)
    last_seen_at = models.DateTimeField(null=True)
    let_out_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "enrolment"], name="lms_assessments_examseat_once"),
            models.CheckConstraint(
                condition=Q(attempt=None) | Q(honour_accepted_at__isnull=False), name="lms_assessments_examseat_honour_first"
            ),
            models.CheckConstraint(
                condition=Q(attempt=None) | Q(removed_at=None), name="lms_assessments_examseat_started_stays"
            ),
        ]


class SittingEventKind(models.TextChoices):
    PLANNED = "planned"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    CODE_MADE = "code_made"
    CODE_WRONG = "code_wrong"
    LET_IN = "let_in"
    STARTED = "started"
    LEFT = "left"
    RETURNED = "returned"
    OFFLINE = "offline"
    ONLINE = "online"
    DEVICE = "device"
    HANDED_IN = "handed_in"
    ENDED = "ended"
    ENDED_CLOSING = "ended_closing"
    NOTE = "note"
    CLOSED = "closed"
    SIGNED = "signed"
    INCIDENT = "incident"
    DECIDED = "decided"
    LET_OUT = "let_out"


class ExamSittingEvent(WriteOnce):
    """One line of a sitting's log. `by` is empty where the server or the page said it; `facts` hold ids and numbers only.

    Personal data: by, note.
    """

    lms_erasable = ("note",)

    sitting = models.ForeignKey(ExamSitting, models.PROTECT, related_name="lms_events")
    seat = models.ForeignKey(ExamSeat, models.PROTECT, null=True, related_name="lms_events")
    kind = models.CharField(max_length=14, choices=SittingEventKind.choices)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_exam_events")
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["sitting", "at"], name="lms_assessments_examevent_at")]


class IncidentKind(models.TextChoices):
    """The class of an incident."""

    DISTURBANCE = "disturbance"
    TECHNICAL = "technical"
    HEALTH = "health"
    IDENTITY = "identity"
    HELP = "help"
    OTHER = "other"


class IncidentState(models.TextChoices):
    OPEN = "open"
    NO_EFFECT = "no_effect"
    ANNULLED = "annulled"
    SAT_AGAIN = "sat_again"


class ExamIncident(models.Model):
    """Something that went wrong: for one seat, or for everybody of a sitting. While it is open it holds their results.

    `what` is read by who reported it and who decides, and by nobody else. Personal data: by, what, decided_by, answer.
    """

    sitting = models.ForeignKey(ExamSitting, models.PROTECT, related_name="lms_incidents")
    seat = models.ForeignKey(ExamSeat, models.PROTECT, null=True, related_name="lms_incidents")
    kind = models.CharField(max_length=12, choices=IncidentKind.choices)
    what = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="lms_exam_incidents")
    at = models.DateTimeField(default=timezone.now, editable=False)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=IncidentState.choices, default=IncidentState.OPEN)
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_exam_incidents_decided")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None) | (~Q(state="open") & Q(decided_by__isnull=False) & ~Q(answer="")),
                name="lms_assessments_examincident_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("by")), name="lms_assessments_examincident_other_hand"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="lms_assessments_incident_open", condition=Q(state="open")),
        ]
