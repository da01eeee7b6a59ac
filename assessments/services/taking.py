"""Taking a script: one by name, or the next one. Never more than a few at once."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from assessments.errors import ScriptScored, ScriptTaken
from assessments.errors.scoring import TooManyLeases
from assessments.models import Allocation
from assessments.models.assessor_rows import held_now
from assessments.next_script import MOST_AT_ONCE
from assessments.services.scoring_letters import claim_letter, claim_seed
from lms.institutions import api as institutions


@transaction.atomic
def take_script(*, allocation_id: int, assessor_id: int) -> None:
    """Take a script on lease, or prolong one's own. Raises what `claim_letter` raises, and TooManyLeases for one more than
    three: counted with the person locked, after the letter, so that two browsers cannot take four."""
    one = Allocation.objects.only("submission_id", "assessor_id", "lease_until").get(pk=allocation_id)
    prolonged = one.assessor_id == assessor_id and one.lease_until is not None and one.lease_until > timezone.now()
    if one.submission_id is None:
        claim_seed(allocation_id=allocation_id, assessor_id=assessor_id)
    else:
        claim_letter(submission_id=one.submission_id, assessor_id=assessor_id)
    if prolonged:
        return
    institutions.lock_person(assessor_id)
    if held_now(assessor_id, timezone.now()) > MOST_AT_ONCE:
        raise TooManyLeases(n=MOST_AT_ONCE)


def take_first(*, scripts: Sequence[tuple[str, int]], assessor_id: int) -> str:
    """Take the first of these (reference, allocation) that is still free; its reference, or ''. Raises TooManyLeases."""
    for ref, allocation_id in scripts:
        try:
            take_script(allocation_id=allocation_id, assessor_id=assessor_id)
        except (ScriptTaken, ScriptScored):
            continue  # somebody was faster
        return ref
    return ""
