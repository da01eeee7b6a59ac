"""Reading a number as people write it in their country, and saying back how it was read. Pure.

CL and CO write 1.234,5; MX and PE write 1,234.5. So "1.500" is 1500 in Bogotá and 1.5 in Lima: the country decides, and
the answer is echoed without thousands signs ("1500", "1,5"), so that the reader sees which it was. What has no single
reading ("1.50.000", "1,2.3,4") is refused with a sentence, never guessed.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

DECIMAL_SIGN: Final[dict[str, str]] = {"CL": ",", "CO": ",", "MX": ".", "PE": "."}
_LONGEST: Final = 40
_SPACES: Final = re.compile(r"(?<=\d)[\s\u00a0\u2009\u202f'’](?=\d{3}(\D|$))")
_PLAIN: Final = re.compile(r"[0-9]+([.,][0-9]+)*", re.ASCII)


class NumberRefused(ValueError):
    """The text has no single reading; the message says why and what to write instead."""


@dataclass(frozen=True, slots=True)
class NumberRead:
    """A number and how it was read: `echo` has the country's decimal sign and no thousands sign."""

    value: Decimal
    echo: str
    separated: bool  # a point or a comma was there: show the echo


def read_number(text: str, *, country: str, units: tuple[str, ...] = ()) -> NumberRead:
    """The number in `text` as a reader of `country` means it; one of `units` may follow it. Raises NumberRefused."""
    cleaned = _SPACES.sub("", text.strip().replace("−", "-"))
    for unit in sorted(filter(None, units), key=len, reverse=True):
        if cleaned.casefold().endswith(unit.casefold()):
            cleaned = cleaned[: -len(unit)].strip()
            break
    sign = -1 if cleaned.startswith("-") else 1
    cleaned = cleaned.lstrip("+-").strip()
    if len(text) > _LONGEST or not _PLAIN.fullmatch(cleaned):
        raise NumberRefused(_("Write only a number, with digits: for example 6."))
    decimal = DECIMAL_SIGN.get(country, ",")
    whole, part = _split(cleaned, decimal)
    value = sign * Decimal(f"{whole}.{part}" if part else whole)
    return NumberRead(value, echo_number(value, country=country), "." in cleaned or "," in cleaned)


def echo_number(value: Decimal, *, country: str) -> str:
    """A number for people: the country's decimal sign, no thousands sign, no zeros at the end."""
    plain = format(value.normalize(), "f") if value else "0"
    return plain.replace(".", DECIMAL_SIGN.get(country, ","))


def _split(digits: str, decimal: str) -> tuple[str, str]:
    """The whole and the decimal part. The country's sign decides; the other sign groups thousands where it can."""
    thousands = "." if decimal == "," else ","
    if decimal in digits and thousands in digits:  # both: the last one is the decimal sign, whatever the country
        last = max(digits.rfind("."), digits.rfind(","))
        decimal, thousands = digits[last], "." if digits[last] == "," else ","
    if digits.count(decimal) > 1 and thousands not in digits and _grouped(digits, decimal):
        return digits.replace(decimal, ""), ""  # 1,234,567 in a country of the decimal comma: it can only be thousands
    if digits.count(decimal) <= 1:
        whole, _sign, part = digits.partition(decimal)
        if thousands not in whole and thousands not in part:
            return whole, part
        if thousands not in part and _grouped(whole, thousands):
            return whole.replace(thousands, ""), part
        if decimal not in digits and digits.count(thousands) == 1:  # 12.34 where the point groups: it can only be decimal
            whole, _sign, part = digits.partition(thousands)
            return whole, part
    raise NumberRefused(
        _("We can't tell how to read «{text}». Write it without separating thousands: for example 1500 or 1{sign}5.").format(
            text=digits, sign=decimal
        )
    )


def _grouped(digits: str, sign: str) -> bool:
    """True for 1.234.567: a first group of one to three digits without a leading zero, then groups of three."""
    first, *rest = digits.split(sign)
    return bool(rest) and 1 <= len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in rest)
