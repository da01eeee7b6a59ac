"""A quiz's draft as its authors see it: its rules, what it may ask in each country, and a sheet drawn from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from assessments import pools, sheets, windows
from assessments.behaviours import behaviour
from assessments.errors import QuizNotFound
from assessments.kinds import material
from assessments.kinds.quiz import config_of, in_percent, mended_at
from assessments.models import Counts, Quiz
from assessments.question_kinds import question_kind


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place of the sheet: a fixed question, or a draw with how many it may take in each country."""

    stem: Mapping[str, str]
    key: str
    version: int
    points: str
    count: int
    draw: Mapping[str, Any] | None
    pool: tuple[tuple[str, int], ...]
    section: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class DraftQuiz:
    """All that the page shows but the sheet."""

    id: int
    course_id: int
    key: str
    titles: Mapping[str, str]
    countries: tuple[str, ...]
    asked: int
    rules: list[tuple[str, str]]
    moments: list[tuple[str, datetime]]
    places: list[PlaceLine]
    problems: list[tuple[str, str, str]]  # country, sentence, where it is mended
    config: Mapping[str, Any]


def draft_quiz(unit_id: int) -> DraftQuiz:
    """A quiz as its draft stands. Raises QuizNotFound."""
    quiz = Quiz.objects.filter(pk=unit_id, archived_at=None).select_related("course").first()
    if quiz is None:
        raise QuizNotFound
    countries = tuple(quiz.course.countries)
    found = material.build(quiz, countries, drafts=True, on=None)
    config = config_of(quiz, found, countries)
    ends = ((_("Opens"), windows.moment(config.get("opens_at"))), (_("Closes"), windows.moment(config.get("closes_at"))))
    return DraftQuiz(
        id=quiz.pk,
        course_id=quiz.course_id,
        key=quiz.key,
        titles=quiz.titles,
        countries=countries,
        asked=pools.asked(config),
        rules=_rules(config),
        moments=[(name, at) for name, at in ends if at],
        places=_places(config, countries),
        problems=[(country, said, mended_at(quiz.course_id, fact) if fact else "") for country, said, fact in found.problems],
        config=config,
    )


def _rules(config: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name, words) of the rules that authors set."""
    rules = sheets.rules_of(config)
    attempts, minutes, wait = config["attempts_allowed"], config["minutes_allowed"], config.get("wait_minutes", 0)
    how = behaviour(rules["behaviour"])
    counts = {
        Counts.BEST: _("The best one"), Counts.LAST: _("The last one"), Counts.FIRST: _("The first one"),
        Counts.AVERAGE: _("The average of all"),
    }  # fmt: skip
    found = [
        (_("To pass"), _("What judges set") if config.get("certifying") else in_percent(config["pass_percent"])),
        (_("Attempts"), str(attempts) if attempts else _("As many as you need")),
        (_("Which attempt counts"), counts[rules["counts"]]),
        (_("Time allowed"), _("{n} minutes").format(n=minutes) if minutes else _("No limit")),
        (_("Feedback"), " ".join(filter(None, (f"{how.label()}.", how.rule(rules))))),
    ]
    return found + ([(_("Between two attempts"), _("{n} minutes").format(n=wait))] if wait else [])


def _places(config: Mapping[str, Any], countries: Sequence[str]) -> list[PlaceLine]:
    slots = {slot["key"]: slot for slot in config["slots"]}
    sections = config.get("sections") or []
    lines, before = [], None
    for place in pools.plan_of(config):
        known = [key for key in place["pool"] if key in slots]
        fixed = slots[known[0]] if known and "draw" not in place else None
        number = place["section"]
        lines.append(
            PlaceLine(
                stem=fixed["stem"] if fixed else {},
                key=fixed["key"] if fixed else "",
                version=place.get("pinned", 0),
                points=place["maximum"],
                count=place["count"],
                draw=place.get("draw"),
                pool=tuple((code, _subjects(known, slots, code)) for code in countries),
                section=sections[number] if sections and number != before else None,
            )
        )
        before = number
    return lines


def _subjects(keys: Sequence[str], slots: Mapping[str, Any], country: str) -> int:
    """How many different things a pool can ask in a country: variants count once."""
    return len({pools.subject(slots[key]) for key in keys if pools.is_asked_in(slots[key], country)})


def tried_sheet(draft: DraftQuiz, *, country: str, seed: int) -> list[dict[str, Any]]:
    """One sheet as a learner of a country would get it, each question with its key beside it. Pure; nothing is kept."""
    ids = {slot["key"]: 0 for slot in draft.config["slots"]}
    sheet = sheets.draw_sheet(draft.config, country=country, seed=seed, question_ids=ids)
    found = []
    for question, slot in zip(sheets.open_view(sheet), sheet["slots"], strict=True):
        kind = question_kind(slot["kind"])
        answer = {**kind.shown(slot, {}, country=country), "slot": slot["slot"], "kind": slot["kind"], "result": kind.result}
        answer |= {name: slot.get(name, "") for name in ("legal", "confirm_with")}
        key = {"answer": answer, "feedback": slot["feedback"], "key": slot["key"], "label": kind.label()}
        found.append({**question, **key, "step": 0, "error": ""})
    return found
