"""Which awards of a report are looked at: drawn by a seed that anybody can work out again. Pure.

A serial's rank is the SHA-256 of the seed and the serial; the first max(5, √n, rounded up) of n are drawn. The seed is made of
the edition's hash, which is known to nobody before the report is frozen and to everybody afterwards.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

LEAST: Final = 5
DRAWN, EXCEPTION, REVOKED, REVIEW = "drawn", "exception", "revoked", "review"
AWARDED: Final = ("F11i",)  # the figures whose rows are the awards of the period
TAKEN_BACK: Final = ("F11r",)


@dataclass(frozen=True, slots=True)
class Picked:
    """One award to look at, and why."""

    serial: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """What is looked at: the seed, how many awards there were, how many the seed picked, and all that is looked at."""

    seed: str
    population: int
    drawn: int
    picked: tuple[Picked, ...]


def seed_of(sha256: str) -> str:
    """The seed of an edition: SHA-256 of its hash with what it is for."""
    return hashlib.sha256(f"lms report sample 1:{sha256}".encode()).hexdigest()


def size_of(n: int) -> int:
    """How many of n awards are drawn: all of them up to five, then the larger of five and the square root, rounded up."""
    return 0 if n <= 0 else min(n, max(LEAST, math.isqrt(n - 1) + 1))


def rank(seed: str, serial: str) -> str:
    """By this the serials are put in order."""
    return hashlib.sha256(f"{seed}:{serial}".encode()).hexdigest()


def sample_of(sha256: str, awarded: Iterable[str], always: Mapping[str, Iterable[str]]) -> Sample:
    """The sample of an edition. `always`: {reason: serials} of what is looked at whatever the seed says."""
    seed = seed_of(sha256)
    all_of_them = sorted(set(awarded), key=lambda serial: rank(seed, serial))
    size = size_of(len(all_of_them))
    reasons: dict[str, list[str]] = {serial: [DRAWN] for serial in all_of_them[:size]}
    for reason in (EXCEPTION, REVOKED, REVIEW):
        for serial in sorted(set(always.get(reason, ()))):
            reasons.setdefault(serial, []).append(reason)
    return Sample(seed, len(all_of_them), size, tuple(Picked(serial, tuple(why)) for serial, why in reasons.items()))
