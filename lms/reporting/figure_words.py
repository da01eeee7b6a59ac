"""A figure as people read it, in the active language: its number, its n, its interval, what else is told of it. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext

from lms.kernel.words import in_language
from lms.reporting.figures import FAMILIES

Json = Mapping[str, Any]


def figure_words(figure: Json, definition: Json) -> str:
    """«83 % (70 a 91), n = 52; mediana 7 días, P90 12 · mujeres: 40 % (25 a 57), n = 30». Reads editions of any version."""
    said = [_number(figure, definition)]
    if definition.get("share") and (more := _measures(figure, definition)):
        said.append(more)
    beside = [_gender(split) for name, split in sorted((figure.get("splits") or {}).items()) if name == "gender"]
    return " · ".join(["; ".join(said), *beside])


def meaning_words(definition: Json) -> str:
    """What a figure counts and, for a share, what it is out of."""
    meaning = in_language(definition["meaning"])
    if not definition.get("out_of"):
        return meaning
    return gettext("%(meaning)s Out of: %(whole)s") % {"meaning": meaning, "whole": in_language(definition["out_of"])}


def section_words(figure: str) -> str:
    """What a figure is about, by its id; '' for one that no version of the definitions knows any more."""
    family = next((name for name, family in FAMILIES.items() if any(one.id == figure for one in family)), "")
    if figure[:3] in ("F09", "F10"):
        family = "decided"
    return {
        "reach": gettext("People and courses"), "finishing": gettext("People and courses"),
        "hours": gettext("People and courses"), "learning": gettext("People and courses"), "decided": gettext("Assessment"),
        "exams": gettext("Quality of the assessment"), "scoring": gettext("Quality of the assessment"),
        "reviews": gettext("Quality of the assessment"), "certified": gettext("Certificates"),
        "law": gettext("The law as taught"), "practice": gettext("Clinics and what came of them"),
    }.get(family, "")  # fmt: skip


def outcome_names() -> dict[str, dict[str, str]]:
    """Names of what rows say by key: how an enrolment was closed, what was decided, what came of a session."""
    return {
        "why": {"moved": gettext("moved"), "role_ended": gettext("left the institution"), "other": gettext("another reason")},
        "signs": {
            "failed": gettext("failed attempts"), "overdue": gettext("a date that passed"),
            "not_seen": gettext("not seen lately"), "never_seen": gettext("never came in"),
            "behind": gettext("behind the group"),
        },
        "decision": {
            "granted": gettext("granted"), "refused": gettext("refused"), "deferred": gettext("deferred"),
        },
        "outcome": {
            "filed": gettext("an application was filed"), "licensed": gettext("a licence was signed"),
            "stopped": gettext("an infringement stopped"), "nothing": gettext("nothing came of it"),
            "other": gettext("something else"), "unknown": gettext("not known"), "registered": gettext("registered"),
            "pending": gettext("pending"), "refused": gettext("refused"), "dropped": gettext("dropped"),
        },
    }  # fmt: skip


def value_labels() -> dict[str, str]:
    """What the values of rows are called."""
    return {
        "why": gettext("reason"), "minutes": gettext("minutes"), "seats": gettext("seats"), "calls": gettext("calls"),
        "applications": gettext("applications"), "part": gettext("of these"), "of": gettext("in all"), "gain": gettext("gain"),
        "n": gettext("cases"), "kappa": gettext("kappa"), "low": gettext("from"), "high": gettext("to"),
        "criterion": gettext("criterion"), "consistency": gettext("consistency (P0)"), "error": gettext("error at the cut"),
        "items": gettext("questions"), "decision": gettext("decision"), "outcome": gettext("what came of it"),
        "change": gettext("change"), "sessions": gettext("sessions"), "signs": gettext("at risk because of"),
    }  # fmt: skip


def share_words(figure: Json) -> str:
    """«83 % (70 a 91), n = 52», or «4 de 6» under ten cases."""
    if figure["percent"] is None:
        return gettext("%(yes)s of %(n)s") % {"yes": figure["value"], "n": figure["out_of"]}
    return gettext("%(percent)s\u00a0%% (%(low)s to %(high)s), n = %(n)s") % {
        "percent": number_format(round(figure["percent"])),
        "low": number_format(round(figure["low"])),
        "high": number_format(round(figure["high"])),
        "n": figure["out_of"],
    }


def _number(figure: Json, definition: Json) -> str:
    if definition.get("share"):
        return share_words(figure)
    if definition.get("unit"):
        return _measures(figure, definition) or gettext("nothing to count")
    return str(figure["value"])


def _measures(figure: Json, definition: Json) -> str:
    """What is told of the rows beside their number; '' without any."""
    told, unit = figure.get("measures") or {}, definition.get("unit", "")
    if not told:
        return ""
    kind = definition.get("kind")
    if kind == "sum":
        return _total(told, unit)
    if kind == "pooled":
        return _kappa(told)
    if kind == "mean":
        return gettext("%(mean)s%(interval)s, n = %(n)s") % {
            "mean": _amount(told["mean"], unit), "interval": _interval(told, 1), "n": figure["value"],
        }  # fmt: skip
    median, p90 = (_amount(told[key], unit) for key in ("median", "p90"))
    return gettext("median %(median)s, P90 %(p90)s") % {"median": median, "p90": p90}


def _total(told: Json, unit: str) -> str:
    total = _amount(told["total"], unit)
    if unit != "hours":
        return total
    return gettext("%(total)s; %(mean)s a person on average") % {"total": total, "mean": _amount(told["mean"], unit)}


def _kappa(told: Json) -> str:
    if told["kappa"] is None:
        return gettext("too few to say, %(n)s pairs") % {"n": told["pairs"]}
    return gettext("kappa %(kappa)s%(interval)s, %(n)s pairs") % {
        "kappa": number_format(told["kappa"], 2), "interval": _interval(told, 2), "n": told["pairs"],
    }  # fmt: skip


def _interval(told: Json, places: int) -> str:
    if told["low"] is None:
        return ""
    return gettext(" (%(low)s to %(high)s)") % {
        "low": number_format(told["low"], places), "high": number_format(told["high"], places),
    }  # fmt: skip


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return pgettext("figure", "not reached")
    number = number_format(value, 0 if value == int(value) else 1)
    if unit == "days":
        return gettext("%(n)s days") % {"n": number}
    if unit == "hours":
        return gettext("%(n)s hours") % {"n": number}
    if unit == "points":
        return gettext("%(n)s points") % {"n": f"+{number}" if value > 0 else number}
    return number


def _gender(split: Json) -> str:
    """Women's share as far as it may be told: of the period, else of the four quarters that end with it."""
    if split.get("share"):
        return gettext("women: %(share)s") % {"share": share_words(split["share"])}
    rolling = split.get("rolling") or {}
    if rolling.get("share"):
        return gettext("women, of four periods together: %(share)s") % {"share": share_words(rolling["share"])}
    return gettext("women: protected, too few people")
