"""QTI 2.1, 2.2 and 3.0 items: the interactions that we have kinds for. Pure.

Names of 3.0 (`qti-choice-interaction`, `response-identifier`) are read as those of 2.1. Scores come from `mapping`, else from
`correctResponse`; response processing is read for tolerances only, and what else it does is told.
"""

import html
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from assessments.interchange.gift import rounded_share, snapped
from assessments.interchange.keeping import read_kept
from assessments.interchange.neutral import Answer, Notes, Pair, Question, Rich, Unsupported, name_from
from assessments.interchange.xml_pieces import Node, elements_of

_INTERACTIONS: Final = {
    "choiceInteraction", "orderInteraction", "matchInteraction", "textEntryInteraction", "inlineChoiceInteraction",
    "extendedTextInteraction", "associateInteraction", "gapMatchInteraction", "hottextInteraction", "hotspotInteraction",
    "graphicOrderInteraction", "graphicAssociateInteraction", "graphicGapMatchInteraction", "selectPointInteraction",
    "positionObjectInteraction", "sliderInteraction", "mediaInteraction", "drawingInteraction", "uploadInteraction",
    "customInteraction", "portableCustomInteraction", "endAttemptInteraction",
}  # fmt: skip
_INLINE: Final = {"textEntryInteraction", "inlineChoiceInteraction"}
_VOID: Final = {"br", "hr", "img"}
_DROPPED: Final = {"rubricBlock", "stylesheet", "templateBlock", "templateInline", "feedbackBlock", "feedbackInline", "prompt"}


def read_qti2(file: BinaryIO, notes: Notes, *, shown: str = "") -> Iterator[Question]:
    """The one item of a file (or several, where a file holds several). `shown` is its name in a package."""
    for wanted in ("assessmentItem", "qti-assessment-item"):
        file.seek(0)
        for raw in elements_of(file, wanted, "", notes):
            node = _renamed(raw)
            notes.read += 1
            name = " ".join((node.attributes.get("title") or node.attributes.get("identifier", "")).split())
            try:
                question = _item(node)
            except Unsupported as refused:
                notes.skip(node.line, name, f"{refused} ({shown})" if shown else str(refused))
                continue
            question.line, question.name = node.line, name or name_from(re.sub(r"<[^<>]*>", " ", question.text.text))
            question.idnumber = node.attributes.get("identifier", "")
            for remark in node.remarks:
                question.own = read_kept(remark) or question.own
            yield question


def _camel(name: str) -> str:
    head, *rest = name.removeprefix("qti-").split("-")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def _renamed(node: Node) -> Node:
    """The same in the names of 2.1."""
    if node.name.startswith("qti-"):
        node.name = _camel(node.name)
        node.attributes = {_camel(name): value for name, value in node.attributes.items()}
    for child in node.children:
        _renamed(child)
    return node


def _below(node: Node, names: set[str]) -> Iterator[Node]:
    for child in node.children:
        if child.name in names:
            yield child
        yield from _below(child, names)


def markup(node: Node, gaps: Mapping[int, str] | None = None) -> str:
    """What stands inside an element, as HTML; `gaps` says what stands for which interaction (by id of its node)."""
    out: list[str] = []
    for piece in node.content:
        if isinstance(piece, str):
            out.append(html.escape(piece, quote=False))
        elif gaps and id(piece) in gaps:
            out.append(gaps[id(piece)])
        elif piece.name in _DROPPED or piece.name in _INTERACTIONS:
            continue
        elif piece.name in _VOID:
            given = "".join(f' {n}="{html.escape(piece.attributes[n])}"' for n in ("src", "alt") if n in piece.attributes)
            out.append(f"<{piece.name}{given}>")
        else:
            href = piece.attributes.get("href", "")
            given = f' href="{html.escape(href)}"' if href and piece.name == "a" else ""
            out.append(f"<{piece.name}{given}>{markup(piece, gaps)}</{piece.name}>")
    return "".join(out)


class _Declared:
    """A response declaration: its type, right values, and what values earn."""

    def __init__(self, node: Node | None) -> None:
        self.base = node.attributes.get("baseType", "identifier") if node else "identifier"
        self.cardinality = node.attributes.get("cardinality", "single") if node else "single"
        correct = node.first("correctResponse") if node else None
        self.right = [" ".join(value.text.split()) for value in correct.all("value")] if correct else []
        mapping = node.first("mapping") if node else None
        self.entries: dict[str, tuple[float, bool]] = {}
        self.default = _float(mapping.attributes.get("defaultValue", "0")) if mapping else 0.0
        self.highest = _float(mapping.attributes.get("upperBound", "0")) if mapping else 0.0
        for entry in mapping.all("mapEntry") if mapping else ():
            key = " ".join(entry.attributes.get("mapKey", "").split())
            minds_case = entry.attributes.get("caseSensitive", "false") in ("true", "1")
            self.entries[key] = (_float(entry.attributes.get("mappedValue", "0")), minds_case)

    def whole(self) -> float:
        """What a perfect answer earns by the mapping."""
        if self.cardinality == "single":
            return max((value for value, _case in self.entries.values()), default=0.0)
        return sum(value for value, _case in self.entries.values() if value > 0)


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Unsupported(_("A score of it can't be read.")) from None


def _item(node: Node) -> Question:
    body = node.first("itemBody")
    if body is None:
        raise Unsupported(_("It has no presentation."))
    found = list(_below(body, _INTERACTIONS))
    if not found:
        return Question("description", text=Rich(markup(body)))
    declared = {one.attributes.get("identifier", ""): _Declared(one) for one in node.all("responseDeclaration")}
    feedback = _feedback(node)
    names = {one.name for one in found}
    strangers = names - {"choiceInteraction", "orderInteraction", "matchInteraction", "extendedTextInteraction"} - _INLINE
    if strangers:
        raise Unsupported(_("We have no question of the type «%(type)s».") % {"type": min(strangers)})
    if names <= _INLINE:
        question = _inline(node, body, found, declared)
    elif len(found) > 1:
        raise Unsupported(_("It asks several things at once; ours ask one."))
    else:
        one = found[0]
        prompt = one.first("prompt")
        text = markup(body) + (f"<p>{markup(prompt)}</p>" if prompt else "")
        question = Question("essay", text=Rich(text))
        response = declared.get(one.attributes.get("responseIdentifier", "RESPONSE"), _Declared(None))
        readers = {"choiceInteraction": _choice, "orderInteraction": _order, "matchInteraction": _match}
        question.guide = next(
            (Rich(markup(block)) for block in body.all("rubricBlock") if "scorer" in block.attributes.get("view", "")), Rich()
        )
        if one.name in readers:
            readers[one.name](question, one, response, feedback)
    question.general_feedback = feedback.get("general", Rich())
    return question


def _feedback(node: Node) -> dict[str, Rich]:
    """Modal feedback by its identifier; what belongs to no option is general."""
    found: dict[str, Rich] = {}
    for one in node.all("modalFeedback"):
        inner = one.first("contentBody") or one
        found.setdefault(one.attributes.get("identifier", ""), Rich(markup(inner)))
    return found


def _choice(question: Question, node: Node, declared: _Declared, feedback: dict[str, Rich]) -> None:
    question.single = node.attributes.get("maxChoices", "1") == "1" and declared.cardinality != "multiple"
    options = [(one.attributes.get("identifier", ""), one) for one in node.all("simpleChoice")]
    whole = declared.whole()
    rights = len(set(declared.right))
    if not declared.entries and not question.single:
        question.told.append(_("all-or-nothing became partial credit: right options share 1, wrong ones share −1"))
    for ident, one in options:
        if declared.entries and whole:
            fraction = snapped(declared.entries.get(ident, (declared.default, False))[0] / whole)
        else:
            fraction = (
                rounded_share(ident in declared.right, rights, len(options) - rights, single=question.single) if rights else 0.0
            )
        said = next((Rich(markup(inline)) for inline in one.all("feedbackInline")), feedback.get(ident, Rich()))
        question.answers.append(Answer(Rich(markup(one)), fraction, said, ident=ident))
    question.type = "multichoice"
    if len(options) == 2 and {ident for ident, _one in options} == {"true", "false"} and question.single:
        question.type = "truefalse"
        question.answers.sort(key=lambda answer: answer.ident != "true")


def _order(question: Question, node: Node, declared: _Declared, _said: dict[str, Rich]) -> None:
    options = {one.attributes.get("identifier", ""): Rich(markup(one)) for one in node.all("simpleChoice")}
    if sorted(declared.right) != sorted(options):
        raise Unsupported(_("It does not say the right order of all its items."))
    question.type, question.grading = "ordering", -1
    question.answers = [Answer(options[ident], 1.0, ident=ident) for ident in declared.right]


def _match(question: Question, node: Node, declared: _Declared, _said: dict[str, Rich]) -> None:
    sets = [{one.attributes.get("identifier", ""): Rich(markup(one)) for one in side.all("simpleAssociableChoice")}
            for side in node.all("simpleMatchSet")]  # fmt: skip
    if len(sets) != 2:
        raise Unsupported(_("A matching question needs at least two pairs."))
    stems, answers = sets
    pairs = [value.split() for value in declared.right or declared.entries]
    by_stem = dict(pair for pair in pairs if len(pair) == 2)
    if set(by_stem) != set(stems) or not set(by_stem.values()) <= set(answers) or len(pairs) != len(by_stem):
        raise Unsupported(_("Not every stem has exactly one answer."))
    question.type = "match"
    question.pairs = [Pair(words, answers[by_stem[stem]]) for stem, words in stems.items()]
    used = set(by_stem.values())
    question.pairs += [Pair(Rich(), words) for ident, words in answers.items() if ident not in used]


def _inline(node: Node, body: Node, found: list[Node], declared: Mapping[str, _Declared]) -> Question:
    numbers = _numbers(node)
    gaps = []
    for one in found:
        ident = one.attributes.get("responseIdentifier", "RESPONSE")
        gaps.append(_gap(one, declared.get(ident, _Declared(None)), numbers.get(ident, [])))
    if len(found) == 1 and found[0].name == "textEntryInteraction":
        ends = re.search(r"\{#1\}\s*(</\w+>\s*)*$", markup(body, {id(found[0]): "{#1}"})) is not None
        question = gaps[0]
        question.default_grade = 1.0
        question.text = Rich(markup(body, {id(found[0]): "" if ends else "_____"}))
        return question
    marks = {id(one): f"{{#{place}}}" for place, one in enumerate(found, start=1)}
    return Question("cloze", text=Rich(markup(body, marks)), subquestions=gaps)


def _gap(node: Node, declared: _Declared, numbers: list[Answer]) -> Question:
    """One gap; the most that it can earn is its weight."""
    whole = declared.highest or declared.whole() or 1.0
    if node.name == "inlineChoiceInteraction":
        gap = Question("multichoice", default_grade=whole)
        for one in node.all("inlineChoice"):
            ident = one.attributes.get("identifier", "")
            earned = declared.entries.get(ident, (declared.default, False))[0] / whole
            fraction = snapped(earned) if declared.entries else float(ident in declared.right)
            gap.answers.append(Answer(Rich(markup(one)), fraction, ident=ident))
        return gap
    if declared.base in ("float", "integer"):
        return _number_gap(declared, numbers, whole)
    values = declared.entries or dict.fromkeys(declared.right, (1.0, False))
    gap = Question("shortanswer", default_grade=whole if declared.entries else 1.0)
    gap.answers = [
        Answer(Rich(value.replace("*", "\\*"), "plain"), snapped(earned / gap.default_grade), case=minds_case)
        for value, (earned, minds_case) in values.items()
    ]
    if not gap.answers:
        raise Unsupported(_("It accepts no answer."))
    return gap


def _number_gap(declared: _Declared, numbers: list[Answer], whole: float) -> Question:
    if numbers:
        whole = max(answer.fraction for answer in numbers)
        for answer in numbers:
            answer.text.text = answer.text.text or (declared.right[0] if declared.right else "")
    else:
        values = declared.entries or dict.fromkeys(declared.right, (1.0, False))
        whole = whole if declared.entries else 1.0
        numbers = [Answer(Rich(value, "plain"), earned) for value, (earned, _case) in values.items()]
    if not numbers or whole <= 0:
        raise Unsupported(_("A numeric question needs at least one number."))
    gap = Question("numerical", default_grade=whole, answers=numbers)
    for answer in gap.answers:
        answer.fraction = snapped(answer.fraction / whole)
    return gap


def _numbers(node: Node) -> dict[str, list[Answer]]:
    """{response: accepted numbers} of conditions that compare a response with a number and set what it earns."""
    found: dict[str, list[Answer]] = {}
    for branch in _below(node, {"responseIf", "responseElseIf"}):
        equal = branch.first("equal")
        if equal is None:
            continue
        variable, value = equal.first("variable"), equal.first("baseValue")
        mode, tolerance = equal.attributes.get("toleranceMode", "exact"), equal.attributes.get("tolerance", "")
        if variable is None:
            continue
        if mode == "relative":
            raise Unsupported(_("Its tolerance is in percent; write it as a number."))
        reach = tolerance.split()[0] if mode == "absolute" and tolerance.split() else "0"
        earned = next((_float(one.text) for rule in branch.all("setOutcomeValue") for one in rule.all("baseValue")), 1.0)
        text = value.text.strip() if value else ""
        found.setdefault(variable.attributes.get("identifier", ""), []).append(
            Answer(Rich(text, "plain"), earned, tolerance=reach)
        )
    return found
