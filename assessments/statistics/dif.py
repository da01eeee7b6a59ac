"""Differential item functioning by Mantel–Haenszel: is a question harder for one group than for another of equal ability?

Mantel, N. & Haenszel, W. (1959), J. National Cancer Institute 22, 719–748; for items: Holland, P. W. & Thayer, D. T. (1988),
"Differential item performance and the Mantel–Haenszel procedure". Matched on the total with the question itself. Error of
ln α: Robins, Breslow & Greenland (1986), Biometrics 42, 311–323. ETS classes: Zieky (1993), Dorans & Holland (1993). Pure.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final

from assessments.statistics.intervals import Interval, Z

LEAST: Final = 200  # people in each group: under that nothing is said, and nobody can ask for less
MOST_STRATA: Final = 40  # distinct totals are strata; more than this many are put into bands of equal width
_CHI_5: Final = 3.841458820694124  # χ² with one degree of freedom, 5 %
_ONE_SIDED: Final = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Dif:
    """A focal group against the reference group on one question.

    `alpha`: common odds ratio, over 1 when the question is easier for the reference group. `delta` = −2.35 · ln α: under 0
    when it is harder for the focal group. `level`: A negligible, B moderate, C large. None: not enough data, or all alike.
    """

    reference: str
    focal: str
    n_reference: int
    n_focal: int
    enough: bool
    alpha: float | None = None
    delta: float | None = None
    interval: Interval | None = None  # of delta
    chi2: float | None = None
    level: str = ""


def mantel_haenszel(reference: str, focal: str, people: Sequence[tuple[str, bool, int]]) -> Dif:
    """`people`: (group, right, total in whole numbers), all judged by one key. Others' groups are left out."""
    cells = _cells([one for one in people if one[0] in (reference, focal)], focal)
    n_reference = sum(a + b for a, b, _, _ in cells)
    n_focal = sum(c + d for _, _, c, d in cells)
    if n_reference < LEAST or n_focal < LEAST:
        return Dif(reference, focal, n_reference, n_focal, enough=False)
    r = s = pr = ps_qr = qs = expected = variance = observed = 0.0
    for a, b, c, d in cells:
        n = a + b + c + d
        if not (a + b) or not (c + d):
            continue  # nobody to compare with at this total
        rk, sk, p, q = a * d / n, b * c / n, (a + d) / n, (b + c) / n
        r, s = r + rk, s + sk
        pr, ps_qr, qs = pr + p * rk, ps_qr + p * sk + q * rk, qs + q * sk
        observed += a
        expected += (a + b) * (a + c) / n
        if n > 1:
            variance += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))
    if not r or not s or not variance:
        return Dif(reference, focal, n_reference, n_focal, enough=True)
    chi2 = max(0.0, abs(observed - expected) - 0.5) ** 2 / variance
    error = 2.35 * sqrt(pr / (2 * r * r) + ps_qr / (2 * r * s) + qs / (2 * s * s))
    delta = -2.35 * log(r / s)
    return Dif(
        reference, focal, n_reference, n_focal, True, exp(delta / -2.35), delta,
        Interval(delta - Z * error, delta + Z * error, "normal"), chi2, _level(delta, error, chi2),
    )  # fmt: skip


def _level(delta: float, error: float, chi2: float) -> str:
    """A: under 1 or not significant. C: at least 1.5 and significantly over 1. B: the rest."""
    if abs(delta) < 1 or chi2 < _CHI_5:
        return "A"
    return "C" if abs(delta) >= 1.5 and abs(delta) - _ONE_SIDED * error > 1 else "B"


def _cells(people: Sequence[tuple[str, bool, int]], focal: str) -> list[tuple[int, int, int, int]]:
    """A stratum each: right and wrong of the reference group, right and wrong of the focal group."""
    totals = {total for _, _, total in people}
    low, width = min(totals, default=0), max(totals, default=0) - min(totals, default=0)
    wide = len(totals) > MOST_STRATA
    found: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for group, right, total in people:
        stratum = min((total - low) * MOST_STRATA // width, MOST_STRATA - 1) if wide else total
        found[stratum][(2 if group == focal else 0) + (0 if right else 1)] += 1
    return [(a, b, c, d) for a, b, c, d in (found[key] for key in sorted(found))]
