"""Each assessor is looked at by colleagues: one score in ten of a certifying case, its levels and what it says to the advisor.

Opened when the result is out, so that nothing that is said here can move it; by somebody who has never had the letter.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from assessments.assessor_load import LOOKED_AT, is_looked_at
from assessments.clock import LEASE
from assessments.errors.load import LookDone, LookIncomplete, LookNotFound
from assessments.models import PeerFinding, PeerLook, Score, Submission
from lms.audit.api import record_event
from lms.kernel.words import clean_text

QUESTIONS = ("clear", "true", "useful")
VERDICTS = ("agree", "higher", "lower")
MOST_NOTE = 1200


def open_looks(*, submission_id: int) -> int:
    """Ask colleagues to look at what was said of a letter whose result has just come out; how many scores of it. Safe to
    repeat."""
    letter = Submission.objects.select_related("unit_version").get(pk=submission_id)
    if not letter.unit_version.config.get("certifying"):
        return 0
    found = 0
    for score in Score.objects.filter(allocation__submission=letter, number=1).select_related("allocation").order_by("pk"):
        assessor = score.allocation.assessor_id
        earlier = Score.objects.filter(
            number=1, allocation__assessor_id=assessor, allocation__submission__case_key=letter.case_key, pk__lte=score.pk
        )
        nth = earlier.count()
        if is_looked_at(nth, _place(assessor or 0, letter.case_key, (nth - 1) // (100 // LOOKED_AT))):
            _row, made = PeerLook.objects.get_or_create(score=score)
            found += made
    return found


def _place(assessor_id: int, case_key: str, block: int) -> int:
    drawn = salted_hmac("assessments.peer_look", f"{assessor_id}:{case_key}:{block}", algorithm="sha256").hexdigest()
    return int(drawn[:8], 16) % (100 // LOOKED_AT)


@transaction.atomic
def take_look(*, look_id: int, peer_id: int) -> None:
    """Take a look that is free, or prolong one's own. Raises LookNotFound, LookDone (done, or in somebody's hands)."""
    look = PeerLook.objects.select_for_update().filter(pk=look_id).first()
    if look is None:
        raise LookNotFound
    now = timezone.now()
    if look.done_at is not None or (look.peer_id not in (None, peer_id) and look.lease_until and look.lease_until > now):
        raise LookDone
    look.peer_id, look.lease_until = peer_id, now + LEASE
    look.save(update_fields=["peer", "lease_until"])


@transaction.atomic
def put_look_back(*, look_id: int, peer_id: int) -> None:
    """Leave a look to somebody else. Safe to repeat."""
    PeerLook.objects.filter(pk=look_id, peer_id=peer_id, done_at=None).update(
        peer=None, lease_until=timezone.now() - timedelta(seconds=1)
    )


@transaction.atomic
def record_finding(*, look_id: int, peer_id: int, said: Mapping[str, Any]) -> int:
    """What the colleague says; returns the finding's id. `said`: verdict, criteria {id: level}, clear, true, useful (1 … 4) and
    note, which must say why where the verdict is another or an answer is the lowest.

    It changes no score and no result: it is for who scored and for the programme. Raises LookNotFound, LookDone,
    LookIncomplete.
    """
    look = PeerLook.objects.select_for_update(of=("self",)).select_related("score").filter(pk=look_id).first()
    if look is None or look.peer_id != peer_id:
        raise LookNotFound
    if look.done_at is not None:
        raise LookDone
    other = {key: level for key, level in said["criteria"].items() if look.score.picks.get(key) != level}
    note = clean_text(said["note"])[:MOST_NOTE].strip()
    whole = said["verdict"] in VERDICTS and all(said[name] in (1, 2, 3, 4) for name in QUESTIONS)
    if not whole or ((said["verdict"] != "agree" or min(said[name] for name in QUESTIONS) == 1) and not note):
        raise LookIncomplete
    made = PeerFinding.objects.create(
        look=look, verdict=said["verdict"], criteria=other, note=note, **{name: said[name] for name in QUESTIONS}
    )
    look.done_at = made.at
    look.save(update_fields=["done_at"])
    record_event(
        act="score.looked_at", subject="score", subject_id=look.score_id, actor=peer_id, after={"verdict": made.verdict}
    )
    return made.pk
