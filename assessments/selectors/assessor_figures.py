"""The pages of agreement figures: a case for reviewers, deciders and administrators; one's own for an assessor."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.agreement_tables import FLAGS, PERCENT
from assessments.analysis.plots import DotPlot, dot_plot
from assessments.assessor_words import figure_text, severity_words
from assessments.holding import FEWEST, SEEDS, TOLERANCE
from assessments.models import AgreementFigures, AssessorHold
from assessments.models.agreement_rows import CaseCard, case_cards, names_of, newest_figures
from assessments.models.qualified import current
from assessments.selectors.assessor_scores import figures_digest
from assessments.selectors.peer_looks import findings_by_assessor
from lms.institutions.api import Scope
from lms.kernel.words import in_language

SMALL: Final = 30  # under so many letters a figure is said to be unsure
OWN_FLOOR: Final = 5  # an assessor sees figures from so many scripts on: fewer would tell what another said of one
LABEL: Final = 132  # room for names in a plot
LABEL_LETTERS: Final = 15


def month_began() -> datetime:
    """Up to when figures are shown to who scores: one that moved with a single script would tell what kind it was."""
    return timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def horizon(scope: Scope) -> datetime | None:
    """Up to when this reader sees figures of all; None: up to now."""
    return month_began() if scope.assessor or scope.assessor_of else None


def latest(card: CaseCard, before: datetime | None = None) -> AgreementFigures | None:
    """The newest figures of a case under its rubric as it is now, those computed before a moment. One query."""
    rows = AgreementFigures.objects.filter(case_key=card.key, structure_hash=card.structure_hash)
    rows = rows.filter(computed_at__lt=before) if before else rows
    return rows.order_by("-pk").first()


def case_lines(before: datetime | None = None) -> list[dict[str, Any]]:
    """Every published case with its newest figures. Three queries."""
    newest = newest_figures(before)
    held = set(AssessorHold.objects.filter(decided_at=None).values_list("case_key", flat=True))
    lines = []
    for card in case_cards().values():
        row = newest.get((card.key, card.structure_hash))
        percent = row.body["percent"] if row else None
        lines.append(
            {
                "card": card, "row": row, "held": card.key in held,
                "alpha": figure_text(percent) if percent else "", "n": percent["n"] if percent else 0,
            }
        )  # fmt: skip
    return lines


def figures_page(card: CaseCard, before: datetime | None = None) -> dict[str, Any]:
    """One case: what is stored, whether it is behind, tables and plots. Ten queries at most."""
    row = latest(card, before)
    digest, something = figures_digest(card)
    held = current(timezone.now()).filter(case_key=card.key, structure_hash=card.structure_hash)
    facts: dict[str, Any] = {
        "card": card, "row": row, "something": something, "before": before,
        "stale": row is not None and row.digest != digest and before is None,
        "small": SMALL, "tolerance": int(TOLERANCE), "seeds_needed": SEEDS, "fewest": FEWEST,
        "qualified": held.select_related("person").order_by("passed_at"), "looks": findings_by_assessor(card.key),
    }  # fmt: skip
    if row is None:
        return facts
    body = row.body
    titles = _titles(card)
    names = names_of({one["id"] for one in body["people"]})
    criteria = [
        {
            "title": titles.get(one["id"], one["id"]), "alpha": figure_text(one), "n": one["n"],
            "exact": f"{100 * one['exact'] // one['n']} %" if one["n"] else "–", "few": one["n"] < SMALL,
        }
        for one in [*body["criteria"], body["percent"] | {"id": PERCENT, "exact": None}, body["flags"] | {"id": FLAGS}]
        if one.get("exact") is not None
    ]  # fmt: skip
    return facts | {
        "body": body,
        "criteria": criteria,
        "percent": {"alpha": figure_text(body["percent"]), "n": body["percent"]["n"]},
        "flags": {"alpha": figure_text(body["flags"]), "n": body["flags"]["n"], "same": body["flags_same"]},
        "people": [_person_line(one, names) for one in body["people"]],
        "pairs": _pairs(body, titles, names),
        "severity_plot": _severity_plot(body["people"], names),
        "alpha_plot": _alpha_plot(body, titles),
    }


def _titles(card: CaseCard) -> dict[str, str]:
    return {one: in_language(words) for one, words in card.criteria.items()}


def _person_line(one: Mapping[str, Any], names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "name": names.get(one["id"], "–"), "n": one["severity"]["n"], "severity": figure_text(one["severity"], in_points=True),
        "words": severity_words(one["severity"]), "seeds": figure_text(one["severity_seeds"], in_points=True),
        "n_seeds": one["severity_seeds"]["n"], "drift": figure_text(one["drift"], in_points=True),
        "exact": f"{one['exact']} / {one['exact_of']}" if one["exact_of"] else "–",
        "flags": f"{one['flags_right']} / {one['severity_seeds']['n']}" if one["severity_seeds"]["n"] else "–",
        "few": one["severity"]["n"] < FEWEST,
    }  # fmt: skip


def _pairs(body: Mapping[str, Any], titles: Mapping[str, str], names: Mapping[int, str]) -> dict[str, Any]:
    """A row a pair, a column a criterion; the pairs with most letters first."""
    cells: dict[tuple[int, int], dict[str, Any]] = {}
    for criterion in body["criteria"]:
        for one in criterion["pairs"]:
            row = cells.setdefault((one["a"], one["b"]), {"n": one["n"], "cells": {}})
            row["cells"][criterion["id"]] = figure_text(one)
    keys = [one["id"] for one in body["criteria"]]
    rows = [
        {
            "names": f"{names.get(a, '–')} · {names.get(b, '–')}", "n": row["n"], "few": row["n"] < SMALL,
            "cells": [row["cells"].get(key, "–") for key in keys],
        }
        for (a, b), row in sorted(cells.items(), key=lambda item: (-item[1]["n"], item[0]))
    ]  # fmt: skip
    pooled = [one["pooled"] for one in body["criteria"] if one.get("pooled", {}).get("people")]
    first = pooled[0] if pooled else None
    together = {"n": first["n"], "people": first["people"], "cells": [figure_text(one) for one in pooled]} if first else None
    return {
        "heads": [titles.get(key, key) for key in keys], "rows": rows[:60], "more": max(0, len(rows) - 60), "pooled": together,
    }  # fmt: skip


def _severity_plot(people: Sequence[Mapping[str, Any]], names: Mapping[int, str]) -> DotPlot | None:
    shown = [one for one in people if one["severity"]["n"] >= FEWEST and one["severity"]["value"] is not None]
    rows = [(_short(names.get(one["id"], "–")), one["severity"]) for one in shown[:40]]
    return dot_plot(rows, low=-30, high=30, step=10, left=LABEL) if rows else None


def _alpha_plot(body: Mapping[str, Any], titles: Mapping[str, str]) -> DotPlot | None:
    named = [(titles.get(one["id"], one["id"]), one) for one in body["criteria"]]
    named += [(_("Percent"), body["percent"]), (_("Red flags"), body["flags"])]
    rows = [(_short(label), _in_percent(one) if one["value"] is not None else None) for label, one in named]
    return dot_plot(rows, low=-20, high=100, step=20, left=LABEL) if body["n_letters"] else None


def _short(label: str) -> str:
    return label if len(label) <= LABEL_LETTERS else f"{label[: LABEL_LETTERS - 1]}…"


def _in_percent(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: None if one[name] is None else one[name] * 100 for name in ("value", "low", "high")}


def export_rows(card: CaseCard, before: datetime | None = None) -> Iterator[list[Any]]:
    """The stored figures as rows of a table: what, criterion, who, with whom, n, figure, interval."""
    yield ["figure", "criterion", "assessor", "other", "n", "value", "low", "high"]
    row = latest(card, before)
    if row is None:
        return
    names = names_of({one["id"] for one in row.body["people"]})
    for one in row.body["criteria"]:
        yield ["krippendorff_alpha_ordinal", one["id"], "", "", *_numbers(one)]
        for pair in one["pairs"]:
            said = [names.get(pair["a"], pair["a"]), names.get(pair["b"], pair["b"])]
            yield ["weighted_kappa_quadratic", one["id"], *said, *_numbers(pair)]
    yield ["krippendorff_alpha_interval", "percent", "", "", *_numbers(row.body["percent"])]
    yield ["krippendorff_alpha_nominal", "red_flags", "", "", *_numbers(row.body["flags"])]
    for one in row.body["people"]:
        for name in ("severity", "severity_letters", "severity_seeds", "drift"):
            yield [name, "", names.get(one["id"], one["id"]), "", *_numbers(one[name])]


def _numbers(one: Mapping[str, Any]) -> list[Any]:
    return [one["n"], *("" if one[name] is None else one[name] for name in ("value", "low", "high"))]


def own_page(person_id: int) -> list[dict[str, Any]]:
    """One's own figures against all others together, by case: never which of them, nor which script. Nothing under a floor.

    As they stood when the month began. Two queries."""
    cards, newest = case_cards(), newest_figures(month_began())
    found = []
    for key in sorted(cards):
        row = newest.get((key, cards[key].structure_hash))
        if row is None:
            continue
        one = next((one for one in row.body["people"] if one["id"] == person_id), None)
        if one is None:
            continue
        enough = one["severity"]["n"] >= OWN_FLOOR
        titles = _titles(cards[key])
        criteria = [
            {"title": titles.get(name, name), "n": pair["n"], "kappa": figure_text(pair)}
            for name, pair in one["others"].items()
        ]
        found.append(
            {
                "card": cards[key], "row": row, "enough": enough, "n": one["severity"]["n"],
                "severity": figure_text(one["severity"], in_points=True), "words": severity_words(one["severity"]),
                "drift": figure_text(one["drift"], in_points=True),
                "criteria": criteria if one["n_letters"] >= OWN_FLOOR else [],
            }
        )  # fmt: skip
    return found
