"""Short addresses of public pages, for paper and QR codes: made of kind and key, so that they outlive a database. Pure.

`pek7m2qd` is Peru and six letters of a digest of kind and key, in Spanish; `pek7m2qd-en` in English; `pe` the country's first
page. No vowels and nothing that is read as something else.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lms.kernel.places import COUNTRIES, Language

_ALPHABET: Final = "23456789bcdfghjkmnpqrstvwxz"
LETTERS: Final = 6


@dataclass(frozen=True, slots=True)
class Target:
    """What a code stands for; `hook` is the six letters, '' for the country's first page."""

    country: str
    language: str
    hook: str


def hook_of(kind: str, key: str) -> str:
    """Six letters for one page of the toolkit."""
    number = int.from_bytes(hashlib.sha256(f"{kind}:{key}".encode()).digest()[:8], "big")
    letters = []
    for _place in range(LETTERS):
        number, rest = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[rest])
    return "".join(letters)


def code_of(kind: str, key: str, *, country: str, language: str) -> str:
    """The code of a page; of the country's first page with an empty kind."""
    tail = "" if language == Language.ES else f"-{language}"
    return f"{country.lower()}{hook_of(kind, key) if kind else ''}{tail}"


def read_code(code: str) -> Target | None:
    """What a code says; None for one that can't be. Capitals make no difference."""
    head, _dash, language = code.strip().lower().partition("-")
    country, hook = head[:2].upper(), head[2:]
    if country not in COUNTRIES or (language and language not in Language.values) or len(hook) not in (0, LETTERS):
        return None
    return Target(country, language or Language.ES.value, hook)


def find(hook: str, pages: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The (kind, key) that a hook was made from, among the pages that there are."""
    return next((page for page in pages if hook_of(*page) == hook), None)
