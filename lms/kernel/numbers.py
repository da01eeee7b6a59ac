"""Numbers that speak like law: years, months, weeks, days, percent or money in a text, in figures or in words. Pure.

Such a number stays when the law moves, and nobody finds it: it belongs into a fact, which texts cite.
"""

import re
from collections.abc import Mapping
from typing import Final

_ONES_ES: Final = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciseis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidos",
    "veintitres",
    "veinticuatro",
    "veinticinco",
    "veintiseis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
_ONES_EN: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS_ES: Final = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
_TENS_EN: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_HUNDREDS: Final = {
    "cien": 100,
    "ciento": 100,
    "doscientos": 200,
    "trescientos": 300,
    "cuatrocientos": 400,
    "quinientos": 500,
    "mil": 1000,
}
NUMBERS: Final[Mapping[str, Mapping[str, int]]] = {
    "es": {word: n for n, word in enumerate(_ONES_ES)} | {word: 30 + 10 * n for n, word in enumerate(_TENS_ES)} | _HUNDREDS,
    "en": {word: n for n, word in enumerate(_ONES_EN)}
    | {word: 20 + 10 * n for n, word in enumerate(_TENS_EN)}
    | {"hundred": 100, "thousand": 1000},
}
_UNIT: Final = {
    "es": r"años?|mes(?:es)?|semanas?|días?",
    "en": r"years?|months?|weeks?|days?",
}
_MONEY: Final = (
    r"(?:US?\$|\$|S/\.?|€|USD|CLP|COP|MXN|PEN|CHF|EUR)\s?\d|\d[\d.,]*\s?(?:pesos|soles|dólares|dollars|euros|francos|francs|UF|UTM|UIT|"
    r"UMA|USD|CLP|COP|MXN|PEN|CHF|EUR)\b"
)
_PERCENT: Final = r"\d\s?%|\b(?:por ciento|per ?cent)\b"


def _pattern(language: str) -> re.Pattern[str]:
    from_two = "|".join(sorted((word for word, n in NUMBERS[language].items() if n > 1), key=len, reverse=True))
    accents = str.maketrans({"a": "[aá]", "e": "[eé]", "i": "[ií]", "o": "[oó]", "u": "[uú]"})
    words = from_two.translate(accents)  # «un año» and "one day" are seldom a rule, and always a way to speak
    dash = r"(?:\s|-)"
    return re.compile(
        rf"(?:\b\d[\d.,]*|\b(?:{words})){dash}?(?:\s?\(\w+\)\s?)?{dash}?(?:{_UNIT[language]})\b|{_MONEY}|{_PERCENT}",
        re.IGNORECASE,
    )


_PATTERNS: Final = {language: _pattern(language) for language in NUMBERS}


def numbers_in(text: str, language: str) -> list[str]:
    """The numbers of years, months, weeks, days, percent or money in a text, as they stand there."""
    pattern = _PATTERNS.get(language)
    return [found[0].strip() for found in pattern.finditer(text.replace("\u00a0", " "))] if pattern else []
