"""From a quiz's draft to what its sheets are made of: stems, options, keys and feedback for each country."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.models import Question, QuestionEntry, Quiz, QuizSlot
from assessments.question_kinds import question_kind
from courses import api as courses
from courses.kinds import Held
from lms.kernel.places import COUNTRIES

LANGUAGES = ("es", "en")
Laws = Mapping[tuple[str, str], courses.LawAnswer]
Before = Mapping[str, courses.LawAnswer]
_NOTHING_BEFORE: Final[Before] = {}


@dataclass(slots=True)
class Material:
    """The slots as they are frozen, what they rest on, and all that stands in the way."""

    slots: list[dict[str, Any]] = field(default_factory=list)
    held: dict[tuple[int, str], bool] = field(default_factory=dict)  # (item version, country): shown only
    problems: list[tuple[str, str, str]] = field(default_factory=list)  # country, sentence, the fact's key or ""

    def wrong(self, sentence: str, *, country: str = "", fact: str = "") -> None:
        """Note what stands in the way; `fact` is where it is mended."""
        self.problems.append((country, sentence, fact))

    def hold(self, item_version_id: int, country: str, *, shown_only: bool = False) -> None:
        """Note what a country's sheet rests on; what it rests on is never merely shown."""
        place = (item_version_id, country)
        self.held[place] = self.held.get(place, True) and shown_only

    def held_rows(self) -> tuple[Held, ...]:
        """What it rests on, in a fixed order."""
        return tuple(Held(version, country, shown) for (version, country), shown in sorted(self.held.items()))


@dataclass(frozen=True, slots=True)
class _Making:
    """What the kinds of questions ask and tell."""

    material: Material
    laws: Laws
    rules_before: Before

    def law(self, fact_key: str, country: str) -> courses.LawAnswer | None:
        return self.laws.get((fact_key, country))

    def before(self, fact_key: str) -> courses.LawAnswer | None:
        return self.rules_before.get(fact_key)

    def wrong(self, sentence: str, *, country: str = "", fact: str = "") -> None:
        self.material.wrong(sentence, country=country, fact=fact)

    def hold(self, item_version_id: int, country: str, *, shown_only: bool = False) -> None:
        self.material.hold(item_version_id, country, shown_only=shown_only)


def entry_slots(*quiz_ids: int) -> list[QuizSlot]:
    """The slots of quizzes with their entries' items, in order. One query."""
    rows = QuizSlot.objects.filter(quiz_id__in=quiz_ids).select_related("entry__item", "pinned__version")
    return list(rows.order_by("quiz", "position"))


def build(quiz: Quiz, countries: Sequence[str], *, drafts: bool, on: date | None) -> Material:
    """Resolve every slot for every country: from the drafts (to check), or as published on a day (to freeze)."""
    return build_many([quiz], countries, drafts=drafts, on=on)[quiz.pk]


def build_many(quizzes: Sequence[Quiz], countries: Sequence[str], *, drafts: bool, on: date | None) -> dict[int, Material]:
    """`build` for many quizzes at once, in a number of queries that does not grow."""
    slots: dict[int, list[QuizSlot]] = {quiz.pk: [] for quiz in quizzes}
    for slot in entry_slots(*slots):
        slots[slot.quiz_id].append(slot)
    questions = _questions([slot for ones in slots.values() for slot in ones], drafts=drafts, on=on)
    keys = {key for question in questions.values() for key in question_kind(question.kind).facts(question)}
    laws = courses.laws(keys, COUNTRIES, on, drafts=drafts) if keys else {}
    return {quiz.pk: _material(slots[quiz.pk], questions, countries, laws) for quiz in quizzes}


def build_question(question: Question, entry: QuestionEntry, country: str, *, on: date, before: Before) -> Material:
    """One question that stands in no quiz, for one country, under the law of a day: for a refresher.

    `before` is {fact key: the rule that was}: a wrong answer that comes before all others.
    """
    slot = QuizSlot(pk=0, entry=entry, position=1, maximum=Decimal(1))
    facts = question_kind(question.kind).facts(question)
    laws = courses.laws(facts, COUNTRIES, on) if facts else {}
    material = _material([slot], {0: question}, [country], laws, before)
    if question_kind(question.kind).by_hand:
        material.wrong(_("The question '{key}' is scored by a person: a refresher can't ask it.").format(key=entry.item.key))
    return material


def _material(
    slots: Sequence[QuizSlot], questions: Mapping[int, Question], countries: Sequence[str], laws: Laws,
    before: Before = _NOTHING_BEFORE,
) -> Material:  # fmt: skip
    material = Material()
    if not slots:
        material.wrong(_("The quiz has no questions."))
    for slot in slots:
        name = slot.entry.item.key if slot.entry else str(slot.position)
        question = questions.get(slot.pk)
        if slot.draw is not None:
            material.wrong(_("Question {n}: drawing from a bank is not available yet.").format(n=slot.position))
        elif slot.entry and slot.entry.item.archived_at:
            material.wrong(_("The question '{key}' was archived.").format(key=name))
        elif question is None:
            material.wrong(_("The question '{key}' is not in any bank.").format(key=name))
        else:
            _add(material, slot, question, countries=countries, laws=laws, before=before)
    return material


def _questions(slots: Sequence[QuizSlot], *, drafts: bool, on: date | None) -> dict[int, Question]:
    """The question version of each slot that has one: its draft's, or what is published on the day. 2 + kinds queries."""
    items = {slot.entry.item_id for slot in slots if slot.entry}
    published = courses.versions_on(items, on) if on and not drafts else {}
    wanted: dict[int, int] = {}
    for slot in slots:
        if slot.pinned is not None:
            wanted[slot.pk] = slot.pinned.version_id
        elif slot.entry is not None:
            item = slot.entry.item
            version = (item.draft_id or item.published_id) if drafts else published.get(item.pk, item.published_id)
            if version:
                wanted[slot.pk] = version
    rows = Question.objects.filter(version_id__in=set(wanted.values())).select_related("version__item")
    found = {question.version_id: question for question in rows}
    return {slot_id: found[version] for slot_id, version in wanted.items() if version in found}


def _add(
    material: Material, slot: QuizSlot, question: Question, *, countries: Sequence[str], laws: Laws, before: Before
) -> None:
    name = slot.entry.item.key if slot.entry else question.version.item.key
    for part, value in (("stem", question.stem), ("feedback", question.feedback)):
        lacking = [lang for lang in LANGUAGES if not value.get(lang)]
        if (part == "stem" or value) and lacking:
            material.wrong(_("The question '{key}' has no {part} in '{lang}'.").format(key=name, part=part, lang=lacking[0]))
    place: dict[str, Any] = {
        "key": name,
        "version": question.version.digest,
        "kind": question.kind,
        "section": question.section_key,
        "maximum": format(slot.maximum.normalize(), "f"),
        "stem": question.stem,
        "feedback": question.feedback,
        "countries": {},
    }
    kind = question_kind(question.kind)
    place |= kind.material(question, name=name)
    making = _Making(material, laws, before)
    for country in countries:
        material.hold(question.version_id, country)
        if own := kind.country_material(question, name=name, country=country, making=making):
            place["countries"][country] = own
    if not place["countries"]:
        place["key_version"] = kind.key_version(place)
    material.slots.append(place)
