"""Declarations about help, for who may read them: writers and deciders all of it, assessors what a rule lets count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.authorship import DECLARED, beyond, help_words, rule_words
from assessments.models import HelpDeclaration


@dataclass(frozen=True, slots=True)
class DeclarationLine:
    """What one letter's writer declared; the letter by its reference, never by who wrote it."""

    ref: str
    titles: Mapping[str, str]
    case_key: str
    at: datetime
    rule_says: str
    helped: bool
    helps: tuple[str, ...]
    beyond: tuple[str, ...]  # kinds of help that the task does not allow
    words: str


def _line(row: HelpDeclaration) -> DeclarationLine:
    words = help_words()
    return DeclarationLine(
        row.letter.ref, row.letter.unit.titles, row.letter.case_key, row.at, rule_words(row.rule), row.helped,
        tuple(words[one] for one in row.helps if one in words), tuple(words[one] for one in beyond(row.rule, row.helps)),
        row.words,
    )  # fmt: skip


def _rows() -> Any:
    return HelpDeclaration.objects.select_related("letter__unit").defer("letter__letter")


def declaration_of(submission_id: int) -> DeclarationLine | None:
    """A letter's declaration, for its writer. One query."""
    row = _rows().filter(letter_id=submission_id).first()
    return _line(row) if row else None


def declarations(limit: int = 200) -> list[DeclarationLine]:
    """For deciders: those that declare help, the ones beyond their task's rule first, then the newest. One query."""
    found = [_line(row) for row in _rows().filter(helped=True).order_by("-at", "-pk")[:limit]]
    return sorted(found, key=lambda line: not line.beyond)


def declared_to_assessor(submission_id: int) -> list[str] | None:
    """What an assessor may know: the kinds of help, where the task allows help that is declared; never the writer's own words
    (they could tell who it is). None where the task asks for nothing of it. One query."""
    row = HelpDeclaration.objects.filter(letter_id=submission_id, rule=DECLARED).first()
    if row is None:
        return None
    words = help_words()
    return [words[one] for one in row.helps if one in words]
