"""A family of cases: one is given to each candidate by lot, another one if they sit again. The rules; pure.

Cases of a family are comparable by judges' review: people have looked and said so. Nobody has put them on one scale.
"""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any, Final

from assessments import twins
from lms.kernel.canonical import digest

REST_AFTER: Final = 40  # uses after which a case rests, where a unit says nothing else
PARTS: Final = ("case", "facts", "rubric")


def config_of(config: Mapping[str, Any], case_key: str) -> dict[str, Any]:
    """A frozen unit as one of its letters reads it: the drawn case's text, facts and rubric beside the rules that all share.

    A unit with one case only is as it is. KeyError for a case that it doesn't have.
    """
    family = config.get("alternates")
    if family is None:
        return dict(config)
    return {**{name: value for name, value in config.items() if name not in ("alternates", "cases")}, **family[case_key]}


def cases_of(config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """{case: the unit as a letter on it reads it}, in the order of the family. Nothing for another kind of unit."""
    family = config.get("alternates")
    if family is None:
        return {config["case"]["key"]: dict(config)} if "case" in config else {}
    return {key: config_of(config, key) for key in config.get("cases", family)}  # a stored object has no order


def able_in(config: Mapping[str, Any], country: str) -> list[str]:
    """The cases of a frozen unit that say something about a country."""
    return [key for key, one in cases_of(config).items() if one["case"]["local"].get(country)]


def draw(uses: Mapping[str, int], *, had: Collection[str], resting: Collection[str], seed: str) -> str | None:
    """The case that a candidate is given: of those least used, one by a lot that `seed` decides; None when none is left.

    `uses` counts how often each case of the family was given. Never one that the candidate had, nor one that rests. The same
    seed and the same counts give the same case, whatever the order of the family.
    """
    free = [key for key in uses if key not in had and key not in resting]
    if not free:
        return None
    least = min(uses[key] for key in free)
    return min((key for key in free if uses[key] == least), key=lambda key: (_lot(f"{seed}:{key}"), key))


def _lot(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def must_rest(uses: int, limit: int) -> bool:
    """Whether a case has been given so often since it last came back that it rests."""
    return uses >= limit


def compared(family: str, cases: Mapping[str, str]) -> str:
    """A digest of what judges compare in a family: {case: its own digest of `twins.compared`}, in no order."""
    return digest({"family": family, "cases": dict(sorted(cases.items()))})


def standing(said: Mapping[tuple[int, str], twins.Said]) -> twins.Standing:
    """What the judges said together of a family as a whole: comparable when two say so and nobody doubts it."""
    return twins.standing(said, ())
