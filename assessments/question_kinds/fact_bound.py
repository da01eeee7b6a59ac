"""Fact-bound: one question for four countries. The key is the reader's country's fact; other countries' answers are among the
wrong ones and are tagged as such; authored distractors fill up to four options.
"""

import random
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments import sheets
from assessments.models import FactBound, Question
from assessments.question_kinds import options
from assessments.question_kinds.choice import Choice
from assessments.question_kinds.protocol import Body, Making, Slot
from courses.api import LawAnswer
from lms.kernel.places import COUNTRIES
from lms.kernel.textfiles import Lined

if TYPE_CHECKING:
    from assessments.kinds.reading import Checker

_LANGUAGES = ("es", "en")


class Bound(Choice):
    """Single choice whose options the law gives."""

    name = "fact_bound"
    fields: tuple[str, ...] = ("fact", "part", "distractors")
    entry_fields: tuple[str, ...] = ("fact", "part", "distractors")
    model: type[Question] = FactBound

    def label(self) -> str:
        """«Según la ley del país»."""
        return _("By the law of the country")

    def read(self, checker: "Checker", entry: Lined) -> dict[str, Any]:
        """A fact, perhaps one part of it, and at least three distractors."""
        return {
            "fact": checker.fact_key(entry.get("fact"), entry.line_of("fact")),
            "part": checker.text(entry, "part"),
            "distractors": options.read_options(checker, entry, "distractors", least=3),
        }

    def check(self, body: Body) -> list[tuple[str, str]]:
        """Whether options suffice depends on the law: said when a quiz is checked."""
        return []

    def write(self, body: Body) -> dict[str, Any]:
        """Without what says nothing."""
        wrong = []
        for option in body["distractors"]:
            entry = {"id": option["id"], "text": option["text"]}
            wrong.append(entry | ({"feedback": option["feedback"]} if option.get("feedback") else {}))
        part = {"part": body["part"]} if body["part"] else {}
        return {"fact": body["fact"], **part, "distractors": wrong}

    def scored_by(self, body: Body) -> Any:
        """The fact and its part, and the distractors. What the fact says has a `key_version` of its own."""
        return [body["fact"], body["part"], sorted(str(one["id"]) for one in body["distractors"])]

    def columns(self, body: Body) -> dict[str, Any]:
        """The key of the fact has another name in the row."""
        return {"fact_key": body["fact"], "part": body["part"], "distractors": body["distractors"]}

    def body_of(self, row: Question) -> dict[str, Any]:
        """`columns` backwards."""
        assert isinstance(row, FactBound)
        return {"fact": row.fact_key, "part": row.part, "distractors": row.distractors}

    def facts(self, row: Question) -> frozenset[str]:
        """Its one fact."""
        assert isinstance(row, FactBound)
        return frozenset({row.fact_key})

    def material(self, row: Question, *, name: str) -> dict[str, Any]:
        """Nothing is the same in all countries."""
        return {}

    def country_material(self, row: Question, *, name: str, country: str, making: Making) -> dict[str, Any]:
        """One country's options: its law is the key, other countries' law comes first among the rest."""
        assert isinstance(row, FactBound)
        own = making.law(row.fact_key, country)
        text = _answer_text(own, row.part) if own else {}
        if own is None or len(text) < len(_LANGUAGES):
            sentence = _("The question '{key}' has no answer here: the fact '{fact}' is missing or has no words.")
            making.wrong(sentence.format(key=name, fact=row.fact_key), country=country, fact=row.fact_key)
            return {"options": [], "key_version": ""}
        foreign, origin = [], {}
        for other in COUNTRIES:
            answer = making.law(row.fact_key, other)
            words = _answer_text(answer, row.part) if answer and other != country else {}
            if answer and len(words) == len(_LANGUAGES):
                foreign.append({"source": f"law:{other}", "text": words, "country": other})
                origin[other] = answer.item_version_id
        authored = [{"source": d["id"], "text": d["text"], "feedback": d.get("feedback")} for d in row.distractors]
        found = sheets.bound_options(
            question_key=name,
            right={"source": "law", "text": text},
            foreign=[*_before(making.before(row.fact_key), row.part), *foreign],
            authored=authored,
        )
        if len(found) < 4:
            sentence = _(
                "The question '{key}' has only {n} different options here. "
                "Add a distractor that differs from «{answer}» and from the others."
            )
            sentence = sentence.format(key=name, n=len(found), answer=text.get("es", ""))
            making.wrong(sentence, country=country, fact=row.fact_key)
        making.hold(own.item_version_id, country)
        for option in found:
            if option["country"]:
                making.hold(origin[option["country"]], country, shown_only=True)
        trial = {} if own.certain else {"pilot": True}  # nobody is scored by law that is to be confirmed
        return {
            **trial,
            "options": found,
            "legal": ", ".join(filter(None, (own.law, own.article))),
            "as_of": own.as_of,
            "confirm_with": own.office if own.unsure else "",
            "key_version": options.options_key(found),
        }

    def shuffled(self, slot: Slot, shuffler: random.Random, *, asked: bool) -> dict[str, Any]:
        """Always: the order in which options are found would tell the key."""
        return {"options": options.shuffle(slot["options"], shuffler)}


def _answer_text(answer: LawAnswer, part: str) -> dict[str, str]:
    texts = {lang: answer.text(part, lang) if part else answer.short_text(lang) for lang in _LANGUAGES}
    return {lang: text for lang, text in texts.items() if text}


def _before(before: LawAnswer | None, part: str) -> list[dict[str, Any]]:
    """The rule that was, as the first wrong answer: who knows only that is told so."""
    words = _answer_text(before, part) if before else {}
    if len(words) < len(_LANGUAGES):
        return []
    said = {}
    for language in _LANGUAGES:
        with override(language):
            said[language] = _("That was the rule before the change.")
    return [{"source": "law:before", "text": words, "feedback": said}]
