"""QTI 1.2 as Canvas exports it. Pure. An item's `question_type` says how to read it; without one, its shape does."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from assessments.interchange.gift import rounded_share
from assessments.interchange.keeping import read_kept
from assessments.interchange.neutral import Answer, Notes, Pair, Question, Rich, Unsupported, name_from, rounded
from assessments.interchange.xml_pieces import Node, elements_of

_KNOWN: Final = {
    "multiple_choice_question": "choice", "true_false_question": "choice", "multiple_answers_question": "choice",
    "short_answer_question": "text", "numerical_question": "number", "matching_question": "matching",
    "fill_in_multiple_blanks_question": "blanks", "multiple_dropdowns_question": "dropdowns", "essay_question": "essay",
    "text_only_question": "description",
}  # fmt: skip
_RANGE: Final = ("vargte", "vargt", "varlte", "varlt")


def read_qti12(file: BinaryIO, notes: Notes, *, shown: str = "") -> Iterator[Question]:
    """The items of one QTI 1.2 file, in order; `shown` is its name in a package, for the reader."""
    for node in elements_of(file, "item", "questestinterop", notes):
        notes.read += 1
        name = " ".join(node.attributes.get("title", "").split())
        try:
            question = _item(node)
        except Unsupported as refused:
            notes.skip(node.line, name or node.attributes.get("ident", ""), _placed(shown, str(refused)))
            continue
        question.line = node.line
        question.name = name if name and name.lower() not in ("question", "pregunta") else name_from(_bare(question.text.text))
        for remark in node.remarks:
            question.own = read_kept(remark) or question.own
        yield question


def _placed(shown: str, reason: str) -> str:
    return f"{reason} ({shown})" if shown else reason


def _bare(text: str) -> str:
    return re.sub(r"<[^<>]*>", " ", text)


def metadata(node: Node) -> dict[str, str]:
    """The labels and entries of an item's metadata."""
    return {field.word("fieldlabel"): field.word("fieldentry") for field in node.below("qtimetadatafield")}


def _item(node: Node) -> Question:
    presentation = node.first("presentation")
    if presentation is None:
        raise Unsupported(_("It has no presentation."))
    said = metadata(node)
    declared = said.get("question_type", "")
    kind = _KNOWN.get(declared) if declared else _shape(presentation)
    if kind is None:
        raise Unsupported(_("We have no question of the type «%(type)s».") % {"type": declared[:60] or "?"})
    question = Question("essay", text=_material(presentation))
    points = said.get("points_possible", "")
    question.default_grade = float(points) if re.fullmatch(r"\d+(\.\d+)?", points) else 1.0
    feedback = {one.attributes.get("ident", ""): _material(one) for one in node.all("itemfeedback")}
    question.general_feedback = feedback.get("general_fb", Rich())
    readers = {
        "choice": _choice, "text": _text, "number": _number, "matching": _matching, "blanks": _blanks, "dropdowns": _blanks,
    }  # fmt: skip
    if kind == "description":
        question.type = "description"
    elif kind in readers:
        readers[kind](question, presentation, node, feedback)
    return question


def _shape(presentation: Node) -> str | None:
    lids, texts = list(presentation.below("response_lid")), list(presentation.below("response_str"))
    if len(lids) == 1 and not texts:
        return "choice"
    if len(lids) > 1 and not texts:
        return "matching"
    if len(texts) == 1 and not lids:
        return (
            "text"
            if next(presentation.below("response_label"), None) or next(presentation.below("render_fib"), None)
            else "essay"
        )
    if not lids and not texts and next(presentation.below("response_num"), None):
        return "number"
    return None


def _material(node: Node) -> Rich:
    """The texts of `material` that belong to this node and to none of its responses."""
    pieces: list[Node] = []
    stack = list(reversed(node.children))
    while stack:
        child = stack.pop()
        if child.name == "mattext":
            pieces.append(child)
        elif not child.name.startswith(("response_", "render_")):
            stack += reversed(child.children)
    plain = bool(pieces) and all(piece.attributes.get("texttype", "text/plain") == "text/plain" for piece in pieces)
    return Rich("\n".join(piece.text.strip() for piece in pieces), "plain" if plain else "html")


def _conditions(node: Node) -> list[tuple[Node, float | None, list[str]]]:
    """(what must hold, the score it gives or None, ids of feedback) of each condition."""
    found = []
    for condition in node.below("respcondition"):
        variable = condition.first("conditionvar")
        score = None
        for one in condition.all("setvar"):
            try:
                score = float(one.text) * (-1 if one.attributes.get("action") == "Subtract" else 1)
            except ValueError:
                raise Unsupported(_("A score of it can't be read.")) from None
        shown = [one.attributes.get("linkrefid", "") for one in condition.all("displayfeedback")]
        if variable is not None:
            found.append((variable, score, shown))
    return found


def _equals(node: Node, *, negated: bool = False) -> Iterator[tuple[str, str, bool]]:
    """(response, value, whether it must hold) of every varequal."""
    for child in node.children:
        if child.name == "varequal":
            yield child.attributes.get("respident", ""), child.text.strip(), not negated
        elif child.name not in ("other", "unanswered"):
            yield from _equals(child, negated=negated != (child.name == "not"))


def _choice(question: Question, presentation: Node, node: Node, feedback: dict[str, Rich]) -> None:
    lid = next(presentation.below("response_lid"), None)
    if lid is None:
        raise Unsupported(_("A choice needs at least two answers."))
    question.single = lid.attributes.get("rcardinality", "Single") != "Multiple"
    options = [(one.attributes.get("ident", ""), _material(one)) for one in lid.below("response_label")]
    scores: dict[str, float] = {}
    said: dict[str, Rich] = {}
    for variable, score, shown in _conditions(node):
        named = [value for _response, value, holds in _equals(variable) if holds]
        if score is None:
            said |= {value: feedback[one] for value in named for one in shown if one in feedback}
        elif question.single:
            for value in named:
                scores[value] = max(score / 100, scores.get(value, -1.0))
        else:
            whole = any(not holds for _response, _value, holds in _equals(variable)) or len(named) > 1
            scores |= dict.fromkeys(named, 1.0) if whole or (len(named) == 1 and score >= 100) else {named[0]: score / 100}
    if not question.single and all(score == 1 for score in scores.values()):
        rights = len(scores)
        scores = (
            {ident: rounded_share(ident in scores, rights, len(options) - rights, single=False) for ident, _words in options}
            if rights
            else {}
        )
    question.type = "multichoice"
    question.answers = [
        Answer(words, rounded(scores.get(ident, 0.0)), said.get(ident, Rich()), ident=ident) for ident, words in options
    ]
    if len(question.answers) < 2:
        raise Unsupported(_("A choice needs at least two answers."))
    if metadata(node).get("question_type") == "true_false_question" and len(options) == 2:
        question.type = "truefalse"
        words = [_bare(answer.text.text).strip().lower() for answer in question.answers]
        if words[0] in ("false", "falso"):
            question.answers.reverse()


def _text(question: Question, _presentation: Node, node: Node, feedback: dict[str, Rich]) -> None:
    question.type = "shortanswer"
    for variable, score, shown in _conditions(node):
        for _response, value, holds in _equals(variable):
            said = next((feedback[one] for one in shown if one in feedback), Rich())
            if holds and score:
                question.answers.append(Answer(Rich(_starless(value), "plain"), rounded(score / 100), said))
    if not question.answers:
        raise Unsupported(_("It accepts no answer."))


def _starless(value: str) -> str:
    return value.replace("*", "\\*")  # QTI knows no wildcard


def _number(question: Question, _presentation: Node, node: Node, _feedback: dict[str, Rich]) -> None:
    question.type = "numerical"
    for variable, score, _shown in _conditions(node):
        if score:
            question.answers += [
                Answer(Rich(value, "plain"), rounded(score / 100), tolerance=tolerance)
                for value, tolerance in _ranges(variable)
            ]
    if not question.answers:
        raise Unsupported(_("A numeric question needs at least one number."))


def _ranges(node: Node) -> Iterator[tuple[str, str]]:
    """Values and tolerances of a condition: exact numbers, and pairs of bounds."""
    bounds = {child.name[3:5]: child.text.strip() for child in node.children if child.name in _RANGE}
    exact = [child.text.strip() for child in node.children if child.name == "varequal"]
    try:
        if "gt" in bounds and "lt" in bounds:
            low, high = float(bounds["gt"]), float(bounds["lt"])
            middle = float(exact[0]) if exact and abs(high + low - 2 * float(exact[0])) < 1e-9 else (low + high) / 2
            yield f"{middle:.12g}", f"{high - middle:.12g}"
            exact = []
    except ValueError:
        raise Unsupported(_("«%(text)s» is no range of numbers: write 1..5.") % {"text": str(bounds)[:60]}) from None
    inner = [pair for child in node.children if child.name in ("or", "and") for pair in _ranges(child)]
    covered = [float(value) for value, _tolerance in inner]
    for value in exact:
        if not any(abs(float(value) - one) < 1e-9 for one in covered if re.fullmatch(r"-?[\d.]+", value)):
            yield value, "0"
    yield from inner


def _lids(presentation: Node, node: Node) -> Iterator[tuple[Node, dict[str, Rich], list[str]]]:
    """Each response with its options by id, and the ids of its right ones."""
    right: dict[str, list[str]] = {}
    for variable, score, _shown in _conditions(node):
        for response, value, holds in _equals(variable):
            if holds and (score is None or score > 0) and (score is not None):
                right.setdefault(response, []).append(value)
    for lid in [*presentation.below("response_lid"), *presentation.below("response_str")]:
        options = {one.attributes.get("ident", ""): _material(one) for one in lid.below("response_label")}
        yield lid, options, right.get(lid.attributes.get("ident", ""), [])


def _matching(question: Question, presentation: Node, node: Node, _feedback: dict[str, Rich]) -> None:
    question.type = "match"
    used: set[str] = set()
    every: dict[str, Rich] = {}
    for lid, options, right in _lids(presentation, node):
        every |= options
        if right and right[0] in options:
            question.pairs.append(Pair(_material(lid), options[right[0]]))
            used.add(right[0])
    known = {pair.answer.text for pair in question.pairs}
    question.pairs += [Pair(Rich(), words) for ident, words in every.items() if ident not in used and words.text not in known]
    if sum(bool(pair.stem) for pair in question.pairs) < 2:
        raise Unsupported(_("A matching question needs at least two pairs."))


def _blanks(question: Question, presentation: Node, node: Node, _feedback: dict[str, Rich]) -> None:
    question.type = "cloze"
    dropdowns = metadata(node).get("question_type") == "multiple_dropdowns_question"
    for lid, options, right in _lids(presentation, node):
        name = _material(lid).text or lid.attributes.get("ident", "").removeprefix("response_")
        if f"[{name}]" not in question.text.text:
            raise Unsupported(_("The gap «%(name)s» stands nowhere in the text.") % {"name": name[:40]})
        gap = Question("multichoice" if dropdowns else "shortanswer")
        if dropdowns:
            gap.answers = [Answer(words, float(ident in right), ident=ident) for ident, words in options.items()]
        else:
            gap.answers = [Answer(Rich(_starless(options[one].text), "plain"), 1.0) for one in right if one in options]
        if not gap.answers:
            raise Unsupported(_("It accepts no answer."))
        question.subquestions.append(gap)
        question.text.text = question.text.text.replace(f"[{name}]", f"{{#{len(question.subquestions)}}}", 1)
    if not question.subquestions:
        raise Unsupported(_("Its text has no gap that can be read, such as {1:SHORTANSWER:=Lima}."))
