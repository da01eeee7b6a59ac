"""What the options of a question did: who chose them, and how those did in the rest. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assessments.statistics.exact import pairs
from assessments.statistics.intervals import Interval, fisher, wilson


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """One option. `share` of those who have the question, 0…1; `point_biserial` of choosing it with the rest score, −1…1.

    The rest leaves the question itself out, so that a right option does not correlate with its own score (Henrysson, S.,
    1963, "Correction of item–total correlations in item analysis", Psychometrika 28).
    """

    option: str
    count: int
    n: int
    share: float
    share_interval: Interval | None
    point_biserial: float | None
    interval: Interval | None


def option_figures(options: Sequence[str], chosen: Sequence[Collection[str]], rest: Sequence[int]) -> list[OptionFigures]:
    """Each option's figures, in the order given. `chosen` and `rest`: one a person who has the question."""
    found, n = [], len(chosen)
    for option in options:
        took = [int(option in one) for one in chosen]
        r = pairs(took, rest).correlation if n > 1 else None
        count = sum(took)
        found.append(
            OptionFigures(
                option, count, n, count / n if n else 0.0, wilson(count / n, n) if n else None, r,
                None if r is None else fisher(r, n),
            )
        )  # fmt: skip
    return found


def random_guess_score(kind: str, fractions: Sequence[float] = ()) -> float | None:
    """What blind guessing earns on average, in percent of the maximum; None where nobody can say.

    As Moodle's question types: the mean fraction of the options of a single choice; nothing for a number or a text; not
    computed for multiple choice.
    """
    if kind in ("single", "fact_bound", "true_false") and fractions:
        return 100 * sum(fractions) / len(fractions)
    return 0.0 if kind in ("numeric", "short_text", "essay") else None


def foreign_share(countries: Mapping[str, str], chosen: Sequence[Collection[str]]) -> dict[str, int]:
    """How many answered with another country's law: {country: people}. `countries`: {option: its country} of foreign ones."""
    found = dict.fromkeys(sorted(set(countries.values())), 0)
    for one in chosen:
        for country in {countries[option] for option in one if option in countries}:
            found[country] += 1
    return found


def guess_with_tries(fractions: Sequence[float], *, tries: int, penalty: float) -> float | None:
    """What blind guessing earns where a wrong answer may be mended, in percent: each option equally likely to be the right one,
    none tried twice, each wrong try costs `penalty`. None where several options earn something: nobody can say.
    """
    if sorted(fractions, reverse=True) != [1.0] + [0.0] * (len(fractions) - 1):
        return None
    return 100 * sum(max(0.0, 1 - n * penalty) for n in range(min(tries, len(fractions)))) / len(fractions)
