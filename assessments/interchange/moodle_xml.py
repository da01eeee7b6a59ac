"""Moodle XML, streamed: one question in memory at a time. Pure. Embedded files are weighed, and kept up to a cap."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import BinaryIO, Final, cast

from django.utils.translation import gettext as _

from assessments.interchange.cloze import read_cloze
from assessments.interchange.gift import category_path, grading_of, snapped
from assessments.interchange.keeping import read_kept
from assessments.interchange.neutral import (
    MOST_FILE_BYTES,
    MOST_FILES,
    MOST_TEXT,
    Answer,
    File,
    Format,
    Notes,
    Pair,
    Question,
    Rich,
    Unsupported,
    name_from,
)  # fmt: skip
from assessments.interchange.xml_pieces import Node, elements_of

_FORMATS: Final = {"html": "html", "markdown": "markdown", "plain_text": "plain", "moodle_auto_format": "moodle"}


def read_moodle_xml(file: BinaryIO, notes: Notes) -> Iterator[Question]:
    """The questions of a Moodle XML file, in order. Raises UnreadableFile when the XML itself is broken or refused."""
    category: tuple[str, ...] = ()
    for node in elements_of(file, "question", "quiz", notes):
        kind = node.attributes.get("type", "")
        if kind == "category":
            path = node.first("category")
            category = category_path(path.word("text") if path else "")
            continue
        notes.read += 1
        name_node = node.first("name")
        name = " ".join((name_node.word("text") or name_node.text.strip()).split()) if name_node else ""
        try:
            question = _question(node, kind, name)
        except Unsupported as refused:
            notes.skip(node.line, name, str(refused))
            continue
        question.line, question.category = node.line, category
        for remark in node.remarks:
            question.own = read_kept(remark) or question.own
        yield question


def _question(node: Node, kind: str, name: str) -> Question:
    readers = {
        "multichoice": _multichoice, "truefalse": _truefalse, "shortanswer": _shortanswer, "numerical": _numerical,
        "matching": _match, "match": _match, "ordering": _ordering, "cloze": _cloze, "multianswer": _cloze, "essay": _essay,
        "description": _nothing,
    }  # fmt: skip
    if kind not in readers:
        raise Unsupported(_("We have no question of the type «%(type)s».") % {"type": kind[:60] or "?"})
    types = {"matching": "match", "multianswer": "cloze"}
    question = Question(types.get(kind, kind), name, rich(node.first("questiontext")))  # type: ignore[arg-type]
    question.name = name or name_from(re.sub(r"<[^<>]*>", " ", question.text.text))
    question.general_feedback = rich(node.first("generalfeedback"), question.text.format)
    question.default_grade = _float(node.word("defaultgrade"), 1.0)
    question.penalty = _float(node.word("penalty"), 0.3333333)
    question.idnumber = node.word("idnumber")
    question.shuffle = node.word("shuffleanswers", "1") in ("1", "true")
    tags = node.first("tags")
    question.tags = [word for tag in (tags.all("tag") if tags else ()) if (word := tag.word("text") or tag.text.strip())]
    if node.all("hint"):
        question.told.append(_("its hints are left out"))
    readers[kind](node, question)
    return question


def rich(node: Node | None, default: Format = "html") -> Rich:
    """A text element: `<text>` inside it or, as old files have it, its own text; with its files."""
    if node is None:
        return Rich(format=default)
    form = cast("Format", _FORMATS.get(node.attributes.get("format", ""), default))
    inner = node.first("text")
    text = (inner.text if inner else node.text).strip()
    if len(text) > MOST_TEXT:
        raise Unsupported(_("One of its texts is longer than %(n)s characters.") % {"n": MOST_TEXT})
    files = [_file(child) for child in node.all("file")]
    if len(files) > MOST_FILES:
        raise Unsupported(_("It embeds more than %(n)s files.") % {"n": MOST_FILES})
    return Rich(text, form, files)


def _file(node: Node) -> File:
    name = node.attributes.get("name", "?").rsplit("/", 1)[-1][:120]
    packed = "".join(node.text.split())
    size = len(packed) * 3 // 4
    if size > MOST_FILE_BYTES:
        return File(name, size)
    try:
        body = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        raise Unsupported(_("Its embedded file «%(name)s» is damaged.") % {"name": name}) from None
    return File(name, len(body), body)


def _float(text: str, default: float) -> float:
    try:
        found = float(text)
    except ValueError:
        return default
    return found if abs(found) < 1e12 else default


def _answers(node: Node, default: Format) -> list[Answer]:
    found = []
    for answer in node.all("answer"):
        fraction = answer.attributes.get("fraction") or answer.word("fraction") or "0"
        found.append(
            Answer(
                rich(answer, default),
                snapped(_float(fraction, 0.0) / 100),
                rich(answer.first("feedback"), default),
                answer.word("tolerance") or "0",
            )
        )
    return found


def _essay(node: Node, question: Question) -> None:
    question.guide = rich(node.first("graderinfo"), question.text.format)
    if rich(node.first("responsetemplate")):
        question.told.append(_("its template for answers is left out"))


def _nothing(_node: Node, _question: Question) -> None:
    pass


def _multichoice(node: Node, question: Question) -> None:
    question.single = node.word("single", "true") not in ("false", "0", "")
    question.answers = _answers(node, question.text.format)
    if not question.answers:
        raise Unsupported(_("A choice needs at least two answers."))


def _truefalse(node: Node, question: Question) -> None:
    """The last answer decides, as in `qformat_xml::import_truefalse`: old files name true and false in their own language."""
    right, feedback = True, {True: Rich(), False: Rich()}
    answers = node.all("answer")
    for place, answer in enumerate(answers[:2]):
        word = rich(answer, "plain").text
        means_true = word == "true" if word in ("true", "false") else place == 0
        whole = _float(answer.attributes.get("fraction", "0"), 0) == 100
        right = whole if means_true else not whole
        feedback[means_true] = rich(answer.first("feedback"), question.text.format)
    if not answers:
        raise Unsupported(_("It does not say whether true or false is right."))
    question.answers = [
        Answer(Rich("true", "plain"), float(right), feedback[True]),
        Answer(Rich("false", "plain"), float(not right), feedback[False]),
    ]


def _shortanswer(node: Node, question: Question) -> None:
    question.use_case = node.word("usecase", "0") not in ("0", "", "false")
    question.answers = _answers(node, "plain")
    if not question.answers:
        raise Unsupported(_("It accepts no answer."))


def _numerical(node: Node, question: Question) -> None:
    question.answers = _answers(node, "plain")
    if not question.answers:
        raise Unsupported(_("A numeric question needs at least one number."))
    for answer in question.answers:
        answer.text.text = answer.text.text or "*"
    units = node.first("units")
    for unit in units.all("unit") if units else ():
        if (name := unit.word("unit_name")) and (multiplier := unit.word("multiplier", "1") or "1") != "0":
            question.units.append((name, multiplier))
    question.units_left = node.word("unitsleft", "0") not in ("0", "")
    question.unit_grading = int(_float(node.word("unitgradingtype"), 0))
    question.unit_penalty = _float(node.word("unitpenalty"), 0.1)


def _match(node: Node, question: Question) -> None:
    for pair in node.all("subquestion"):
        stem, answer = rich(pair, question.text.format), rich(pair.first("answer"), "plain")
        if stem or answer:
            question.pairs.append(Pair(stem, answer))
    if not any(pair.stem for pair in question.pairs):
        raise Unsupported(_("A matching question needs at least two pairs."))


def _ordering(node: Node, question: Question) -> None:
    question.answers = _answers(node, question.text.format)
    if len(question.answers) < 2:
        raise Unsupported(_("An ordering question needs at least two items."))
    rule = grading_of(node.word("gradingtype") or "RELATIVE")
    question.grading = 1 if rule is None else rule
    if node.word("selecttype", "ALL").upper() not in ("ALL", "0"):
        question.select_count = int(_float(node.word("selectcount"), 0))


def _cloze(_node: Node, question: Question) -> None:
    question.text, question.subquestions, question.default_grade = read_cloze(question.text)
