"""A paper in one language or in two: the same words said twice and laid together. Pure but for gettext."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from django.utils import translation
from django.utils.formats import date_format

from certificates.papers import Value
from certificates.papers.catalogue import BILINGUAL, ENGLISH, SPANISH
from certificates.papers.labels import BETWEEN

_APART: Final = frozenset({"title", "credential", "detail", "statement", "claim"})  # the second language has a field of its own
_TOGETHER: Final = frozenset(
    {"awarded_for", "country", "law_date", "hours", "hours_note", "hours_live", "hours_study", "hours_practice", "mode",
     "assessed", "valid_until", "state", "attendance", "period", "group"}
)  # fmt: skip


def chosen_language(allowed: Sequence[str], wanted: str) -> str:
    """In which language (es, en, es+en) a paper is written: as wanted where that may be, else in both, else as may be.

    `allowed`: of a credential; empty = all.
    """
    if not allowed or wanted in allowed:
        return wanted
    return BILINGUAL if BILINGUAL in allowed else allowed[0]


def in_its_language(language: str, say: Callable[[Callable[[date], str]], Mapping[str, Value]]) -> dict[str, Value]:
    """The values that `say(day)` gives in the active language, in the paper's (es, en, es+en). `day` writes a date.

    In both: whole sentences apart (`*_other` is the English one), short words on one line, days as the whole world reads them
    (ISO 8601); names, signatories and what else there is one of, in Spanish.
    """
    if language != BILINGUAL:
        with translation.override(language):
            return dict(say(long_date))
    with translation.override(SPANISH):
        first = say(date.isoformat)
    with translation.override(ENGLISH):
        second = say(date.isoformat)
    values = dict(first)
    for key, value in first.items():
        other = second[key]
        if key in _APART and isinstance(other, str):
            values[f"{key}_other"] = other
        elif key in _TOGETHER and isinstance(value, str) and isinstance(other, str):
            values[key] = together(value, other)
        elif key == "house_lines" and isinstance(value, Sequence) and isinstance(other, Sequence):
            values[key] = tuple(dict.fromkeys(line for pair in zip(value, other, strict=True) for line in pair))
        elif key == "modules" and isinstance(value, Sequence) and isinstance(other, Sequence):
            values[key] = tuple(_row(one, twin) for one, twin in zip(value, other, strict=True))
    return values


def together(first: str, second: str) -> str:
    """Two languages on one line; what both begin or end with is said once: «40 horas · hours», «al · as of 2026-09-30»."""
    if not first or not second or first == second:
        return first or second
    ours, theirs = first.split(" "), second.split(" ")
    if len(ours) > 1 and len(theirs) > 1 and ours[-1] == theirs[-1]:
        return f"{' '.join(ours[:-1])}{BETWEEN}{second}"
    if len(ours) == len(theirs) == 2 and ours[0] == theirs[0]:
        return f"{first}{BETWEEN}{theirs[1]}"
    return f"{first}{BETWEEN}{second}"


def _row(one: Value, twin: Value) -> Value:
    if not isinstance(one, Mapping) or not isinstance(twin, Mapping):
        return one
    return {**one, "title": together(str(one["title"]), str(twin["title"]))}


def long_date(day: date) -> str:
    """«2 de noviembre de 2026», “2 November 2026”."""
    return date_format(day, r"j \d\e F \d\e Y" if (translation.get_language() or "").startswith("es") else "j F Y")
