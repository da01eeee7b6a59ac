"""Cases as judges compare them: shared text once, each country's text and law side by side, and what judges have said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments import twins
from assessments.errors.releases import TwinsNotFound
from assessments.kinds.case_study import facts_in
from assessments.models import CaseStudy, TwinReview
from assessments.models.case_rows import Text, texts_of
from assessments.twins import ALIKE, DOUBTED, WHOLE, Said, Standing
from courses import api as courses
from lms.kernel.places import COUNTRIES
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class Twin:
    """A case with its rubric as they are now. `compared`: the digest of what can differ between its countries."""

    key: str
    case: Text
    rubric: Text
    compared: str

    @property
    def criteria(self) -> list[str]:
        return [one["id"] for one in self.rubric.body["criteria"]]

    @property
    def countries(self) -> list[str]:
        return [one for one in COUNTRIES if one in self.case.body["local"]]


def _twins(key: str = "") -> list[Twin]:
    """Cases that have a text and a rubric, by key. One query."""
    found = []
    for name, now in sorted(texts_of(key).items()):
        if "case" in now and "rubric" in now:
            case, rubric = now["case"], now["rubric"]
            found.append(Twin(name, case, rubric, twins.compared(name, case.body, rubric.body)))
    return found


def twin(key: str) -> Twin:
    """One case. One query. Raises TwinsNotFound."""
    found = _twins(key)
    if not found:
        raise TwinsNotFound
    return found[0]


def case_of(unit_id: int) -> str:
    """The key of the case that a unit gives. One query. Raises TwinsNotFound."""
    key = CaseStudy.objects.filter(pk=unit_id).values_list("case__key", flat=True).first()
    if key is None:
        raise TwinsNotFound
    return key


def said_of(found: Sequence[Twin]) -> dict[str, dict[tuple[int, str], Said]]:
    """{case: what each judge said last of what is compared now}. One query."""
    case_of = {one.compared: one.key for one in found}
    by_case: dict[str, list[Said]] = {one.key: [] for one in found}
    rows = TwinReview.objects.filter(compared__in=list(case_of)).order_by("at", "pk")
    for compared, judge, criterion, alike, note, at in rows.values_list(
        "compared", "judge_id", "criterion", "comparable", "note", "at"
    ):
        by_case[case_of[compared]].append(Said(judge, criterion, alike, note, at))
    return {key: twins.latest(said) for key, said in by_case.items()}


@dataclass(frozen=True, slots=True)
class TwinLine:
    """One case in the list."""

    key: str
    titles: Mapping[str, str]
    stage: str
    countries: list[str]
    standing: Standing
    mine: bool  # this judge has answered everything that holds now
    begun: bool
    again: bool  # judged before, on a text that has changed since

    @property
    def says(self) -> str:
        return standing_words(self.standing)


def standing_words(one: Standing) -> str:
    """What the judges said together, as a sentence."""
    if not one.judges:
        return _("No judge has looked at all of it yet.")
    said = ngettext("Comparable for {yes} of {n} judge.", "Comparable for {yes} of {n} judges.", one.judges)
    return said.format(yes=one.yes, n=one.judges)


def twin_lines(judge_id: int) -> list[TwinLine]:
    """All cases by stage and key. Three queries."""
    found = _twins()
    said = said_of(found)
    judged = set(TwinReview.objects.filter(judge=judge_id).values_list("version__item__key", flat=True))
    lines = []
    for one in found:
        answered = {criterion for judge, criterion in said[one.key] if judge == judge_id}
        mine = {*one.criteria, WHOLE} <= answered
        lines.append(
            TwinLine(
                one.key, one.case.body["titles"], one.case.body["stage"], one.countries,
                twins.standing(said[one.key], one.criteria), mine, bool(answered) and not mine,
                one.key in judged and not answered,
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: (line.mine, line.key))


def twin_page(found: Twin, judge_id: int) -> dict[str, Any]:
    """All that a judge looks at. What others said shows only after one's own answer. Four queries."""
    body, rubric = found.case.body, found.rubric.body
    cited = {key for text in body["local"].values() for key in facts_in(text)}
    behind = {key for issue in body["issues"] for key in issue["facts"]}
    laws = courses.laws(cited | behind, found.countries, drafts=True)
    by_country = {
        country: {key: answer for (key, place), answer in laws.items() if place == country} for country in found.countries
    }
    said = said_of([found])[found.key]
    own = {criterion: one for (judge, criterion), one in said.items() if judge == judge_id}
    done = {*found.criteria, WHOLE} <= set(own)
    standing = twins.standing(said, found.criteria)
    first = next(iter(found.countries), "")
    shared = by_country.get(first, {})
    return {
        "twin": found, "titles": body["titles"], "note": in_language(body.get("twins", {})), "countries": found.countries,
        "published": found.case.published, "stage": courses.stage_in_words(body["stage"]) if body["stage"] else "",
        "shared": [
            (_("The business"), _html(body["business"], first, shared)),
            *((in_language(one["titles"]), _html(one["text"], first, shared)) for one in body["documents"]),
            (_("The task"), _html(body["task"], first, shared)),
        ],
        "ask": body["ask"],
        "local": [(country, _html(body["local"][country], country, by_country[country])) for country in found.countries],
        "issues": [
            {**issue, "rows": [_fact_row(key, found.countries, by_country) for key in issue["facts"]]}
            for issue in body["issues"]
        ],
        "criteria": [{**one, "said": _others(one["id"], said, judge_id, shown=done)} for one in rubric["criteria"]],
        "whole": _others(WHOLE, said, judge_id, shown=done), "flags": rubric["flags"],
        "own": own, "done": done, "standing": standing, "says": standing_words(standing),
        "doubts": [(_criterion_words(rubric, criterion), n) for criterion, n in standing.doubts],
        "alike": standing.state == ALIKE, "doubted": standing.state == DOUBTED,
    }  # fmt: skip


def _html(markdown: Mapping[str, str], country: str, facts: Mapping[str, Any]) -> str:
    language = (get_language() or "es")[:2]
    return courses.render_text(in_language(markdown, language), country=country, language=language, facts=facts, shift=3)


def _fact_row(key: str, countries: Sequence[str], laws: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """One fact of an issue in each country; None where no checked rule holds."""
    answers = [(country, laws[country].get(key)) for country in countries]
    titles = next((answer.titles for _country, answer in answers if answer), {"es": key, "en": key})
    return {"titles": titles, "cells": answers, "gaps": sum(1 for _country, answer in answers if answer is None)}


def _others(criterion: str, said: Mapping[tuple[int, str], Said], judge_id: int, *, shown: bool) -> dict[str, Any]:
    """What other judges said of one criterion: nothing before one's own answer, so that each judges alone."""
    rows = [one for (judge, about), one in said.items() if about == criterion and judge != judge_id]
    notes = [(one.comparable, one.note) for one in rows if one.note]
    return {"yes": sum(1 for one in rows if one.comparable), "n": len(rows), "notes": notes} if shown else {}


def _criterion_words(rubric: Mapping[str, Any], criterion: str) -> str:
    if criterion == WHOLE:
        return _("The case as a whole")
    return in_language(next(one["titles"] for one in rubric["criteria"] if one["id"] == criterion))
