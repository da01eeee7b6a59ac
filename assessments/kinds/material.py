"""From a quiz's draft to what its sheets are made of: stems, options, keys and feedback for each country."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments import sheets
from assessments.models import ChoiceQuestion, FactBound, NumericQuestion, Question, QuestionEntry, Quiz, QuizSlot
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
    keys = {question.fact_key for question in questions.values() if isinstance(question, FactBound)}
    laws = courses.laws(keys, COUNTRIES, on, drafts=drafts) if keys else {}
    return {quiz.pk: _material(slots[quiz.pk], questions, countries, laws) for quiz in quizzes}


def build_question(question: Question, entry: QuestionEntry, country: str, *, on: date, before: Before) -> Material:
    """One question that stands in no quiz, for one country, under the law of a day: for a refresher.

    `before` is {fact key: the rule that was}: a wrong answer that comes before all others.
    """
    slot = QuizSlot(pk=0, entry=entry, position=1, maximum=Decimal(1))
    laws = courses.laws([question.fact_key], COUNTRIES, on) if isinstance(question, FactBound) else {}
    return _material([slot], {0: question}, [country], laws, before)


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
    if isinstance(question, NumericQuestion):
        place |= {
            "value": format(question.value.normalize(), "f"),
            "tolerance": format(question.tolerance.normalize(), "f"),
            "unit": question.unit,
        }
    elif isinstance(question, ChoiceQuestion):
        place["options"] = [
            {
                "id": sheets.option_id(name, option["text"]),
                "source": option["id"],
                "text": option["text"],
                "fraction": option["fraction"],
                "feedback": option.get("feedback") or {},
                "country": "",
            }
            for option in question.options
        ]
    for country in countries:
        material.hold(question.version_id, country)
        if isinstance(question, FactBound):
            place["countries"][country] = _bound(material, question, country, laws, name, before.get(question.fact_key))
    if not isinstance(question, FactBound):
        place["key_version"] = sheets.key_version(place)
    material.slots.append(place)


def _answer_text(answer: courses.LawAnswer, part: str) -> dict[str, str]:
    texts = {lang: answer.text(part, lang) if part else answer.short_text(lang) for lang in LANGUAGES}
    return {lang: text for lang, text in texts.items() if text}


def _before(before: courses.LawAnswer | None, part: str) -> list[dict[str, Any]]:
    """The rule that was, as the first wrong answer: who knows only that is told so."""
    words = _answer_text(before, part) if before else {}
    if len(words) < len(LANGUAGES):
        return []
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = _("That was the rule before the change.")
    return [{"source": "law:before", "text": words, "feedback": said}]


def _bound(  # noqa: PLR0917
    material: Material, question: FactBound, country: str, laws: Laws, name: str, before: courses.LawAnswer | None = None
) -> dict[str, Any]:
    """One country's options of a fact-bound question: its law is the key, other countries' law comes first among the rest."""
    own = laws.get((question.fact_key, country))
    text = _answer_text(own, question.part) if own else {}
    if own is None or len(text) < len(LANGUAGES):
        sentence = _("The question '{key}' has no answer here: the fact '{fact}' is missing or has no words.")
        sentence = sentence.format(key=name, fact=question.fact_key)
        material.wrong(sentence, country=country, fact=question.fact_key)
        return {"options": [], "key_version": ""}
    foreign, origin = [], {}
    for other in COUNTRIES:
        answer = laws.get((question.fact_key, other))
        words = _answer_text(answer, question.part) if answer and other != country else {}
        if answer and len(words) == len(LANGUAGES):
            foreign.append({"source": f"law:{other}", "text": words, "country": other})
            origin[other] = answer.item_version_id
    authored = [{"source": d["id"], "text": d["text"], "feedback": d.get("feedback")} for d in question.distractors]
    options = sheets.bound_options(
        question_key=name,
        right={"source": "law", "text": text},
        foreign=[*_before(before, question.part), *foreign],
        authored=authored,
    )
    if len(options) < 4:
        sentence = _(
            "The question '{key}' has only {n} different options here. "
            "Add a distractor that differs from «{answer}» and from the others."
        )
        sentence = sentence.format(key=name, n=len(options), answer=text.get("es", ""))
        material.wrong(sentence, country=country, fact=question.fact_key)
    material.hold(own.item_version_id, country)
    for option in options:
        if option["country"]:
            material.hold(origin[option["country"]], country, shown_only=True)
    found: dict[str, Any] = {
        "options": options,
        "legal": ", ".join(filter(None, (own.law, own.article))),
        "as_of": own.as_of,
        "confirm_with": own.office if own.unsure else "",
    }
    return found | {"key_version": sheets.key_version(found)}
