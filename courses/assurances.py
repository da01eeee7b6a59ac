"""What a course has in place that lets somebody rely on who passed it: asked by who certifies, answered by who examines.

A package above registers an assurer in `ready()`; certificates asks by `courses.api.assurances` and never learns who answered.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

BLUEPRINT: Final = "blueprint"
EXAM_POOL: Final = "exam_pool"
CUT_SCORE: Final = "cut_score"
SITTINGS: Final = "sittings"
AUTHORSHIP: Final = "authorship"
CODES: Final = (BLUEPRINT, EXAM_POOL, CUT_SCORE, SITTINGS, AUTHORSHIP)


@dataclass(frozen=True, slots=True)
class Assurance:
    """One thing that is in place, or is not, for a set of courses in one country.

    `code` is one of `CODES`. `sentence` says in the active language what is in place or what is lacking; `facts` are what a
    scheme page may show of it (numbers and keys, no names); `url` is where staff mend it, "" where there is no such page.
    """

    code: str
    country: str
    met: bool
    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""


Assurer = Callable[[Collection[int], str], Sequence[Assurance]]
_ASSURERS: dict[str, Assurer] = {}


def register_assurer(code: str, assurer: Assurer) -> None:
    """`assurer(course_ids, country)` answers for one code; in `ready()`. The last one registered for a code speaks for it."""
    _ASSURERS[code] = assurer


def assurances(course_ids: Collection[int], country: str, absent: Callable[[str], str]) -> list[Assurance]:
    """Everything that a certification asks of its courses in a country, in the order of `CODES`.

    A code without an assurer is not met, in the words of `absent(code)`: what nobody vouches for is not in place. An assurer
    that says nothing vouches for nothing.
    """
    found: list[Assurance] = []
    for code in CODES:
        assurer = _ASSURERS.get(code)
        said = list(assurer(course_ids, country)) if assurer else []
        found += said or [Assurance(code, country, False, absent(code))]
    return found
