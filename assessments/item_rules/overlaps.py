"""Options that can both be right: amounts that overlap, one option inside another, «all of the above». Pure.

(Haladyna, Downing & Rodriguez (2002), guidelines 22 "keep choices independent" and 26 "avoid all-of-the-above".)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf
from typing import Final

from django.utils.translation import gettext as _

from assessments.item_rules.items import LANGUAGES, Finding, Item, Option
from assessments.item_rules.same import UNITS, counted, fold, normal_form

_ABOVE: Final = re.compile(
    r"\b(tod[oa]s las (respuestas |opciones )?(anteriores|demas)|todas son (correctas|verdaderas)"
    r"|ningun[oa] de las (anteriores|otras)"
    r"|(all|none|both|any) of (the|these) (above|options|answers)|[abcd] (y|and) [bcd]$|(ambas|both)( respuestas| answers)?$)"
)
_MORE: Final = (
    ("mas", "de"),
    ("more", "than"),
    ("over",),
    ("at", "least"),
    ("al", "menos"),
    ("como", "minimo"),
    ("por", "lo", "menos"),
)
_LESS: Final = (
    ("menos", "de"),
    ("less", "than"),
    ("under",),
    ("hasta",),
    ("up", "to"),
    ("at", "most"),
    ("como", "maximo"),
    ("within",),
)
_STRICT: Final = frozenset({("mas", "de"), ("more", "than"), ("over",), ("menos", "de"), ("less", "than"), ("under",)})
_FROM: Final = frozenset({"entre", "between", "de", "from"})
_TO: Final = frozenset({"y", "and", "a", "to", "o", "or"})
_AFTER: Final = re.compile(r"^\W*[,;:.(–—]")


@dataclass(frozen=True, slots=True)
class Amount:
    """From `low` to `high` of a unit; an end that is `open` does not belong to it."""

    unit: str
    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def meets(self, other: "Amount") -> bool:
        """Whether some amount is in both."""
        if self.unit != other.unit:
            return False
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low != high:
            return low < high
        return not any((one.low_open and one.low == low) or (one.high_open and one.high == low) for one in (self, other))


def amount_of(text: str, language: str) -> Amount | None:
    """The amount that a text is, when it is nothing else: «30 días», «entre 3 y 5 años», "more than 6 months", «20 %»."""
    tokens = counted(text, language)
    if not tokens:
        return None
    unit, times = UNITS.get(tokens[-1], ("days (business)", 1) if tokens[-1] == "bdays" else ("", 1))
    body = tuple(tokens[:-1] if unit else tokens)
    for words, more in [*((one, True) for one in _MORE), *((one, False) for one in _LESS)]:
        rest = body[len(words) :]
        if body[: len(words)] == words and len(rest) == 1 and _is_number(rest[0]):
            n, strict = float(rest[0]) * times, words in _STRICT
            return Amount(unit, n, inf, low_open=strict) if more else Amount(unit, 0, n, high_open=strict)
    numbers = [token for token in body if _is_number(token)]
    others = [token for token in body if not _is_number(token)]
    if not numbers or len(numbers) > 2 or any(token not in _FROM | _TO and token not in UNITS for token in others):
        return None
    if len(numbers) == 1:
        return None if others else Amount(unit, float(numbers[0]) * times, float(numbers[0]) * times)
    first = next((UNITS[token] for token in others if token in UNITS), (unit, times))
    low, high = float(numbers[0]) * first[1], float(numbers[1]) * times
    return Amount(unit, low, high) if first[0] == unit and low <= high else None


def inside(one: str, other: str, language: str) -> bool:
    """Whether `other` says all that `one` says and goes on: «6 meses» in «6 meses, con recargo»; «No» in «No: basta avisar».

    A single word counts only where the other text stops after it: «Marca» is not inside «Marca colectiva».
    """
    short, long = normal_form(one, language).split(), normal_form(other, language).split()
    if not short or len(short) >= len(long):
        return False
    if len(short) > 1:
        return any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))
    begin, plain = fold(one).rstrip("."), fold(other)
    return plain.startswith(begin) and bool(_AFTER.match(plain[len(begin) :]))


def overlap(one: str, other: str, language: str) -> bool:
    """Whether two options can both be right by what they say alone."""
    first, second = amount_of(one, language), amount_of(other, language)
    if first and second:
        return first.meets(second)
    return inside(one, other, language) or inside(other, one, language)


def overlapping(bank: Sequence[Item]) -> list[Finding]:
    """One finding for each pair of options of a question that overlap, and for each option that speaks of the others."""
    found: dict[tuple[str, str, str], Finding] = {}
    for item in bank:
        for country, options in item.sheets.items():
            for language in LANGUAGES:
                for sentence, texts in _clashes(options, language):
                    place = (item.key, language, " | ".join(texts))
                    figures = {"options": list(texts)}
                    found.setdefault(place, Finding("overlap", item.bank, item.key, sentence, country, language, figures))
    return list(found.values())


def _clashes(options: Sequence[Option], language: str) -> list[tuple[str, tuple[str, ...]]]:
    found: list[tuple[str, tuple[str, ...]]] = []
    texts = [(option, option.text.get(language, "")) for option in options]
    for option, text in texts:
        if option.authored and _ABOVE.search(fold(text).rstrip(".")):
            found.append((_("«{text}» speaks of the other options.").format(text=text), (text,)))
    for (first, one), (second, other) in combinations(texts, 2):
        if (first.authored or second.authored) and overlap(one, other, language):
            found.append((_("«{one}» and «{other}» can both be right.").format(one=one, other=other), (one, other)))
    return found


def _is_number(token: str) -> bool:
    return token[:1].isdigit()
