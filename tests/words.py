"""Sentences of the interface that stand in the wrong language: English on a Spanish page, Spanish on an English one."""

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import polib

from tests.architecture.sources import TOP

ROOT: Final = Path(__file__).resolve().parents[1]
FEWEST: Final = 12  # letters: shorter ones may be the same in both languages, or a name


def english_sentences() -> list[str]:
    """What must not stand on a Spanish page: msgids of more than 12 letters whose Spanish is another one, or missing."""
    return sorted({english for english, spanish in _pairs() if spanish != english})


def spanish_sentences() -> list[str]:
    """What must not stand on an English page."""
    english = {one for one, _spanish in _pairs()}
    return sorted({spanish for one, spanish in _pairs() if spanish and spanish != one and spanish not in english})


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    files = (file for top in TOP for file in (ROOT / top).glob("**/locale/es/LC_MESSAGES/django.po"))
    return tuple(
        (" ".join(entry.msgid.split()), " ".join(entry.msgstr.split()))
        for file in files
        for entry in polib.pofile(str(file))
        if _plain(entry)
    )


def _plain(entry: Any) -> bool:
    filled = re.search(r"[%{<]", entry.msgid)
    return not filled and not entry.obsolete and sum(c.isalpha() for c in entry.msgid) > FEWEST


@cache
def _known(language: str) -> dict[str, list[str]]:
    """By their first word: those of the other language."""
    found: dict[str, list[str]] = {}
    for one in english_sentences() if language == "es" else spanish_sentences():
        if sum(c.isalpha() for c in one) > FEWEST:
            found.setdefault(one.split()[0], []).append(one)
    return found


def sentences_of_the_other(language: str, text: str) -> list[str]:
    """Sentences of the other language in a text of one line."""
    known = _known(language)
    words = set(text.split())
    return [one for word in words & known.keys() for one in known[word] if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text)]
