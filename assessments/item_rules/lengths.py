"""The longest option is the right one: the tell that people who know nothing use first. Pure.

A bank fails where the key is strictly the longest option of more than 30 % of its questions with one right answer, counted by
language and by the country whose law is the key. With four options chance alone gives 25 % (Haladyna, Downing & Rodriguez
(2002), Applied Measurement in Education 15(3), 309–333, guideline 28a: keep the length of choices about equal).
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from assessments.item_rules.items import LANGUAGES, Finding, Item, Option
from lms.kernel.places import COUNTRIES

MOST: Final = Fraction(30, 100)


def key_is_longest(options: Sequence[Option], language: str) -> bool:
    """Whether the key has more characters than every other option."""
    lengths = [(len(" ".join(option.text.get(language, "").split())), option.right) for option in options]
    rights = [length for length, right in lengths if right]
    return len(rights) == 1 and rights[0] > max((length for length, right in lengths if not right), default=rights[0])


def long_keys(bank: Sequence[Item]) -> list[Finding]:
    """One finding a country and language in which it happens too often; one for all countries when no law makes options."""
    by_law = any(set(item.sheets) - {""} for item in bank)
    found = []
    for country in COUNTRIES if by_law else ("",):
        for language in LANGUAGES:
            long, of = longest_share(bank, country, language)
            if of and Fraction(len(long), of) > MOST:
                found.append(_too_often(bank[0].bank, country, language, long, of))
    return found


def longest_share(bank: Sequence[Item], country: str, language: str) -> tuple[list[str], int]:
    """The questions whose key is the longest option for a country's reader, and of how many."""
    met = [(item.key, item.sheets.get(country) or item.sheets.get("")) for item in bank if item.one_right]
    sheets = [(key, options) for key, options in met if options]
    return [key for key, options in sheets if key_is_longest(options, language)], len(sheets)


def _too_often(bank: str, country: str, language: str, long: Sequence[str], of: int) -> Finding:
    sentence = _("The right answer is the longest option in {n} of {of} questions ({share} %); at most {most} % may be.")
    share = round(100 * len(long) / of, 1)
    return Finding(
        "longest", bank, "", sentence.format(n=len(long), of=of, share=f"{share:g}", most=f"{float(MOST * 100):g}"),
        country, language, {"n": len(long), "of": of, "percent": share, "most": float(MOST * 100), "items": list(long)},
    )  # fmt: skip
