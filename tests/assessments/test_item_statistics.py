"""manage.py item_statistics: the shape of its answer, and what it says about a bad file."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation


def run(path: Path, content: str | bytes, *, as_json: bool = True) -> tuple[Any, str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    out, err = StringIO(), StringIO()
    call_command("item_statistics", scores=path, json=as_json, stdout=out, stderr=err)
    return json.loads(out.getvalue()) if as_json else out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "scores.csv"


def test_the_shape_is_the_promised_one(file: Path) -> None:
    found, warned = run(file, "1,1,1\n1,1,1\n1,1,0\n1,0,0\n0,0,0\n")
    assert list(found) == ["items", "test"]
    assert list(found["items"][0]) == [
        "slot", "n", "facility", "sd", "effective_weight", "discrimination_index", "discriminative_efficiency",
    ]  # fmt: skip
    assert list(found["test"]) == [
        "n", "mean", "median", "sd", "skewness", "kurtosis", "internal_consistency", "error_ratio", "standard_error",
    ]  # fmt: skip
    assert [item["slot"] for item in found["items"]] == [1, 2, 3]
    assert found["test"]["internal_consistency"] == pytest.approx(75)
    assert warned == ""


def test_what_is_not_calculable_is_null(file: Path) -> None:
    found, _warned = run(file, "1,1\n1,\n")
    assert (found["items"][1]["n"], found["items"][1]["facility"], found["test"]["sd"]) == (0, None, None)


def test_a_file_with_maximums_only_is_a_test_nobody_took(file: Path) -> None:
    found, _warned = run(file, "1,2\n")
    assert found["test"]["n"] == 0
    assert found["test"]["mean"] is None


@pytest.mark.parametrize(
    "content",
    [
        "1,2\n1,0.5\n0,2\n",
        "\ufeff1,2\r\n1,0.5\r\n\r\n0,2\r\n",
        "1;2\n1;0,5\n0;2\n",
        '"1", 2\n1 ,".5"\n0,2.0\n',
        "1,2\n1,5e-1\n0,2",
    ],
)
def test_what_spreadsheets_write_is_read(file: Path, content: str) -> None:
    found, _warned = run(file, content)
    assert (found["test"]["n"], found["test"]["mean"]) == (2, 1.75)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "Line 1, column 1: the file is empty"),
        ("Ana,Luis\n1,1\n", "Line 1, column 1: «Ana» is no number"),
        ("1,-1\n", "Line 1, column 2: the first row holds the maximum"),
        ("1,\n1,1\n", "Line 1, column 2: the first row holds the maximum"),
        ("1,1\n1,1\n1,x\n", "Line 3, column 2: «x» is no number"),
        ("1,1\n1,nan\n", "Line 2, column 2: «nan» is no number"),
        ("1,1\n1,1_0\n", "Line 2, column 2: «1_0» is no number"),
        ("1,1\n1,1e99\n", "Line 2, column 2: «1e99» is too large"),
        ("1,1\n1\n", "Line 2, column 2: this row has 1 cells, the first row has 2"),
        ("1,1\n1,1,1\n", "Line 2, column 3: this row has 3 cells"),
        ('1,1\n"1,1\n', "this is no CSV"),
        (b"1,1\n\xff,1\n", "byte 5 is not UTF-8"),
    ],
)
def test_a_bad_file_gets_a_sentence_with_line_and_column(file: Path, content: str | bytes, said: str) -> None:
    with translation.override("en"), pytest.raises(CommandError) as refused:
        run(file, content)
    assert said in str(refused.value)
    assert str(refused.value).startswith("scores.csv: ")


def test_a_missing_file_is_said_so(file: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("item_statistics", scores=file, json=True)


def test_a_mark_over_its_maximum_is_computed_with_a_warning_apart(file: Path) -> None:
    found, warned = run(file, "1,1\n2,1\n0,0\n")
    assert found["items"][0]["facility"] == 100
    assert "line 2, column 1" in warned


def test_without_json_it_is_a_table_for_people(file: Path) -> None:
    text, _warned = run(file, "1,1\n1,1\n0,0\n1,0\n", as_json=False)
    assert text.startswith("slot\tn\tfacility")
    assert "skewness\t" in text
