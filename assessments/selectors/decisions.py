"""What a pass of a certifying quiz is worth: consistency and accuracy of decisions at its cut scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assessments.decision_quality import LEAST, NO_RELIABILITY, NO_SPREAD, TOO_FEW, Quality, aligned, decision_quality
from assessments.models import Attempt, AttemptState
from assessments.models.analysis import ItemAnalysis
from assessments.models.cut_rows import records_in_force
from lms.institutions.api import country_name

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A first attempt on a sheet with a cut: shares of its points."""

    unit_id: int
    country: str
    share: float
    cut: float
    of: float


def first_attempts_with_cuts(
    unit_ids: Sequence[int] | None = None, *, country: str = "", start: datetime | None = None, end: datetime | None = None,
    using: str = "default",
) -> list[Row]:  # fmt: skip
    """First attempts that have a result, on sheets with cut scores, by unit. A sitting that was annulled is none. One query."""
    rows = Attempt.objects.using(using).filter(
        number=1, state=AttemptState.SUBMITTED, fraction__isnull=False, sheet__cut__share__isnull=False
    )
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    if country:
        rows = rows.filter(enrolment__country=country)
    if start and end:
        rows = rows.filter(submitted_at__gte=start, submitted_at__lt=end)
    columns = ("unit_id", "enrolment__country", "fraction", "sheet__cut__share", "sheet__cut__of")
    return [
        Row(unit, land, float(fraction), float(cut), float(of))
        for unit, land, fraction, cut, of in rows.order_by("unit_id", "pk").values_list(*columns)
        if fraction is not None
    ]


def reliabilities(unit_ids: Sequence[int], *, using: str = "default") -> dict[tuple[int, str], float]:
    """{(unit, country or ''): coefficient of consistency of the latest programme-wide analysis, 0 … 1}. One query."""
    rows = ItemAnalysis.objects.using(using).filter(unit__in=unit_ids, cohort=None).exclude(body={}).order_by("pk")
    latest = dict(rows.values_list("unit_id", "body__tests"))
    found: dict[tuple[int, str], float] = {}
    for unit, tests in latest.items():
        for test in tests or ():
            said = (test.get("figures") or {}).get("internal_consistency")
            if said and said["value"] is not None:
                found[unit, test["country"]] = said["value"] / 100
    return found


def quality_of(rows: Sequence[Row], reliability: float | None) -> Quality:
    """Of people whose sheets have cuts of their own: each keeps the distance to its cut. Raises ValueError without rows."""
    shares, cut = aligned([one.share for one in rows], [one.cut for one in rows])
    points = rows[0].of
    whole = all(one.of == points and abs(one.share * points - round(one.share * points)) < 1e-3 for one in rows)
    same = all(abs(one.cut - cut) < 1e-9 for one in rows)
    return decision_quality(shares, cut=cut, reliability=reliability, step=1 / points if whole and same and points else 0.0)


def decision_lines(unit_id: int) -> list[Json]:
    """A line for all, and one a country where countries answer other questions: for authors and reviewers.

    [] when no sheet has a cut score. One query, three when there is anything to say.
    """
    rows = first_attempts_with_cuts([unit_id])
    if not rows:
        return []
    known = reliabilities([unit_id])
    error = _error(unit_id)
    whole = known.get((unit_id, ""))
    lines = [_line("", rows, whole, error)] if whole is not None or not any(land for _unit, land in known) else []
    lands = sorted({one.country for one in rows}) if any(land for _unit, land in known) else []
    return lines + [
        _line(land, [one for one in rows if one.country == land], known.get((unit_id, land)), error) for land in lands
    ]


def _error(unit_id: int) -> str:
    errors = [one.se / one.of for one in records_in_force([unit_id], localdate()) if one.se is not None and one.of]
    return _percent(float(max(errors))) if errors else "–"


def _line(land: str, rows: Sequence[Row], reliability: float | None, error: str) -> Json:
    found = quality_of(rows, reliability)
    return {
        "where": country_name(land) if land else _("All countries"), "n": found.n, "cut": _percent(found.cut), "error": error,
        "why": why_words(found.why), "reliability": _two(found.reliability), "consistency": _percent(found.consistency),
        "kappa": _two(found.kappa), "accuracy": _percent(found.accuracy), "false_pass": _percent(found.false_pass),
        "false_fail": _percent(found.false_fail), "csem": _percent(found.csem), "near": _percent(found.near),
        "passing": _percent(found.passing), "parameters": found.law.parameters if found.law else None,
    }  # fmt: skip


def why_words(why: str) -> str:
    """Why nothing is said, in the reader's language; '' when something is."""
    return {
        TOO_FEW: _("Not enough data: under {n} people.").format(n=LEAST),
        NO_SPREAD: _("Everybody scored alike: nothing can be told."),
        NO_RELIABILITY: _("The item analysis has no coefficient of consistency yet: compute it first."),
    }.get(why, "")


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{number_format(round(100 * value, 1))}\u00a0%"


def _two(value: float | None) -> str:
    return "–" if value is None else number_format(round(value, 2), 2)


@dataclass(frozen=True, slots=True)
class Soundness:
    """Figure F15 of one exam in one country: shares 0 … 1, None with `why`."""

    unit_id: int
    n: int
    cut: float
    consistency: float | None
    accuracy: float | None
    csem: float | None
    why: str


def exam_soundness(country: str, *, start: datetime, end: datetime, using: str = "default") -> list[Soundness]:
    """F15: consistency of decisions (P0), accuracy and standard error at the cut of every certifying quiz that people of a
    country ('' for all) sat first in [start, end). Two queries."""
    rows = first_attempts_with_cuts(country=country, start=start, end=end, using=using)
    units = sorted({one.unit_id for one in rows})
    known = reliabilities(units, using=using) if units else {}
    found = []
    for unit in units:
        mine = [one for one in rows if one.unit_id == unit]
        one = quality_of(mine, reliability_for(known, unit, country))
        found.append(Soundness(unit, one.n, one.cut, one.consistency, one.accuracy, one.csem, one.why))
    return found


def reliability_for(known: Mapping[tuple[int, str], float], unit: int, country: str) -> float | None:
    """That of the country where countries answer other questions, else that of all."""
    return known.get((unit, country), known.get((unit, "")))
