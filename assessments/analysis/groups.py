"""Whether a question treats countries or languages alike, at equal totals. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from assessments.analysis.records import FULL, Answer, Sitting
from assessments.statistics import mantel_haenszel
from assessments.statistics.dif import LEAST

_GROUPINGS: Final = ("country", "language")
Rows = Sequence[tuple[Sitting, Answer]]


def compare_groups(by_question: Mapping[str, Rows]) -> dict[str, list[dict[str, Any]]]:
    """Mantel–Haenszel of each question, for each group of at least 200 people against the largest one. Right is a full score.

    `by_question` holds only questions whose key is the same for everybody. People are matched on their total over these
    questions, in two steps (Holland & Thayer, 1988): what differs a lot (class C) at the first step is left out of the
    total at the second, so that one unfair question does not make its neighbours look unfair the other way round.
    """
    common = frozenset(by_question)
    found: dict[str, list[dict[str, Any]]] = {key: [] for key in by_question}
    known: dict[tuple[int, frozenset[str]], int] = {}
    for grouping in _GROUPINGS:
        first = {key: _compare(grouping, rows, common, known) for key, rows in by_question.items()}
        unfair = {key for key, pairs in first.items() if any(one["level"] == "C" for one in pairs)}
        fair = common - unfair if len(common - unfair) > 1 else common
        for key, rows in by_question.items():
            found[key] += _compare(grouping, rows, fair | {key}, known) if unfair else first[key]
    return found


def _compare(
    grouping: str, rows: Rows, matched_on: frozenset[str], known: dict[tuple[int, frozenset[str]], int]
) -> list[dict[str, Any]]:
    """Empty when no two groups are large enough."""
    sizes = Counter(getattr(s, grouping) for s, _a in rows)
    large = [group for group, n in sorted(sizes.items(), key=lambda one: (-one[1], one[0])) if n >= LEAST]
    if len(large) < 2:
        return []
    people = []
    for sitting, answer in rows:
        place = (id(sitting), matched_on)
        if place not in known:
            known[place] = sum(a.fraction * a.maximum for key, a in sitting.answers.items() if key in matched_on)
        people.append((getattr(sitting, grouping), answer.fraction == FULL, known[place]))
    found = []
    for focal in large[1:]:
        one = mantel_haenszel(large[0], focal, people)
        sure = one.interval
        found.append(
            {
                "by": grouping, "reference": one.reference, "focal": one.focal, "n_reference": one.n_reference,
                "n_focal": one.n_focal, "alpha": _six(one.alpha), "delta": _six(one.delta), "level": one.level,
                "low": _six(sure.low) if sure else None, "high": _six(sure.high) if sure else None,
                "chi2": _six(one.chi2),
            }
        )  # fmt: skip
    return found


def _six(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
