"""What a sheet needs to be passed, and what several attempts make of it. Pure.

A practice quiz has one pass score in percent. A certifying quiz has none: its frozen slots carry the means of its cut score
(`cut_mean`), and each sheet needs the sum of the means of its own questions (`standard_setting.form_cut`), in points. It is
decided by shares of the sheet's points with six decimals, half up on both sides, as attempts keep them: who has the cut has
passed, whatever the percentages on screens are rounded to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.results import counted
from assessments.standard_setting import FOUR, FormCut, form_cut

Slots = Iterable[Mapping[str, Any]]


def cut_of_slots(slots: Slots) -> FormCut:
    """The cut of a form: questions on trial are left out. Raises KeyError for a question without a mean."""
    scored = [slot for slot in slots if not slot.get("pilot")]
    return form_cut((Decimal(slot["cut_mean"]), Decimal(str(slot["maximum"]))) for slot in scored)


def needs(config: Mapping[str, Any], slots: Slots) -> dict[str, Any]:
    """What a sheet carries of its pass score, from its frozen quiz and its own slots.

    `pass_percent` is what screens read; with a `cut` {points, of, share} it is the cut's percentage and decides nothing.
    """
    if not config.get("cut"):
        return {"pass_percent": config["pass_percent"]}
    cut = cut_of_slots(slots)
    said = {"points": plain(cut.points), "of": plain(cut.of), "share": format(cut.share, "f")}
    return {"pass_percent": plain(cut.percent), "cut": said}


def passed(sheet: Mapping[str, Any], fraction: Decimal) -> bool:
    """Whether a fraction of a sheet's points is enough. `sheet` needs `cut` or `pass_percent` only."""
    return is_enough(fraction, share=(sheet.get("cut") or {}).get("share"), percent=sheet["pass_percent"])


def is_enough(fraction: Decimal, *, share: Any, percent: Any) -> bool:
    """The same from the columns of a query: `share` is that of the sheet's cut, or None."""
    if share is not None:
        return fraction.quantize(Decimal("0.000001"), ROUND_HALF_UP) >= Decimal(str(share))
    return scoring.as_percent(fraction) >= Decimal(str(percent))


@dataclass(frozen=True, slots=True)
class Sat:
    """One attempt that was handed in: what it reached, in percent, whether that passes its own sheet, and what that needs."""

    percent: Decimal
    passed: bool
    needed: Decimal
    has_cut: bool = False


def sat(sheet: Mapping[str, Any], fraction: Decimal | None) -> Sat:
    """An attempt from its fraction and what its sheet needs."""
    share = fraction or Decimal(0)
    return Sat(scoring.as_percent(share), passed(sheet, share), Decimal(str(sheet["pass_percent"])), bool(sheet.get("cut")))


def reckoned(rule: str, sittings: Sequence[Sat]) -> Sat:
    """What attempts make of a quiz, first to last, by its rule. Raises ValueError without attempts.

    Percentages of forms with cuts of their own can't be added up: `best` is a pass before a higher percentage that is none.
    """
    last = sittings[-1] if sittings else None
    if last is None:
        raise ValueError("no attempt counts")
    if not last.has_cut:
        percent = counted(rule, [one.percent for one in sittings])
        return Sat(percent, percent >= last.needed, last.needed)
    if rule == "first":
        return sittings[0]
    return last if rule == "last" else max(sittings, key=lambda one: (one.passed, one.percent))


def standing(rule: str, sittings: Sequence[Sat]) -> tuple[bool, Decimal | None]:
    """(passed, score) that attempts make, first to last, as `courses` folds their outcomes: a pass stays, its score rises."""
    best: Decimal | None = None
    last: Decimal | None = None
    for n in range(1, len(sittings) + 1):
        now = reckoned(rule, sittings[:n])
        last = now.percent
        if now.passed and (best is None or last > best):
            best = last
    return (best is not None, last if best is None else best)


def needed_words(sheet: Mapping[str, Any]) -> str:
    """«20.45 of 30 points (68.17 %)», or «70 %»."""
    cut = sheet.get("cut")
    percent = f"{number_format(Decimal(str(sheet['pass_percent'])).normalize(), use_l10n=True)}\u00a0%"
    if not cut:
        return percent
    points, of = (number_format(Decimal(cut[name]).normalize()) for name in ("points", "of"))
    return _("{points} of {of} points ({percent})").format(points=points, of=of, percent=percent)


def reached_words(sheet: Mapping[str, Any], fraction: Decimal) -> str:
    """«20 of 30 points» of a sheet with a cut; '' for another."""
    cut = sheet.get("cut")
    if not cut:
        return ""
    of = Decimal(cut["of"])
    points = (fraction * of).quantize(FOUR, ROUND_HALF_UP)
    return _("{points} of {of} points").format(points=number_format(points.normalize()), of=number_format(of.normalize()))


def points_params(sheet: Mapping[str, Any]) -> dict[str, str]:
    """What an outcome adds about a sheet with a cut, for its sentence (`points_words`)."""
    cut = sheet.get("cut")
    return {"points": cut["points"], "of": cut["of"]} if cut else {}


def points_words(params: Mapping[str, object]) -> str:
    """«20.45 of 30 points», in an outcome's sentence; '' where it speaks of percent."""
    if "points" not in params or "of" not in params:
        return ""
    points, of = (number_format(Decimal(str(params[name])).normalize()) for name in ("points", "of"))
    return _("{points} of {of} points").format(points=points, of=of)


def why_forms_differ() -> str:
    """In words, for who sat a form with a cut of its own."""
    return _(
        "Each sheet has its own questions, some harder than others. Judges said of each question how likely somebody "
        "who is only just competent has it right; what your sheet needs is the sum of that over your questions. So nobody "
        "gains or loses by the sheet they were given."
    )


def rule_words(config: Mapping[str, Any]) -> str:
    """What a frozen quiz needs, before anybody has a sheet of it."""
    if config.get("cut"):
        return _("What judges set for the questions of your own sheet; you see it in points with your result.")
    return f"{config['pass_percent']}\u00a0%"


def plain(value: Decimal) -> str:
    """Without zeros that say nothing, never as 1E+1."""
    return format(value.normalize(), "f")
