"""Neutral questions → Moodle XML. Pure."""

import html
import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from assessments.interchange.gift import grading_name
from assessments.interchange.keeping import MARK
from assessments.interchange.neutral import Answer, Question, Rich

HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
TAIL: Final = "</quiz>\n"
_FORMATS: Final = {"html": "html", "plain": "plain_text", "markdown": "markdown", "moodle": "moodle_auto_format"}
_TYPES: Final = {"match": "matching"}
_CLOZE: Final = {"numerical": "NUMERICAL", "shortanswer": "SHORTANSWER", "multichoice": "MULTICHOICE"}


def category_xml(path: str) -> str:
    """A category that the questions after it belong to."""
    text = escape(f"$course$/top/{path.replace('/', '//')}")
    return f'  <question type="category">\n    <category><text>{text}</text></category>\n  </question>\n'


def moodle_xml_question(question: Question, kept: str = "") -> tuple[str, list[str]]:
    """One <question>, and what Moodle XML could not say of it."""
    lines = [f"  <?{MARK} {kept}?>"] if kept else []
    lines += [
        f'  <question type="{_TYPES.get(question.type, question.type)}">',
        f"    <name><text>{escape(question.name)}</text></name>",
        _text("questiontext", Rich(_cloze_text(question), "html") if question.type == "cloze" else question.text),
        _text("generalfeedback", question.general_feedback),
        f"    <defaultgrade>{question.default_grade:.7f}</defaultgrade>",
        f"    <penalty>{question.penalty:.7f}</penalty>",
        "    <hidden>0</hidden>",
        f"    <idnumber>{escape(question.idnumber)}</idnumber>",
        *_own(question),
    ]
    if question.tags:
        tags = "".join(f"<tag><text>{escape(tag)}</text></tag>" for tag in question.tags)
        lines.append(f"    <tags>{tags}</tags>")
    return "\n".join([*lines, "  </question>\n"]), []


def _text(name: str, rich: Rich) -> str:
    return f"    <{name} format={quoteattr(_FORMATS[rich.format])}><text>{escape(rich.text)}</text></{name}>"


def _answer(answer: Answer, extra: str = "") -> str:
    percent = f"{answer.fraction * 100:.5f}".rstrip("0").rstrip(".")
    said = answer.feedback
    feedback = f"<feedback format={quoteattr(_FORMATS[said.format])}><text>{escape(said.text)}</text></feedback>"
    form = quoteattr(_FORMATS[answer.text.format])
    return f'    <answer fraction="{percent}" format={form}><text>{escape(answer.text.text)}</text>{feedback}{extra}</answer>'


def _own(question: Question) -> list[str]:
    writers = {
        "multichoice": _multichoice, "truefalse": _answers, "shortanswer": _shortanswer, "numerical": _numerical,
        "match": _match, "ordering": _ordering, "essay": _essay,
    }  # fmt: skip
    return writers[question.type](question) if question.type in writers else []


def _answers(question: Question) -> list[str]:
    return [_answer(answer) for answer in question.answers]


def _multichoice(question: Question) -> list[str]:
    head = [f"    <single>{'true' if question.single else 'false'}</single>", "    <shuffleanswers>true</shuffleanswers>"]
    return [*head, "    <answernumbering>abc</answernumbering>", *_answers(question)]


def _shortanswer(question: Question) -> list[str]:
    return [f"    <usecase>{int(question.use_case)}</usecase>", *_answers(question)]


def _match(question: Question) -> list[str]:
    return [
        "    <shuffleanswers>true</shuffleanswers>",
        *(
            f"    <subquestion format={quoteattr(_FORMATS[pair.stem.format])}><text>{escape(pair.stem.text)}</text>"
            f"<answer><text>{escape(pair.answer.text)}</text></answer></subquestion>"
            for pair in question.pairs
        ),
    ]


def _ordering(question: Question) -> list[str]:
    return [
        "    <layouttype>VERTICAL</layouttype>",
        "    <selecttype>ALL</selecttype>",
        "    <selectcount>0</selectcount>",
        f"    <gradingtype>{grading_name(question.grading)}</gradingtype>",
        "    <showgrading>SHOW</showgrading>",
        "    <numberingstyle>none</numberingstyle>",
        *_answers(question),
    ]


def _essay(question: Question) -> list[str]:
    return [
        "    <responseformat>editor</responseformat>",
        "    <responserequired>1</responserequired>",
        "    <responsefieldlines>10</responsefieldlines>",
        "    <attachments>0</attachments>",
        _text("graderinfo", question.guide),
    ]


def _numerical(question: Question) -> list[str]:
    lines = [_answer(answer, f"<tolerance>{answer.tolerance}</tolerance>") for answer in question.answers]
    if question.units:
        units = "".join(
            f"<unit><multiplier>{multiplier}</multiplier><unit_name>{escape(name)}</unit_name></unit>"
            for name, multiplier in question.units
        )
        lines.append(f"    <units>{units}</units>")
    lines += [
        "    <unitgradingtype>0</unitgradingtype>",
        "    <unitpenalty>0.1000000</unitpenalty>",
        f"    <showunits>{0 if question.units else 3}</showunits>",
        "    <unitsleft>0</unitsleft>",
    ]
    return lines


def _cloze_text(question: Question) -> str:
    gaps = [_gap(gap) for gap in question.subquestions]
    return re.sub(r"\{#(\d+)\}", lambda found: gaps[int(found[1]) - 1], question.text.text)


def _gap(gap: Question) -> str:
    word = "SHORTANSWER_C" if gap.type == "shortanswer" and gap.use_case else _CLOZE[gap.type]
    return f"{{{int(gap.default_grade)}:{word}:{'~'.join(_alternative(gap, answer) for answer in gap.answers)}}}"


def _alternative(gap: Question, answer: Answer) -> str:
    text = _coded(answer.text.text)
    if gap.type == "numerical" and text != "*":
        text = f"{text}:{answer.tolerance}"
    percent = f"{answer.fraction * 100:.5f}".rstrip("0").rstrip(".")
    weight = "=" if answer.fraction == 1 else f"%{percent}%" if answer.fraction or text[:1] in "=%" else ""
    return f"{weight}{text}{f'#{_coded(answer.feedback.text)}' if answer.feedback else ''}"


def _coded(text: str) -> str:
    """Signs of the grammar as entities, which Moodle turns back: safe at any place."""
    found = html.escape(text, quote=False).replace("\n", " ")
    return re.sub(r"(?<!&)[#~{}]|\\(?=$|[~}#])", lambda sign: f"&#{ord(sign[0])};", found)
