"""The drafts of a letter that are kept, and what is different between any two of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from assessments import letters
from assessments.letter_words import part_texts
from assessments.models import LetterVersion, Submission, SubmissionState
from courses import api as courses

NOW: Final = 0  # stands for the letter as it is


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One draft in the list; `number` 0 is the letter as it stands."""

    number: int
    at: datetime | None
    words: int
    handed_in: bool = False


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part in two drafts: new, gone or changed, its words as pieces (same, ins, del)."""

    part: str
    title: str
    state: str
    pieces: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """The list, the two that are compared (older first), what differs and how many parts are the same."""

    lines: tuple[VersionLine, ...]
    old: VersionLine | None
    new: VersionLine | None
    changes: tuple[PartChange, ...]
    same: int
    may_restore: bool


def versions_page(submission: Submission, *, old: int | None, new: int | None) -> VersionsPage:
    """The drafts of a letter, the latest first. Numbers that do not exist are taken as the two latest. Two queries."""
    rows = LetterVersion.objects.filter(submission=submission).order_by("-number").defer("letter")
    kept = [VersionLine(row.number, row.at, row.words, row.handed_in) for row in rows]
    writing = submission.state == SubmissionState.DRAFT
    lines = [VersionLine(NOW, submission.saved_at, letters.words_of(submission.letter)), *kept] if writing else kept
    known = {line.number: line for line in lines}
    two = _two(lines, known, old, new)
    if two is None:
        return VersionsPage(tuple(lines), None, None, (), 0, False)
    one, other = two
    texts = dict(LetterVersion.objects.filter(submission=submission, number__in=two).values_list("number", "letter"))
    texts[NOW] = submission.letter
    changes = _changes(texts[one], texts[other])
    parts = {*part_texts(texts[one]), *part_texts(texts[other])}
    return VersionsPage(
        tuple(lines), known[one], known[other], changes, len(parts) - len(changes), may_restore=writing and one != NOW
    )


def _two(lines: list[VersionLine], known: dict[int, Any], old: int | None, new: int | None) -> tuple[int, int] | None:
    """The numbers of the older and the newer one; None when there are no two."""
    if len(lines) < 2:
        return None
    newer = new if new in known else lines[0].number
    assert newer is not None
    older = old if old in known and old != newer else next(line.number for line in lines if line.number != newer)
    assert older is not None
    order = [line.number for line in lines]
    first, second = sorted((older, newer), key=order.index, reverse=True)
    return first, second


def _changes(old: dict[str, Any], new: dict[str, Any]) -> tuple[PartChange, ...]:
    titles = letters.block_titles()
    found = {one.id: one for one in courses.body_differences(part_texts(old), part_texts(new))}
    return tuple(
        PartChange(part, titles[part], found[part].state, found[part].parts[0].excerpt)
        for part in letters.PARTS
        if part in found
    )
