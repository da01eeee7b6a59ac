"""Neutral questions → QTI 2.1 items and a package. Pure. Every element and attribute written here stands in the tests' own
schema of that part of QTI 2.1 (tests/assessments/interchange/files/qti21.xsd), with what may refer to what beside it."""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.interchange.keeping import MARK
from assessments.interchange.neutral import Answer, Question, Rich

_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_QTI: Final = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_SCHEMA: Final = f"{_QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
_CP: Final = "http://www.imsglobal.org/xsd/imscp_v1p1"
_CP_SCHEMA: Final = f"{_CP} http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd"
_MATCH: Final = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"
_ID: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def file_name(name: str, place: int) -> str:
    """The name of an item's file in the package."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "-", name)[:60]
    return f"items/{place:05d}-{plain}.xml"


def manifest(files: Iterable[str]) -> str:
    """imsmanifest.xml of a package of items."""
    resources = "\n".join(
        f'    <resource identifier="item-{place}" type="imsqti_item_xmlv2p1" href={quoteattr(name)}>'
        f"<file href={quoteattr(name)}/></resource>"
        for place, name in enumerate(files, start=1)
    )
    return (
        f'{HEAD}<manifest xmlns="{_CP}" xmlns:xsi="{_XSI}" xsi:schemaLocation="{_CP_SCHEMA}" identifier="questions">\n'
        "  <metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>\n"
        f"  <organizations/>\n  <resources>\n{resources}\n  </resources>\n</manifest>\n"
    )


def qti_item(question: Question, kept: str = "", *, language: str = "es") -> tuple[str, list[str]]:
    """One assessmentItem, and what QTI could not say of it."""
    item = _Item(question, language)
    item.build()
    remark = f"<?{MARK} {kept}?>\n" if kept else ""
    lines = [
        f'<assessmentItem xmlns="{_QTI}" xmlns:xsi="{_XSI}" xsi:schemaLocation="{_SCHEMA}" '
        f'identifier={quoteattr(question.name)} title={quoteattr(question.name)} xml:lang="{language}" adaptive="false" '
        'timeDependent="false" toolName="advisor-lms">',
        *item.declared,
        '  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">'
        "<defaultValue><value>0</value></defaultValue></outcomeDeclaration>",
        *item.outcomes,
        "  <itemBody>",
        *(f"    {line}" for line in item.body),
        "  </itemBody>",
        *item.processing,
        *item.modal,
        "</assessmentItem>\n",
    ]
    return f"{HEAD}{remark}{chr(10).join(lines)}", item.told


def _plain(rich: Rich) -> str:
    return escape(rich.text).replace("\n", "<br/>")


def _paragraphs(text: str) -> list[str]:
    return [f"<p>{escape(part).replace(chr(10), '<br/>')}</p>" for part in text.split("\n\n")]


def _ident(answer: Answer, place: int) -> str:
    return answer.ident if _ID.fullmatch(answer.ident) else f"o{place}"


def _number(value: float) -> str:
    return f"{value:.7f}".rstrip("0").rstrip(".")


class _Item:
    def __init__(self, question: Question, language: str) -> None:
        self.question, self.language = question, language
        self.declared: list[str] = []
        self.outcomes: list[str] = []
        self.body: list[str] = []
        self.processing: list[str] = []
        self.modal: list[str] = []
        self.rules: list[str] = []
        self.told: list[str] = []

    def build(self) -> None:
        """Fill in every part."""
        question = self.question
        if question.type != "cloze":
            self.body += _paragraphs(question.text.text)
        builders = {
            "multichoice": self._choice, "truefalse": self._choice, "shortanswer": self._text, "numerical": self._text,
            "match": self._match, "ordering": self._order, "cloze": self._cloze, "essay": self._essay,
        }  # fmt: skip
        if question.type in builders:
            builders[question.type]()
        if question.general_feedback:
            self.outcomes.append(
                '  <outcomeDeclaration identifier="GENERAL" cardinality="single" baseType="identifier">'
                "<defaultValue><value>general</value></defaultValue></outcomeDeclaration>"
            )
            self._say("GENERAL", "general", question.general_feedback)
        if self.rules:
            self.processing = ["  <responseProcessing>", *(f"    {rule}" for rule in self.rules), "  </responseProcessing>"]

    def _say(self, outcome: str, ident: str, rich: Rich) -> None:
        inside = "".join(_paragraphs(rich.text))
        self.modal.append(
            f'  <modalFeedback outcomeIdentifier="{outcome}" showHide="show" identifier="{ident}">{inside}</modalFeedback>'
        )

    def _declare(
        self, cardinality: str, base: str, right: Sequence[str], mapped: Sequence[tuple[str, float, str]], *,
        name: str = "RESPONSE", bounds: str = "",
    ) -> None:  # fmt: skip
        values = "".join(f"<value>{escape(value)}</value>" for value in right)
        correct = f"<correctResponse>{values}</correctResponse>" if right else ""
        entries = "".join(
            f'<mapEntry mapKey={quoteattr(key)} mappedValue="{_number(value)}"{extra}/>' for key, value, extra in mapped
        )
        mapping = f'<mapping{bounds} defaultValue="0">{entries}</mapping>' if entries else ""
        self.declared.append(
            f'  <responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
            f"{correct}{mapping}</responseDeclaration>"
        )

    def _mapped(self) -> None:
        self.rules.append(
            '<responseCondition><responseIf><not><isNull><variable identifier="RESPONSE"/></isNull></not>'
            '<setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/></setOutcomeValue>'
            "</responseIf></responseCondition>"
        )

    def _choice(self) -> None:
        question = self.question
        named = [
            ("true" if place == 0 else "false") if question.type == "truefalse" else _ident(answer, place)
            for place, answer in enumerate(question.answers)
        ]
        one = question.single or question.type == "truefalse"
        right = [i for i, a in zip(named, question.answers, strict=True) if (a.fraction == 1 if one else a.fraction > 0)]
        mapped = [(i, a.fraction, "") for i, a in zip(named, question.answers, strict=True)]
        bounds = "" if one else ' lowerBound="0" upperBound="1"'
        self._declare("single" if one else "multiple", "identifier", right[:1] if one else right, mapped, bounds=bounds)
        self._mapped()
        if any(answer.feedback for answer in question.answers):
            cardinality = "single" if one else "multiple"
            self.outcomes.append(
                f'  <outcomeDeclaration identifier="FEEDBACK" cardinality="{cardinality}" baseType="identifier"/>'
            )
            self.rules.append('<setOutcomeValue identifier="FEEDBACK"><variable identifier="RESPONSE"/></setOutcomeValue>')
        self.body.append(f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="{1 if one else 0}">')
        for ident, answer in zip(named, question.answers, strict=True):
            self.body.append(f'  <simpleChoice identifier="{ident}">{self._words(answer, ident)}</simpleChoice>')
            if answer.feedback:
                self._say("FEEDBACK", ident, answer.feedback)
        self.body.append("</choiceInteraction>")

    def _words(self, answer: Answer, ident: str) -> str:
        if self.question.type != "truefalse":
            return _plain(answer.text)
        with override(self.language):
            return str(_("True") if ident == "true" else _("False"))

    def _text(self) -> None:
        self.body.append("<p>" + self._gap(self.question, "RESPONSE", 1.0) + "</p>")
        total = "SCORE_RESPONSE" if self.question.type == "numerical" else ""
        if total:
            self.rules.append(f'<setOutcomeValue identifier="SCORE"><variable identifier="{total}"/></setOutcomeValue>')
        else:
            self._mapped()

    def _gap(self, gap: Question, name: str, weight: float) -> str:
        """The declaration and the rules of one gap; its element comes back."""
        met = [answer for answer in gap.answers if not (answer.text.text == "*" and not answer.fraction)]
        if any(answer.feedback for answer in gap.answers):
            self.told.append(_("feedback of single answers to a gap is left out"))
        best = [answer for answer in met if answer.fraction == 1][:1]
        if gap.type == "numerical":
            self._declare("single", "float", [answer.text.text for answer in best], [], name=name)
            self._numbers(met, name, weight)
        elif gap.type == "shortanswer":
            case = ' caseSensitive="true"' if gap.use_case else ' caseSensitive="false"'
            if any("*" in answer.text.text.replace("\\*", "") for answer in met):
                self.told.append(_("QTI knows no wildcards: a star is written as it stands"))
            mapped = [(answer.text.text.replace("\\*", "*"), answer.fraction * weight, case) for answer in met]
            self._declare("single", "string", [a.text.text.replace("\\*", "*") for a in best], mapped, name=name)
        else:
            named = [(_ident(answer, place), answer) for place, answer in enumerate(gap.answers)]
            mapped = [(ident, answer.fraction * weight, "") for ident, answer in named]
            self._declare("single", "identifier", [i for i, a in named if a.fraction == 1][:1], mapped, name=name)
            choices = "".join(f'<inlineChoice identifier="{i}">{escape(a.text.text)}</inlineChoice>' for i, a in named)
            return f'<inlineChoiceInteraction responseIdentifier="{name}" shuffle="true">{choices}</inlineChoiceInteraction>'
        return f'<textEntryInteraction responseIdentifier="{name}" expectedLength="20"/>'

    def _numbers(self, answers: Sequence[Answer], name: str, weight: float) -> None:
        self.outcomes.append(
            f'  <outcomeDeclaration identifier="SCORE_{name}" cardinality="single" baseType="float">'
            "<defaultValue><value>0</value></defaultValue></outcomeDeclaration>"
        )
        parts = []
        for place, answer in enumerate(answers):
            tag = "responseIf" if place == 0 else "responseElseIf"
            exact = not float(answer.tolerance)
            mode = (
                'toleranceMode="exact"'
                if exact
                else f'toleranceMode="absolute" tolerance="{answer.tolerance} {answer.tolerance}"'
            )
            compared = f'<variable identifier="{name}"/><baseValue baseType="float">{answer.text.text}</baseValue>'
            earned = f'<baseValue baseType="float">{_number(answer.fraction * weight)}</baseValue>'
            parts.append(
                f"<{tag}><equal {mode}>{compared}</equal>"
                f'<setOutcomeValue identifier="SCORE_{name}">{earned}</setOutcomeValue></{tag}>'
            )
        self.rules.append(f"<responseCondition>{''.join(parts)}</responseCondition>")

    def _cloze(self) -> None:
        question = self.question
        marks = [
            self._gap(gap, f"RESPONSE_{place}", gap.default_grade) for place, gap in enumerate(question.subquestions, start=1)
        ]
        text = question.text.text.replace("<br>", "<br/>")
        self.body.append(re.sub(r"\{#(\d+)\}", lambda found: marks[int(found[1]) - 1], text))
        parts = "".join(
            f'<variable identifier="SCORE_RESPONSE_{place}"/>' if gap.type == "numerical"
            else f'<mapResponse identifier="RESPONSE_{place}"/>'
            for place, gap in enumerate(question.subquestions, start=1)
        )  # fmt: skip
        whole = _number(sum(gap.default_grade for gap in question.subquestions))
        self.rules.append(
            f'<setOutcomeValue identifier="SCORE"><divide><sum>{parts}</sum><baseValue baseType="float">{whole}</baseValue>'
            "</divide></setOutcomeValue>"
        )

    def _match(self) -> None:
        answers = list(dict.fromkeys(pair.answer.text for pair in self.question.pairs))
        stems = [pair for pair in self.question.pairs if pair.stem]
        right = [f"S{place} A{answers.index(pair.answer.text) + 1}" for place, pair in enumerate(stems, start=1)]
        share = 1 / len(stems)
        self._declare("multiple", "directedPair", right, [(pair, share, "") for pair in right], bounds=' upperBound="1"')
        self._mapped()
        left = "".join(
            f'<simpleAssociableChoice identifier="S{place}" matchMax="1">{_plain(pair.stem)}</simpleAssociableChoice>'
            for place, pair in enumerate(stems, start=1)
        )
        other = "".join(
            f'<simpleAssociableChoice identifier="A{place}" matchMax="0">{_plain(Rich(text))}</simpleAssociableChoice>'
            for place, text in enumerate(answers, start=1)
        )
        self.body.append(
            f'<matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="{len(stems)}">'
            f"<simpleMatchSet>{left}</simpleMatchSet><simpleMatchSet>{other}</simpleMatchSet></matchInteraction>"
        )

    def _order(self) -> None:
        question = self.question
        named = [(_ident(answer, place), answer) for place, answer in enumerate(question.answers)]
        self._declare("ordered", "identifier", [ident for ident, _answer in named], [])
        if question.grading != -1:
            self.told.append(_("QTI's rule for orders is all or nothing"))
        choices = "".join(f'<simpleChoice identifier="{i}">{_plain(answer.text)}</simpleChoice>' for i, answer in named)
        self.body.append(f'<orderInteraction responseIdentifier="RESPONSE" shuffle="true">{choices}</orderInteraction>')
        self.processing = [f'  <responseProcessing template="{_MATCH}"/>']

    def _essay(self) -> None:
        self._declare("single", "string", [], [])
        self.body.append('<extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="10"/>')
        if self.question.guide:
            self.body.insert(0, f'<rubricBlock view="scorer">{"".join(_paragraphs(self.question.guide.text))}</rubricBlock>')
