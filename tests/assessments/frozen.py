"""Every kind and form of question as a quiz freezes it, with a right and a wrong answer to each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assessments import scoring
from assessments.kinds.question_files import QuestionFiles
from assessments.question_kinds import question_kind
from courses.kinds import FileProblem
from tests.assessments.questions import BANK, right_raw

Slot = Mapping[str, Any]


def frozen_slots(root: Path) -> dict[str, dict[str, Any]]:
    """A slot of each, by way of rows that are never saved."""
    (root / "questions").mkdir()
    (root / "questions" / "kinds.yaml").write_text(BANK, encoding="utf-8")
    problems: list[FileProblem] = []
    bodies = {one.identity[1]: dict(one.body) for one in QuestionFiles().read(root, problems)}
    assert not problems
    found = {}
    for key, body in bodies.items():
        kind = question_kind(body["kind"])
        row = kind.model(kind=body["kind"], **kind.columns(body))
        found[key] = {"slot": 1, "kind": body["kind"], "stem": body["stem"], "maximum": "1", **kind.material(row, name=key)}
    return found


def right(slot: Slot) -> Mapping[str, Any]:
    """A response that earns everything."""
    return scoring.read_response(slot, right_raw(dict(slot)), country="PE").response


def wrong(slot: Slot) -> Mapping[str, Any]:
    """A response that earns nothing."""
    kind = slot["kind"]
    if kind == "matching":
        others = {one["right"] for one in slot["rows"]}
        raw: dict[str, Any] = {"parts": {one["id"]: min(others - {one["right"]}) for one in slot["rows"]}}
    elif kind == "ordering":
        raw = {"parts": {item: str(place) for place, item in enumerate(reversed(slot["order"]), start=1)}}
    elif kind == "gap_fill":
        option = next(one["id"] for one in slot["gaps"][1]["options"] if not one["fraction"])
        raw = {"parts": {"g1": "99", "g2": option, "g3": "nada"}}
    elif question_kind(kind).raw == "text":
        raw = {"text": "9999" if kind == "numeric" else "nada que ver"}
    else:
        raw = {"chosen": [min(slot["options"], key=lambda one: abs(one["fraction"]))["id"]]}
        if kind == "multiple":
            raw = {"chosen": [one["id"] for one in slot["options"] if one["fraction"] < 0]}
    return scoring.read_response(slot, raw, country="PE").response
