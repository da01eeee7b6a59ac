"""The coverage of a certifying quiz: cells by countries, what is on trial, how hard its sheets are; and what stands for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import pools
from assessments.blueprints.covering import CellCover, covered, difficulty
from assessments.blueprints.spread import Spread
from assessments.kinds import material
from assessments.kinds.cells import cell_in_words
from assessments.models import Blueprint, BlueprintState, Life, QuestionEntry, Quiz, Task
from assessments.models.analysis import configs_of
from assessments.models.exam_units import certifying_versions
from assessments.selectors.pool_figures import SECRET, periods_of
from courses.api import BLUEPRINT, EXAM_POOL, Assurance
from lms.kernel.places import COUNTRIES
from lms.kernel.words import in_language

ENOUGH = 10  # answers from which on a question's facility stands for its band


@dataclass(frozen=True, slots=True)
class CellRow:
    """A cell of the matrix in words, with what there is by country, in the order of the countries."""

    words: str
    domain: str
    cover: CellCover


@dataclass(frozen=True, slots=True)
class Coverage:
    """A quiz's draft against its blueprint. `trial`: questions on trial by country; `spreads`: how hard sheets are there."""

    blueprint: str
    number: int
    items: int
    rows: tuple[CellRow, ...]
    countries: tuple[str, ...]
    trial: Mapping[str, int]
    spreads: Mapping[str, Spread]
    problems: tuple[tuple[str, str], ...]

    @property
    def enough(self) -> bool:
        return bool(self.rows) and all(have.enough for row in self.rows for have in row.cover.countries.values())


def coverage(quiz: Quiz, countries: Sequence[str] = COUNTRIES) -> Coverage:
    """As the draft and the banks stand. Some twenty queries, however large the banks."""
    found = material.build(quiz, countries, drafts=True, on=None)
    slots = {slot["key"]: slot for slot in found.slots}
    entries = list(QuestionEntry.objects.filter(item__kind="question", item__key__in=slots).select_related("item", "bank"))
    periods = periods_of(entries, timezone.now())
    facilities = {
        one.item.key: periods[one.pk].whole.facility
        for one in entries
        if one.pk in periods and periods[one.pk].whole.n >= ENOUGH
    }
    bands = {one.item.key: one.difficulty for one in entries}
    titles = task_titles()
    spreads = {
        country: one
        for country in countries
        if (one := difficulty(found.plan, slots, country, facilities=facilities, bands=bands)) is not None
    }
    trial = [place for place in found.plan if pools.is_pilot(place)]
    return Coverage(
        quiz.blueprint, found.blueprint.number if found.blueprint else 0, pools.scored({"plan": found.plan, "slots": []}),
        tuple(
            CellRow(cell_in_words(one.cell, titles), one.cell["domain"], one) for one in covered(found.plan, slots, countries)
        ),
        tuple(countries),
        {c: sum(pools.is_asked_in(slots[key], c) for place in trial for key in place["pool"]) for c in countries},
        spreads,
        tuple((country, sentence) for country, sentence, _fact in found.problems),
    )  # fmt: skip


def task_titles() -> dict[str, Mapping[str, str]]:
    """{task: its words}. One query."""
    return dict(Task.objects.values_list("key", "titles"))


def blueprint_assurances(course_ids: Collection[int], country: str) -> Sequence[Assurance]:
    """That every certifying quiz in effect fills an approved blueprint. Five queries at most."""
    quizzes = _in_effect(course_ids, country)
    page = reverse("lms:assessments:blueprint-list")
    if not quizzes:
        return [
            Assurance(
                BLUEPRINT, country, False, _("No certifying quiz is in effect here, so none fills a blueprint."), url=page
            )
        ]
    approved = {
        (one.key, one.number): one
        for one in Blueprint.objects.exclude(state__in=(BlueprintState.DRAFT, BlueprintState.PROPOSED))
    }
    found = []
    for quiz in quizzes:
        key, number = quiz.config.get("blueprint", ""), quiz.config.get("blueprint_number", 0)
        row = approved.get((key, number))
        if row is None:
            said = _("The quiz «{quiz}» draws without a blueprint.").format(quiz=in_language(quiz.titles))
            found.append(Assurance(BLUEPRINT, country, False, said, url=page))
            continue
        cells = [place for place in quiz.config.get("plan", ()) if "cell" in place]
        facts = {
            "blueprint": f"{key} {number}", "cells": len(cells), "questions": sum(place["count"] for place in cells),
            "judges": row.judges, "approved_on": row.approved_at.date().isoformat() if row.approved_at else "",
        }  # fmt: skip
        sentence = _("Every sheet of «{quiz}» fills the {cells} cells of the blueprint «{blueprint}», number {number}.")
        said = sentence.format(
            quiz=in_language(quiz.titles), cells=len(cells), blueprint=in_language(row.titles), number=number
        )
        url = reverse("lms:assessments:blueprint-detail", args=[row.pk])
        found.append(Assurance(BLUEPRINT, country, True, said, facts, url))
    return found


def exam_pool_assurances(course_ids: Collection[int], country: str) -> Sequence[Assurance]:
    """That every certifying quiz in effect has three times what a sheet takes, of questions in use now. Four queries."""
    quizzes = _in_effect(course_ids, country)
    page = reverse("lms:assessments:bank-list")
    if not quizzes:
        return [
            Assurance(
                EXAM_POOL, country, False, _("No certifying quiz is in effect here, so none draws from an exam pool."), url=page
            )
        ]
    keys = {slot["key"] for quiz in quizzes for slot in quiz.config["slots"]}
    rows = QuestionEntry.objects.filter(SECRET, item__kind="question", item__key__in=keys, life=Life.OPERATIONAL)
    in_use = set(rows.values_list("item__key", flat=True))
    return [_pool_of(quiz, country, in_use) for quiz in quizzes]


def _pool_of(quiz: "InEffect", country: str, in_use: Collection[str]) -> Assurance:
    slots = {slot["key"]: slot for slot in quiz.config["slots"]}
    plan = pools.plan_of(quiz.config)
    cells = covered(plan, slots, [country], in_use)
    url = reverse("lms:assessments:quiz-coverage", args=[quiz.unit_id])
    usable = {key for place in plan if not pools.is_pilot(place) for key in place["pool"]} & set(in_use)
    facts = {
        "questions": len([key for key in usable if pools.is_asked_in(slots[key], country)]),
        "sheet": pools.scored(quiz.config), "cap_percent": quiz.config.get("exposure_cap", 40),
    }  # fmt: skip
    lacking = sum(1 for one in cells if not one.countries[country].enough)
    name = in_language(quiz.titles)
    if not cells:
        return Assurance(EXAM_POOL, country, False, _("The pool of «{quiz}» has no cells.").format(quiz=name), facts, url)
    if lacking:
        said = _("The pool of «{quiz}» is too small in {n} cells: each needs three times what a sheet takes.")
        return Assurance(EXAM_POOL, country, False, said.format(quiz=name, n=lacking), facts, url)
    said = _(
        "«{quiz}» draws {sheet} of {questions} questions that no practice shows, each on at most {cap_percent} % of sheets."
    )
    return Assurance(EXAM_POOL, country, True, said.format(quiz=name, **facts), facts, url)


@dataclass(frozen=True, slots=True)
class InEffect:
    """A certifying quiz as the release in effect has it."""

    unit_id: int
    titles: Mapping[str, str]
    config: Mapping[str, Any]


def _in_effect(course_ids: Collection[int], country: str) -> list[InEffect]:
    found = certifying_versions(course_ids, country, timezone.now())
    configs = configs_of([version for version, _unit, _titles in found])
    return [InEffect(unit, titles, configs[version]) for version, unit, titles in found]
