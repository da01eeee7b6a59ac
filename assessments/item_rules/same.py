"""When two texts say the same to a reader: «seis meses», «6 meses» and «6 meses.» are one answer, and so are 12 months and a
year. Pure.

Words are folded (case, accents, punctuation, articles), numbers in words become digits, thousands lose their separator, and
lengths of time come in one unit of their kind: years in months, weeks in days. Days and months stay apart (30 days are not a
month), and so do days and business days.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from lms.kernel.numbers import NUMBERS

UNITS: Final[Mapping[str, tuple[str, int]]] = {  # a word: the unit it is counted in, and how many of it
    **dict.fromkeys(("ano", "anos", "year", "years"), ("months", 12)),
    **dict.fromkeys(("mes", "meses", "month", "months"), ("months", 1)),
    **dict.fromkeys(("semana", "semanas", "week", "weeks"), ("days", 7)),
    **dict.fromkeys(("dia", "dias", "day", "days"), ("days", 1)),
    **dict.fromkeys(("hora", "horas", "hour", "hours"), ("hours", 1)),
    "%": ("%", 1),
}
_ARTICLES: Final = frozenset(["el", "la", "los", "las", "un", "una", "unos", "unas", "the", "a", "an"])
_ONE: Final = frozenset(["un", "una", "uno", "a", "an", "one"])
_JOINED: Final = (
    ("por ciento", "%"), ("per cent", "%"), ("percent", "%"), ("business days", "bdays"), ("business day", "bdays"),
    ("working days", "bdays"), ("dias habiles", "bdays"), ("dia habil", "bdays"),
)  # fmt: skip
_GROUPED: Final = re.compile(r"(?<![\d.,])(\d{1,3})((?:[.,]\d{3})+)(?![\d.,]*\d)")
_DECIMAL: Final = re.compile(r"(\d),(\d)")
_TOKEN: Final = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|%")


def fold(text: str) -> str:
    """Without case, accents and hard spaces."""
    plain = unicodedata.normalize("NFKD", text.replace("\u00a0", " ").casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


@lru_cache(maxsize=8192)
def normal_form(text: str, language: str) -> str:
    """What a text says, in one form: equal forms are one answer."""
    return " ".join(_measured(counted(text, language)))


def counted(text: str, language: str) -> list[str]:
    """A text's words with every number in digits, in the units that it names."""
    return _counted(tuple(_tokens(text)), language)


def same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two texts in several languages say the same in any of them: such a pair can't stand on one sheet."""
    languages = sorted(set(one) | set(other))
    return any(normal_form(one.get(lang, ""), lang) == normal_form(other.get(lang, ""), lang) for lang in languages)


def _tokens(text: str) -> Iterator[str]:
    plain = fold(text)
    plain = _GROUPED.sub(lambda found: found[1] + re.sub(r"[.,]", "", found[2]), plain)
    plain = _DECIMAL.sub(r"\1.\2", plain)
    for words, token in _JOINED:
        plain = re.sub(rf"\b{words}\b", token, plain)
    return (found[0] for found in _TOKEN.finditer(plain))


def _counted(tokens: Sequence[str], language: str) -> list[str]:
    """Number words as digits («treinta y cinco», "forty-five"); «un año» as 1; articles go."""
    known = NUMBERS.get(language, {})
    found: list[str] = []
    i = 0
    while i < len(tokens):
        token, after = tokens[i], tokens[i + 1] if i + 1 < len(tokens) else ""
        if token in _ONE and (after in UNITS or after == "bdays"):
            found.append("1")
        elif token in known:
            value, i = _number(tokens, i, known)
            found.append(str(value))
            continue
        elif token not in _ARTICLES:
            found.append(token)
        i += 1
    return found


def _number(tokens: Sequence[str], start: int, known: Mapping[str, int]) -> tuple[int, int]:
    """A number in words and the place after it: «mil quinientos», «treinta y cinco», "two hundred and ten"."""
    total = current = 0
    i = start
    while i < len(tokens):
        place = i + 1 if i > start and tokens[i] in ("y", "and") and i + 1 < len(tokens) else i
        value = known.get(tokens[place])
        if value is None:
            break
        if value == 1000:
            total, current = total + max(current, 1) * 1000, 0
        elif value == 100 and 0 < current < 10:
            current *= 100
        elif not current or (value < 10 <= current and not current % 10) or (value < 100 <= current and not current % 100):
            current += value
        else:
            break
        i = place + 1
    return total + current, i


def _measured(tokens: Sequence[str]) -> Iterator[str]:
    """A count and its unit in one unit of their kind."""
    i = 0
    while i < len(tokens):
        token, after = tokens[i], tokens[i + 1] if i + 1 < len(tokens) else ""
        if token[0].isdigit() and after in UNITS:
            unit, times = UNITS[after]
            yield f"{float(token) * times:g}"
            yield unit
            i += 2
        else:
            yield f"{float(token):g}" if token[0].isdigit() and float(token) < 10**6 else token
            i += 1
