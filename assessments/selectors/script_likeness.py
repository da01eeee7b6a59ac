"""How much of a letter stands in another one, as whoever scores it may know: a percentage and the letter's own passages.

Never the other text, never whose it is or where it was written, never a verdict: what everybody writes in a case is alike.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from django.utils.translation import override

from assessments.letters import texts_of
from assessments.models import ScriptShingles, SubmissionState
from assessments.selectors.cases import case_page
from assessments.shingles import Shingle, given_shingles, letter_shingles, percent_of, stretches, unpacked

COUNTED = (SubmissionState.SUBMITTED, SubmissionState.SCORED, SubmissionState.RELEASED)
_CHUNK = 500
_MOST_KNOWN = 64
_known: dict[tuple[str, str, str], frozenset[int]] = {}


@dataclass(frozen=True, slots=True)
class LikenessNote:
    """`percent` of the letter's own word groups stand in one other letter of the same case. `passages`: [{block, start, end}]
    of this letter's text, blocks as in `letters.texts_of`, characters of the source."""

    percent: int
    passages: list[dict[str, Any]]
    looked_at: datetime | None = None


def likeness_of(submission_id: int) -> LikenessNote | None:
    """What the last look found; None before the first. One query."""
    rows = ScriptShingles.objects.filter(submission_id=submission_id, nearest_percent__isnull=False)
    found = rows.values_list("nearest_percent", "passages", "looked_at").first()
    return LikenessNote(found[0] or 0, found[1], found[2]) if found else None


def likeness_of_text(
    letter: Mapping[str, Any], config: Mapping[str, Any], *, country: str, language: str, person_id: int | None = None
) -> LikenessNote:
    """The same of a letter that is no submission (a script that is served as a seed): looked for now. A second or less."""
    own = letter_shingles(texts_of(letter), given_in(config, country, language))
    found = nearest(own, case_key=config["case"]["key"], language=language, person_id=person_id)
    return note_of(own, found.shared)


def given_in(config: Mapping[str, Any], country: str, language: str) -> frozenset[int]:
    """The shingles of what the writer was given: the case, its documents, all its answers, the sentences of its facts."""
    asked = [{"id": one["id"]} for one in config["case"]["ask"]]
    with override(language):
        page = case_page(config, country=country, asked=asked)
    texts = _texts([page, config["facts"].get(country, {})], language)
    return given_shingles(unescape(text) for text in texts)


def given_of(digest: str, config: Mapping[str, Any], country: str, language: str) -> frozenset[int]:
    """The same of a case of a unit version, found once in a process: what has a digest never changes."""
    key = (digest, country, language)
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = given_in(config, country, language)
    return _known[key]


def _texts(value: Any, language: str) -> Iterator[str]:
    """Every text in plain values; of texts in two languages the one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        inner = [value[language]] if language in value and set(value) <= {"es", "en", "id", "n"} else value.values()
        for one in inner:
            yield from _texts(one, language)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one, language)


@dataclass(frozen=True, slots=True)
class Nearest:
    """What a letter shares with the one that holds most of it, and {letter: shared shingles} of all that share some."""

    shared: frozenset[int]
    overlaps: Mapping[int, int]


def nearest(own: list[Shingle], *, case_key: str, language: str, person_id: int | None, but: int | None = None) -> Nearest:
    """Look through all letters of the case in the language, whatever their cohort or institution, but this person's own.

    `but` is left out too. Reads them in pieces: memory does not grow with their number.
    """
    mine = frozenset(one.hash for one in own)
    rows = ScriptShingles.objects.filter(case_key=case_key, language=language, submission__state__in=COUNTED)
    rows = rows.exclude(submission__enrolment__person_id=person_id) if person_id else rows
    overlaps: dict[int, int] = {}
    best: frozenset[int] = frozenset()
    for submission_id, stored in rows.values_list("submission_id", "hashes").iterator(chunk_size=_CHUNK):
        if submission_id == but:
            continue
        shared = mine.intersection(unpacked(bytes(stored)))
        if shared:
            overlaps[submission_id] = len(shared)
            best = shared if len(shared) > len(best) else best
    return Nearest(best, overlaps)


def note_of(own: list[Shingle], shared: frozenset[int]) -> LikenessNote:
    """The percentage and the passages."""
    percent = percent_of(len(shared), len({one.hash for one in own}))
    passages = [{"block": one.block, "start": one.start, "end": one.end} for one in stretches(own, shared)] if percent else []
    return LikenessNote(percent, passages)
