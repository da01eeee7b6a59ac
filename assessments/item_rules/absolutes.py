"""«Siempre», «nunca», «todos» in wrong answers alone: who looks for them need not know anything. Pure.

(Haladyna, Downing & Rodriguez (2002), guideline 28: give no clues such as "specific determiners including always, never,
completely, and absolutely".) «Solo» is not one of them: law says it often, and it stands in right answers too. Nor are a
rhythm ("every month"), a whole («todo el país») and «Ninguno: …», which is an amount. Other countries' answers are left alone:
their words are a law's.
"""

import re
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from assessments.item_rules.items import LANGUAGES, Finding, Item, Option

_ES: Final = (
    r"siempre(?! (?:que|y cuando)\b)", "nunca", "jamás", r"(?<!sobre )tod(?:os|as|o(?! el\b)|a(?! la\b))",
    "(?<!^)ningun[oa]s?", "ningún", "absolutamente", "completamente", "totalmente", "sin excepción",
)  # fmt: skip
_EN: Final = (
    "always", "never", "(?<!at )all", r"every(?! (?:\w+ )?(?:day|week|month|year|time)s?\b)", "(?<!^)none", "no matter",
    "absolutely", "completely", "totally", "entirely", "for ?ever", "without exception",
)  # fmt: skip
_WORDS: Final = {
    language: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE) for language, words in (("es", _ES), ("en", _EN))
}


def absolutes_in(text: str, language: str) -> list[str]:
    """The absolute words of a text, in small letters."""
    pattern = _WORDS.get(language)
    return [found[0].lower() for found in pattern.finditer(text)] if pattern else []


def only_in_wrong(bank: Sequence[Item]) -> list[Finding]:
    """One finding for each question and language in which wrong answers have such a word and right ones have none."""
    found = []
    for item in bank:
        for language in LANGUAGES:
            countries = [country for country, options in item.sheets.items() if _betrays(options, language)]
            if countries:
                where = "" if len(countries) == len(item.sheets) else countries[0]
                words = sorted(
                    {
                        word
                        for country in countries
                        for option in item.sheets[country]
                        if not option.right and option.authored
                        for word in absolutes_in(option.text.get(language, ""), language)
                    }
                )
                sentence = _("Only wrong answers say {words}: take it out, or let the right one say so too.")
                said = ", ".join(f"«{word}»" for word in words)
                figures = {"words": words, "countries": countries}
                found.append(Finding("absolutes", item.bank, item.key, sentence.format(words=said), where, language, figures))
    return found


def _betrays(options: Sequence[Option], language: str) -> bool:
    def says(option: Option) -> bool:
        return bool(absolutes_in(option.text.get(language, ""), language))

    right = any(says(option) for option in options if option.right)
    return not right and any(says(option) for option in options if not option.right and option.authored)
