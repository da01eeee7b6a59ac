"""Whether a question treats countries or languages alike, at equal totals. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from assessments.analysis.records import FULL, Answer, Sitting
from assessments.statistics import mantel_haenszel
from assessments.statistics.dif import LEAST

_GROUPINGS: Final = ("country", "language")
THOUSAND: Final = 1000  # shares are matched by the thousandth
Rows = Sequence[tuple[Sitting, Answer]]


def compare_groups(
    by_question: Mapping[str, Rows], *, matched: frozenset[str] | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Mantel–Haenszel of each question, for each group of at least 200 people against the largest one. Right is a full score.

    A question whose answers were judged by more than one key (several lines: a law's in each country, or before and after it
    was mended) has nothing to compare: what looks like a difference between groups would be one between keys.

    People are matched on their total over those that are `matched` (asked in every country; None: all) and the question
    itself, in two steps (Holland & Thayer, 1988): what differs a lot (class C) at the first step is left out of the total at
    the second, so that one unfair question does not make its neighbours look unfair the other way round. Where chance gave
    people more or less to earn there, they are matched on the share of it.
    """
    common = frozenset(by_question) if matched is None else matched
    found: dict[str, list[dict[str, Any]]] = {key: [] for key in by_question}
    by_question = {key: rows for key, rows in by_question.items() if len({answer.line for _sitting, answer in rows}) == 1}
    known: dict[tuple[int, frozenset[str]], tuple[int, int]] = {}
    for grouping in _GROUPINGS:
        first = {key: _compare(grouping, rows, common | {key}, known) for key, rows in by_question.items()}
        unfair = {key for key, pairs in first.items() if any(one["level"] == "C" for one in pairs)}
        fair = common - unfair if len(common - unfair) > 1 else common
        for key, rows in by_question.items():
            found[key] += _compare(grouping, rows, fair | {key}, known) if unfair else first[key]
    return found


def _compare(
    grouping: str, rows: Rows, matched_on: frozenset[str], known: dict[tuple[int, frozenset[str]], tuple[int, int]]
) -> list[dict[str, Any]]:
    """Empty when no two groups are large enough."""
    sizes = Counter(getattr(s, grouping) for s, _a in rows)
    large = [group for group, n in sorted(sizes.items(), key=lambda one: (-one[1], one[0])) if n >= LEAST]
    if len(large) < 2:
        return []
    met = []
    for sitting, answer in rows:
        place = (id(sitting), matched_on)
        if place not in known:
            mine = [a for key, a in sitting.answers.items() if key in matched_on]
            known[place] = sum(a.fraction * a.maximum for a in mine), sum(a.maximum for a in mine)
        met.append((getattr(sitting, grouping), answer.fraction == FULL, *known[place]))
    alike = len({offered for _group, _right, _earned, offered in met}) == 1
    people = [
        (group, right, earned if alike else earned * THOUSAND // (offered * FULL)) for group, right, earned, offered in met
    ]
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
