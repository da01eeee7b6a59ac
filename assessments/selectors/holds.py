"""Letters whose results wait because of who scored them."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from assessments.models import AssessorHold, Score, Submission

_CASE = "case_key"


def held_letters(submission_ids: Sequence[int]) -> set[int]:
    """Those of these letters that somebody scored who is held back on their case. Two queries."""
    holds = set(AssessorHold.objects.filter(decided_at=None).values_list("person_id", "case_key"))
    if not holds:
        return set()
    rows = Score.objects.filter(allocation__submission__in=submission_ids)
    found = rows.values_list("allocation__submission_id", "allocation__assessor_id", f"allocation__submission__{_CASE}")
    return {letter for letter, person, case in found if (person, case) in holds and letter is not None}


def is_held(person_id: int, case_key: str) -> bool:
    """Whether this person is held back on this case. One query."""
    return AssessorHold.objects.filter(person_id=person_id, case_key=case_key, decided_at=None).exists()


def held_back(letters: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same as a filter, for many letters at once. One query now, for the holds."""
    wanted = Q(pk=0)
    for person, case in AssessorHold.objects.filter(decided_at=None).values_list("person_id", "case_key"):
        wanted |= Q(lms_allocations__assessor_id=person, lms_allocations__lms_scores__isnull=False, **{_CASE: case})
    return letters.filter(pk__in=Submission.objects.filter(wanted).values("pk"))
