"""Who may score what: one rule for letters and one for written answers, used by the queues, by access and by nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from assessments.models.cases import Submission, SubmissionState
from assessments.models.load import PoolAgreement
from assessments.models.scores import Allocation, Stage
from courses.models import UnitVersion
from lms.audit.models import AuditEvent
from lms.institutions.models import InterestKind, Membership
from lms.institutions.models.nearness import declared_house, declared_near, near_house, near_person

if TYPE_CHECKING:
    from lms.institutions.api import Scope


TEACHING: Final = frozenset({InterestKind.TAUGHT, InterestKind.SUPERVISES})


def scorable(scope: Scope) -> Q:
    """All letters (programme assessor) or those of one's own institutions, never of somebody one is too close to."""
    return in_place(scope) & ~too_close(scope.person_id)


def in_place(scope: Scope, letter: str = "") -> Q:
    """For a query on letters, or on rows that reach one by this path (`submission__`): those of one's own institutions; for an
    assessor of the programme all others too. Certifying letters of another institution only where that institution has agreed
    to the pool, and then also for assessors of the other institutions in it: the one exception to tenancy."""
    own = Q(**{f"{letter}enrolment__institution_id__in": scope.assessor_of})
    if not (scope.assessor or scope.assessor_of):
        return own
    pool = PoolAgreement.objects.filter(ended_at=None).values("institution_id")
    agreed = Q(**{f"{letter}enrolment__institution_id__in": pool})
    exam = Q(**{f"{letter}unit_version__config__certifying": True})
    lent = PoolAgreement.objects.filter(ended_at=None, institution_id__in=scope.assessor_of)
    if scope.assessor:
        return own | agreed | ~Q(Exists(UnitVersion.objects.filter(_certifies, pk=OuterRef(f"{letter}unit_version_id"))))
    return own | (exam & agreed & Q(Exists(lent)))


def too_close(person_id: int) -> Q:
    """Letters (or attempts) that this person must not score or decide about: by whom (`lms.institutions.conflicts`), and by
    where they were written: in an institution, or a cohort, where one teaches or coordinates or which one has declared,
    whether the learner still has a role there or not. An interest that ended counts for what was handed in before its end:
    who declares somebody to see which letter goes, has lost it."""
    return near_person(person_id, "enrolment__person_id", "submitted_at") | near_house(
        person_id, "enrolment__institution_id", "enrolment__cohort_course__cohort_id", "submitted_at"
    )


def letter_too_close(person_id: int, letter: str = "submission_id") -> Q:
    """For a query on rows that name a letter in this column: those whose letter this person must not decide about."""
    return Q(Exists(Submission.objects.filter(too_close(person_id), pk=OuterRef(letter))))


def person_too_close(person_id: int, subject: str = "person_id") -> Q:
    """For a query on rows that name somebody in this column: those about whom this person decides nothing."""
    return near_person(person_id, subject)


def certifying(version: str = "unit_version_id") -> Q:
    """Letters and attempts (or rows that reach one by this column) of units that certify, as they were published."""
    return Q(Exists(UnitVersion.objects.filter(_certifies, pk=OuterRef(version))))


_certifies: Final = Q(config__certifying=True)


def seen_before(person_id: int) -> Q:
    """Stages of an appeal whose letter this person has had on lease at another stage (scored, put back, or lost to another),
    or whose appeal they took up: who did has read the reason and the first result.

    A lease that went on to somebody else leaves no trace in its row; the audit keeps it, as it keeps who took an appeal up.
    """
    held = AuditEvent.objects.filter(
        actor=person_id, act="submission.claimed", subject="submission",
        subject_id=Cast(OuterRef("submission_id"), TextField()), at__lt=OuterRef("created_at"),
    )  # fmt: skip
    accepted = AuditEvent.objects.filter(
        actor=person_id, act="appeal.accepted", subject="appeal",
        subject_id=Cast(OuterRef("submission__lms_appeal__pk"), TextField()),
    )  # fmt: skip
    return Q(stage=Stage.APPEAL) & (Q(Exists(held)) | Q(Exists(accepted)))


def may_score_again(scope: Scope, letter: Submission) -> bool:
    """Whether this scope may take, or has, the stage of a letter's appeal, or could once the appeal is taken up."""
    if not (scope.assessor or scope.assessor_of):
        return False
    stage = Allocation.objects.filter(submission=letter, stage=Stage.APPEAL)
    if stage.exists():
        return stage.filter(scorable_stages(scope) | Q(assessor_id=scope.person_id, done_at=None)).exists()
    held = Allocation.objects.filter(submission=letter, assessor_id=scope.person_id).exists()
    return not held and Submission.objects.filter(scorable(scope), pk=letter.pk).exists()


def scorable_stages(scope: Scope) -> Q:
    """Allocations that wait for a score and that this scope may give it: stages of letters, and seeds served to this person.

    Never a stage of a letter that one has at another stage; never of an institution that one belongs to in any role where the
    case asks for outside scoring; an appeal only of a letter that one has neither scored nor held. What others hold on lease is
    among them.

    A seed from the moment on at which it is said to have been handed in, and only beside letters of its case and country: one
    that stayed when they go would tell what it is. One that was taken stays, as a letter does.
    """
    live = _live_stages(scope)
    beside = Exists(beside_seeds(scope))
    served = Q(stage=Stage.SEED, assessor_id=scope.person_id) & (Q(shown_as_of=None) | Q(shown_as_of__lte=timezone.now()))
    return Q(done_at=None) & (live | (served & (Q(lease_until__isnull=False) | Q(beside))))


def beside_seeds(scope: Scope) -> QuerySet[Allocation]:
    """For a query on seeds: the stages of letters of its case and country that this scope may score, appeals left out."""
    rows = Allocation.objects.filter(_live_stages(scope), done_at=None, submission__isnull=False).exclude(stage=Stage.APPEAL)
    return rows.filter(
        submission__case_key=OuterRef("reference__case_key"), submission__enrolment__country=OuterRef("reference__country")
    )


def _live_stages(scope: Scope) -> Q:
    """For a query on stages that are open. What is kept out is looked for among open stages too: a letter that was scored long
    ago costs nothing here."""
    still = Allocation.objects.filter(done_at=None, submission__isnull=False)
    mine = Allocation.objects.filter(assessor_id=scope.person_id, submission__isnull=False)
    other_stage = Q(submission__in=mine.values("submission_id")) & ~Q(assessor_id=scope.person_id)
    belongs_to = Membership.objects.filter(person_id=scope.person_id, until=None)
    inside = Q(
        submission__enrolment__institution_id__in=belongs_to.values("institution_id"),
        submission__unit_version__config__scoring__outside=True,
    )
    waits = Q(submission__state=SubmissionState.SUBMITTED) & ~Q(stage=Stage.APPEAL)
    waits |= Q(submission__state=SubmissionState.RELEASED, stage=Stage.APPEAL)
    place = in_place(scope, "submission__")
    known = Submission.objects.filter(too_close(scope.person_id), pk__in=still.values("submission_id"))
    kept_out = still.filter(other_stage | inside | seen_before(scope.person_id) | Q(submission__in=known.values("pk")))
    return waits & place & ~Q(pk__in=kept_out.values("pk"))


def hand_scorable(scope: Scope) -> Q:
    """Attempts whose written answers this person may score.

    In practice: of cohorts (or whole institutions) that one facilitates, and those that one may assess; never one's own, nor of
    an institution that one coordinates, nor of who is near by a declared interest that is more than teaching. (A quiz is part
    of teaching: who teaches may score it. A letter is not.) In a certifying quiz: those that one may assess, and never of
    somebody one is too close to in any way.
    """
    teaches = Q(enrolment__cohort_course__cohort_id__in=scope.facilitator_cohorts) | Q(
        enrolment__institution_id__in=scope.facilitator_of
    )
    assesses = Q(enrolment__person__gt=0) if scope.assessor else Q(enrolment__institution_id__in=scope.assessor_of)
    me, kinds = scope.person_id, frozenset(InterestKind.values) - TEACHING
    declared = declared_near(me, "enrolment__person_id", "submitted_at", kinds=kinds) | declared_house(
        me, "enrolment__institution_id", "submitted_at", kinds=kinds
    )
    own = Q(enrolment__person_id=me) | Q(enrolment__institution_id__in=scope.coordinator_of)
    return (teaches | assesses) & ~own & ~declared & ((assesses & ~too_close(me)) | ~certifying())
