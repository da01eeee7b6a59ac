"""Canonical YAML: one way to write an entry, so that a file read and written again is the same to the byte. Pure.

Texts in both languages are in double quotes, on one line, or as a literal block when they have line breaks; other words are
plain where they read back as text. A list or mapping stands on one line where it fits; entries of a list of mappings have
a line each at least. No comments: what is to be remembered stands in a `note`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from lms.kernel.places import Language

WIDTH: Final = 128
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_NOT_TEXT: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_UNSAFE: Final = re.compile('[\\\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]')


def yaml_file(entries: Mapping[str, Any], *, note: str = "") -> str:
    """A whole file: `note` first, then the entries in their order. The entries of its lists are written out, never inline."""
    lines = _pair("note", note, 0) if note else []
    for key, value in entries.items():
        if _is_list_of_mappings(value):
            lines.append(f"{_scalar(key)}:")
            for entry in value:
                lines += _dashed(_mapping(entry, 2))
        else:
            lines += _pair(key, value, 0)
    return "\n".join(lines) + "\n"


def without(entry: Mapping[str, Any], **defaults: Any) -> dict[str, Any]:
    """The entry without the keys that say what is meant when they are missing."""
    return {key: value for key, value in entry.items() if key not in defaults or value != defaults[key]}


def day(value: str) -> date | str:
    """A date as YAML writes it, without quotes."""
    return date.fromisoformat(value) if value else ""


def number(value: float) -> float:
    """10 for 10.0, so that a number is written one way."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _is_list_of_mappings(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _is_words(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and set(value) <= set(Language.values)


def _ordered(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Texts in the order of languages, whatever order a database keeps them in; any other mapping as it is."""
    return {code: value[code] for code in Language.values if code in value} if _is_words(value) else value


def _mapping(value: Mapping[str, Any], indent: int) -> list[str]:
    return [line for key, item in _ordered(value).items() for line in _pair(key, item, indent, words=_is_words(value))]


def _pair(key: str, value: Any, indent: int, *, words: bool = False) -> list[str]:
    """`key: value` as lines without the indentation of the first."""
    name = f"{_scalar(key)}:"
    line = _inline(value, words=words or key == "note")
    scalar = not isinstance(value, Mapping | list | tuple)
    fits = line is not None and (scalar or indent + len(name) + 1 + len(line) <= WIDTH)
    if fits and not _is_list_of_mappings(value):
        return [f"{name} {line}"]
    if isinstance(value, Mapping):
        return [name, *_indented(_mapping(value, indent + 2))]
    if isinstance(value, list | tuple):
        return [name, *_items(value, indent, words=words)]
    return [f"{name} {_literal_head(value)}", *("  " + line if line else "" for line in value.removesuffix("\n").split("\n"))]


def _items(values: Sequence[Any], indent: int, *, words: bool) -> list[str]:
    lines: list[str] = []
    for value in values:
        line = _inline(value, words=words, flat=not isinstance(value, Mapping))
        if line is None or (isinstance(value, Mapping) and indent + 2 + len(line) > WIDTH):
            lines += _dashed(_mapping(value, indent + 2))
        else:
            lines.append(f"- {line}")
    return lines


def _dashed(lines: Sequence[str]) -> list[str]:
    return [("- " if n == 0 else "  " if line else "") + line for n, line in enumerate(lines or ["{}"])]


def _indented(lines: Iterable[str]) -> list[str]:
    return ["  " + line if line else "" for line in lines]


def _inline(value: Any, *, words: bool = False, flat: bool = False) -> str | None:
    """The value on one line; None when it has to stand as a literal block (`flat`: never)."""
    if isinstance(value, Mapping):
        spoken = _is_words(value)
        parts = {key: _inline(item, words=spoken, flat=flat) for key, item in _ordered(value).items()}
        shown = ", ".join(f"{_scalar(key)}: {part}" for key, part in parts.items())
        return None if None in parts.values() else f"{{{shown}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(str(_inline(item, words=words, flat=True)) for item in value)}]"
    if isinstance(value, str) and not flat and _is_literal(value):
        return None
    return _one(value, words=words)


def _one(value: Any, *, words: bool) -> str:
    if isinstance(value, str):
        return _quoted(value) if words else _scalar(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return "null" if value is None else str(number(value))


def _scalar(value: str) -> str:
    return value if _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT else _quoted(value)


def _quoted(value: str) -> str:
    return f'"{_UNSAFE.sub(lambda found: _ESCAPES.get(found[0]) or _code(found[0]), value)}"'


def _code(letter: str) -> str:
    return f"\\x{ord(letter):02x}" if ord(letter) < 256 else f"\\u{ord(letter):04x}"


def _is_literal(value: str) -> bool:
    """Whether a text is written as a literal block: it has line breaks, and nothing that such a block would lose."""
    lines = value.removesuffix("\n").split("\n")
    return (
        len(lines) > 1
        and bool(lines[0])
        and not lines[0].startswith((" ", "\t"))
        and bool(lines[-1])
        and not any(line and not line.strip() for line in lines)
        and not _UNSAFE.search(value.replace("\n", "").replace("\\", "").replace('"', "").replace("\t", ""))
    )


def _literal_head(value: str) -> str:
    return "|" if value.endswith("\n") else "|-"
