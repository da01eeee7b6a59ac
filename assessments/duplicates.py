"""Questions that read much alike. Pure.

A question is the set of its *shingles* in one language: pairs of neighbouring stems within each of its texts (stem, options,
…), so the order of the options does not matter. Two questions are as alike as the *resemblance* of their sets,
|A ∩ B| ÷ |A ∪ B| (Broder, A. Z. (1997), "On the resemblance and containment of documents", SEQUENCES '97, 21–29; the measure
is Jaccard's of 1901). It is computed in each language; the larger one counts, because one of two twins may be badly translated.

All pairs above a threshold t are found exactly, without comparing all: with the shingles of every set in one order, the rarest
first, two sets that alike share a shingle among their first |A| − ⌈t·|A|⌉ + 1 (Chaudhuri, Ganti & Kaushik 2006; Bayardo, Ma &
Srikant (2007), "Scaling up all pairs similarity search", WWW '07), and the smaller has at least t times the other's size.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, pairwise
from typing import Any, Final

from assessments.question_words import LANGUAGES, texts_of
from courses.api import stems_of

THRESHOLD: Final = 0.6
MOST: Final = 5_000  # pairs in a language: of thousands of copies of one question, more pairs say nothing new
LEAST: Final = 4  # shingles: with fewer there is too little to compare
Shingle = tuple[str, ...]


def shingles(body: Mapping[str, Any], language: str) -> frozenset[Shingle]:
    """The shingles of a question in a language; a text of one word is a shingle of its own. A bound key is one more: two
    questions on other facts are not the same thing, however alike they read.
    """
    found: set[Shingle] = set()
    for text in texts_of(body, language):
        stems = stems_of(text, language)
        found.update(pairwise(stems) if len(stems) > 1 else [(stem,) for stem in stems])
    if body.get("fact"):
        found.add(("=", str(body["fact"]), str(body.get("part") or "")))
    return frozenset(found)


def resemblance(one: frozenset[Shingle], other: frozenset[Shingle]) -> float:
    """Jaccard's measure, 0 … 1."""
    return len(one & other) / len(one | other) if one or other else 0.0


def alike(bodies: Iterable[tuple[int, Mapping[str, Any]]], threshold: float = THRESHOLD) -> dict[tuple[int, int], float]:
    """{(smaller id, larger id): resemblance} of those that reach the threshold in a language, at most `MOST` in each."""
    held = list(bodies)
    found: dict[tuple[int, int], float] = {}
    for language in LANGUAGES:
        sets = {pk: made for pk, body in held if len(made := shingles(body, language)) >= LEAST}
        for pair, score in islice(pairs(sets, threshold), MOST):
            found[pair] = max(score, found.get(pair, 0.0))
    return found


def pairs(sets: Mapping[int, frozenset[Shingle]], threshold: float) -> Iterator[tuple[tuple[int, int], float]]:
    """Every pair of sets whose resemblance reaches the threshold, each once."""
    often = Counter(shingle for made in sets.values() for shingle in made)
    place = {shingle: n for n, shingle in enumerate(sorted(often, key=lambda one: (often[one], one)))}  # the rarest first
    held = {pk: frozenset(place[shingle] for shingle in made) for pk, made in sets.items()}
    lonely = sum(1 for count in often.values() if count == 1)
    index: dict[int, list[int]] = {}
    for pk in sorted(held, key=lambda one: (len(held[one]), one)):
        mine, size = held[pk], len(held[pk])
        begin = sorted(mine)[: size - math.ceil(threshold * size) + 1]
        near: set[int] = set()
        for shingle in begin:
            if shingle >= lonely:
                near.update(index.get(shingle, ()))
                index.setdefault(shingle, []).append(pk)
        for other in near:
            theirs = held[other]
            if len(theirs) < threshold * size:
                continue
            shared = len(mine & theirs)
            score = shared / (size + len(theirs) - shared)
            if score >= threshold:
                yield (min(pk, other), max(pk, other)), score
