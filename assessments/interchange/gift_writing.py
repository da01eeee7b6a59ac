"""Neutral questions → GIFT that `gift` and Moodle read back. Pure."""

import re
from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

from assessments.interchange.gift import grading_name
from assessments.interchange.keeping import MARK
from assessments.interchange.neutral import Answer, Question, Rich

_SPECIAL: Final = re.compile(r"[\\:#={}~]")


def gift_question(question: Question, kept: str = "") -> tuple[str, list[str]]:
    """One question as a block of lines, and what GIFT could not say of it."""
    told: list[str] = []
    head = [f"// [{MARK}:{kept}]"] if kept else []
    labels = "".join(f" [tag:{_label(tag)}]" for tag in question.tags)
    if labels or question.idnumber:
        ident = f" [id:{_label(question.idnumber)}]" if question.idnumber else ""
        head.append(f"//{ident}{labels}")
    text = _rich(question.text)
    if question.type == "cloze":
        told.append(_("GIFT has no text with several gaps: written as a description"))
        text = re.sub(r"\\\{\\#\d+\\\}", "_____", text)
    name = escaped(question.name)
    if question.type in ("description", "cloze"):
        return "\n".join([*head, f"::{name}::{text}"]), told
    answers = _answers(question, told)
    general = escaped(question.general_feedback.text)
    inside = "\n".join([*answers, *([f"####{general}"] if general else [])])
    return "\n".join([*head, f"::{name}::{text}{{{inside}}}"]), told


def _label(text: str) -> str:
    return re.sub(r"([\]\\])", r"\\\1", text)


def escaped(text: str) -> str:
    """Signs of the grammar escaped, line breaks as \\n."""
    return _SPECIAL.sub(lambda sign: f"\\{sign[0]}", text).replace("\n", "\\n")


def _rich(rich: Rich) -> str:
    return f"[{rich.format}]{escaped(rich.text)}"


def _arrowless(text: str, told: list[str]) -> str:
    if "->" in text:
        told.append(_("an arrow (->) in a text became →"))
    return escaped(text.replace("->", "→"))


def _answers(question: Question, told: list[str]) -> list[str]:
    """The lines between the braces, the first one beside the opening brace."""
    if question.units:
        told.append(_("GIFT has no units: they are left out"))
    if question.use_case:
        told.append(_("GIFT can't say that capitals matter"))
    writers: dict[str, Callable[[], list[str]]] = {
        "essay": list,
        "truefalse": lambda: [_truth(question)],
        "numerical": lambda: ["#", *(_numeric(answer) for answer in question.answers)],
        "match": lambda: [
            "", *(f"={_arrowless(p.stem.text, told)} -> {_arrowless(p.answer.text, told)}" for p in question.pairs)
        ],
        "ordering": lambda: [
            f">ALL VERTICAL {grading_name(question.grading)} SHOW none",
            *(f"[plain]{escaped(answer.text.text)}" for answer in question.answers),
        ],
        "multichoice": lambda: ["", *(_option(answer, single=question.single) for answer in question.answers)],
        "shortanswer": lambda: ["", *(_accepted(answer, told) for answer in question.answers)],
    }  # fmt: skip
    return writers[question.type]()


def _truth(question: Question) -> str:
    true, false = question.answers
    right, wrong = (true, false) if true.fraction > 0 else (false, true)
    said = f"#{escaped(wrong.feedback.text)}#{escaped(right.feedback.text)}" if wrong.feedback or right.feedback else ""
    return ("TRUE" if true.fraction > 0 else "FALSE") + said


def _percent(fraction: float) -> str:
    return f"%{fraction * 100:.5f}".rstrip("0").rstrip(".") + "%"


def _feedback(answer: Answer) -> str:
    return f"#{escaped(answer.feedback.text)}" if answer.feedback else ""


def _numeric(answer: Answer) -> str:
    if answer.text.text == "*" and not answer.fraction:
        return f"~{_feedback(answer)}"
    weight = "" if answer.fraction == 1 else _percent(answer.fraction)
    return f"={weight}{answer.text.text}:{answer.tolerance}{_feedback(answer)}"


def _option(answer: Answer, *, single: bool) -> str:
    text = escaped(answer.text.text)
    if single and answer.fraction == 1:
        return f"={'%100%' if text.startswith('%') else ''}{text}{_feedback(answer)}"
    weight = _percent(answer.fraction) if answer.fraction or text.startswith("%") else ""
    return f"~{weight}{text}{_feedback(answer)}"


def _accepted(answer: Answer, told: list[str]) -> str:
    weight = "" if answer.fraction == 1 and not answer.text.text.startswith("%") else _percent(answer.fraction)
    return f"={weight}{_arrowless(answer.text.text, told)}{_feedback(answer)}"
