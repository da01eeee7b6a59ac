"""score_responses: Moodle's rules, by tables. Each row is a response and the fraction that Moodle's engine gives it."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

BANK = Path(__file__).parent / "files" / "scoring.xml"


def run(tmp_path: Path, given: Any, bank: Path = BANK) -> list[dict[str, Any]]:
    path = tmp_path / "responses.json"
    path.write_text(json.dumps(given), "utf-8")
    out = StringIO()
    call_command("score_responses", str(bank), str(path), "--json", stdout=out)
    return json.loads(out.getvalue())  # type: ignore[no-any-return]


TABLE: list[tuple[str, Any, float | None]] = [
    # one of several: the option's fraction, below 0 too
    ("single", ["Lima"], 1.0),
    ("single", "Lima", 1.0),
    ("single", "lima", 1.0),
    ("single", ["Cusco"], 0.5),
    ("single", ["Quito & más"], -0.25),
    ("single", [], 0.0),
    ("single", "", 0.0),
    ("single", None, 0.0),
    ("single", ["Bogotá"], 0.0),
    # several: the sum of the fractions, held within 0 … 1
    ("several", ["a", "b", "c"], 0.9999999),
    ("several", ["a", "b"], 0.6666666),
    ("several", "a", 0.3333333),
    ("several", ["a", "d"], 0.0),
    ("several", ["d"], 0.0),
    ("several", ["a", "b", "c", "d"], 0.4999999),
    ("several", ["a", "a"], 0.3333333),
    # true or false
    ("true", "true", 1.0),
    ("true", "false", 0.0),
    ("true", True, 1.0),
    ("old-false", "false", 1.0),
    ("old-false", "true", 0.0),
    # short answer: the first that matches, wildcards, case
    ("short", "Oposición", 1.0),
    ("short", "  oposición\n", 1.0),
    ("short", "la OPOSICIÓN de un tercero", 0.5),
    ("short", "oposicion", 0.0),
    ("short", "3 * 4", 0.25),
    ("short", "3 x 4", 0.0),
    ("short", "", 0.0),
    ("short", "oposicio\u0301n", 1.0),
    ("short-case", "INAPI", 1.0),
    ("short-case", "Inapi", 0.0),
    ("short-first", "abc", 0.25),
    # numbers: tolerance included, decimal comma or point, units, what is behind is passed over
    ("number", "10", 1.0),
    ("number", "10.5", 1.0),
    ("number", "10,5", 1.0),
    ("number", "9.5", 1.0),
    ("number", "10.51", 0.5),
    ("number", "12", 0.5),
    ("number", "12.0000001", 0.0),
    ("number", "1.05e1", 1.0),
    ("number", "1,05x10^1", 1.0),
    ("number", "1 0", 1.0),
    ("number", "10 años", 1.0),
    ("number", "diez", 0.0),
    ("number", "", 0.0),
    ("number", 10, 1.0),
    ("number", 10.25, 1.0),
    ("exact", "0.3", 1.0),
    ("exact", "1,234,567", 0.5),
    ("exact", "0.30000001", 0.0),
    ("never-below", "7", 0.0),
    ("units", "5 m", 1.0),
    ("units", "500 cm", 1.0),
    ("units", "500cm", 1.0),
    ("units", "5 km", 0.9),
    ("units", "5", 0.9),
    ("units", {"answer": "5", "unit": "m"}, 1.0),
    ("units", {"answer": "500", "unit": "m"}, 0.0),
    ("units-of-max", "5", 0.4),
    ("units-left", "US$ 20", 1.0),
    ("units-left", "20", 0.9),
    ("any-number", "77", 0.0),
    # matching: the share of stems
    ("match", {"Chile": "INAPI", "Perú": "Indecopi", "México": "IMPI"}, 1.0),
    ("match", {"Chile": "INAPI", "Perú": "IMPI", "México": "IMPI"}, 2 / 3),
    ("match", {"Chile": "SIC"}, 0.0),
    ("match", {}, 0.0),
    ("match", [["Chile", "INAPI"]], 1 / 3),
    # cloze: the mean by the gaps' marks
    ("cloze", ["Lima", "2,5", "Sí & no"], 1.0),
    ("cloze", ["lima", "2.6", "No"], 0.75),
    ("cloze", ["Cusco", "9", "No"], 0.0),
    ("cloze", ["", "2.5", None], 0.5),
    ("cloze", [], 0.0),
    ("cloze-weights", ["b", ["x", "y"]], 1.0),
    ("cloze-weights", ["b", ["x", "z"]], 0.5),
    ("cloze-weights", ["a", ["x"]], 0.25),
    ("cloze-case", ["Marca"], 1.0),
    ("cloze-case", ["marca"], 0.0),
    # ordering: each of Moodle's rules
    ("order--1", ["1", "2", "3", "4"], 1.0),
    ("order--1", ["1", "2", "4", "3"], 0.0),
    ("order-0", ["1", "2", "4", "3"], 0.5),
    ("order-1", ["1", "2", "4", "3"], 1 / 3),
    ("order-1", ["2", "3", "4", "1"], 2 / 3),
    ("order-2", ["2", "3", "4", "1"], 0.5),
    ("order-2", ["1", "2", "3", "4"], 1.0),
    ("order-3", ["1", "2", "4", "3"], 3 / 8),
    ("order-4", ["1", "2", "4", "3"], 10 / 12),
    ("order-5", ["2", "3", "4", "1"], 0.75),
    ("order-5", ["4", "3", "2", "1"], 0.0),
    ("order-6", ["1", "2", "4", "3"], 0.5),
    ("order-7", ["1", "2", "4", "3"], 10 / 12),
    ("order-7", ["4", "3", "2", "1"], 4 / 12),
    # a person scores it
    ("essay", "…", None),
]


@pytest.mark.parametrize(("name", "response", "fraction"), TABLE, ids=lambda value: str(value)[:40])
def test_a_response_earns_what_moodle_gives(tmp_path: Path, name: str, response: Any, fraction: float | None) -> None:
    found = run(tmp_path, [{"name": name, "response": response}])[0]
    assert found["name"] == name
    assert "error" not in found
    assert found["fraction"] == (None if fraction is None else pytest.approx(fraction, abs=1e-7))


def test_an_unknown_name_is_an_error_and_the_rest_is_scored(tmp_path: Path) -> None:
    found = run(tmp_path, [{"name": "nobody", "response": "x"}, {"name": "true", "response": "true"}])
    assert found[0]["fraction"] is None
    assert "error" in found[0]
    assert found[1] == {"name": "true", "fraction": 1.0}


@pytest.mark.parametrize(
    ("name", "response"), [("single", ["Lima", "Cusco"]), ("true", "perhaps"), ("match", "x"), ("cloze", ["a", "b", "c", "d"])]
)
def test_a_response_of_the_wrong_shape_is_an_error(tmp_path: Path, name: str, response: Any) -> None:
    found = run(tmp_path, [{"name": name, "response": response}])[0]
    assert found["fraction"] is None
    assert found["error"]


def test_a_text_that_is_no_option_is_told(tmp_path: Path) -> None:
    assert "Bogotá" in run(tmp_path, [{"name": "single", "response": "Bogotá"}])[0]["warning"]


def test_a_refused_file_says_where(tmp_path: Path) -> None:
    bank = tmp_path / "bomb.xml"
    bank.write_text('<?xml version="1.0"?>\n<!DOCTYPE quiz [<!ENTITY a "b">]>\n<quiz/>')
    with pytest.raises(CommandError, match=r"bomb\.xml:2: "):
        run(tmp_path, [], bank)
