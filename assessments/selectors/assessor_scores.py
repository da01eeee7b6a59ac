"""The scores of a case that can be compared: letters that two people scored blind, and reference scripts. Ids only."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from assessments.agreement_tables import METHOD, Agreed, Scored
from assessments.models import Score, Stage
from assessments.models.agreement_rows import CaseCard
from assessments.selectors.assessor_evidence import BLIND
from lms.kernel.canonical import digest


def _letters(card: CaseCard) -> QuerySet[Score]:
    """First scores of letters by the first and the second person: blind, before anybody talked. A third person knows that two
    disagree, so theirs are left out."""
    return Score.objects.filter(
        allocation__stage__in=BLIND, number=1, rubric__structure_hash=card.structure_hash,
        allocation__submission__case_key=card.key,
    )  # fmt: skip


def _references(card: CaseCard) -> QuerySet[Score]:
    return Score.objects.filter(
        allocation__stage=Stage.SEED, number=1, allocation__reference__case_key=card.key,
        allocation__reference__structure_hash=card.structure_hash,
    )  # fmt: skip


def figures_digest(card: CaseCard) -> tuple[str, bool]:
    """What names the set of scores as it stands (scores are never changed), and whether there is anything to compare. Two
    queries."""
    second = Count("pk", filter=Q(allocation__stage=Stage.SECOND))
    letters = _letters(card).aggregate(n=Count("pk"), last=Max("pk"), both=second)
    seeds = _references(card).aggregate(n=Count("pk"), last=Max("pk"))
    said = {"case": card.key, "structure": card.structure_hash, "method": METHOD, "letters": letters, "seeds": seeds}
    return digest(said), bool(letters["both"] or seeds["n"])


def doubles(card: CaseCard) -> Iterator[Scored]:
    """Every first score of a letter with both stages scored. One query, read in pieces."""
    both = _letters(card).filter(allocation__stage=Stage.SECOND).values("allocation__submission")
    rows = _letters(card).filter(allocation__submission__in=both).order_by("pk")
    columns = ("allocation__assessor_id", "at", "percent", "picks", "red_flags", "allocation__submission_id")
    for person, at, percent, picks, flags, letter in rows.values_list(*columns).iterator(2000):
        yield Scored(person or 0, at, float(percent), picks, frozenset(flags), letter)


def seeds(card: CaseCard) -> list[Scored]:
    """Every reference script that somebody scored unknowingly. One query."""
    rows: Any = _references(card).order_by("pk").values_list(
        "allocation__assessor_id", "at", "percent", "picks", "red_flags", "allocation__reference__percent",
        "allocation__reference__picks", "allocation__reference__red_flags",
    )  # fmt: skip
    return [
        Scored(
            person, at, float(percent), picks, frozenset(flags),
            agreed=Agreed(float(agreed), agreed_picks, frozenset(agreed_flags)),
        )
        for person, at, percent, picks, flags, agreed, agreed_picks, agreed_flags in rows
    ]  # fmt: skip
