"""From an address to a reference script, a try, a hold or a qualification. Foreign and missing look alike."""

from assessments.errors.assessors import (
    FiguresMissing,
    HoldNotFound,
    QualificationNotFound,
    ReferenceNotFound,
)
from assessments.models import (
    AssessorHold,
    Qualification,
    QualifyingScore,
    ReferenceScript,
    ReferenceUse,
)
from assessments.models.agreement_rows import CaseCard, case_cards
from assessments.models.conflicts import person_too_close
from lms.institutions.api import Scope


def may_read_references(scope: Scope) -> bool:
    """Deciders and administrators who don't assess themselves: who scores must not know the agreed scores."""
    return (scope.decider or scope.administrator) and not (scope.assessor or scope.assessor_of)


def access_reference(scope: Scope, reference_id: int) -> ReferenceScript:
    """A reference script with its agreed scores. Raises ReferenceNotFound."""
    found = ReferenceScript.objects.filter(pk=reference_id).first()
    if found is None or not may_read_references(scope):
        raise ReferenceNotFound
    return found


def access_qualifying(scope: Scope, reference_id: int) -> ReferenceScript:
    """A reference script that an assessor may qualify on. Raises ReferenceNotFound."""
    rows = ReferenceScript.objects.filter(use=ReferenceUse.QUALIFY, archived_at=None, pk=reference_id)
    found = rows.first() if scope.assessor or scope.assessor_of else None
    if found is None:
        raise ReferenceNotFound
    return found


def access_own_try(person_id: int, score_id: int) -> QualifyingScore:
    """A try of one's own. Raises ReferenceNotFound."""
    rows = QualifyingScore.objects.select_related("reference").filter(person_id=person_id, pk=score_id)
    found: QualifyingScore | None = rows.first()
    if found is None:
        raise ReferenceNotFound
    return found


def access_case(key: str) -> CaseCard:
    """A case that a course has published: it belongs to no institution. Raises FiguresMissing."""
    found = case_cards(key).get(key)
    if found is None:
        raise FiguresMissing
    return found


def access_hold(scope: Scope, hold_id: int) -> AssessorHold:
    """A hold, for deciders who are not too close to the assessor. Raises HoldNotFound."""
    rows = AssessorHold.objects.filter(~person_too_close(scope.person_id), pk=hold_id)
    found = rows.first() if scope.decider else None
    if found is None:
        raise HoldNotFound
    return found


def access_qualification(scope: Scope, qualification_id: int) -> Qualification:
    """An open qualification, for deciders who are not too close to the assessor. Raises QualificationNotFound."""
    rows = Qualification.objects.select_related("person").filter(pk=qualification_id, ended_at=None)
    found = rows.filter(~person_too_close(scope.person_id)).first() if scope.decider else None
    if found is None:
        raise QualificationNotFound
    return found
