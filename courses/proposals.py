"""A new value of a fact, as an author writes it: `10y`, `6m`, `30bd`, `MXN 3200`, `12 %`, `yes`; else a new sentence. Pure.

From the fact's body as it stands and what was written comes the body that is proposed, or a sentence that says what is
missing (BadInput).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.facts import value_in_words, values_in_words
from lms.kernel.errors import BadInput
from lms.kernel.places import Language

UNITS: Final = {"y": "years", "m": "months", "w": "weeks", "d": "days", "bd": "business_days", "h": "hours"}
_NUMBER: Final = r"(?:\d{1,12}(?:\.\d{1,4})?)"
_DURATION: Final = re.compile(rf"({_NUMBER})\s*(bd|y|m|w|d|h)", re.IGNORECASE)
_DURATIONS: Final = re.compile(rf"(?:{_NUMBER}\s*(?:bd|y|m|w|d|h)(?:\s+|$))+", re.IGNORECASE)
_MONEY: Final = re.compile(rf"([A-Z]{{2,5}})\s*({_NUMBER})|({_NUMBER})\s*([A-Z]{{2,5}})")
_PERCENT: Final = re.compile(rf"({_NUMBER})\s*%")
_YES_NO: Final = {"yes": True, "no": False, "sí": True, "si": True}
_ENDS: Final = (".", "!", "?", "»", ".”", ".)")
_SAID_AS: Final = {"years": "year", "months": "month", "weeks": "week", "days": "day"}  # «10-year»

Value = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: values of one kind (several durations: `1y 6m`), or a Spanish sentence."""

    values: tuple[dict[str, Any], ...] = ()
    sentence: str = ""


def read_value(text: str) -> Written:
    """Read VALUE. Raises BadInput when it is neither a value nor a sentence."""
    text = " ".join(text.split())
    if _DURATIONS.fullmatch(text):
        found = [{"kind": "duration", "n": _n(n), "unit": UNITS[unit.lower()]} for n, unit in _DURATION.findall(text)]
        return Written(tuple(found))
    if money := _MONEY.fullmatch(text):
        return Written(({"kind": "money", "n": _n(money[2] or money[3]), "unit": money[1] or money[4]},))
    if percent := _PERCENT.fullmatch(text):
        return Written(({"kind": "percent", "n": _n(percent[1]), "unit": "%"},))
    if text.lower() in _YES_NO:
        return Written(({"kind": "yes_no", "n": _YES_NO[text.lower()]},))
    if re.fullmatch(_NUMBER, text):
        return Written(({"kind": "number", "n": _n(text)},))
    if text.endswith(_ENDS) and " " in text:
        return Written(sentence=text)
    raise BadInput(
        what=_(
            "“%(value)s” is not a value (10y, 6m, 30bd, MXN 3200, 12 %%, yes, no) and not a sentence: "
            "a sentence ends with a full stop."
        )
        % {"value": text[:80]}
    )


def _n(text: str) -> int | float:
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else float(number)


def place_values(key: str, values: Mapping[str, Value], written: Sequence[Value], part: str = "") -> dict[str, dict[str, Any]]:
    """{part: new value}: which parts of a fact the written values go to. Raises BadInput, naming the parts, when unclear."""
    parts = ", ".join(values) or "–"
    if part:
        if part not in values:
            raise BadInput(
                what=_("The fact %(key)s has no part “%(part)s” here. Its parts: %(parts)s.")
                % {"key": key, "part": part, "parts": parts}
            )
        return {part: _fitted(key, part, values[part], _one(written))}
    kind = str(written[0]["kind"])
    fitting = [name for name, value in values.items() if _fits(value, kind)]
    if len(fitting) == 1:
        return {fitting[0]: _fitted(key, fitting[0], values[fitting[0]], _one(written))}
    if not fitting:
        raise BadInput(
            what=_("The fact %(key)s holds no value of this kind here. Its parts: %(parts)s. Write a sentence instead.")
            % {"key": key, "parts": parts}
        )
    by_unit = {unit: [n for n in fitting if values[n].get("unit") == unit] for unit in {v.get("unit") for v in written}}
    if len(written) > 1 and len(by_unit) == len(written) and all(len(names) == 1 for names in by_unit.values()):
        return {by_unit[value["unit"]][0]: _fitted(key, "", values[by_unit[value["unit"]][0]], value) for value in written}
    raise BadInput(
        what=_("The fact %(key)s has several values of this kind. Name the part: %(names)s.")
        % {"key": key, "names": ", ".join(f"{key}.{name}" for name in fitting)}
    )


def _fits(value: Value, kind: str) -> bool:
    return value["kind"] == kind or (kind == "number" and value["kind"] == "percent")


def _fitted(key: str, part: str, old: Value, new: Value) -> dict[str, Any]:
    if not _fits(old, str(new["kind"])):
        raise BadInput(
            what=_("The part %(key)s.%(part)s is of the kind “%(kind)s”: write it like %(example)s.")
            % {"key": key, "part": part, "kind": old["kind"], "example": example_of(old)}
        )
    return {**old, **{name: new[name] for name in ("n", "unit") if name in new}}


def example_of(value: Value) -> str:
    """How one writes a value of this kind: the old one, as VALUE."""
    if value["kind"] == "duration":
        short = next((sign for sign, unit in UNITS.items() if unit == value.get("unit")), "y")
        return f"{value['n']}{short}"
    if value["kind"] == "money":
        return f"{value.get('unit') or 'USD'} {value['n']}"
    return {"percent": f"{value['n']} %", "yes_no": _("yes or no"), "number": str(value["n"])}.get(
        value["kind"], _("a new sentence, without the part")
    )


def _one(written: Sequence[Value]) -> dict[str, Any]:
    """Several durations as one: years and months in months, weeks and days in days."""
    if len(written) == 1:
        return dict(written[0])
    units = {str(value["unit"]) for value in written}
    for base, worth in (("months", {"years": 12, "months": 1}), ("days", {"weeks": 7, "days": 1})):
        if len(units) == len(written) and units <= set(worth):
            return {"kind": "duration", "n": sum(value["n"] * worth[str(value["unit"])] for value in written), "unit": base}
    raise BadInput(what=_("These lengths of time can't be added up. Name one part and give one value."))


@dataclass(frozen=True, slots=True)
class Proposed:
    """The body that is proposed, and the part that was named ('': what cites the fact in any way is touched)."""

    body: dict[str, Any]
    part: str


def proposed_body(
    key: str, jurisdiction: str, old: Mapping[str, Any], value: str, *, part: str = "", es: str = "", en: str = "",
    in_force_from: date | None = None,
) -> Proposed:  # fmt: skip
    """The fact's body with what was written. `es` and `en` are the new sentence; without, the old one is reworded.

    A sentence in one language only leaves the other as it was, empty: `lacking` says so. Raises BadInput.
    """
    written = read_value(value) if value else Written(sentence=es)
    es = es or written.sentence
    body = {**old, "in_force_from": in_force_from.isoformat() if in_force_from else old.get("in_force_from") or None}
    if not written.values:
        if part:
            raise BadInput(what=_("The part %(key)s.%(part)s holds a value, not a sentence.") % {"key": key, "part": part})
        body["sentence"] = {"es": es, "en": en}
        body["short"] = dict(old["short"]) if old["values"] else {"es": _short(es), "en": _short(en)}
        return Proposed(body, "")
    new = place_values(key, old["values"], written.values, part)
    body["values"] = {**old["values"], **new}
    body["sentence"] = {"es": es, "en": en} if es else _reworded_sentence(key, jurisdiction, old, new)
    if not es and en:
        body["sentence"]["en"] = en
    body["short"] = _reworded_short(jurisdiction, old, body, new)
    return Proposed(body, part)


def lacking(body: Mapping[str, Any]) -> list[str]:
    """The languages in which the sentence is missing or does not end."""
    return [code for code in Language.values if not str(body["sentence"].get(code, "")).endswith(_ENDS)]


def _short(sentence: str) -> str:
    return sentence.rstrip(".") if len(sentence) <= 240 else f"{sentence[:236].rsplit(' ', 1)[0]} …"


def _reworded_sentence(key: str, jurisdiction: str, old: Mapping[str, Any], new: Mapping[str, Value]) -> dict[str, str]:
    sentence = dict(old["sentence"])
    for language, said in old["sentence"].items():
        sentence[language] = said
        for name, value in new.items():
            text = reworded(sentence[language], old["values"], name, value, country=jurisdiction, language=language)
            if text is None:
                words = value_in_words(old["values"][name], country=jurisdiction, language=language).replace("\u00a0", " ")
                raise BadInput(
                    what=_(
                        "The old value “%(words)s” can't be replaced in the sentence of %(key)s (%(language)s). "
                        "Write the new sentence in Spanish and in English."
                    )
                    % {"words": words, "key": key, "language": language}
                )
            sentence[language] = text
    return sentence


def _reworded_short(
    jurisdiction: str, old: Mapping[str, Any], body: Mapping[str, Any], new: Mapping[str, Value]
) -> dict[str, str]:
    """The cell's words; where they can't be replaced, the one value in words, or of several the beginning of the sentence."""
    short: dict[str, str] = {}
    for language, text in dict(old["short"]).items():
        found: str | None = text
        for name, value in new.items():
            found = found and reworded(found, old["values"], name, value, country=jurisdiction, language=language)
        words = values_in_words(body["values"], country=jurisdiction, language=language).replace("\u00a0", " ")
        short[language] = found or (words if len(body["values"]) == 1 else _short(body["sentence"].get(language, ""))) or words
    return short


def reworded(sentence: str, values: Mapping[str, Value], part: str, new: Value, *, country: str, language: str) -> str | None:
    """The sentence with a part's old words replaced by its new ones, wherever they stand.

    None when they don't stand in it, or when another part is said in the same words: a person must write it then.
    Yes and no are never replaced: no sentence turns into its contrary by one word.
    """
    old = values[part]
    if old["kind"] == "yes_no":
        return sentence if old["n"] == new["n"] else None
    forms = _forms(old, country, language)
    if any(set(_forms(other, country, language)) & set(forms) for name, other in values.items() if name != part):
        return None
    fresh, found = _forms(new, country, language), False
    for said, instead in zip(forms, fresh, strict=False):
        pattern = re.compile(rf"(?<![\w.,]){_spaced(said)}(?![\w])", re.IGNORECASE)
        sentence, times = pattern.subn(instead.replace("\\", r"\\"), sentence)
        found = found or times > 0
    return sentence if found else None


def _forms(value: Value, country: str, language: str) -> list[str]:
    """How a sentence may say a value: in words, and in English also as «10-year»."""
    words = value_in_words(value, country=country, language=language).replace("\u00a0", " ")
    forms = [words]
    if value["kind"] == "percent":
        forms.append(words.replace(" ", ""))
    if value["kind"] == "duration" and language == "en" and value.get("unit") in _SAID_AS:
        forms.append(f"{words.split(' ')[0]}-{_SAID_AS[str(value['unit'])]}")
    return forms


def _spaced(words: str) -> str:
    return r"[ \u00a0]".join(re.escape(word) for word in words.split(" "))


_TOLD: Final = {  # changed, new
    "es": (
        "Cambia la regla «{title}». Antes: {before}. Desde el {day}: {after}.",
        "Nueva regla «{title}», desde el {day}: {after}.",
    ),
    "en": (
        "The rule “{title}” changes. Before: {before}. From {day}: {after}.",
        "New rule “{title}”, from {day}: {after}.",
    ),
}


def people_sentence(
    titles: Mapping[str, str], before: Mapping[str, str], after: Mapping[str, str], day: Mapping[str, str]
) -> dict[str, str]:
    """What people read of a change when its author wrote nothing: the rule's name, what was and what is, from when."""
    found = {}
    for language, (changed, fresh) in _TOLD.items():
        said = {
            "title": titles.get(language, ""), "before": before.get(language, "").rstrip("."),
            "after": after.get(language, "").rstrip("."), "day": day.get(language, ""),
        }  # fmt: skip
        found[language] = (changed if said["before"] else fresh).format(**said)
    return found
