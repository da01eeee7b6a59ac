"""From a quiz's draft to what its sheets are made of: stems, options, keys and feedback for each country."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import pools
from assessments.kinds.cells import Blueprinted, approved_blueprints
from assessments.kinds.exam_rules import exam_problems
from assessments.kinds.quiz_places import Ask, Place, entry_slots, places_of, pool_entries, trial_entries
from assessments.models import FactBound, Life, Question, QuestionEntry, Quiz, QuizSlot
from assessments.question_kinds import question_kind
from courses import api as courses
from courses.kinds import Held
from lms.kernel.places import COUNTRIES

LANGUAGES = ("es", "en")
Laws = Mapping[tuple[str, str], courses.LawAnswer]
Before = Mapping[str, courses.LawAnswer]
_NOTHING_BEFORE: Final[Before] = {}
_NOT_ASKED: Final = frozenset({Life.RETIRED, Life.COMPROMISED})


@dataclass(slots=True)
class Material:
    """The slots as they are frozen, what they rest on, and all that stands in the way."""

    slots: list[dict[str, Any]] = field(default_factory=list)
    plan: list[dict[str, Any]] = field(default_factory=list)  # what a sheet takes of the slots (`pools`)
    held: dict[tuple[int, str], bool] = field(default_factory=dict)  # (item version, country): shown only
    problems: list[tuple[str, str, str]] = field(default_factory=list)  # country, sentence, the fact's key or ""
    blueprint: Blueprinted | None = None  # whose cells the plan fills

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


def build(quiz: Quiz, countries: Sequence[str], *, drafts: bool, on: date | None) -> Material:
    """Resolve every slot for every country: from the drafts (to check), or as published on a day (to freeze)."""
    return build_many([quiz], countries, drafts=drafts, on=on)[quiz.pk]


def build_many(quizzes: Sequence[Quiz], countries: Sequence[str], *, drafts: bool, on: date | None) -> dict[int, Material]:
    """`build` for many quizzes at once, in a number of queries that does not grow."""
    slots: dict[int, list[QuizSlot]] = {quiz.pk: [] for quiz in quizzes}
    for slot in entry_slots(*slots):
        slots[slot.quiz_id].append(slot)
    every = [slot for ones in slots.values() for slot in ones]
    drawn, trial = pool_entries(every), trial_entries(every)
    prints = approved_blueprints({quiz.blueprint for quiz in quizzes if quiz.certifying})
    asked = {
        quiz.pk: places_of(quiz, slots[quiz.pk], drawn, trial, prints.get(quiz.blueprint) if quiz.certifying else None)
        for quiz in quizzes
    }
    rows = _questions([ask for places in asked.values() for place in places for ask in place.asks], drafts=drafts, on=on)
    keys = {key for question in rows.values() for key in question_kind(question.kind).facts(question)}
    laws = courses.laws(keys, COUNTRIES, on, drafts=drafts) if keys else {}
    found = {quiz_id: _material(places, rows, countries, laws) for quiz_id, places in asked.items()}
    for quiz in quizzes:
        one = found[quiz.pk]
        one.blueprint = prints.get(quiz.blueprint) if quiz.certifying else None
        for country, sentence in exam_problems(
            quiz, asked[quiz.pk], slots=one.slots, plan=one.plan, countries=countries, blueprint=one.blueprint
        ):
            one.wrong(sentence, country=country)
    return found


def build_question(question: Question, entry: QuestionEntry, country: str, *, on: date, before: Before) -> Material:
    """One question that stands in no quiz, for one country, under the law of a day: for a refresher.

    `before` is {fact key: the rule that was}: a wrong answer that comes before all others.
    """
    facts = question_kind(question.kind).facts(question)
    laws = courses.laws(facts, COUNTRIES, on) if facts else {}
    ask = Ask(entry.item.key, entry)
    material = _material([Place([ask], Decimal(1), 0)], {ask.place: question}, [country], laws, before)
    if question_kind(question.kind).by_hand:
        material.wrong(_("The question '{key}' is scored by a person: a refresher can't ask it.").format(key=entry.item.key))
    for slot in material.slots:  # a refresher is about what has just changed: it has nothing else to ask
        for own in slot["countries"].values():
            own.pop("pilot", None)
    return material


_Rows = Mapping[tuple[int, int], Question]


def _material(
    places: Sequence[Place], rows: _Rows, countries: Sequence[str], laws: Laws, before: Before = _NOTHING_BEFORE
) -> Material:
    material = Material()
    if not places:
        material.wrong(_("The quiz has no questions."))
    fixed = {ask.key for place in places if not place.draw for ask in place.asks}
    places = [place.without(fixed) if place.draw else place for place in places]
    maxima: dict[str, Decimal] = {}
    for place in places:
        for ask in place.asks:
            question = rows.get(ask.place)
            if ask.entry.item.archived_at:
                material.wrong(_("The question '{key}' was archived.").format(key=ask.key))
            elif not place.draw and ask.entry.life in _NOT_ASKED:
                material.wrong(_("The question '{key}' is retired. Take it out, or bring it back.").format(key=ask.key))
            elif question is None:
                material.wrong(_("The question '{key}' is not in any bank.").format(key=ask.key))
            elif ask.key not in maxima:
                maxima[ask.key] = place.maximum
                _add(material, ask, question, place=place, countries=countries, laws=laws, before=before)
            elif maxima[ask.key] != place.maximum:
                sentence = _("The question '{key}' may be asked in two places that give it different points.")
                material.wrong(sentence.format(key=ask.key))
    known = {slot["key"]: slot for slot in material.slots}
    material.plan = [place.planned(known) for place in places]
    for country in countries:
        _check_pools(material, places, known, country)
    return material


def _check_pools(material: Material, places: Sequence[Place], known: Mapping[str, Any], country: str) -> None:
    for place in places:
        for ask in place.asks:
            if not place.draw and ask.key in known and not pools.is_asked_in(known[ask.key], country):
                sentence = _("The question '{key}' is not asked here. Draw from a bank, or ask it in another quiz.")
                material.wrong(sentence.format(key=ask.key), country=country)
    fixed = [known[ask.key] for place in places for ask in place.asks if not place.draw and ask.key in known]
    if fixed and len(fixed) == len(places) and all(pools.is_unsure(slot, country) for slot in fixed):
        sentence = _("Nothing that it asks there can be scored: every question rests on law that is to be confirmed.")
        material.wrong(sentence, country=country)
    if any(place.draw for place in places):
        fixed_elsewhere = sum(
            1 for place in places for ask in place.asks
            if not place.draw and ask.key in known and not pools.is_asked_in(known[ask.key], country)
        )  # fmt: skip
        lacking = pools.unfilled(material.plan, known, country=country) - fixed_elsewhere
        if lacking > 0:
            sentence = ngettext(
                "The draws can't fill a sheet: {n} question is lacking. Variants of one question count once.",
                "The draws can't fill a sheet: {n} questions are lacking. Variants of one question count once.",
                lacking,
            )
            material.wrong(sentence.format(n=lacking), country=country)


def _questions(asks: Sequence[Ask], *, drafts: bool, on: date | None) -> dict[tuple[int, int], Question]:
    """The question version of each that has one: its draft's, or what is published on the day. 2 + kinds queries."""
    entries = {ask.entry.item_id: ask.entry for ask in asks}
    published = courses.versions_on(set(entries), on) if on and not drafts else {}
    wanted: dict[tuple[int, int], int] = {}
    for ask in asks:
        item = ask.entry.item
        latest = (item.draft or item.published) if drafts else item.published
        if ask.pinned is None:
            version = latest and (latest.pk if drafts else published.get(item.pk, latest.pk))
        else:  # what was never approved can't come in by being named
            version = ask.pinned[0] if latest and ask.pinned[1] <= latest.number else None
        if version:
            wanted[ask.place] = version
    rows = Question.objects.filter(version_id__in=set(wanted.values())).select_related("version__item")
    found = {question.version_id: question for question in rows}
    return {place: found[version] for place, version in wanted.items() if version in found}


def _add(
    material: Material, ask: Ask, question: Question, *, place: Place, countries: Sequence[str], laws: Laws, before: Before
) -> None:
    name = ask.key
    for part, value in (("stem", question.stem), ("feedback", question.feedback)):
        lacking = [lang for lang in LANGUAGES if not value.get(lang)]
        if (part == "stem" or value) and lacking:
            material.wrong(_("The question '{key}' has no {part} in '{lang}'.").format(key=name, part=part, lang=lacking[0]))
    frozen: dict[str, Any] = {
        "key": name,
        "version": question.version.digest,
        "kind": question.kind,
        "section": question.section_key,
        "maximum": format(place.maximum.normalize(), "f"),
        "stem": question.stem,
        "feedback": question.feedback,
        "countries": {},
    }
    kind = question_kind(question.kind)
    if about := subject_of(ask.entry, question):
        frozen["subject"] = about
    if ask.entry.countries:
        frozen["only"] = sorted(ask.entry.countries)
    frozen |= kind.material(question, name=name)
    making = _Making(material, laws, before)
    for country in countries:
        if not pools.is_asked_in(frozen, country):
            continue
        material.hold(question.version_id, country)
        if own := kind.country_material(question, name=name, country=country, making=making):
            frozen["countries"][country] = own
    if not frozen["countries"]:
        frozen["key_version"] = kind.key_version(frozen)
    material.slots.append(frozen)


def subject_of(entry: QuestionEntry, question: Question) -> str:
    """What a question shares with its variants: its author's family, or the part of a fact that is its key; '' for neither."""
    if entry.family:
        return f"family:{entry.family}"
    if isinstance(question, FactBound):
        return f"fact:{question.fact_key}#{question.part}"
    return ""


def build_entries(entries: Sequence[QuestionEntry], countries: Sequence[str], *, on: date) -> Material:
    """Questions that stand in no quiz, one point each, for several countries, under the law of a day: for parallel forms.

    What is scored by a person is left out; what can't be asked somewhere says so in `problems`, as in a quiz.
    """
    asks = [Ask(entry.item.key, entry) for entry in entries]
    rows = _questions(asks, drafts=False, on=on)
    rows = {place: row for place, row in rows.items() if not question_kind(row.kind).by_hand}
    facts = {key for row in rows.values() for key in question_kind(row.kind).facts(row)}
    laws = courses.laws(facts, COUNTRIES, on) if facts else {}
    return _material([Place([ask], Decimal(1), 0) for ask in asks if ask.place in rows], rows, countries, laws)
