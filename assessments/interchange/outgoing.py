"""The body of one of our kinds → a neutral question in one language. Pure. What the neutral form can't say is told."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.interchange.html_text import as_html
from assessments.interchange.neutral import Answer, Pair, Question, Rich, Unsupported
from assessments.question_kinds import gap_fill
from assessments.question_kinds.numeric import answers_of

_RULES: Final = {"next": 1, "longest": 5, "whole": -1}


def question_of(
    key: str, body: Mapping[str, Any], *, language: str, options: Sequence[Mapping[str, Any]] = (), country: str = ""
) -> Question:
    """The neutral form; `options` are those of a question bound to a fact, for one `country`.

    Raises Unsupported when the question has no words in the language, or is of a kind that nobody here can write.
    """
    made = _Making(body, language)
    stem = made.words(body["stem"])
    if not stem:
        raise Unsupported(_("It has no words in this language."))
    question = Question("essay", f"{key}-{country.lower()}" if country else key, stem)
    question.general_feedback = made.words(body["feedback"])
    question.idnumber = question.name
    question.tags = [*body.get("tags", ()), *([country] if country else [])]
    makers: dict[str, Callable[[Question], None]] = {
        "single": made.choice, "multiple": made.choice, "true_false": made.true_false, "numeric": made.numeric,
        "short_text": made.short_text, "matching": made.matching, "ordering": made.ordering, "gap_fill": made.gap_fill,
        "essay": made.essay,
    }  # fmt: skip
    if body["kind"] == "fact_bound":
        if len(options) < 2:
            question.type = "description"
            question.told.append(
                _("its answers are the law of a country, which is not published here yet: written as a description")
            )
            return question
        question.type = "multichoice"
        question.answers = made.options(options)
        return question
    if body["kind"] not in makers:
        raise Unsupported(_("The kind «%(kind)s» can't be written to this format.") % {"kind": body["kind"]})
    makers[body["kind"]](question)
    question.told += made.told
    return question


class _Making:
    def __init__(self, body: Mapping[str, Any], language: str) -> None:
        self.body, self.language = body, language
        self.told: list[str] = []

    def words(self, words: Mapping[str, str] | None) -> Rich:
        """The words in the language, as plain text."""
        return Rich((words or {}).get(self.language, ""), "plain")

    def needed(self, words: Mapping[str, str]) -> Rich:
        """The same; refused where there are none."""
        found = self.words(words)
        if not found:
            raise Unsupported(_("It has no words in this language."))
        return found

    def options(self, options: Sequence[Mapping[str, Any]]) -> list[Answer]:
        """Options with their fractions."""
        return [
            Answer(self.needed(one["text"]), float(one["fraction"]), self.words(one.get("feedback")), ident=one["id"])
            for one in options
        ]

    def choice(self, question: Question) -> None:
        """Single or multiple."""
        question.type, question.single = "multichoice", self.body["kind"] == "single"
        question.answers = self.options(self.body["options"])

    def true_false(self, question: Question) -> None:
        """A statement."""
        question.type = "truefalse"
        said = self.body.get("said") or {}
        question.answers = [
            Answer(Rich(word, "plain"), float((word == "true") == self.body["answer"]), self.words(said.get(word)))
            for word in ("true", "false")
        ]

    def numeric(self, question: Question) -> None:
        """Accepted numbers and units."""
        question.type = "numerical"
        question.answers = self.numbers(self.body)
        own = (self.body.get("unit") or {}).get(self.language, "")
        if own:
            question.units = [(own, "1")]
            for other in self.body.get("units") or ():
                if name := other["names"].get(self.language):
                    question.units.append((name, _decimal(1 / Fraction(other["factor"]))))

    def numbers(self, body: Mapping[str, Any]) -> list[Answer]:
        """Values with the larger of their tolerances, as an absolute one."""
        found = []
        for one in answers_of(body):
            relative = Decimal(str(one.get("relative") or 0)) * abs(Decimal(str(one["value"])))
            reach = max(Decimal(str(one["tolerance"])), relative)
            found.append(
                Answer(
                    Rich(str(one["value"]), "plain"),
                    float(one["fraction"]),
                    self.words(one.get("feedback")),
                    tolerance=format(reach.normalize(), "f") if reach else "0",
                )
            )
        return found + self.otherwise(body)

    def otherwise(self, body: Mapping[str, Any]) -> list[Answer]:
        """What is said to any other answer."""
        said = self.words(body.get("otherwise"))
        return [Answer(Rich("*", "plain"), 0.0, said)] if said else []

    def short_text(self, question: Question) -> None:
        """Accepted texts: the forms of the language first, the other language's after them."""
        question.type = "shortanswer"
        question.use_case = bool(self.body["case"])
        question.answers = self.texts(self.body)

    def texts(self, body: Mapping[str, Any]) -> list[Answer]:
        """Every form is an accepted answer of its own."""
        if not body.get("accents"):
            self.told.append(_("elsewhere accents count: answers without them are not accepted there"))
        found = []
        for one in body["answers"]:
            forms = one["forms"]
            every = [
                *forms.get(self.language, ()),
                *(f for lang in sorted(forms) if lang != self.language for f in forms[lang]),
            ]
            found += [
                Answer(Rich(form, "plain"), float(one["fraction"]), self.words(one.get("feedback")))
                for form in dict.fromkeys(every)
            ]
        return found + self.otherwise(body)

    def matching(self, question: Question) -> None:
        """Pairs and extras."""
        question.type = "match"
        question.pairs = [Pair(self.needed(one["text"]), self.needed(one["match"])) for one in self.body["pairs"]]
        question.pairs += [Pair(Rich("", "plain"), self.needed(one["text"])) for one in self.body.get("extras") or ()]

    def ordering(self, question: Question) -> None:
        """Items in their right order."""
        question.type, question.grading = "ordering", _RULES[self.body["rule"]]
        question.answers = [Answer(self.needed(one["text"]), 1.0, ident=one["id"]) for one in self.body["items"]]
        if self.body["rule"] == "longest":
            self.told.append(
                _("elsewhere the longest row in order earns its share of all items, here its steps' share of all steps")
            )

    def gap_fill(self, question: Question) -> None:
        """The question as a paragraph, then the text with its gaps; weights as whole numbers."""
        question.type = "cloze"
        gaps = {gap["id"]: gap for gap in self.body["gaps"]}
        text = self.needed(self.body["text"]).text
        weights = {ident: Fraction(str(gap["weight"])) for ident, gap in gaps.items()}
        whole = lcm(*(weight.denominator for weight in weights.values()))
        order = gap_fill.MARK.findall(text)
        for place, ident in enumerate(order, start=1):
            gap = self.gap(gaps[ident])
            gap.default_grade = float(weights[ident] * whole)
            question.subquestions.append(gap)
            text = text.replace(f"[[{ident}]]", f"{{#{place}}}")
        question.text = Rich(as_html(question.text.text) + as_html(text), "html")

    def gap(self, gap: Mapping[str, Any]) -> Question:
        """One gap."""
        if gap["kind"] == "number":
            return Question("numerical", answers=self.numbers(gap))
        if gap["kind"] == "text":
            return Question("shortanswer", answers=self.texts(gap), use_case=bool(gap.get("case")))
        return Question("multichoice", answers=self.options(gap["options"]))

    def essay(self, question: Question) -> None:
        """A text that a person scores."""
        question.type = "essay"
        question.guide = self.words(self.body.get("guide"))


def _decimal(exact: Fraction) -> str:
    """A multiplier as other programs read it: digits."""
    found = Decimal(exact.numerator) / Decimal(exact.denominator)
    return format(found.normalize(), "f")
