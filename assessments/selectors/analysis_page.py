"""The page of an item analysis: stored figures as words, numbers and places on the plots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assessments.analysis import plots, words
from assessments.analysis.building import ENOUGH, ENOUGH_FOR_SHARES
from assessments.models.analysis import QuizCard
from assessments.selectors.sittings import attempts_digest, chosen_attempts, latest_analysis
from assessments.statistics.calibration import PAYS
from assessments.statistics.dif import LEAST
from lms.institutions.api import CohortCard, country_name
from lms.kernel.places import COUNTRIES

_TONES: Final = ("urgent", "check", "note")
_LOOK: Final = {"urgent": ("fail", "bad"), "check": ("late", "warn"), "note": ("info", "off")}


@dataclass(frozen=True, slots=True)
class Said:
    """A figure as it is shown: `text`, and `sure` («55 to 69», '' without an interval)."""

    text: str
    sure: str = ""


def analysis_page(quiz: QuizCard, *, cohort: CohortCard | None) -> dict[str, Any]:
    """All that the template shows. Two queries."""
    cohort_id = cohort.id if cohort else None
    chosen = chosen_attempts(quiz.id, cohort_id)
    stored = latest_analysis(quiz.id, cohort_id)
    facts: dict[str, Any] = {
        "quiz": quiz, "cohort": cohort, "attempts": len(chosen), "stored": stored, "enough": ENOUGH,
        "enough_for_shares": ENOUGH_FOR_SHARES, "least": LEAST,
        "stale": stored is not None and stored.attempts_digest != attempts_digest(quiz.id, cohort_id, chosen),
    }  # fmt: skip
    return facts | (shown(stored.body) if stored else {})


def shown(body: Mapping[str, Any]) -> dict[str, Any]:
    """A stored body for the template. Pure."""
    names = {country: country_name(country) for country in COUNTRIES}
    questions = [_question(one, names) | {"history": _history(one, body["questions"])} for one in body["questions"]]
    now = [one for one in questions if one["current"]]
    found = [*body["findings"], *(finding for one in body["questions"] for finding in one["findings"])]
    found.sort(key=lambda one: _TONES.index(one["tone"]))
    return {
        "n": body["n"],
        "other_sheets": body["other_sheets"],
        "places": [_place(one, names) for one in body.get("places", ())],
        "drawn": any(test.get("drawn") for test in body["tests"]),
        "certainty": _certainty(body.get("certainty", ())),
        "findings": [_finding(one, names) for one in found if one["tone"] != "note"],
        "notes": [_finding(one, names) for one in found if one["tone"] == "note"],
        "tests": [_test(one, names) for one in body["tests"]],
        "bars": plots.histogram(body["tests"][0]["histogram"]) if body["tests"][0]["histogram"] else [],
        "questions": now,
        "earlier": [one for one in questions if not one["current"]],
        "facility_plot": _plot(body, names, "facility", low=0, high=100, step=25),
        "index_plot": _plot(body, names, "discrimination_index", low=-100, high=100, step=50),
        "compared": _compared(body["groups"], names),
        "dif": [{**row, "label": one["label"]} for one in now for row in one["dif"]],
    }


def _finding(one: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    icon, tone = _LOOK[one["tone"]]
    return {"sentence": words.sentence(one, country_names=names), "icon": icon, "tone": tone}


def _label(one: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if not one["number"]:
        return str(one["question"])
    return words.question_name(one["number"], names.get(one["country"], ""))


def _question(one: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    n, figures = one["n"], one["figures"]

    def said(name: str, floor: int, *, percent: bool = True, value: Mapping[str, Any] | None = None) -> Said:
        if n < floor:
            return Said(_("not enough data"))
        return say(value if value is not None else figures.get(name), percent=percent)

    foreign = one["foreign"]
    counts = foreign.get("counts", {}) if foreign else {}
    return {
        "label": _label(one, names),
        "stem": one["stem"],
        "n": n,
        "current": one["current"],
        "versions": ", ".join(map(str, one["versions"])),
        "since": date.fromisoformat(one["since"]),
        "until": date.fromisoformat(one["until"]),
        "maximum": number(one["maximum"]),
        "guess": Said("–") if one["guess"] is None else Said(number(one["guess"], 0, percent=True)),
        "facility": said("facility", ENOUGH_FOR_SHARES),
        "sd": said("sd", ENOUGH, percent=False),
        "index": said("discrimination_index", ENOUGH),
        "efficiency": said("discriminative_efficiency", ENOUGH),
        "tries": one.get("tries", 1),
        **_weights(one, drawn=bool(one.get("drawn"))),
        "options": [_option(option, n, names) for option in one["options"]],
        "foreign": say(foreign.get("share")) if foreign else None,
        "foreign_counts": [(names.get(country, country), count) for country, count in counts.items()],
        "dif": [_dif(row, names) for row in one["dif"]],
    }


def _weights(one: Mapping[str, Any], *, drawn: bool) -> dict[str, Any]:
    """Intended and effective weight; a drawn question has none of its own."""
    if drawn or not one["current"]:
        return {"intended": "–", "effective": Said("–")}
    intended = one.get("intended_weight")
    effective = one.get("effective_weight")
    few = effective is None and (intended is None or one["n"] < ENOUGH)
    return {
        "intended": "–" if intended is None else number(intended, 1, percent=True),
        "effective": Said(_("not enough data")) if few else say(effective),
    }


def _place(one: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A drawn place: what was scored there, whatever was asked."""
    n, figures = one["n"], one["figures"]

    def said(name: str, floor: int, *, percent: bool = True) -> Said:
        return say(figures.get(name), percent=percent) if n >= floor else Said(_("not enough data"))

    label = _("Place {number}").format(number=one["number"])
    country = names.get(one["country"], one["country"])
    return {
        "label": f"{label} ({country})" if country else label,
        "count": one["count"],
        "of": one["of"],
        "n": n,
        "facility": said("facility", ENOUGH_FOR_SHARES),
        "sd": said("sd", ENOUGH, percent=False),
        "index": said("discrimination_index", ENOUGH),
        "efficiency": said("discriminative_efficiency", ENOUGH),
        **_weights({**one, "current": True}, drawn=False),
    }


def _history(one: Mapping[str, Any], every: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """How a question fared from version to version, and where a new key began; None with nothing to compare."""
    lines = [other for other in every if (other["question"], other["country"]) == (one["question"], one["country"])]
    lines.sort(key=lambda other: (other["run"], other["since"]))
    rows, dots = [], []
    for key, line in enumerate(lines, start=1):
        parts = line.get("by_version") or ()
        for part in parts:
            few = part["n"] < ENOUGH_FOR_SHARES
            facility = Said(_("not enough data")) if few else say(part["facility"])
            name = _("Version {versions}").format(versions=part["version"])
            rows.append(_stage(name, key, part, facility=facility, index=Said("–")))
            dots.append((f"v{part['version']}", part["facility"]))
        versions = ", ".join(map(str, line["versions"]))
        name = _("Versions {versions} together") if parts else _("Version {versions}")
        facility = say(line["figures"].get("facility")) if line["n"] >= ENOUGH_FOR_SHARES else Said(_("not enough data"))
        index = say(line["figures"].get("discrimination_index")) if line["n"] >= ENOUGH else Said(_("not enough data"))
        rows.append(_stage(name.format(versions=versions), key, line, facility=facility, index=index))
        if not parts:
            dots.append((f"v{versions}", line["figures"].get("facility")))
    if len(rows) < 2:
        return None
    plot = plots.dot_plot(dots, low=0, high=100, step=25)
    return {"rows": rows, "plot": plot, "id": f"history-{one['number']}{one['country']}".replace(".", "-")}


def _stage(name: str, key: int, one: Mapping[str, Any], *, facility: Said, index: Said) -> dict[str, Any]:
    return {
        "name": name,
        "key": key,
        "n": one["n"],
        "since": date.fromisoformat(one["since"]),
        "until": date.fromisoformat(one["until"]),
        "facility": facility,
        "index": index,
    }


def _certainty(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """How often who said how sure they were was right: sentences, a table and a plot; None where nobody was asked."""
    if not rows:
        return None
    shown_rows = []
    for one in rows:
        name, share = words.certainty_name(one["certainty"]), one["share"]
        sentence = _("Those who said «{sure}»: not enough data ({n} answers).").format(sure=name, n=one["n"])
        if share is not None:
            said = _("Those who said «{sure}» were right in {share} of their {n} answers.")
            sentence = said.format(sure=name, share=words.percent(share["value"]), n=one["n"])
        low, high = PAYS[one["certainty"]]
        shown_rows.append(
            {
                "name": name,
                "n": one["n"],
                "people": one["people"],
                "share": say(share) if share is not None else Said(_("not enough data")),
                "pays": _("{low} to {high}").format(low=number(100 * low, 0), high=number(100 * high, 0, percent=True)),
                "sentence": sentence,
            }
        )
    dots = [(words.certainty_name(one["certainty"]), one["share"]) for one in rows]
    return {"rows": shown_rows, "plot": plots.dot_plot(dots, low=0, high=100, step=25, left=142)}


def _option(option: Mapping[str, Any], n: int, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "text": option["text"],
        "right": option["right"],
        "country": names.get(option["country"], ""),
        "count": option["count"],
        "share": say(option["share"]),
        "point_biserial": (say(option["point_biserial"], percent=False) if n >= ENOUGH else Said(_("not enough data"))),
    }


def _dif(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    figure = None if row["delta"] is None else {"value": row["delta"], "low": row["low"], "high": row["high"]}
    alpha = None if row["alpha"] is None else number(row["alpha"], 2)
    return {
        "pair": f"{names.get(row['focal'], row['focal'])} – {names.get(row['reference'], row['reference'])}",
        "n": f"{row['n_focal']} + {row['n_reference']}",
        "alpha": alpha or "–",
        "delta": say(figure, percent=False),
        "level": row["level"] or "–",
    }


def _test(one: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    figures = one["figures"]

    def said(name: str, *, percent: bool = False, floor: int = ENOUGH) -> Said:
        return say(figures.get(name), percent=percent) if one["n"] >= floor else Said(_("not enough data"))

    return {
        "country": names.get(one["country"], ""),
        "n": one["n"],
        "maximum": number(one["maximum"]),
        "why": _(words.WHY_NO_CONSISTENCY[one["why"]]) if one.get("why") else "",
        "rows": [
            (_("Mean"), said("mean", floor=ENOUGH_FOR_SHARES)),
            (_("Median"), said("median")),
            (_("Standard deviation"), said("sd")),
            (_("Skewness"), said("skewness")),
            (_("Kurtosis"), said("kurtosis")),
            (_("Internal consistency (Cronbach's alpha)"), said("internal_consistency", percent=True)),
            (_("Error ratio"), said("error_ratio", percent=True)),
            (_("Standard error"), said("standard_error")),
        ],
    }


def _plot(body: Mapping[str, Any], names: Mapping[str, str], name: str, **axis: int) -> plots.DotPlot:
    rows: Sequence[tuple[str, Mapping[str, Any] | None]] = [
        (f"{one['number']} {one['country']}".strip(), one["figures"].get(name)) for one in body["questions"] if one["current"]
    ]
    return plots.dot_plot(rows, **axis)


def _compared(groups: Mapping[str, Mapping[str, int]], names: Mapping[str, str]) -> str:
    """«Chile 12, Peru 30»: how many people there are to compare."""
    return ", ".join(f"{names.get(code, code)} {n}" for code, n in groups["country"].items())


def say(figure: Mapping[str, Any] | None, *, percent: bool = True) -> Said:
    """A figure and its interval; «not calculable» for None."""
    if figure is None:
        return Said(_("not calculable"))
    places = 0 if percent else 2
    text = number(figure["value"], places, percent=percent)
    if figure["low"] is None:
        return Said(text)
    return Said(text, _("{low} to {high}").format(low=number(figure["low"], places), high=number(figure["high"], places)))


def number(value: float, places: int = 2, *, percent: bool = False) -> str:
    """A number as the reader writes it: rounded, a true minus sign, a hard space before the percent sign."""
    text = number_format(Decimal(f"{value:.{places}f}") + 0, places)  # + 0: no minus before a zero
    return text.replace("-", "−") + ("\u00a0%" if percent else "")
