"""Findings and figures as sentences, in the reader's language. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from lms.kernel.words import in_language

FINDINGS: dict[str, str] = {
    "key_suspect": _noop("{question}: those who did well in the rest got it wrong. Check the key."),
    "wrong_attracts": _noop(
        "{question}: those who did well in the rest chose «{option}» ({count} of {n}). Check whether it is right too."
    ),
    "tells_little": _noop(
        "{question}: those who know the rest hardly do better here than others. Read the stem and the options again."
    ),
    "like_guessing": _noop(
        "{question}: {share} get it right, no more than by guessing ({guess}). Check whether the lesson teaches it."
    ),
    "foreign_law": _noop(
        "{question}: {total} of {n} answered with another country's law, most with that of {of} ({count}). "
        "Say in the lesson how the two differ."
    ),
    "all_right": _noop("{question}: everybody got it right ({n}). It tells nobody apart."),
    "all_wrong": _noop("{question}: nobody got it right ({n}). Check the key, and whether the lesson teaches it."),
    "all_same": _noop("{question}: everybody got the same score ({n}). Check how its answers are scored."),
    "very_easy": _noop("{question}: nearly everybody gets it right ({share}). Keep it only to encourage."),
    "nobody_chose": _noop("{question}: nobody of {n} chose «{option}». Write a wrong answer that somebody could believe."),
    "harder_for": _noop(
        "{question}: with equal totals, {focal} get it right less often than {reference} (difference {level}). "
        "Read it as they would."
    ),
    "easier_for": _noop(
        "{question}: with equal totals, {focal} get it right more often than {reference} (difference {level}). "
        "Read it as both would."
    ),
    "low_consistency": _noop(
        "The {questions} questions have little in common (consistency {value}). "
        "Few questions or several subjects explain it; a single score then says little about a person."
    ),
    "low_consistency_in": _noop(
        "{country}: the {questions} questions have little in common (consistency {value}). "
        "Few questions or several subjects explain it; a single score then says little about a person."
    ),
    "surer_than_right": _noop(
        "Those who said «{sure}» were right in {share} of {n} answers: they are surer than they should be. "
        "Say in the lesson where people usually go wrong."
    ),
    "righter_than_sure": _noop(
        "Those who said «{sure}» were right in {share} of {n} answers: they know more than they believe."
    ),
}

WHY_NO_CONSISTENCY: dict[str, str] = {
    "countries": _noop("Countries answer other questions or by other keys here: see each country."),
    "one_question": _noop("A sheet of one question has nothing to agree with."),
    "all_same": _noop("Everybody has the same result, so nothing can be compared."),
}


def sentence(finding: Mapping[str, Any], *, country_names: Mapping[str, str]) -> str:
    """One finding in words. '' for a code that this version does not know."""
    params = dict(finding["params"])
    template = FINDINGS.get(finding["code"])
    if template is None:
        return ""
    said = {
        **params,
        "question": question_name(params.get("number"), country_names.get(params.get("country") or "", "")),
        "option": in_language(params.get("option")),
        "of": country_names.get(params.get("of", ""), params.get("of", "")),
        "share": percent(params.get("share")),
        "guess": percent(params.get("guess")),
        "value": percent(params.get("value")),
        "sure": certainty_name(params.get("certainty")),
    }
    if finding["code"] == "low_consistency_in":
        said["country"] = country_names.get(params["country"], params["country"])
    if "focal" in params:
        said |= {name: _group(params["by"], params[name], country_names) for name in ("focal", "reference")}
        said["level"] = _("large") if params["level"] == "C" else _("moderate")
    return _(template).format_map(said)


def question_name(number: object, country: str) -> str:
    """«Question 4», «Question 4 (Peru)» for a question whose key is that country's law."""
    if country:
        return _("Question {number} ({country})").format(number=number, country=country)
    return _("Question {number}").format(number=number)


def certainty_name(certainty: object) -> str:
    """1, 2 and 3 in the words in which people were asked."""
    return {1: _("Low certainty"), 2: _("Medium certainty"), 3: _("High certainty")}.get(
        certainty if isinstance(certainty, int) else 0, ""
    )


def percent(value: object) -> str:
    """«62 %», whole, with a hard space; '' for nothing."""
    return "" if not isinstance(value, int | float) else f"{round(value)}\u00a0%"


def _group(by: str, code: str, country_names: Mapping[str, str]) -> str:
    if by == "country":
        return _("people in {country}").format(country=country_names.get(code, code))
    return {"es": _("those who read in Spanish"), "en": _("those who read in English")}.get(code, code)
