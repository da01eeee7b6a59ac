"""Moodle's embedded answers ("cloze"): `{1:SHORTANSWER:=Lima#Yes~%50%lima~*#No}` in running text. Pure.

The grammar is that of `qtype_multianswer_extract_question`, its regular expressions taken over sign by sign, but one answer
at a time: as one expression they backtrack without end on hostile texts.
"""

import html
import re
from typing import Final

from django.utils.translation import gettext as _

from assessments.interchange.neutral import Answer, Question, Rich, Unsupported, rounded

_FRACTION: Final = r"=|%(-?[0-9]+(?:[.,][0-9]*)?)%"
_ANSWER: Final = r".+?(?<!\\)(?<!&)(?<!&amp;)(?=[~#}]|$)"
_FEEDBACK: Final = r".*?(?<!\\)(?=[~}]|$)"
_ONE: Final = re.compile(rf"~?(?P<weight>{_FRACTION})?(?P<answer>{_ANSWER})(?P<tail>#(?P<feedback>{_FEEDBACK}))?", re.DOTALL)
_TYPES: Final = (
    "NUMERICAL|NM|MULTICHOICE_VS|MCVS|MULTICHOICE_HS|MCHS|MULTICHOICE_V|MCV|MULTICHOICE_H|MCH|MULTICHOICE_S|MCS|MULTICHOICE|MC|"
    "SHORTANSWER_C|SAC|MWC|SHORTANSWER|SA|MW|MULTIRESPONSE_HS|MRHS|MULTIRESPONSE_H|MRH|MULTIRESPONSE_S|MRS|MULTIRESPONSE|MR"
)
_START: Final = re.compile(rf"\{{(?P<mark>[0-9]*):(?P<type>{_TYPES}):")
_N: Final = r"-?(?:(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?)"
_NUMBER: Final = re.compile(rf"^({_N})(?::({_N}))?$", re.DOTALL)
MOST_GAPS: Final = 100
_MOST_TRIES: Final = 200  # beginnings that turn out to be no gap
MOST_TEXT: Final = 60_000  # the expressions look back: long texts are refused, not waited for


def read_cloze(text: Rich) -> tuple[Rich, list[Question], float]:
    """The text with {#1}, {#2} … for its gaps, the gaps as questions, and the sum of their marks.

    Raises Unsupported for a text without a gap that can be read, or with too many.
    """
    if len(text.text) > MOST_TEXT:
        raise Unsupported(_("The question is longer than %(n)s characters.") % {"n": MOST_TEXT})
    gaps: list[Question] = []
    pieces: list[str] = []
    done = position = tries = 0
    while found := _START.search(text.text, position):
        read = _alternatives(text.text, found.end())
        if read is None:
            position, tries = found.end(), tries + 1
        else:
            ones, end = read
            gaps.append(_gap(found, ones, text.text[found.start() : end]))
            pieces += [text.text[done : found.start()], f"{{#{len(gaps)}}}"]
            done = position = end
        if len(gaps) > MOST_GAPS or tries > _MOST_TRIES:
            raise Unsupported(_("The question has more than %(n)s gaps.") % {"n": MOST_GAPS})
    if not gaps:
        raise Unsupported(_("Its text has no gap that can be read, such as {1:SHORTANSWER:=Lima}."))
    whole = Rich("".join(pieces) + text.text[done:], text.format, text.files)
    return whole, gaps, sum(gap.default_grade for gap in gaps)


def _gap(found: re.Match[str], ones: list[re.Match[str]], whole: str) -> Question:
    word = found["type"]
    numerical = word in ("NUMERICAL", "NM")
    choice = word.startswith("M") and not word.startswith("MW")
    single = not word.startswith(("MULTIRESPONSE", "MR"))
    kind = "numerical" if numerical else "multichoice" if choice else "shortanswer"
    gap = Question(kind, text=Rich(whole), default_grade=float(found["mark"]) if found["mark"] else 1.0)  # type: ignore[arg-type]
    gap.single = single
    gap.use_case = word in ("SHORTANSWER_C", "SAC", "MWC")
    gap.shuffle = choice and word.rsplit("_", 1)[-1].endswith("S")
    specific = False
    for one in ones:
        weight = one["weight"] or ""
        fraction = 1.0 if weight == "=" else 0.0
        if weight.startswith("%") and (percent := weight.strip("%")) not in ("", "0"):
            fraction, specific = 0.01 * float(percent.replace(",", ".")), True
        gap.answers.append(_answer(one, fraction, numerical=numerical, choice=choice))
    if choice and not single:
        _share(gap, specific=specific)
    for answer in gap.answers:
        answer.fraction = rounded(answer.fraction)
    return gap


def _alternatives(text: str, start: int) -> tuple[list[re.Match[str]], int] | None:
    """The answers from `start` to the closing brace, and the place behind it; None when no brace closes."""
    found: list[re.Match[str]] = []
    position = start
    while one := _ONE.match(text, position):
        found.append(one)
        position = one.end()
        following = text[position : position + 1]
        if following == "}":
            return found, position + 1
        if following != "~":
            return None
    return None


def _answer(one: re.Match[str], fraction: float, *, numerical: bool, choice: bool) -> Answer:
    feedback = Rich(_undone(one["feedback"] or ""))
    if numerical and (number := _NUMBER.match(one["answer"])):
        return Answer(Rich(number[1], "plain"), fraction, feedback, (number[2] or "0").lstrip("-"))
    return Answer(Rich(_undone(one["answer"]), "html" if choice else "plain"), fraction, feedback)


def _undone(text: str) -> str:
    """The quoting of an HTML editor and of the format undone."""
    return html.unescape(text).replace("\\}", "}").replace("\\#", "#")


def _share(gap: Question, *, specific: bool) -> None:
    """Several right answers share 1; a wrong one takes one right one back, unless weights were written."""
    total = sum(answer.fraction for answer in gap.answers if answer.fraction > 0)
    if not total:
        return
    for answer in gap.answers:
        if answer.fraction > 0:
            answer.fraction /= total
        elif not specific:
            answer.fraction = -1.0 / total
