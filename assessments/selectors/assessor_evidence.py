"""What is known of one assessor's scoring, script by script, for the rule that holds back. Ids and numbers only."""

from collections import defaultdict
from datetime import datetime
from typing import Final

from assessments.holding import SEEDS, Seen
from assessments.models import AssessorHold, Score, Stage

BLIND: Final = (Stage.FIRST, Stage.SECOND)  # scored without knowing of one another; a third person knows that two disagree


def seen_of(person_id: int) -> list[Seen]:
    """The reference scripts and double-scored letters of this person since somebody last decided about a hold, the oldest
    first: of all cases, for being harsh is a habit of a person. First scores only. Four queries."""
    since = AssessorHold.objects.filter(person_id=person_id, decided_at__isnull=False).order_by("-decided_at")
    after = since.values_list("decided_at", flat=True).first()
    found = [*_seeds(person_id, after), *_doubles(person_id, after)]
    return [one for _at, one in sorted(found, key=lambda pair: pair[0])]


def _seeds(person_id: int, after: datetime | None) -> list[tuple[datetime, Seen]]:
    rows = Score.objects.filter(allocation__assessor_id=person_id, allocation__stage=Stage.SEED, number=1)
    rows = rows.filter(at__gt=after) if after else rows
    newest = rows.order_by("-at").values_list(
        "at", "percent", "picks", "red_flags", "allocation__reference__percent", "allocation__reference__picks",
        "allocation__reference__red_flags",
    )[:SEEDS]  # fmt: skip
    return [
        (
            at,
            Seen(
                apart=float(percent - agreed_percent), exact=sum(picks.get(key) == level for key, level in agreed.items()),
                criteria=len(agreed), flags_right=set(flags) == set(agreed_flags),
            ),
        )
        for at, percent, picks, flags, agreed_percent, agreed, agreed_flags in newest
    ]  # fmt: skip


def _doubles(person_id: int, after: datetime | None) -> list[tuple[datetime, Seen]]:
    rows = Score.objects.filter(allocation__assessor_id=person_id, allocation__stage__in=BLIND, number=1)
    rows = rows.filter(at__gt=after) if after else rows
    mine = list(rows.order_by("-at").values_list("allocation__submission_id", "at", "percent")[: 6 * SEEDS])
    others = Score.objects.filter(
        allocation__submission_id__in=[letter for letter, _at, _percent in mine], allocation__stage__in=BLIND, number=1
    ).exclude(allocation__assessor_id=person_id)
    by_letter: defaultdict[int | None, list[tuple[int | None, float]]] = defaultdict(list)
    for letter, other, percent in others.values_list("allocation__submission_id", "allocation__assessor_id", "percent"):
        by_letter[letter].append((other, float(percent)))
    found = []
    for letter, at, percent in mine:
        for other, theirs in by_letter[letter][:1]:
            found.append((at, Seen(apart=float(percent) - theirs, partner=other)))
    return found
