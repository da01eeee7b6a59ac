"""Scoring a letter in a test: picks by their percent, and one call that claims and scores."""

from assessments.models import Allocation, Score, Submission
from assessments.services.scoring_letters import claim_letter, record_score
from lms.institutions.models import Person

HIGH = {"r1": 3, "business": 3}  # 100
SOLID = {"r1": 2, "business": 3}  # 80
LOW = {"r1": 1, "business": 1}  # 33.33


def score(letter: Submission, person: Person, picks: dict[str, int], *flags: str) -> Score:
    """Claim a letter and score it; the letter is read again."""
    lease = Allocation.objects.get(pk=claim_letter(submission_id=letter.pk, assessor_id=person.pk))
    made = record_score(
        allocation_id=lease.pk, assessor_id=person.pk, fence=lease.fence, picks=picks, comments={}, red_flags=flags
    )
    letter.refresh_from_db()
    return Score.objects.get(pk=made)
