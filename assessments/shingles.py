"""How much of a letter stands in another one, word group by word group: an aid for who scores, never a verdict. Pure.

A text is the set of its *shingles*: groups of five words that follow each other, folded (small letters, no accents, no signs).
What two letters have in common is the *containment* of the first in the second, |S(A) ∩ S(B)| ÷ |S(A)| (Broder, A. Z. (1997),
"On the resemblance and containment of documents", SEQUENCES '97, 21–29): unlike resemblance it does not fall because the
other letter is longer. What everybody was given (the case, its documents, its answers, the sentences of its facts) is taken
out of S(A) before, so that quoting it counts for nothing. A shingle is kept as 64 bits of BLAKE2b: that two different ones of
three million (five thousand letters) meet there by chance has a probability of one in four million.
"""

import re
import sys
import unicodedata
from array import array
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final

WORDS: Final = 5  # in a shingle
LEAST: Final = 20  # shingles of one's own: with fewer there is too little to compare
SHOWN: Final = 8  # words in a row: shorter stretches are turns of phrase, and are counted but not shown
_WORD: Final = re.compile(r"[^\W_]+")
_TAG: Final = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words in a row of one's own text: characters from `start` up to `end` of a part."""

    block: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shingle:
    """A word group and where it stands: `at` is the number of its first word in the part."""

    hash: int
    block: str
    at: int
    start: int
    end: int


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Small letters without accents; ñ stays a letter of its own."""
    kept = unicodedata.normalize("NFKD", word.casefold().replace("ñ", "\x00"))
    return "".join(sign for sign in kept if not unicodedata.combining(sign)).replace("\x00", "ñ")


def shingles_of(text: str, block: str = "") -> list[Shingle]:
    """The shingles of a text in their order; none of one with fewer than five words."""
    found = [(fold(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]
    return [
        Shingle(_hash(word for word, _a, _b in found[n : n + WORDS]), block, n, found[n][1], found[n + WORDS - 1][2])
        for n in range(len(found) - WORDS + 1)
    ]


def _hash(words: Iterable[str]) -> int:
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest(), "big")


def letter_shingles(texts: Mapping[str, str], given: Collection[int] = ()) -> list[Shingle]:
    """The shingles of a letter's parts, without those of what everybody was given."""
    return [one for block, text in texts.items() for one in shingles_of(text, block) if one.hash not in given]


def given_shingles(texts: Iterable[str]) -> frozenset[int]:
    """The shingles of what everybody was given; tags of HTML are no words."""
    return frozenset(one.hash for text in texts for one in shingles_of(_TAG.sub(" ", text)))


def packed(hashes: Iterable[int]) -> bytes:
    """Hashes as they are stored: ascending, eight bytes each, the largest byte first."""
    held = array("Q", sorted(set(hashes)))
    if sys.byteorder == "little":
        held.byteswap()
    return held.tobytes()


def unpacked(stored: bytes) -> "array[int]":
    """Stored hashes again."""
    held = array("Q")
    held.frombytes(stored)
    if sys.byteorder == "little":
        held.byteswap()
    return held


def percent_of(shared: int, own: int) -> int:
    """Containment in whole percent, rounded down; 0 with too little of one's own."""
    return 100 * shared // own if own >= LEAST else 0


def stretches(mine: Iterable[Shingle], shared: Collection[int]) -> list[Stretch]:
    """One's own words in a row that stand in the other letter too: groups that overlap or touch are one stretch.

    Stretches of fewer than eight words are left out.
    """
    runs: list[tuple[Shingle, Shingle]] = []
    for one in mine:
        if one.hash not in shared:
            continue
        first, last = runs[-1] if runs else (None, None)
        if first and last and last.block == one.block and one.at <= last.at + WORDS:
            runs[-1] = (first, one)
        else:
            runs.append((one, one))
    return [
        Stretch(first.block, first.start, last.end)
        for first, last in runs
        if last.at + WORDS - first.at >= SHOWN
    ]  # fmt: skip
