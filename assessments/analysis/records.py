"""What an analysis is made of. Pure.

A *line* of statistics is one question under one key: it restarts when a version changes how answers are scored, continues over
an editorial one, and is one line a country for a question whose key is that country's law; answers that could be mended for
less (the behaviour "retry") are a line of their own. Lines are never pooled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from lms.kernel.canonical import digest

# What a version may change without touching how answers are scored.
_WORDS = frozenset({"stem", "feedback", "topic", "stage", "difficulty", "section", "unit", "tags", "text"})


FULL: Final = 10**6  # a fraction of 1: fractions are kept in millionths
WORTH: Final = 100  # a maximum of 1: maximums are kept in hundredths
UNIT: Final = FULL * WORTH  # one point of what was earned


class Answer(NamedTuple):
    """How one question of one sitting came out, in whole numbers: `fraction` −FULL…FULL of `maximum`. `chosen` holds the
    author's option letters; `certainty` is 1 … 3 where the writer said how sure they were, else 0.
    """

    line: str
    fraction: int
    maximum: int
    chosen: tuple[str, ...] = ()
    certainty: int = 0
    version: int = 0


def answer(
    line: str, fraction: Decimal, maximum: Decimal, chosen: Sequence[str] = (), *, certainty: int = 0, version: int = 0
) -> Answer:
    """An answer from its fraction −1…1 (six places) and its maximum (two places)."""
    return Answer(line, int(fraction * FULL), int(maximum * WORTH), tuple(chosen), certainty, version)


@dataclass(slots=True)
class Sitting:
    """One person's attempt: `answers` by question key, in the order of the sheet. `earned` is in 1/UNIT points, `offered` in
    1/WORTH.
    """

    country: str
    language: str
    on: date
    answers: Mapping[str, Answer]
    earned: int = field(init=False)
    offered: int = field(init=False)

    def __post_init__(self) -> None:
        """Sum once what every question's rest score is taken from."""
        self.earned = sum(one.fraction * one.maximum for one in self.answers.values())
        self.offered = sum(one.maximum for one in self.answers.values())


@dataclass(frozen=True, slots=True)
class Option:
    """An option as authors know it. `country`: whose law it is, '' when nobody's but the reader's."""

    id: str
    text: Mapping[str, str]
    fraction: float
    country: str = ""


@dataclass(slots=True)
class Line:
    """One question under one key. `country` is set for a fact-bound one; `run` counts the restarts, from 1.

    `tries` is over 1 where a wrong answer could be mended for less: such fractions are no first answers. `guess`: percent.
    """

    id: str
    question: str
    kind: str
    run: int
    country: str = ""
    stem: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[Option] = ()
    versions: set[int] = field(default_factory=set)
    guess: float | None = None
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the latest sheet: what it may ask, how many of these questions, and what each of them is worth.

    `drawn`: chance decides which. `local`: some of its questions are asked in some countries only.
    """

    pool: tuple[str, ...]
    maximum: Decimal
    count: int = 1
    drawn: bool = False
    local: bool = False

    @property
    def worth(self) -> Decimal:
        """What the whole place offers."""
        return self.count * self.maximum


def scoring_signature(body: Mapping[str, Any]) -> str:
    """Digest of what decides a score in a question's body: two versions with the same one differ in words only."""
    return digest(_bare({name: value for name, value in body.items() if name not in _WORDS}))


def _bare(value: Any) -> Any:
    """Without words: of an option its letter and fraction stay."""
    if isinstance(value, Mapping):
        return {name: _bare(inner) for name, inner in value.items() if name not in _WORDS}
    if isinstance(value, list | tuple):
        return [_bare(inner) for inner in value]
    return str(value) if isinstance(value, Decimal | float) else value


def runs(versions: Sequence[tuple[int, str, Mapping[str, Any]]]) -> dict[int, int]:
    """{version number: run} of one question, from (number, change class, body) in order.

    A run ends where a version is classed as more than editorial, or changes what decides a score whatever its class says.
    """
    found: dict[int, int] = {}
    run, before = 0, ""
    for number, change_class, body in versions:
        now = scoring_signature(body)
        if not found or change_class != "editorial" or now != before:
            run += 1
        found[number], before = run, now
    return found
