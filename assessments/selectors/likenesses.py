"""Pairs of questions that read alike, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from assessments.models import Life, Likeness, QuestionEntry
from assessments.selectors.bank import QuestionRow, rows_of
from courses import api as courses

GONE: Final = (Life.RETIRED, Life.COMPROMISED)


def open_pairs() -> QuerySet[Likeness]:
    """Pairs that nobody has settled and of which neither question is retired, the most alike first."""
    found = Likeness.objects.filter(state=Likeness.State.FOUND).exclude(one__life__in=GONE).exclude(other__life__in=GONE)
    return found.order_by("-score", "pk")


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two questions, how alike they are (percent), what one says otherwise than the other, and where both may be asked."""

    id: int
    percent: int
    one: QuestionRow
    other: QuestionRow
    differences: Sequence[courses.BlockDifference]


def pair_rows(pairs: Sequence[Likeness]) -> list[PairRow]:
    """Pairs with their questions. Three queries."""
    wanted = {pk for pair in pairs for pk in (pair.one_id, pair.other_id)}
    entries = list(QuestionEntry.objects.filter(pk__in=wanted).select_related("bank", "item__draft"))
    rows = {entry.pk: row for entry, row in zip(entries, rows_of(entries), strict=True)}
    bodies: dict[int, Mapping[str, Any]] = {
        entry.pk: {name: value for name, value in entry.item.draft.body.items() if name != "bank"}
        for entry in entries
        if entry.item.draft
    }
    return [
        PairRow(
            pair.pk, round(pair.score * 100), rows[pair.one_id], rows[pair.other_id],
            courses.body_differences(bodies.get(pair.one_id), bodies.get(pair.other_id)),
        )
        for pair in pairs
    ]  # fmt: skip
