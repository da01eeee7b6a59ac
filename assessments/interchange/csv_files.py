"""Questions as a table: a head row, then one question a row. Pure, streamed.

Columns, in any order, in English or Spanish: `name` (nombre), `kind` (tipo), `question` (pregunta), options `a` … `h`, `right`
(correcta), `feedback` (retroalimentación), `tags` (etiquetas, parted by ;), `category` (categoría). Only `question` and
`right` are needed. What stands in `right` and the options, by kind:

* single, multiple: the letters of the right options («b»; «a c»); the default is single with one letter, multiple with more;
* true_false: true or false (verdadero, falso);
* numeric: a number, perhaps with its tolerance («6», «6:0.5»);
* short_text: accepted answers parted by `|`;
* matching: each option is «stem = answer»; `right` stays empty;
* ordering: the options in their right order; `right` stays empty;
* essay: `right` stays empty.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from django.utils.translation import gettext as _

from assessments.interchange.gift import category_path, rounded_share
from assessments.interchange.neutral import Answer, Notes, Pair, Question, Rich, UnreadableFile, Unsupported, name_from

_LETTERS: Final = "abcdefgh"
_NAMES: Final = {
    "name": "name", "nombre": "name", "kind": "kind", "type": "kind", "tipo": "kind", "question": "question",
    "text": "question",
    "pregunta": "question", "enunciado": "question", "right": "right", "answer": "right", "correcta": "right",
    "respuesta": "right", "feedback": "feedback", "retroalimentacion": "feedback", "tags": "tags", "etiquetas": "tags",
    "category": "category", "categoria": "category", **{sign: sign for sign in _LETTERS},
}  # fmt: skip
_KINDS: Final = {
    "single": "single", "unica": "single", "opcion unica": "single", "multiple": "multiple", "opcion multiple": "multiple",
    "true_false": "true_false", "true/false": "true_false", "truefalse": "true_false", "verdadero/falso": "true_false",
    "numeric": "numeric", "numerical": "numeric", "numero": "numeric", "numerica": "numeric", "short_text": "short_text",
    "shortanswer": "short_text", "texto": "short_text", "respuesta corta": "short_text", "matching": "matching",
    "relacionar": "matching", "emparejamiento": "matching", "ordering": "ordering", "ordenar": "ordering", "essay": "essay",
    "ensayo": "essay",
}  # fmt: skip
_TRUE: Final = {"true", "t", "verdadero", "v", "si", "yes", "1"}
_FALSE: Final = {"false", "f", "falso", "no", "0"}


def read_csv(lines: Iterable[str], notes: Notes) -> Iterator[Question]:
    """The questions of a table. Raises UnreadableFile when the head row or the quoting can't be read."""
    source = iter(lines)
    first = next(source, "")
    delimiter = max(",;\t", key=first.count)
    table = csv.reader(_with_ends(first, source), delimiter=delimiter, strict=True)
    columns: dict[str, int] = {}
    line = 1
    try:
        for cells in table:
            if not columns:
                columns = _columns(cells, notes)
            elif any(cell.strip() for cell in cells):
                row = {name: cells[place].strip() for name, place in columns.items() if place < len(cells)}
                notes.read += 1
                try:
                    yield _question(row, line)
                except Unsupported as refused:
                    notes.skip(line, row.get("name") or name_from(row.get("question", "")), str(refused))
            line = table.line_num + 1
    except csv.Error as broken:
        raise UnreadableFile(_("this is no CSV: {why}.").format(why=broken), table.line_num) from None


def _with_ends(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first + "\n"
    for line in rest:
        yield line + "\n"


def _folded(text: str) -> str:
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text.strip().casefold()) if not unicodedata.combining(sign))
    return " ".join(bare.split())


def _columns(cells: list[str], notes: Notes) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = _NAMES.get(_folded(cell))
        if name is None:
            if cell.strip():
                notes.warn(_("The column «%(name)s» is not known and was not read.") % {"name": cell.strip()[:40]})
        else:
            found.setdefault(name, place)
    for wanted in ("question", "right"):
        if wanted not in found:
            sentence = _(
                "The first row names the columns (name, kind, question, a, b, c, right, feedback). «%(name)s» is missing."
            )
            raise UnreadableFile(sentence % {"name": wanted})
    return found


def _question(row: dict[str, str], line: int) -> Question:
    text, right = row.get("question", ""), row.get("right", "")
    if not text:
        raise Unsupported(_("It has no text."))
    options = [(sign, row[sign]) for sign in _LETTERS if row.get(sign)]
    kind = _KINDS.get(_folded(row.get("kind", "")), "") if row.get("kind") else _guessed(options, right)
    if not kind:
        raise Unsupported(_("We have no question of the type «%(type)s».") % {"type": row.get("kind", "")[:60]})
    question = Question("essay", " ".join(row.get("name", "").split()) or name_from(text), Rich(text, "plain"), line)
    question.general_feedback = Rich(row.get("feedback", ""), "plain")
    question.tags = [tag.strip() for tag in row.get("tags", "").split(";") if tag.strip()]
    question.category = category_path(row.get("category", ""))
    fill = {
        "single": _choice, "multiple": _choice, "true_false": _true_false, "numeric": _numeric, "short_text": _short_text,
        "matching": _matching, "ordering": _ordering,
    }.get(kind)  # fmt: skip
    if fill:
        question.single = kind == "single"
        fill(question, options, right)
    return question


def _guessed(options: list[tuple[str, str]], right: str) -> str:
    if options:
        return "single" if len(re.findall(r"[a-z]", _folded(right))) == 1 else "multiple"
    return ""


def _choice(question: Question, options: list[tuple[str, str]], right: str) -> None:
    question.type = "multichoice"
    wanted = set(re.findall(r"[a-z]+", _folded(right)))
    if len(options) < 2:
        raise Unsupported(_("A choice needs at least two answers."))
    known = {sign for sign, _words in options}
    if not wanted or not wanted <= known:
        said = {"letter": right or "–", "letters": ", ".join(sorted(known))}
        raise Unsupported(_("The right answer «%(letter)s» is none of its options (%(letters)s).") % said)
    for sign, words in options:
        fraction = rounded_share(sign in wanted, len(wanted), len(options) - len(wanted), single=question.single)
        question.answers.append(Answer(Rich(words, "plain"), fraction, ident=sign))


def _true_false(question: Question, _options: list[tuple[str, str]], right: str) -> None:
    question.type = "truefalse"
    word = _folded(right)
    if word not in _TRUE | _FALSE:
        raise Unsupported(_("It does not say whether true or false is right."))
    question.answers = [
        Answer(Rich("true", "plain"), float(word in _TRUE)),
        Answer(Rich("false", "plain"), float(word in _FALSE)),
    ]


def _numeric(question: Question, _options: list[tuple[str, str]], right: str) -> None:
    question.type = "numerical"
    value, _colon, tolerance = right.replace("±", ":").partition(":")
    question.answers = [Answer(Rich(value.strip(), "plain"), 1.0, tolerance=tolerance.strip() or "0")]


def _short_text(question: Question, _options: list[tuple[str, str]], right: str) -> None:
    question.type = "shortanswer"
    question.answers = [Answer(Rich(one.strip(), "plain"), 1.0) for one in right.split("|") if one.strip()]
    if not question.answers:
        raise Unsupported(_("It accepts no answer."))


def _matching(question: Question, options: list[tuple[str, str]], _right: str) -> None:
    question.type = "match"
    for _sign, words in options:
        stem, equals, answer = words.partition("=")
        if not equals:
            raise Unsupported(_("A pair of a matching question is not written as stem = answer."))
        question.pairs.append(Pair(Rich(stem.strip(), "plain"), Rich(answer.strip(), "plain")))


def _ordering(question: Question, options: list[tuple[str, str]], _right: str) -> None:
    question.type = "ordering"
    question.answers = [Answer(Rich(words, "plain"), 1.0) for _sign, words in options]
