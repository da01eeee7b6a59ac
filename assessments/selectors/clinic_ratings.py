"""What businesses said of sessions, for their institution: only from five answers on, and only in whole fives."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assessments.models import ClinicRating, ClinicState

FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class RatingFigures:
    """`answers`: how many came in. `counted`: the oldest whole fives of them; 0 while there are fewer than five.

    `useful` and `clear` are means from 1 to 5 with one place, None when nothing is counted; `next` counts yes, no, unsure.
    In whole fives, so that the one answer that came since is not the difference of two pages.
    """

    answers: int
    counted: int
    useful: Decimal | None
    clear: Decimal | None
    next: dict[str, int]


def rating_figures(institution_id: int) -> RatingFigures:
    """The figures of one institution; what was said of a session that was withdrawn since does not count. One query."""
    rows = ClinicRating.objects.filter(session__institution_id=institution_id).exclude(answered_at=None)
    rows = rows.exclude(session__state__in=[ClinicState.DRAFT, ClinicState.WITHDRAWN])
    answers = list(rows.order_by("answered_at", "pk").values_list("answers", flat=True))
    counted = answers[: len(answers) // FEWEST * FEWEST]
    again = Counter(one["next"] for one in counted)
    return RatingFigures(
        answers=len(answers),
        counted=len(counted),
        useful=_mean([one["useful"] for one in counted]),
        clear=_mean([one["clear"] for one in counted]),
        next={name: again[name] for name in ("yes", "no", "unsure")} if counted else {},
    )


def _mean(values: list[int]) -> Decimal | None:
    return round(Decimal(sum(values)) / len(values), 1) if values else None
