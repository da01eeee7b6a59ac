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
_KIND_OF_DAY: Final = r"(?:(?:business|working|calendar|consecutive|natural|full|whole)\s)?"  # "30 business days"
_AND: Final = {"es": r"(?:\s(?:y\s)?)", "en": r"(?:\s(?:and\s)?|-)"}  # «treinta y seis», "thirty-six"
_DIGITS: Final = r"\d(?:[\d.,]*\d)?"
_SIGN: Final = r"(?:US?\$|\$|S/\.?|€|(?:USD|CLP|COP|MXN|PEN|CHF|EUR)\b)"
_COIN: Final = r"pesos|soles|dólares|dollars|euros|francos|francs|UF|UTM|UIT|UMA|USD|CLP|COP|MXN|PEN|CHF|EUR"
_MANY: Final = r"(?:\s(?:mil|thousand|mill(?:ón|ones|ions?))(?:\sde)?)?"  # «10 millones de pesos»
_PERCENT: Final = r"%|(?:por ciento|per ?cent)\b"


def _pattern(language: str) -> re.Pattern[str]:
    accents = str.maketrans({"a": "[aá]", "e": "[eé]", "i": "[ií]", "o": "[oó]", "u": "[uú]"})
    every = sorted(NUMBERS[language], key=len, reverse=True)
    from_two = "|".join(word for word in every if NUMBERS[language][word] > 1).translate(accents)
    from_two += "|veinti[uú]n"
    word = "|".join([*every, "una?"]).translate(accents)
    # «un año» and "one day" are seldom a rule, and always a way to speak; «treinta y un días» is none
    number = rf"(?:\b{_DIGITS}|\b(?:(?:{word}){_AND[language]})*(?:{from_two})|\b(?:(?:{word}){_AND[language]})+(?:{word}))"
    gap = r"(?:\s|-)?(?:\s?\(\w+\)\s?)?(?:\s|-)?"
    what = rf"{gap}{_KIND_OF_DAY}(?:{_UNIT[language]})\b|{_MANY}\s?(?:{_COIN})\b|\s?(?:{_PERCENT})"
    return re.compile(rf"{number}(?:{what})|{_SIGN}\s?{_DIGITS}|{_PERCENT}", re.IGNORECASE)


def _hint(language: str) -> re.Pattern[str]:
    """What a text with such a number holds in any case: quick to look for, for most texts hold none of it."""
    return re.compile(rf"\b(?:{_UNIT[language]}|{_COIN})\b|{_SIGN}|{_PERCENT}", re.IGNORECASE)


_HINTS: Final = {language: _hint(language) for language in NUMBERS}
_PATTERNS: Final = {language: _pattern(language) for language in NUMBERS}


def numbers_in(text: str, language: str) -> list[str]:
    """The numbers of years, months, weeks, days, percent or money in a text, whole and as they stand there."""
    if language not in _PATTERNS or not _HINTS[language].search(text):
        return []
    return [found[0].strip() for found in _PATTERNS[language].finditer(text.replace("\u00a0", " "))]
