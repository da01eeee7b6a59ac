"""Where authors put the key: in the middle, mostly, or first. Pure.

The order that is tested is the author's, for questions of equally many options at a time: against «each place equally often»,
by Pearson's X² (1900), 5 %. Where a place is expected under five times (Cochran, W. G. (1954), Biometrics 10, 417–451) the
probability is exact: of all ways to spread the keys, the share of those at least as uneven (Radlow, R. & Alf, E. F. (1975),
JASA 70, 811–813). A question whose every quiz shuffles is left out: no one sees its author's order. So are options that the law
gives: the program puts them in an order of their words, and always shuffles.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import erfc, exp, factorial, pi, prod, sqrt
from typing import Final

from django.utils.translation import gettext as _

from assessments.item_rules.items import Finding, Item

LEVEL: Final = 0.05
LEAST_EXPECTED: Final = 5
MOST_EXACT: Final = 6  # options: beyond that there are too many ways to count them all


def uneven(counts: Sequence[int]) -> float:
    """How probable it is that keys spread by chance lie at least as unevenly as `counts`, a place each; 1.0 for none."""
    n, places = sum(counts), len(counts)
    if n == 0 or places < 2:
        return 1.0
    if n >= LEAST_EXPECTED * places or places > MOST_EXACT:
        return chi2_tail(sum(c * c for c in counts) * places / n - n, places - 1)
    worst = sum(c * c for c in counts)  # X² grows with the sum of squares, which is exact
    ways = sum(factorial(n) // prod(map(factorial, one)) for one in _spread(n, places) if sum(c * c for c in one) >= worst)
    return float(ways) / float(places**n)


def chi2_tail(x: float, degrees: int) -> float:
    """P(χ² ≥ x) with whole degrees of freedom, by the finite sums (Abramowitz & Stegun (1964), 26.4.4 and 26.4.5)."""
    if x <= 0:
        return 1.0
    if degrees % 2:
        total, term = 0.0, sqrt(x)
        for i in range(1, degrees, 2):
            total += term
            term *= x / (i + 2)
        return erfc(sqrt(x / 2)) + sqrt(2 / pi) * exp(-x / 2) * total
    total, term = 0.0, 1.0
    for i in range(2, degrees + 1, 2):
        total += term
        term *= x / i
    return exp(-x / 2) * total


def _spread(n: int, places: int) -> Iterator[tuple[int, ...]]:
    if places == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for rest in _spread(n - first, places - 1):
            yield (first, *rest)


def key_places(bank: Sequence[Item]) -> list[Finding]:
    """One finding for each number of options whose keys are not spread over the places."""
    found = []
    places: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for item in bank:
        options = item.sheets.get("", ())
        rights = [place for place, option in enumerate(options) if option.right]
        if item.one_right and not item.shuffled and len(rights) == 1:
            places[len(options)][rights[0]] += 1
    for of, met in sorted(places.items()):
        counts = [met[place] for place in range(of)]
        if (p := uneven(counts)) < LEVEL:
            sentence = _(
                "The right answer stands in the places {counts} (first, second, …) times: chance would do so in {p} % of banks."
            )
            said = " · ".join(map(str, counts))
            figures = {"counts": counts, "p": round(p, 6), "level": LEVEL, "n": sum(counts)}
            found.append(
                Finding("position", bank[0].bank, "", sentence.format(counts=said, p=f"{100 * p:.2g}"), figures=figures)
            )
    return found
