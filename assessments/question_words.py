"""The words of a question as search and the look for duplicates see them. Pure.

What counts is what a learner reads before answering: stem, options, pairs, items, running text, accepted words; no feedback.
Texts are folded and stemmed as `courses.searching` does, so accents, capitals and endings do not matter.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from courses.api import fold, stems_of

LANGUAGES: Final = ("es", "en")
_UNREAD: Final = {"bank", "feedback", "said", "otherwise", "guide", "unit", "units"}
EVERYWHERE: Final = "all"


def texts_of(body: Mapping[str, Any], language: str) -> list[str]:
    """The texts of a question in a language, the stem first."""
    return list(_texts(body.get("stem"), language)) + [
        text for name, value in body.items() if name != "stem" and name not in _UNREAD for text in _texts(value, language)
    ]


def _texts(value: Any, language: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        if value and set(value) <= set(LANGUAGES):
            found = value.get(language, "")
            yield from [found] if isinstance(found, str) else found
            return
        for name, inner in value.items():
            if name not in _UNREAD:
                yield from _texts(inner, language)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, language)


def index_of(body: Mapping[str, Any]) -> str:
    """What a question's entry keeps to be searched: the stems of both languages, each once, between blanks; its tags and
    countries as words of their own.
    """
    found: dict[str, None] = {}
    for language in LANGUAGES:
        for text in texts_of(body, language):
            found.update(dict.fromkeys(stems_of(text, language)))
    tags = [tag_word(str(tag)) for tag in body.get("tags") or ()]
    return " ".join(["", *found, *tags, *(country_word(code) for code in body.get("countries") or (EVERYWHERE,)), ""])


def tag_word(tag: str) -> str:
    """A tag as one word of the index."""
    return "#" + "_".join(fold(tag).split())


def country_word(code: str) -> str:
    """A country (or `EVERYWHERE`) as one word of the index."""
    return f"@{code.lower()}"


def wording_of(body: Mapping[str, Any]) -> set[tuple[str, ...]]:
    """What two questions share when they read the same: in each language the folded stem, and all other texts in any order.

    A question whose key is a fact reads as its stem about that fact does: its options are the law's.
    """
    found = set()
    for language in LANGUAGES:
        stem, *others = [fold(" ".join(text.split())) for text in texts_of(body, language)] or [""]
        bound = [f"={body['fact']}#{body.get('part') or ''}"] if body.get("fact") else sorted(set(others))
        if stem.strip():
            found.add((language, stem, *bound))
    return found
