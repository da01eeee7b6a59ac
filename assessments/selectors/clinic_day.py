"""The clinic day on one page: for each stage what to ask, the rules of the country, the checklists to leave behind."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from assessments.clinics.questions import ALWAYS, BY_STAGE
from assessments.selectors.clinic_places import SIZE_FACTS
from courses import api as courses
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in one sentence, with where it stands; `unsure`: to be confirmed with the office."""

    title: str
    sentence: str
    basis: str
    unsure: bool
    office: str


@dataclass(frozen=True, slots=True)
class DayStage:
    """One stage for the advisor at the table."""

    key: str
    name: str
    question: str
    ask: tuple[str, ...]
    rules: tuple[Rule, ...]
    checklists: tuple[tuple[int, courses.Checklist], ...]  # each with its number among all of the page
    flags: tuple[str, ...]
    as_of: str


@dataclass(frozen=True, slots=True)
class DayPage:
    """The stages, the checklists of all of them, each once, and what the country calls micro, small and medium."""

    stages: tuple[DayStage, ...]
    checklists: tuple[courses.Checklist, ...]
    sizes: tuple[courses.LawAnswer, ...]


def day_page(country: str) -> DayPage:
    """The six stages under one country's law. Four queries."""
    now = (get_language() or "es")[:2]
    found = courses.journey(country, now, also=SIZE_FACTS)
    lists = {one.key: one for stage in found.stages for one in stage.checklists}
    numbers = {key: number for number, key in enumerate(lists, start=1)}
    return DayPage(tuple(_stage(stage, now, numbers) for stage in found.stages), tuple(lists.values()), found.rules)


def _stage(stage: courses.JourneyStage, now: str, numbers: Mapping[str, int]) -> DayStage:
    return DayStage(
        key=stage.key,
        name=stage.name,
        question=stage.question,
        ask=tuple(in_language(words, now) for words in BY_STAGE.get(stage.key, ())),
        rules=tuple(_rule(answer, now) for answer in stage.rules),
        checklists=tuple((numbers[one.key], one) for one in stage.checklists),
        flags=stage.flags,
        as_of=courses.date_in_words(stage.as_of) if stage.as_of else "",
    )


def always_asked() -> list[str]:
    """What is asked at every session."""
    return [in_language(words) for words in ALWAYS]


def _rule(answer: courses.LawAnswer, now: str) -> Rule:
    return Rule(
        title=in_language(answer.titles, now),
        sentence=in_language(answer.sentence, now),
        basis=courses.legal_basis(answer.law, answer.article),
        unsure=answer.unsure,
        office=answer.office,
    )
