"""Who may score what: one rule for letters and one for written answers, used by the queues, by access and by nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from assessments.models.cases import Submission

if TYPE_CHECKING:
    from lms.institutions.api import Scope


def scorable(scope: Scope) -> Q:
    """All letters (programme assessor) or those of one's own institutions, never with a conflict.

    A conflict: one's own letter; a learner of a cohort (or of a whole institution) that one facilitates; a learner of an
    institution that one coordinates.
    """
    mine = Q() if scope.assessor else Q(enrolment__institution_id__in=scope.assessor_of)
    conflict = (
        Q(enrolment__person_id=scope.person_id)
        | Q(enrolment__cohort_course__cohort_id__in=scope.facilitator_cohorts)
        | Q(enrolment__institution_id__in=scope.facilitator_of | scope.coordinator_of)
    )
    return mine & ~Q(pk__in=Submission.objects.filter(conflict).values("pk"))


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
