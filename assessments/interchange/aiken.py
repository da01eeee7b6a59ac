"""Aiken: a question, its options `A.` or `A)`, and `ANSWER: B`. Pure, streamed."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from django.utils.translation import gettext as _

from assessments.interchange.neutral import Answer, Notes, Question, Rich, name_from

_OPTION: Final = re.compile(r"([A-Za-z])[.)]\s+(.*)")
_ANSWER: Final = re.compile(r"(?:ANSWER|RESPUESTA)\s*:\s*([A-Za-z]?)\s*$", re.IGNORECASE)
MOST_LINES: Final = 200


def read_aiken(lines: Iterable[str], notes: Notes) -> Iterator[Question]:
    """The questions of an Aiken file, in order. What can't be read goes to `notes.skipped` with its line and reason."""
    text: list[str] = []
    options: list[tuple[str, str]] = []
    start = number = 0
    for number, line in enumerate(lines, start=1):
        said = line.strip()
        if not said:
            continue
        start = start or number
        if found := _ANSWER.match(said):
            yield from _finish(text, options, found[1].upper(), start, notes)
            text, options, start = [], [], 0
        elif (found := _OPTION.match(said)) and text and found[1].upper() == _next(options):
            options.append((found[1].upper(), found[2].strip()))
        elif options and (len(options) >= 2 or _OPTION.match(said)):
            reason = _("After its options comes no line «ANSWER:» with the letter of the right one.")
            notes.read += 1
            notes.skip(start, name_from(" ".join(text)), reason)
            text, options, start = [said], [], number
        elif len(text) < MOST_LINES:
            text.append(said)
    if text or options:
        notes.read += 1
        reason = _("The file ends before its line «ANSWER:» with the letter of the right option.")
        notes.skip(start, name_from(" ".join(text)), reason)


def _next(options: list[tuple[str, str]]) -> str:
    return chr(ord("A") + len(options))


def _finish(text: list[str], options: list[tuple[str, str]], right: str, line: int, notes: Notes) -> Iterator[Question]:
    notes.read += 1
    name = name_from(" ".join(text))
    letters = [letter for letter, _words in options]
    if not text:
        notes.skip(line, name, _("It has no text."))
    elif len(options) < 2:
        notes.skip(line, name, _("A choice needs at least two answers."))
    elif right not in letters:
        said = {"letter": right or "–", "letters": ", ".join(letters)}
        notes.skip(line, name, _("The right answer «%(letter)s» is none of its options (%(letters)s).") % said)
    else:
        question = Question("multichoice", name, Rich("\n".join(text), "plain"), line)
        question.answers = [Answer(Rich(words, "plain"), float(letter == right), ident=letter) for letter, words in options]
        yield question
