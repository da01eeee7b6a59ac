"""One piece that somebody sees being done before certification: an oral on one's own letter, or an observed clinic session."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.cases import CaseStudy, Submission
from courses.models import Enrolment, Unit, UnitVersion
from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class PieceForm(models.TextChoices):
    ORAL = "oral"
    OBSERVED = "observed"


class SupervisedPiece(Unit):
    """A unit that is done before an examiner. `case_unit` is the case whose letter is spoken about, whose criteria score it.

    Personal data: none.
    """

    case_unit = models.ForeignKey(CaseStudy, models.PROTECT, related_name="lms_supervised_pieces")
    forms = models.JSONField(default=list)  # PieceForm values that may be chosen
    pass_percent = models.DecimalField(max_digits=5, decimal_places=2, default=60)
    tries = models.PositiveSmallIntegerField(default=2)


class PieceState(models.TextChoices):
    """planned → held · missed · cancelled."""

    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


class PieceAppointment(models.Model):
    """One candidate and one examiner at a moment. One is planned at a time; another one follows what was missed or cancelled.

    `letter`: the letter of an oral. `begun_at`: its questions were drawn. `draft` is what the examiner has typed so far.
    `why`: why it was cancelled or missed. Personal data: the candidate (through the enrolment), examiner, planned_by, place,
    why, draft.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lms_piece_appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_piece_appointments")
    unit_version = models.ForeignKey(UnitVersion, models.PROTECT, related_name="lms_piece_appointments")
    number = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=8, choices=PieceForm.choices)
    letter = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="lms_piece_appointments")
    examiner = models.ForeignKey(Person, models.PROTECT, related_name="lms_pieces_examined")
    at = models.DateTimeField()
    place = models.CharField(max_length=300)
    state = models.CharField(max_length=9, choices=PieceState.choices, default=PieceState.PLANNED)
    revision = models.PositiveSmallIntegerField(default=1)  # grows when the moment or the place moves
    planned_by = models.ForeignKey(Person, models.PROTECT, related_name="lms_pieces_planned")
    planned_at = models.DateTimeField(default=timezone.now, editable=False)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    missed_by = models.CharField(max_length=9, blank=True)  # candidate or examiner
    why = models.CharField(max_length=300, blank=True)
    draft = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "unit", "number"], name="lms_assessments_piece_number"),
            models.UniqueConstraint(
                fields=["enrolment", "unit"], condition=Q(state="planned"), name="lms_assessments_piece_one_planned"
            ),
            models.CheckConstraint(
                condition=Q(form="oral", letter__isnull=False) | Q(form="observed", letter=None),
                name="lms_assessments_piece_oral_has_letter",
            ),
            models.CheckConstraint(
                condition=Q(state="planned", ended_at=None) | (~Q(state="planned") & Q(ended_at__isnull=False)),
                name="lms_assessments_piece_ended",
            ),
            models.CheckConstraint(condition=~Q(state="cancelled") | ~Q(why=""), name="lms_assessments_piece_why_cancelled"),
            models.CheckConstraint(condition=~Q(state="missed") | ~Q(missed_by=""), name="lms_assessments_piece_who_missed"),
        ]
        indexes = [models.Index(fields=["examiner", "at"], condition=Q(state="planned"), name="lms_assessments_piece_next")]


class OralQuestions(WriteOnce):
    """The four questions of an oral, drawn from the letter when it began (`assessments.oral.Question`).

    Personal data: questions (they quote the letter).
    """

    lms_erasable = ("questions",)

    appointment = models.OneToOneField(PieceAppointment, models.PROTECT, related_name="lms_questions")
    questions = models.JSONField(default=list)
    drawn_at = models.DateTimeField(default=timezone.now, editable=False)


class PieceScore(WriteOnce):
    """What the examiner found, once. `rubric` holds the criteria that it was scored on; `picks`, `percent` as in `Score`.

    Personal data: comments, examiner.
    """

    lms_erasable = ("comments",)

    appointment = models.OneToOneField(PieceAppointment, models.PROTECT, related_name="lms_piece_score")
    examiner = models.ForeignKey(Person, models.PROTECT, related_name="lms_piece_scores")
    rubric = models.JSONField(default=dict)
    picks = models.JSONField(default=dict)
    comments = models.JSONField(default=dict)
    red_flags = models.JSONField(default=list)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    passed = models.BooleanField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="lms_assessments_piecescore_is_percent"),
        ]


class HelpDeclaration(WriteOnce):
    """What its writer declares about a letter when handing it in: whether artificial intelligence helped, and with what.

    `rule` is what the task allowed then; `helps` are kinds of `assessments.authorship.HELPS`. Personal data: words.
    """

    lms_erasable = ("words",)

    letter = models.OneToOneField(Submission, models.PROTECT, related_name="lms_help_declaration")
    rule = models.CharField(max_length=8)
    helped = models.BooleanField()
    helps = models.JSONField(default=list)
    words = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
