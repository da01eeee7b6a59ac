"""A neutral question → the body of one of our kinds, in one language. Pure. Nothing is guessed: what has no place is refused
with its reason, or told as lost."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.interchange.html_text import Losses, plain, tidy
from assessments.interchange.moodle_scoring import apply_units
from assessments.interchange.neutral import Answer, Question, Rich, Unsupported
from assessments.question_kinds.registry import question_kind

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_RULES: Final = {-1: "whole", 1: "next"}
_GAP: Final = re.compile(r"\{#(\d+)\}")


def body_of(question: Question, *, language: str) -> tuple[dict[str, Any], list[str]]:
    """The body, without its bank, and what was lost on the way. Raises Unsupported with the reason."""
    losses = Losses(list(question.told))
    making = _Making(question, language, losses)
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "multichoice": making.choice, "truefalse": making.true_false, "shortanswer": making.short_text,
        "numerical": making.numeric, "match": making.matching, "ordering": making.ordering, "cloze": making.gap_fill,
        "essay": making.essay,
    }  # fmt: skip
    if question.type not in makers:
        raise Unsupported(_("A description asks nothing: there is nothing to answer or to score."))
    stem = making.words(question.text)
    own = makers[question.type]()
    body = {
        "topic": "", "stage": "", "difficulty": 2, "section": "",
        "stem": own.pop("stem", stem), "feedback": making.words(question.general_feedback),
    }  # fmt: skip
    if not body["stem"]:
        raise Unsupported(_("It has no text."))
    tags = [*question.tags, *(["/".join(question.category)] if question.category else [])]
    tags = sorted({" ".join(tidy(tag).split())[:60] for tag in tags} - {""})
    kind = question_kind(own.pop("kind"))
    body = {"kind": kind.name, **body, **({"tags": tags} if tags else {})}
    body |= kind.tidy({**body, **own})
    if broken := kind.check(body):
        raise Unsupported(broken[0][1])
    return body, losses.said


class _Making:
    def __init__(self, question: Question, language: str, losses: Losses) -> None:
        self.question, self.language, self.losses = question, language, losses

    def words(self, text: Rich) -> dict[str, str]:
        """{language: words}, {} for none."""
        found = plain(text, self.losses)
        return {self.language: found} if found else {}

    def choice(self) -> dict[str, Any]:
        """Single or multiple."""
        question = self.question
        return {
            "kind": "single" if question.single else "multiple",
            "options": self.options(question.answers, single=question.single),
        }

    def options(self, answers: list[Answer], *, single: bool) -> list[dict[str, Any]]:
        """Options with letters of their own."""
        found: list[dict[str, Any]] = []
        seen: set[str] = set()
        if single and sum(answer.fraction == 1 for answer in answers) > 1:
            raise Unsupported(_("More than one option earns everything, but only one may be chosen."))
        for place, answer in enumerate(answers):
            text = self.words(answer.text)
            if not text:
                raise Unsupported(_("An option has no words (perhaps only an image)."))
            if text[self.language].casefold() in seen:
                raise Unsupported(_("Two options read the same: «%(text)s».") % {"text": text[self.language][:60]})
            seen.add(text[self.language].casefold())
            found.append(
                {"id": letter(place), "text": text, "fraction": answer.fraction, "feedback": self.words(answer.feedback)}
            )
        return found

    def true_false(self) -> dict[str, Any]:
        """A statement."""
        true, false = self.question.answers
        said = {"true": self.words(true.feedback), "false": self.words(false.feedback)}
        return {
            "kind": "true_false",
            "answer": true.fraction > 0,
            "said": {name: words for name, words in said.items() if words},
        }

    def short_text(self) -> dict[str, Any]:
        """Accepted texts; a star that earns nothing is what is said to any other."""
        return {"kind": "short_text", **self.texts(self.question)}

    def texts(self, question: Question) -> dict[str, Any]:
        """The own part of a short text or a text gap."""
        found: list[dict[str, Any]] = []
        otherwise: dict[str, str] = {}
        for answer in question.answers:
            pattern = tidy(" ".join(answer.text.text.split()))
            feedback = self.words(answer.feedback)
            if not pattern:
                raise Unsupported(_("An accepted answer is empty."))
            if pattern == "*" and answer.fraction == 0:
                otherwise = feedback
                break  # nothing behind it can ever be met
            last = found[-1] if found else None
            if last and last["fraction"] == answer.fraction and last["feedback"] == feedback:
                last["forms"][self.language].append(pattern)
            else:
                found.append({"forms": {self.language: [pattern]}, "fraction": answer.fraction, "feedback": feedback})
        cases = {question.use_case if answer.case is None else answer.case for answer in question.answers}
        if len(cases) > 1:
            self.losses.tell(_("capitals matter in one accepted answer and not in another: here they matter in none"))
        return {"answers": found, "otherwise": otherwise, "case": cases == {True}, "accents": True}

    def numeric(self) -> dict[str, Any]:
        """Accepted numbers and units."""
        question = self.question
        found = {"kind": "numeric", **self.numbers(question)}
        if question.units:
            found |= self.units(question.units)
        if question.unit_grading:
            self.losses.tell(_("a missing or wrong unit costs nothing here"))
        return found

    def numbers(self, question: Question) -> dict[str, Any]:
        """The own part of a number or a number gap."""
        found: list[dict[str, Any]] = []
        otherwise: dict[str, str] = {}
        for answer in question.answers:
            feedback = self.words(answer.feedback)
            if answer.text.text.strip() == "*":
                if answer.fraction:
                    raise Unsupported(_("It accepts any number at all (*)."))
                otherwise = feedback
                break
            value, tolerance = number(answer.text.text), number(answer.tolerance or "0")
            if value is None or tolerance is None:
                raise Unsupported(_("«%(text)s» is no number.") % {"text": f"{answer.text.text}:{answer.tolerance}"[:60]})
            found.append(
                {
                    "value": value, "tolerance": tolerance.lstrip("-"), "relative": "0", "fraction": answer.fraction,
                    "feedback": feedback,
                }
            )  # fmt: skip
        return {"answers": found, "otherwise": otherwise, "unit": {}}

    def units(self, units: list[tuple[str, str]]) -> dict[str, Any]:
        """The unit whose multiplier is 1 is the question's own."""
        factors: list[tuple[str, Fraction]] = []
        for name, multiplier in units:
            exact = number(multiplier)
            if not exact or not Fraction(exact) > 0:
                raise Unsupported(_("The multiplier of the unit «%(unit)s» is no number above 0.") % {"unit": name[:40]})
            factors.append((tidy(name), 1 / Fraction(exact)))
        own = next((name for name, factor in factors if factor == 1), "")
        if not own:
            self.losses.tell(_("no unit has the multiplier 1, so its units are left out"))
            return {}
        others = [
            {"names": {self.language: name}, "factor": str(factor)} for name, factor in factors if name != own
        ]  # fmt: skip
        return {"unit": {self.language: own}, "units": others}

    def matching(self) -> dict[str, Any]:
        """Pairs and extras."""
        pairs: list[dict[str, Any]] = []
        extras: list[dict[str, Any]] = []
        for pair in self.question.pairs:
            stem, answer = self.words(pair.stem), self.words(pair.answer)
            if not answer:
                raise Unsupported(_("A stem has no answer to match."))
            if stem:
                pairs.append({"id": f"p{len(pairs) + 1}", "text": stem, "match": answer, "feedback": {}})
            elif answer not in [one["text"] for one in extras]:
                extras.append({"id": f"x{len(extras) + 1}", "text": answer})
        matches = [pair["match"] for pair in pairs]  # equal answers are one choice, as in Moodle
        extras = [one for one in extras if one["text"] not in matches]
        return {"kind": "matching", "pairs": pairs, "extras": extras}

    def ordering(self) -> dict[str, Any]:
        """Items in their right order."""
        question = self.question
        items = [{"id": f"i{place}", "text": self.words(answer.text)} for place, answer in enumerate(question.answers, start=1)]
        if any(not item["text"] for item in items):
            raise Unsupported(_("An item has no words (perhaps only an image)."))
        if question.grading not in _RULES:
            self.losses.tell(_("its rule of partial credit is not ours: pairs of neighbours in the right order count"))
        if question.select_count:
            self.losses.tell(_("all items are shown, not a selection"))
        return {"kind": "ordering", "items": items, "rule": _RULES.get(question.grading, "next")}

    def gap_fill(self) -> dict[str, Any]:
        """A running text; what stands in paragraphs of its own before the first gap is the question."""
        text = plain(self.question.text, self.losses)
        paragraphs = text.split("\n\n")
        first = next((place for place, words in enumerate(paragraphs) if _GAP.search(words)), 0)
        stem = "\n\n".join(paragraphs[:first])
        if not stem:
            with override(self.language):
                stem = _("Complete the text.")
        rest = "\n\n".join(paragraphs[first:]).replace("[[", "[ [")
        marks = _GAP.findall(rest)
        if sorted(map(int, marks)) != list(range(1, len(self.question.subquestions) + 1)):
            raise Unsupported(_("A gap stands where it can't be shown, such as in a link or an image."))
        return {
            "kind": "gap_fill",
            "stem": {self.language: stem},
            "text": {self.language: _GAP.sub(r"[[g\1]]", rest)},
            "gaps": [self.gap(place, one) for place, one in enumerate(self.question.subquestions, start=1)],
        }

    def gap(self, place: int, gap: Question) -> dict[str, Any]:
        """One gap."""
        if gap.default_grade <= 0:
            raise Unsupported(_("A gap weighs nothing."))
        weight = int(gap.default_grade) if gap.default_grade == int(gap.default_grade) else gap.default_grade
        head = {"id": f"g{place}", "weight": weight}
        if gap.type == "numerical":
            return {**head, "kind": "number", **self.numbers(gap)}
        if gap.type == "shortanswer":
            return {**head, "kind": "text", **self.texts(gap)}
        if not gap.single:
            raise Unsupported(_("A gap lets several options be chosen (MULTIRESPONSE): ours take one."))
        return {**head, "kind": "choice", "options": self.options(gap.answers, single=True)}

    def essay(self) -> dict[str, Any]:
        """A text that a person scores."""
        return {"kind": "essay", "min_words": 0, "max_words": 0, "guide": self.words(self.question.guide)}


def letter(place: int) -> str:
    """a, b, … z, aa, ab …"""
    return _LETTERS[place] if place < 26 else letter(place // 26 - 1) + _LETTERS[place % 26]


def number(text: str) -> str | None:
    """A number of a file as plain digits; None when it can't be read."""
    read = apply_units(text.strip(), units_left=False)
    if read is None or read[1]:
        return None
    cleaned = text.strip().replace(" ", "")
    cleaned = cleaned.replace(",", "" if "." in cleaned or cleaned.count(",") > 1 else ".")
    try:
        exact = Decimal(cleaned)
    except InvalidOperation:
        exact = Decimal(str(read[0]))
    if not exact.is_finite() or abs(exact) > Decimal(10) ** 15:
        return None
    return format(exact.normalize(), "f") if exact else "0"


def one_language(body: Mapping[str, Any]) -> set[str]:
    """The languages that its stem has."""
    return set(body.get("stem") or ())
