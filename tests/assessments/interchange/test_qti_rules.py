"""What we write as QTI 2.1 keeps its rules: order, cardinality, attributes, values, and what refers to what.

The schema of IMS is in no package registry; `files/qti21.xsd` is the part that we use, by hand (its head says after what).
"""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree  # type: ignore[import-untyped]

from assessments.interchange.outgoing import question_of
from assessments.interchange.owned import looked_over
from assessments.interchange.qti_writing import manifest, qti_item
from assessments.models import Bank
from assessments.services.exporting import export_questions
from courses.api import import_toolkit
from tests.assessments.interchange.conftest import FILES
from tests.assessments.interchange.test_round_trip import CURRICULUM, bodies

Q = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
BASES = {  # interaction → its variable's cardinality and base types (QTI 2.1, information model, 7)
    "choiceInteraction": ("single multiple", "identifier"),
    "orderInteraction": ("ordered", "identifier"),
    "matchInteraction": ("single multiple", "directedPair"),
    "inlineChoiceInteraction": ("single", "identifier"),
    "textEntryInteraction": ("single", "string integer float"),
    "extendedTextInteraction": ("single multiple ordered", "string"),
}


@pytest.fixture(scope="module")
def item_schema() -> Any:
    return etree.XMLSchema(etree.parse(FILES / "qti21.xsd"))


@pytest.fixture(scope="module")
def package_schema() -> Any:
    return etree.XMLSchema(etree.parse(FILES / "imscp.xsd"))


def broken_rules(text: str | bytes, schema: Any) -> list[str]:
    """Every rule of form, and of reference, that an item breaks."""
    root = etree.fromstring(text.encode() if isinstance(text, str) else text)
    if not schema.validate(root):
        return [str(one.message) for one in schema.error_log]
    responses = {one.get("identifier"): one for one in root.iter(Q + "responseDeclaration")}
    outcomes = {one.get("identifier"): one for one in root.iter(Q + "outcomeDeclaration")}
    said = [f"{name} has no outcome" for name in {"SCORE"} - set(outcomes)]
    asked: list[str] = []
    for name, (cardinalities, bases) in BASES.items():
        for asking in root.iter(Q + name):
            asked.append(asking.get("responseIdentifier"))
            declared = responses.get(asked[-1])
            if declared is None:
                said.append(f"{name} asks for {asked[-1]}, which is not declared")
                continue
            if declared.get("cardinality") not in cardinalities.split() or declared.get("baseType") not in bases.split():
                said.append(f"{name} takes no {declared.get('cardinality')} {declared.get('baseType')}")
            said += _beyond(declared, asking)
    if sorted(asked) != sorted(responses):
        said.append(f"declared {sorted(responses)}, asked {sorted(asked)}")
    said += _named(root, responses, outcomes)
    return said


def _beyond(declared: Any, asking: Any) -> list[str]:
    """Keys that are no option of the interaction, or no number."""
    keys = [value.text or "" for value in declared.iter(Q + "value")] + [
        one.get("mapKey") for one in declared.iter(Q + "mapEntry")
    ]
    if declared.get("baseType") in ("identifier", "directedPair"):
        known = {one.get("identifier") for one in asking.iter() if one.get("identifier")}
        return [f"«{key}» is no option" for key in keys if not set(key.split()) <= known]
    return [f"«{key}» is no number" for key in keys if declared.get("baseType") == "float" and float(key) != float(key)]


def _named(root: Any, responses: Mapping[str, Any], outcomes: Mapping[str, Any]) -> list[str]:
    """Names in the processing and the feedback that nothing declares."""
    known = {**responses, **outcomes}
    said = [
        f"{one.get('identifier')} is set, not declared"
        for one in root.iter(Q + "setOutcomeValue")
        if one.get("identifier") not in outcomes
    ]
    said += [
        f"{one.get('identifier')} is read, not declared"
        for one in root.iter(Q + "variable")
        if one.get("identifier") not in known
    ]
    for one in root.iter(Q + "mapResponse"):
        if responses[one.get("identifier")].find(Q + "mapping") is None:
            said.append(f"{one.get('identifier')} is mapped and has no mapping")
    for one in root.iter(Q + "modalFeedback"):
        if one.get("outcomeIdentifier") not in outcomes:
            said.append(f"{one.get('outcomeIdentifier')} shows feedback, not declared")
    return said


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(body=bodies())
def test_an_item_of_any_kind_keeps_the_rules(item_schema: Any, body: dict[str, Any]) -> None:
    if looked_over(body) is None:
        return
    text, _told = qti_item(question_of("banco-uno", body, language="es"), "kept")
    assert broken_rules(text, item_schema) == []


@pytest.mark.django_db
def test_the_packages_of_the_shipped_banks_keep_the_rules(item_schema: Any, package_schema: Any) -> None:
    import_toolkit(path=CURRICULUM)
    for key in Bank.objects.values_list("key", flat=True):
        file = io.BytesIO()
        export_questions(bank_key=key, form="qti", to=file)
        archive = zipfile.ZipFile(file)
        listed = etree.fromstring(archive.read("imsmanifest.xml"))
        assert package_schema.validate(listed), package_schema.error_log
        items = [name for name in archive.namelist() if name != "imsmanifest.xml"]
        assert [one.get("href") for one in listed.iter("{*}file")] == items
        for name in items:
            assert broken_rules(archive.read(name), item_schema) == [], name


SCORE = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
ASKED = '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier"/>'
ORDERED = ASKED.replace("single", "ordered")
CHOICE = '<simpleChoice identifier="a">x</simpleChoice>'
ONE = f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">{CHOICE}</choiceInteraction>'
BLANK = ONE.replace('identifier="a"', 'identifier="1 a"')
STILL = ONE.replace('shuffle="true" ', "")
EMPTY = "<responseProcessing><responseCondition/></responseProcessing>"


@pytest.mark.parametrize(
    ("inside", "rule"),
    [
        (f"{SCORE}{ASKED}<itemBody/>", "not expected"),
        (f"{ASKED}{SCORE}<itemBody>text</itemBody>", "Character content"),
        (f"{ASKED}{SCORE}<itemBody>{BLANK}</itemBody>", "NCName"),
        (f"{ASKED}{SCORE}<itemBody>{STILL}</itemBody>", "required"),
        (f"{ASKED}{SCORE}<itemBody><p>{ONE}</p></itemBody>", "not expected"),
        (f"{SCORE}<itemBody>{ONE}</itemBody>", "not declared"),
        (f"{ORDERED}{SCORE}<itemBody>{ONE}</itemBody>", "takes no ordered"),
        (f"{ASKED}{SCORE}<itemBody>{ONE}</itemBody>{EMPTY}", "Missing child"),
    ],
)
def test_the_rules_see_what_is_wrong(item_schema: Any, inside: str, rule: str) -> None:
    head = f'<assessmentItem xmlns="{Q[1:-1]}" identifier="a" title="a" adaptive="false" timeDependent="false">'
    assert rule in " ".join(broken_rules(f"{head}{inside}</assessmentItem>", item_schema))


def test_a_manifest_of_no_questions_is_one(package_schema: Any) -> None:
    assert package_schema.validate(etree.fromstring(manifest([]).encode()))
