"""Keys of imported questions, and what a second import of the same question means. Pure."""

import re
import unicodedata
from collections.abc import Container, Mapping
from typing import Any, Final

_LONGEST: Final = 80
LANGUAGES: Final = frozenset({"es", "en"})
_HEAD: Final = ("topic", "stage", "difficulty", "section")


def slug(text: str) -> str:
    """Lower case letters, digits and hyphens; '' when nothing is left."""
    bare = "".join(s for s in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(s))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def key_of(name: str, bank: str, *taken: Container[str]) -> str:
    """The key of a question by its name and bank: the same name gives the same key; the second of a file gets -2."""
    plain = slug(name) or "question"
    whole = plain if plain == bank or plain.startswith(f"{bank}-") else f"{bank}-{plain}"
    whole = whole[:_LONGEST].strip("-")
    key, number = whole, 1
    while any(key in one for one in taken):
        number += 1
        end = f"-{number}"
        key = f"{whole[: _LONGEST - len(end)].strip('-')}{end}"
    return key


def is_words(value: Any) -> bool:
    """Whether a value is a text by language."""
    return isinstance(value, Mapping) and bool(value) and set(value) <= LANGUAGES


def merged(new: Mapping[str, Any], old: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A body read again over the one that stands: where somebody worked has not moved in the file, that work is kept.

    Topic, stage, difficulty and section are the bank's own. A text that is in the file as it was keeps its translation.
    """
    if old.get("kind") != new.get("kind"):
        return {**new, **{name: old[name] for name in (*_HEAD, "countries", "family") if name in old}}
    found = {**_over(new, old, language), **{name: old[name] for name in _HEAD if name in old}}
    return found | {name: old[name] for name in ("tags", "countries", "family", "facts") if old.get(name) and not new.get(name)}


def _over(new: Any, old: Any, language: str) -> Any:
    if isinstance(new, Mapping):
        if not isinstance(old, Mapping):
            return dict(new)
        if is_words(new) and (is_words(old) or not old):
            return dict(old) if old.get(language) == new.get(language) else dict(new)
        return {name: _over(value, old.get(name), language) for name, value in new.items()}
    if isinstance(new, list):
        olds = old if isinstance(old, list) and len(old) == len(new) else [None] * len(new)
        return [_over(one, before, language) for one, before in zip(new, olds, strict=True)]
    return new


def languages_lacking(body: Mapping[str, Any]) -> set[str]:
    """Languages that any of its texts lacks."""
    lacking: set[str] = set()
    stack: list[Any] = [body]
    while stack:
        value = stack.pop()
        if is_words(value):
            if not any(isinstance(words, list) for words in value.values()):  # forms of any language count
                lacking |= LANGUAGES - set(value)
        elif isinstance(value, Mapping):
            stack += value.values()
        elif isinstance(value, list):
            stack += value
    return lacking
