"""Invented people by country, with logo and signature, for previews and for the check before publishing. Pure but for gettext.

Personal data: none.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from certificates.papers import FIELDS, LANGUAGES, Picture, Value, sample_values
from certificates.papers.catalogue import BILINGUAL, ENGLISH, SPANISH
from lms.kernel.places import Country

BETWEEN: Final = " · "
_DOCUMENTS: Final = {
    "CL": "RUN 12.345.678-5", "CO": "C.C. 1.020.345.678", "MX": "CURP PASA900101MDFRLN09", "PE": "DNI 45678912",
}  # fmt: skip
_SOUTH: Final = {SPANISH: "Centro Mipyme del Sur", ENGLISH: "Southern Centre for Small Business"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One invented paper: where, in which language (es, en, es+en), of somebody with a short or the longest name."""

    country: str
    language: str
    long: bool

    def words(self) -> str:
        """The sample in words, in the active language: “Peru, in Spanish, long name”."""
        language = {SPANISH: _("in Spanish"), ENGLISH: _("in English"), BILINGUAL: _("in both languages")}[self.language]
        return f"{Country(self.country).label}, {language}, {_('long name') if self.long else _('short name')}"


def samples(countries: Sequence[str]) -> list[Sample]:
    """All that a design must be able to show before it is published: each country, language and length of name."""
    return [Sample(country, language, long) for country in countries for language in LANGUAGES for long in (False, True)]


def values_of(sample: Sample, paper: str) -> dict[str, Value]:
    """The value of every field. Short ones have a logo; long ones two institutions more, four signatories and signatures."""
    values = sample_values(sample.language, sample.long, paper=paper)
    country = BETWEEN.join(dict.fromkeys(_in_languages(sample)))
    values |= {"country": country, "document": _DOCUMENTS[sample.country], "warning": _warning(sample.language)}
    if not sample.long:
        first = ENGLISH if sample.language == ENGLISH else SPANISH
        values["institution"] = f"{_SOUTH[first]}, {country.partition(BETWEEN)[0]}"
        values["logo"] = Picture(_logo())
        return values
    values["signatories"] = [_with(one, "picture", Picture(_pen())) for one in _rows(values["signatories"])]
    return values


def shown(key: str, values: dict[str, Value]) -> str:
    """A field's sample value as a line of text; '' for what is no text."""
    value = values.get(key, "")
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return BETWEEN.join(
            str(row.get("name") or row.get("title") or "") if isinstance(row, dict) else str(row) for row in value[:2]
        )
    return ""


def fixed_of(values: dict[str, Value]) -> dict[str, Value]:
    """What a cohort's papers share of these values, for the compiler."""
    return {key: value for key, value in values.items() if key not in FIELDS or not FIELDS[key].varies}


def _in_languages(sample: Sample) -> Iterator[str]:
    for language in (SPANISH, ENGLISH):
        if sample.language in (language, BILINGUAL):
            with translation.override(language):
                yield str(Country(sample.country).label)


def _warning(language: str) -> str:
    words = []
    for one in (SPANISH, ENGLISH):
        if language in (one, BILINGUAL):
            with translation.override(one):
                words.append(_("Sample without value: the person and the number are invented."))
    return " ".join(words)


def _rows(value: Value) -> list[dict[str, Value]]:
    return [dict(row) for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _with(row: dict[str, Value], key: str, value: Value) -> dict[str, Value]:
    return {**row, key: value}


@cache
def _logo() -> bytes:
    """A grey field with two circles: nobody's logo."""
    from PIL import Image, ImageDraw  # loaded by who draws

    image = Image.new("RGB", (480, 150), "#e3e6e8")
    pen = ImageDraw.Draw(image)
    pen.ellipse((30, 25, 130, 125), outline="#5b6770", width=12)
    pen.ellipse((90, 25, 190, 125), outline="#5b6770", width=12)
    pen.rectangle((225, 60, 445, 90), fill="#5b6770")
    return _png(image)


@cache
def _pen() -> bytes:
    """A scribble: nobody's signature."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (380, 110), "#ffffff")
    pen = ImageDraw.Draw(image)
    points = [(15 + 14 * n, 55 + (34 if n % 2 else -34) * (1 - n / 30)) for n in range(26)]
    pen.line(points, fill="#1d3b6f", width=5, joint="curve")
    return _png(image)


def _png(image: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
