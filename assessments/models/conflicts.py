"""Who may score what: one rule for letters and one for written answers, used by the queues, by access and by nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast

from assessments.models.assessors import DeclaredRelation
from assessments.models.cases import Submission, SubmissionState
from assessments.models.scores import Allocation, Stage
from lms.audit.models import AuditEvent

if TYPE_CHECKING:
    from lms.institutions.api import Scope


def scorable(scope: Scope) -> Q:
    """All letters (programme assessor) or those of one's own institutions, never with a conflict.

    A conflict: one's own letter; a learner of a cohort (or of a whole institution) that one facilitates; a learner of an
    institution that one coordinates; a person or an institution one has declared a relation with.
    """
    mine = Q() if scope.assessor else Q(enrolment__institution_id__in=scope.assessor_of)
    declared = DeclaredRelation.objects.filter(assessor_id=scope.person_id, ended_at=None)
    conflict = (
        Q(enrolment__person_id__in=declared.filter(person__isnull=False).values("person_id"))
        | Q(enrolment__institution_id__in=declared.filter(institution__isnull=False).values("institution_id"))
        | Q(enrolment__person_id=scope.person_id)
        | Q(enrolment__cohort_course__cohort_id__in=scope.facilitator_cohorts)
        | Q(enrolment__institution_id__in=scope.facilitator_of | scope.coordinator_of)
    )
    return mine & ~Q(pk__in=Submission.objects.filter(conflict).values("pk"))


def seen_before(person_id: int) -> Q:
    """Stages of an appeal whose letter this person has had on lease at another stage: scored, put back, or lost to another.

    A lease that went on to somebody else leaves no trace in its row; the audit keeps it.
    """
    held = AuditEvent.objects.filter(
        actor=person_id, act="submission.claimed", subject="submission",
        subject_id=Cast(OuterRef("submission_id"), TextField()), at__lt=OuterRef("created_at"),
    )  # fmt: skip
    return Q(Exists(held), stage=Stage.APPEAL)


def scorable_stages(scope: Scope) -> Q:
    """Allocations that wait for a score and that this scope may give it: stages of letters, and seeds served to this person.

    Never a stage of a letter that one has at another stage; never one's own institution where the case asks for outside
    scoring; an appeal only of a letter that one has neither scored nor held. What others hold on lease is among them.
    """
    mine = Allocation.objects.filter(assessor_id=scope.person_id, submission__isnull=False)
    other_stage = Q(submission__in=mine.values("submission_id")) & ~Q(assessor_id=scope.person_id)
    inside = Q(
        submission__unit_version__config__scoring__outside=True,
        submission__enrolment__institution_id__in=scope.assessor_of | scope.coordinator_of | scope.facilitator_of,
    )
    waits = Q(submission__state=SubmissionState.SUBMITTED) & ~Q(stage=Stage.APPEAL)
    waits |= Q(submission__state=SubmissionState.RELEASED, stage=Stage.APPEAL)
    letters = Q(submission__in=Submission.objects.filter(scorable(scope)).values("pk"))
    live = (
        waits & letters & ~Q(pk__in=Allocation.objects.filter(other_stage | inside | seen_before(scope.person_id)).values("pk"))
    )
    return Q(done_at=None) & (live | Q(stage=Stage.SEED, assessor_id=scope.person_id))


def hand_scorable(scope: Scope) -> Q:
    """Attempts whose written answers this person may score: of cohorts (or whole institutions) that one facilitates, and those
    that one may assess. Never one's own, nor of an institution that one coordinates. (A quiz is part of teaching: who teaches
    may score it. A letter is not.)
    """
    teaches = Q(enrolment__cohort_course__cohort_id__in=scope.facilitator_cohorts) | Q(
        enrolment__institution_id__in=scope.facilitator_of
    )
    assesses = Q(enrolment__person__gt=0) if scope.assessor else Q(enrolment__institution_id__in=scope.assessor_of)
    return (
        (teaches | assesses) & ~Q(enrolment__person_id=scope.person_id) & ~Q(enrolment__institution_id__in=scope.coordinator_of)
    )
