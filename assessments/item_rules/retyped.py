"""Law that was typed into a question: a number of years, months, days, percent or money outside a fact. Pure.

A number that is written into a stem, a right answer or an explanation stays when the law moves, and nobody finds it. So: bind
the question to the fact, or say it without the number. Wrong answers may hold numbers: they are what is not the law.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from assessments.item_rules.items import LANGUAGES, Finding, Item, Said
from lms.kernel.numbers import numbers_in


def retyped(bank: Sequence[Item]) -> list[Finding]:
    """One finding for each place of an item, in either language."""
    found = []
    for item in bank:
        for said in item.said:
            for language in LANGUAGES:
                if numbers := numbers_in(said.text.get(language, ""), language):
                    sentence = _(
                        "«{number}» is written out in {field}: bind the question to the fact, or say it without the number."
                    )
                    figures = {"field": said.field, "numbers": numbers}
                    words = sentence.format(number=numbers[0], field=said.field)
                    found.append(Finding("retyped", item.bank, item.key, words, "", language, figures))
    return found


def said_in(body: Mapping[str, Any]) -> list[Said]:
    """All that a question's body says for true: its words in two languages, but the texts of wrong options and answers."""
    found: list[Said] = []
    _walk({name: value for name, value in body.items() if name not in ("bank", "unit", "units")}, "", found, wrong=False)
    if body.get("kind") == "numeric":
        found += _key_numbers(body)
    return found


def _walk(value: Any, path: str, found: list[Said], *, wrong: bool) -> None:
    if isinstance(value, Mapping):
        if set(value) & set(LANGUAGES) and all(isinstance(one, str) for one in value.values()):
            if not (wrong and path.endswith(("text", "match"))):
                found.append(Said(path, dict(value)))
            return
        for name, one in value.items():
            _walk(one, f"{path}.{name}".strip("."), found, wrong=wrong)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, one in enumerate(value, start=1):
            name = one.get("id", number) if isinstance(one, Mapping) else number
            lost = path.endswith(("distractors", "extras"))
            lost = lost or (path.endswith("options") and isinstance(one, Mapping) and float(one.get("fraction", 0)) <= 0)
            _walk(one, f"{path}.{name}", found, wrong=wrong or lost)


def _key_numbers(body: Mapping[str, Any]) -> list[Said]:
    """A key that is a number, with its unit: «6 meses» typed as the right answer is a law retyped, too."""
    values = [one.get("value") for one in body.get("answers") or () if float(one.get("fraction", 1)) > 0] or [body.get("value")]
    unit = body.get("unit") or {}
    return [
        Said("value", {language: f"{value} {unit.get(language, '')}".strip() for language in LANGUAGES})
        for value in values
        if value not in (None, "")
    ]
