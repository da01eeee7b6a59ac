"""All that a panel's work comes to, for who decides: rounds, movement, judges' consistency, Hofstee's check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from assessments import scoring
from assessments import standard_setting as setting
from assessments.models import Attempt, AttemptState, CutJudge, CutMethod, CutState, CutStudy
from assessments.passing import plain
from assessments.selectors.cut_panels import (
    Round,
    Said,
    bounds_of,
    consistency_of,
    movement_of,
    panel_counts,
    ratings_of,
    round_of,
)

ENOUGH_SAT: Final = 50  # people who sat the quiz, for Hofstee's curve


@dataclass(frozen=True, slots=True)
class Summary:
    """`final` is the second round; `rounds`, `hofstee` and `panel` are as a record keeps them (JSON, no names)."""

    judges: Sequence[CutJudge]
    first: Round | None = None
    final: Round | None = None
    said: Mapping[int, Said] = field(default_factory=dict)
    movement: setting.Movement | None = None
    consistency: Mapping[int, float | None] = field(default_factory=dict)
    hofstee: dict[str, Any] = field(default_factory=dict)
    rounds: dict[str, Any] = field(default_factory=dict)
    panel: dict[str, Any] = field(default_factory=dict)


def summary_of(study: CutStudy, *, centre: str = "mean") -> Summary:
    """The figures of the rounds that are over. Five queries at most.

    While a round is open its figures are not made: nobody sees half of it, not the chair either.
    """
    judges = list(study.lms_judges.filter(left_out_at=None).select_related("person"))
    if study.state == CutState.FIRST:
        return Summary(judges, panel=panel_counts(judges))
    ids = [one.pk for one in judges]
    first = ratings_of(ids, 1)
    before = round_of(study, first, centre=centre)
    if study.state == CutState.SECOND:
        return Summary(judges, before, said={1: first}, panel=panel_counts(judges), rounds={"1": _round(before)})
    second = ratings_of(ids, 2)
    final = round_of(study, second, centre=centre)
    moved = movement_of(study, first, second)
    rounds: dict[str, Any] = {"1": _round(before), "2": _round(final)}
    if moved is not None:
        rounds["moved"] = {"mean": round(moved.moved, 4), "share": round(moved.share, 4), "cut": round(moved.cut, 4)}
    agreed = consistency_of(study, second) if study.facilities else {}
    if known := [round(one, 2) for one in agreed.values() if one is not None]:
        rounds["consistency"] = sorted(known)
    return Summary(
        judges, before, final, {1: first, 2: second}, moved, agreed, hofstee_of(study, ids, final), rounds, panel_counts(judges)
    )


def hofstee_of(study: CutStudy, judge_ids: Sequence[int], final: Round | None) -> dict[str, Any]:
    """What judges find acceptable, beside what people who sat the quiz reached; {} where nobody was asked.

    Under fifty people `cut` stays empty: `n` says how many there are. Two queries.
    """
    answers = list(bounds_of(judge_ids).values())
    if not answers or study.method != CutMethod.ANGOFF:
        return {}
    percents = first_percents(study)
    found = setting.hofstee(answers, percents if len(percents) >= ENOUGH_SAT else [])
    cut = final.percent if final else None
    failing = sum(one < cut for one in percents) if cut is not None and len(percents) >= ENOUGH_SAT else None
    return {
        "judges": len(answers), "bounds": [round(one, 2) for one in found.bounds], "n": len(percents),
        "cut": _rounded(found.cut), "fail": _rounded(found.fail), "misses": found.misses,
        "within": None if cut is None else found.bounds[0] <= cut <= found.bounds[1],
        "would_fail": None if failing is None else round(100 * failing / len(percents), 2),
    }  # fmt: skip


def first_percents(study: CutStudy) -> list[Decimal]:
    """The percentages of first attempts on the study's quiz, in its country or in all. One query."""
    rows = Attempt.objects.filter(unit=study.unit_id, number=1, state=AttemptState.SUBMITTED)
    if study.country:
        rows = rows.filter(enrolment__country=study.country)
    return [scoring.as_percent(one) for one in rows.values_list("fraction", flat=True) if one is not None]


def decided_items(study: CutStudy, final: Round, steps: Decimal) -> tuple[list[dict[str, Any]], Decimal]:
    """The items with the means that are kept, and the cut that they add up to. Of a case: [], 0.

    A move by standard errors is spread evenly over the points: each mean moves by steps × SE ÷ points, within 0 … 1.
    """
    if study.method != CutMethod.ANGOFF:
        return [], Decimal(0)
    by = steps * (final.se or Decimal(0)) / final.of
    items = []
    for one in study.entries:
        mean = min(max(final.means[one["key"]] + by, Decimal(0)), Decimal(1)).quantize(setting.FOUR, "ROUND_HALF_UP")
        items.append({**{name: one[name] for name in ("key", "version", "number", "maximum")}, "mean": format(mean, "f")})
    form = setting.form_cut((Decimal(one["mean"]), Decimal(one["maximum"])) for one in items)
    return items, form.points


def _round(one: Round | None) -> dict[str, Any] | None:
    if one is None or one.cut is None:
        return None
    return {
        "cut": plain(one.cut), "of": plain(one.of), "percent": str(one.percent),
        "se": None if one.se is None else plain(one.se),
        "judges": sorted(plain(cut) for cut in one.judges.values() if cut is not None),
    }  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
