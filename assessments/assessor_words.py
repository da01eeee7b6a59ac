"""Figures of an assessor, and why one is held back, in words. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def points(value: Any) -> str:
    """Points with a sign that is a minus, in the reader's way of writing numbers: «−12,4»."""
    text = number_format(abs(float(value)), 1)
    return f"−{text}" if float(value) < 0 else f"+{text}" if float(value) > 0 else text


def because_title(because: Mapping[str, Any]) -> str:
    """The reason in two or three words."""
    return {
        "harsh": _("scores harshly"), "lenient": _("scores leniently"), "drifting": _("scores differently over time"),
        "failing": _("picks other levels"), "flags": _("misses red flags"),
    }.get(str(because.get("code")), _("scores differently"))  # fmt: skip


def because_sentence(because: Mapping[str, Any]) -> str:
    """The figures as they were when the hold was raised, in one sentence."""
    code, n = str(because.get("code")), int(because.get("n") or 0)
    facts = {name: points(because[name]) for name in ("mean", "low", "high") if because.get(name) is not None}
    over = ngettext("over {n} script", "over {n} scripts", n).format(n=n)
    if code in ("harsh", "lenient") and len(facts) == 3:
        said = _("On average {mean} points from what was agreed or what others say, {over} (90 % interval {low} to {high}).")
        return said.format(over=over, **facts)
    if code == "drifting" and len(facts) == 3:
        said = _("The difference to the agreed scores moved by {mean} points {over} (95 % interval {low} to {high}).")
        return said.format(over=over, **facts)
    if code == "failing":
        said = _("{exact} of {of} levels are the agreed ones, {over}.")
        return said.format(exact=because.get("exact"), of=because.get("of"), over=over)
    if code == "flags":
        return _("Red flags differ from the agreed ones in {wrong} of {n} scripts.").format(
            wrong=because.get("flags_wrong"), n=n
        )
    return ""


def figure_text(one: Mapping[str, Any], *, in_points: bool = False) -> str:
    """A figure with its interval: «0,71 (0,62 a 0,80)», «−4,1 (−7,0 a −1,2)»; a dash where nothing can be said."""

    def said(value: Any) -> str:
        if in_points:
            return points(value)
        return f"{'−' if float(value) < 0 else ''}{number_format(abs(float(value)), 2)}"

    if one.get("value") is None:
        return "–"
    if one.get("low") is None:
        return said(one["value"])
    return _("{value} ({low} to {high})").format(value=said(one["value"]), low=said(one["low"]), high=said(one["high"]))


def severity_words(one: Mapping[str, Any]) -> str:
    """What a difference and its interval mean."""
    low, high = one.get("low"), one.get("high")
    if low is None or high is None:
        return _("too few to say")
    if high < 0:
        return _("harsher than the others")
    if low > 0:
        return _("more lenient than the others")
    return _("like the others")
