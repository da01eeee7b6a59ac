"""A stage of the business journey: what to do, what goes wrong, what to have at hand, where help is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from courses.blocks import STAGES
from courses.errors import ReferenceNotFound
from courses.facts import LawAnswer
from courses.models import Item, ItemKind
from courses.resources import Help, Wanted, find_help
from courses.selectors.law import laws
from courses.selectors.reference import Card, Reader, sections_of
from courses.selectors.reference_help import help_cards
from courses.wording_reference import effort_in_words, priority_in_words, stage_in_words, topic_in_words
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do at a stage, with the rules of the reader's country that it rests on."""

    id: str
    topic: str
    text: str
    why: str
    priority: str
    when: str
    cost: str
    rules: tuple[LawAnswer, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """What goes wrong at a stage, what follows, and what mends it."""

    text: str
    consequence: str
    cure: str
    rules: tuple[LawAnswer, ...]


@dataclass(frozen=True, slots=True)
class StagePage:
    """One stage for one country's reader. `groups` are the steps by priority: (what it is called, steps)."""

    key: str
    name: str
    question: str
    place: int
    groups: tuple[tuple[str, str, tuple[Step, ...]], ...]
    slips: tuple[Slip, ...]
    documents: tuple[str, ...]
    flags: tuple[str, ...]
    texts: tuple[Card, ...]
    help: Help
    before: str
    after: str
    as_of: str


def stage_page(key: str, reader: Reader, today: date) -> StagePage:
    """Five queries. A stage without a text of its own still shows its sections and help. Raises ReferenceNotFound."""
    if key not in STAGES:
        raise ReferenceNotFound
    rows = Item.objects.filter(kind=ItemKind.STAGE, key=key, archived_at=None).exclude(published=None)
    body = rows.values_list("published__body", flat=True).first() or {}
    answers = laws(facts_named(body), [reader.country])
    facts = {name: answer for (name, _country), answer in answers.items()}
    say = reader.language
    steps = steps_of(body, facts, say)
    groups = [
        (priority, priority_in_words(priority), tuple(step for step in steps if step.priority == priority))
        for priority in ("first", "soon", "later")
    ]
    place = STAGES.index(key)
    return StagePage(
        key=key,
        name=in_language(body.get("names"), say) or stage_in_words(key),
        question=in_language(body.get("question"), say),
        place=place + 1,
        groups=tuple(group for group in groups if group[2]),
        slips=slips_of(body, facts, say),
        documents=tuple(in_language(words, say) for words in body.get("documents", ())),
        flags=tuple(in_language(words, say) for words in body.get("flags", ())),
        texts=tuple(sections_of(reader, stage=key)),
        help=find_help(help_cards([reader.country], today), country=reader.country, wanted=Wanted(stage=key)),
        before=STAGES[place - 1] if place else "",
        after=STAGES[place + 1] if place + 1 < len(STAGES) else "",
        as_of=min((answer.as_of for answer in facts.values()), default=""),
    )


def facts_named(body: Mapping[str, Any]) -> set[str]:
    """The keys of the rules that a stage's text rests on."""
    entries = [*body.get("actions", ()), *body.get("mistakes", ())]
    return {name for entry in entries for name in entry.get("facts", ())}


def steps_of(body: Mapping[str, Any], facts: Mapping[str, LawAnswer], say: str) -> list[Step]:
    """What to do at a stage, in the order of its text, with the rules among `facts`."""
    return [
        Step(
            one["id"], topic_in_words(one["right"]), in_language(one["text"], say), in_language(one["why"], say),
            one["priority"], priority_in_words(one["priority"]), effort_in_words(one["cost"]), _rules(one, facts),
        )
        for one in body.get("actions", ())
    ]  # fmt: skip


def slips_of(body: Mapping[str, Any], facts: Mapping[str, LawAnswer], say: str) -> tuple[Slip, ...]:
    """What goes wrong at a stage."""
    return tuple(
        Slip(
            in_language(one["text"], say), in_language(one["consequence"], say), in_language(one["cure"], say),
            _rules(one, facts),
        )
        for one in body.get("mistakes", ())
    )  # fmt: skip


def _rules(entry: Mapping[str, Any], facts: Mapping[str, LawAnswer]) -> tuple[LawAnswer, ...]:
    return tuple(facts[name] for name in entry.get("facts", ()) if name in facts)
