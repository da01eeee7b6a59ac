"""What the law says, as plain values: the answer to "which rule applies in this country", and its numbers in words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from lms.kernel.places import COUNTRIES
from lms.kernel.words import in_language

NBSP: Final = "\u00a0"
OFFICES: Final[dict[str, dict[str, str]]] = {  # who confirms a fact: {country: {topic: office}}; "" is every other topic
    "CL": {
        "": "INAPI", "copyright": "DDI", "plant_varieties": "SAG", "domains": "NIC Chile", "fees.copyright": "DDI",
        "msme": "Ministerio de Economía", "units": "Ministerio de Economía",
    },
    "CO": {
        "": "SIC", "copyright": "DNDA", "plant_varieties": "ICA", "fees.copyright": "DNDA",
        "msme": "Ministerio de Comercio, Industria y Turismo", "units": "Ministerio de Comercio, Industria y Turismo",
    },
    "MX": {
        "": "IMPI", "copyright": "INDAUTOR", "plant_varieties": "SNICS", "fees.copyright": "INDAUTOR",
        "msme": "Secretaría de Economía", "units": "Secretaría de Economía",
    },
    "PE": {"": "Indecopi", "msme": "PRODUCE", "units": "PRODUCE"},
}  # fmt: skip
_UNITS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "es": {
        "years": ("año", "años"), "months": ("mes", "meses"), "weeks": ("semana", "semanas"), "days": ("día", "días"),
        "business_days": ("día hábil", "días hábiles"), "hours": ("hora", "horas"), "classes": ("clase", "clases"),
    },
    "en": {
        "years": ("year", "years"), "months": ("month", "months"), "weeks": ("week", "weeks"), "days": ("day", "days"),
        "business_days": ("business day", "business days"), "hours": ("hour", "hours"), "classes": ("class", "classes"),
    },
}  # fmt: skip
_YES_NO: Final = {"es": ("sí", "no"), "en": ("yes", "no")}
_COMMA_COUNTRIES: Final = frozenset({"CL", "CO"})  # 1.234,5; Mexico and Peru write 1,234.5


def office_of(key: str, country: str) -> str:
    """The office that confirms a fact of this topic in this country: «Indecopi»."""
    offices = OFFICES.get(country, {})
    topic, _dot, name = key.partition(".")
    return offices.get(f"{topic}.{name.partition('_')[0]}") or offices.get(topic) or offices.get("", "OMPI")


@dataclass(frozen=True, slots=True)
class LawAnswer:
    """The rule that applies in a country: the first published of its own, the Andean, the treaty's, *whole*.

    `jurisdiction` says which; `values` is {part: {kind, n, unit}}; `sentence`, `short`, `titles` are {es, en};
    `as_of` is YYYY, YYYY-MM or YYYY-MM-DD; `unsure`: to be confirmed with the office, never shown as certain.
    """

    key: str
    country: str
    jurisdiction: str
    item_version_id: int
    kind: str
    titles: Mapping[str, str]
    values: Mapping[str, Mapping[str, Any]]
    sentence: Mapping[str, str]
    short: Mapping[str, str]
    law: str
    article: str
    as_of: str
    confidence: str
    needs_check: bool
    sources: tuple[str, ...] = field(default=())

    @property
    def unsure(self) -> bool:
        return self.needs_check or self.confidence == "low"

    @property
    def certain(self) -> bool:
        """Whether an answer may be scored by it: of high confidence, and nothing left to check (issue 7)."""
        return self.confidence == "high" and not self.needs_check

    @property
    def office(self) -> str:
        """Who confirms it."""
        return office_of(self.key, self.country)

    def short_text(self, language: str, *, reader: str = "") -> str:
        """For a table's cell: `short`, else the values in words (numbers as in the country `reader`), else the sentence."""
        text = in_language(self.short, language) or values_in_words(
            self.values, country=reader or self.country, language=language
        )
        return text or in_language(self.sentence, language)

    def text(self, part: str, language: str) -> str:
        """For running text: the whole sentence, or one part in words; '' when there is no such part."""
        if not part:
            return in_language(self.sentence, language)
        value = self.values.get(part)
        return value_in_words(value, country=self.country, language=language) if value is not None else ""


def title_of_fact(told: Mapping[str, Mapping[str, LawAnswer]], key: str, *, country: str, language: str) -> str:
    """A fact's row name, of {country: {key: answer}}: the reader's own country's wording first; the key when nobody has one."""
    for code in (country, *COUNTRIES):
        if answer := told.get(code, {}).get(key):
            return in_language(answer.titles, language) or key
    return key


def number_in_words(value: Decimal | float | int | str, *, country: str, language: str) -> str:
    """Digits as people write them: «1.234,5» in Chile and Colombia, «1,234.5» in Mexico, Peru and in English."""
    text = format(Decimal(str(value)).normalize(), ",f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if language == "es" and country in _COMMA_COUNTRIES:
        return text.translate(str.maketrans(",.", ".,"))
    return text


def value_in_words(value: Mapping[str, Any], *, country: str, language: str) -> str:
    """One named part of a fact: «10 años», «30 días hábiles», «CLP 123.000», «20 %», «sí». Hard spaces inside.

    Kinds: duration, money, percent, number, yes_no, enum (its own `words`). An unknown unit is printed as it is.
    """
    kind, n, unit = str(value.get("kind", "")), value.get("n"), str(value.get("unit") or "")
    known = language if language in _UNITS else "es"
    if kind == "yes_no":
        return _YES_NO[known][0 if n in (True, "yes", "true") else 1]
    if kind == "enum" or not isinstance(n, int | float | Decimal) or isinstance(n, bool):
        words = value.get("words")
        return in_language(words, language) if isinstance(words, Mapping) else ("" if n is None else str(n))
    digits = number_in_words(n, country=country, language=language)
    if kind == "percent":
        return f"{digits}{NBSP}%"
    if kind == "money":
        return f"{unit}{NBSP}{digits}" if unit else digits
    singular, plural = _UNITS[known].get(unit, (unit, unit))
    return f"{digits}{NBSP}{(singular if n == 1 else plural).replace(' ', NBSP)}" if unit else digits


def values_in_words(values: Mapping[str, Mapping[str, Any]], *, country: str, language: str) -> str:
    """All parts of a fact in their order, joined by commas."""
    return ", ".join(filter(None, (value_in_words(v, country=country, language=language) for v in values.values())))
