"""Who scores a script, what they said, what counts in the end, and what a writer may bring against it.

A script is a letter, or a reference script that an assessor is served as if it were one (a hidden seed).
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.cases import Rubric, Submission
from lms.institutions.models import Person
from lms.kernel.writeonce import WriteOnce


class Stage(models.TextChoices):
    """The places at which a script is scored."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    APPEAL = "appeal"
    SEED = "seed"


class ReferenceUse(models.TextChoices):
    """What a reference script is for."""

    QUALIFY = "qualify"
    SEED = "seed"


class ReferenceScript(models.Model):
    """A letter whose scores were agreed beforehand. Never changed: archived, and another one made.

    `config` is that of a case study's frozen unit (case, rubric, facts of `country`): what an assessor sees beside it.
    `picks` {criterion: level}, `red_flags` [id], `why` {criterion or "_": {es, en}}: the agreed scores with their reasons.
    Personal data: by, agreed_by (letters are invented or freed of who wrote them).
    """

    key = models.SlugField(max_length=80, unique=True)
    case_key = models.CharField(max_length=80)
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="lms_reference_scripts")
    structure_hash = models.CharField(max_length=64)
    use = models.CharField(max_length=8, choices=ReferenceUse.choices)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=2)
    config = models.JSONField(default=dict)
    letter = models.JSONField(default=dict)
    asked = models.JSONField(default=list)
    picks = models.JSONField(default=dict)
    red_flags = models.JSONField(default=list)
    why = models.JSONField(default=dict)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    borderline = models.BooleanField(default=False)  # judges agreed: just at the line between not yet and competent
    private = models.BooleanField(default=False)  # from a private pack: who qualifies for a certifying case has not read it
    agreed_by = models.JSONField(default=list)  # person ids, or none where the file says who
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_reference_scripts")
    at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["structure_hash", "use"], name="lms_assessments_reference_use")]


class Allocation(models.Model):
    """A script is to be scored at a stage: open without an assessor, leased with one, done with a score.

    Either `submission`, or `reference` with its own `seed_ref`: the assessor sees the same page under the same kind of address.
    `because` says why the stage was opened: [{code, …}]. `draft` is what the assessor has typed so far.
    Personal data: assessor, draft.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="lms_allocations")
    reference = models.ForeignKey(ReferenceScript, models.PROTECT, null=True, related_name="lms_allocations")
    seed_ref = models.CharField(max_length=16, unique=True, null=True)
    assessor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_allocations")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.FIRST)
    because = models.JSONField(default=list)
    taken_at = models.DateTimeField(null=True)  # when who holds it, or scored it, took it
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=1)
    draft = models.JSONField(default=dict)
    discussing = models.BooleanField(default=False)  # both have scored, too far apart: they may look at it again
    shown_as_of = models.DateTimeField(null=True)  # a seed: when its letter is said to have been handed in
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "stage"], name="lms_assessments_allocation_stage"),
            models.UniqueConstraint(fields=["submission", "assessor"], name="lms_assessments_allocation_assessor"),
            models.CheckConstraint(
                condition=Q(
                    submission=None, reference__isnull=False, seed_ref__isnull=False, assessor__isnull=False, stage="seed"
                )
                | (Q(submission__isnull=False, reference=None, seed_ref=None) & ~Q(stage="seed")),
                name="lms_assessments_allocation_script",
            ),
            models.CheckConstraint(
                condition=Q(assessor=None, lease_until=None, done_at=None) | Q(assessor__isnull=False),
                name="lms_assessments_allocation_held",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(done_at=None), name="lms_assessments_alloc_open"),
            models.Index(fields=["assessor", "done_at"], name="lms_assessments_alloc_of"),
        ]


class Score(WriteOnce):
    """One assessor's picks on one rubric. A later number (after a discussion) stands beside it; none is overwritten.

    `picks` is {criterion: level}, `comments` {criterion or "_": text}, `anchors` [{block, start, end, quote, text, criterion}]:
    remarks on passages. `percent` 0…100. Personal data: comments, anchors.
    """

    lms_erasable = ("comments", "anchors")

    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="lms_scores")
    number = models.PositiveSmallIntegerField()
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="lms_scores")
    picks = models.JSONField(default=dict)
    comments = models.JSONField(default=dict)
    anchors = models.JSONField(default=list)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    red_flags = models.JSONField(default=list)
    passed = models.BooleanField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["allocation", "number"], name="lms_assessments_score_number"),
            models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="lms_assessments_score_is_percent"),
        ]


class Basis(models.TextChoices):
    """What a result rests on."""

    SINGLE = "single"
    MEAN = "mean"
    HIGHER = "higher"
    DISCUSSION = "discussion"
    THIRD = "third"
    APPEAL = "appeal"


class FinalScore(WriteOnce):
    """What counts for a letter: the last number does. `percent` is after what being late costs.

    `scores` are the ids of the scores it rests on, those that count first. Personal data: why, by.
    """

    lms_erasable = ("why",)

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="lms_final_scores")
    number = models.PositiveSmallIntegerField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    red_flags = models.JSONField(default=list)
    passed = models.BooleanField()
    basis = models.CharField(max_length=12, choices=Basis.choices)
    scores = models.JSONField(default=list)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_final_scores")
    why = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="lms_assessments_finalscore_number"),
            models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="lms_assessments_finalscore_is_percent"),
        ]


class AppealState(models.TextChoices):
    """Where an appeal stands."""

    OPEN = "open"
    SCORING = "scoring"
    SCORED = "scored"
    STANDS = "stands"
    CHANGED = "changed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Appeal(models.Model):
    """A writer disagrees with a released result, and why; somebody else scores again, a third person decides.

    `acknowledge_by` and `due_on` are the clock of all reviews (`lms.kernel.reviewing`).

    Personal data: reason, answer, decided_by.
    """

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="lms_appeal")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=AppealState.choices, default=AppealState.OPEN)
    at = models.DateTimeField(default=timezone.now)
    acknowledge_by = models.DateField(null=True)
    due_on = models.DateField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_appeals_acknowledged")
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lms_appeals_decided")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)  # what the writer is told

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="lms_assessments_appeal_reason")]
        indexes = [models.Index(fields=["state", "at"], name="lms_assessments_appeal_due")]


class DiscussionNote(WriteOnce):
    """What one assessor writes to the other when their scores lie apart; they know each other as A and B.

    Personal data: text.
    """

    lms_erasable = ("text",)

    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="lms_notes")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)


class SavedComment(models.Model):
    """An assessor's own phrase, to be used again, for one criterion of one case or for all. Personal data: person, text."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="lms_saved_comments")
    case_key = models.CharField(max_length=80, blank=True)
    criterion = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=600)
    used = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
