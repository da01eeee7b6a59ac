"""The clinic day on one page: for each stage what to ask, the rules of the country, the checklists to leave behind."""

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
    checklists: tuple[courses.Checklist, ...]
    flags: tuple[str, ...]
    as_of: str


@dataclass(frozen=True, slots=True)
class DayPage:
    """The stages, and what the country calls micro, small and medium."""

    stages: tuple[DayStage, ...]
    sizes: tuple[courses.LawAnswer, ...]


def day_page(country: str) -> DayPage:
    """The six stages under one country's law. Four queries."""
    now = (get_language() or "es")[:2]
    found = courses.journey(country, now, also=SIZE_FACTS)
    return DayPage(tuple(_stage(stage, now) for stage in found.stages), found.rules)


def _stage(stage: courses.JourneyStage, now: str) -> DayStage:
    return DayStage(
        key=stage.key,
        name=stage.name,
        question=stage.question,
        ask=tuple(in_language(words, now) for words in BY_STAGE.get(stage.key, ())),
        rules=tuple(_rule(answer, now) for answer in stage.rules),
        checklists=stage.checklists,
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
