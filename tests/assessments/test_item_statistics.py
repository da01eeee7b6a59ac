"""manage.py item_statistics: the shape of its answer, and what it says about a bad file."""

import json
import random
from fractions import Fraction
from io import StringIO
from math import sqrt
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


# Moodle's calculator, written down once more: exact fractions, one sum after the other, nothing shared with ours.
def _mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _together(x: list[Fraction], y: list[Fraction]) -> Fraction:
    return sum(((a - _mean(x)) * (b - _mean(y)) for a, b in zip(x, y, strict=True)), Fraction(0)) / (len(x) - 1)


def by_hand(text: str) -> dict[str, Any]:
    """Items and test as a spreadsheet would come to them; None where a divisor is 0."""
    first, *rows = [[Fraction(cell) if cell else None for cell in line.split(",")] for line in text.strip().split("\n")]
    most = [one or Fraction(0) for one in first]
    totals = [sum((cell for cell in row if cell is not None), Fraction(0)) for row in rows]
    items: list[dict[str, Any]] = []
    for p, top in enumerate(most):
        x = [row[p] or Fraction(0) for row in rows if row[p] is not None]
        t = [total for row, total in zip(rows, totals, strict=True) if row[p] is not None]
        rest = [total - score for score, total in zip(x, t, strict=True)]
        both, spread, best = _together(x, rest), _together(x, x), _together(sorted(x), sorted(rest))
        other = _together(rest, rest)
        items.append(
            {
                "slot": p + 1, "n": len(x), "facility": 100 * _mean(x) / top if top else None, "sd": sqrt(spread),
                "effective_weight": _together(x, t), "variance": spread,
                "discrimination_index": 100 * both / Fraction(sqrt(spread) * sqrt(other)) if spread and other else None,
                "discriminative_efficiency": 100 * both / best if best else None,
            }
        )  # fmt: skip
    roots = sum(sqrt(one["effective_weight"]) for one in items if one["effective_weight"] >= 0)
    for one in items:
        against = one["effective_weight"] < 0
        one["effective_weight"] = None if against or not roots else 100 * sqrt(one["effective_weight"]) / roots
    s, centre = len(totals), _mean(totals)
    m2, m3, m4 = (sum((one - centre) ** k for one in totals) / s for k in (2, 3, 4))
    k2 = Fraction(s, s - 1) * m2
    k3 = Fraction(s * s, (s - 1) * (s - 2)) * m3
    k4 = Fraction(s * s, (s - 1) * (s - 2) * (s - 3)) * ((s + 1) * m4 - 3 * (s - 1) * m2 * m2)
    alpha = Fraction(len(most), len(most) - 1) * (1 - sum(one.pop("variance") for one in items) / k2)
    ratio, ranked = 100 * sqrt(1 - alpha), sorted(totals)
    test = {
        "n": s, "mean": centre, "median": (ranked[(s - 1) // 2] + ranked[s // 2]) / 2, "sd": sqrt(k2),
        "skewness": float(k3) / float(k2) ** 1.5, "kurtosis": k4 / k2**2, "internal_consistency": 100 * alpha,
        "error_ratio": ratio, "standard_error": ratio * sqrt(k2) / 100,
    }  # fmt: skip
    return {"items": items, "test": test}


def matrix(seed: int, *, people: int = 40) -> str:
    """Eight questions: of many maximums (one of them 0), one constant, one against the rest, negative scores, empty cells."""
    dice = random.Random(seed)
    lines = ["1,2,0.5,3,1,10,1,0"]
    for _ in range(people):
        ability = dice.gauss(0, 1)
        cells = []
        for n, most in enumerate((1, 2, 0.5, 3, 1, 10, 1, 0)):
            share = 0.5 + 0.3 * (-ability if n == 6 else ability) + dice.gauss(0, 0.3)
            score = 0.3 if n == 4 else most * max(-0.5 if n == 1 else 0.0, min(1.0, share))
            cells.append("" if dice.random() < 0.06 else f"{score:.7f}")
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", range(5))
def test_a_program_that_shares_nothing_with_ours_agrees_to_a_millionth(file: Path, seed: int) -> None:
    text = matrix(seed)
    found, _warned = run(file, text)
    wanted = by_hand(text)
    pairs = [*zip(found["items"], wanted["items"], strict=True), (found["test"], wanted["test"])]
    assert found["items"][6]["effective_weight"] is None  # against the rest
    assert found["items"][4]["discrimination_index"] is None  # constant
    assert found["items"][7]["facility"] is None  # worth nothing
    for ours, theirs in pairs:
        assert set(ours) == set(theirs)
        for name, value in theirs.items():
            assert ours[name] == (None if value is None else pytest.approx(float(value), abs=1e-6)), (ours.get("slot"), name)


@pytest.mark.parametrize(
    ("content", "mean", "null"),
    [
        ("1,1\n1,0\n", 1, {"sd", "skewness", "kurtosis", "internal_consistency", "error_ratio", "standard_error"}),
        ("1,1\n1,0\n1,0\n1,0\n1,0\n", 1, {"skewness", "kurtosis", "internal_consistency", "error_ratio", "standard_error"}),
        ("1\n1\n0\n1\n1\n", 0.75, {"internal_consistency", "error_ratio", "standard_error"}),
        ("0,0\n0,0\n0,0\n", 0, {"skewness", "kurtosis", "internal_consistency", "error_ratio", "standard_error"}),
        ("1,1\n-0.5,1\n1,-1\n0.25,0\n-1,-1\n", -0.3125, set()),
    ],
)
def test_one_person_equal_scores_one_question_no_points_and_negative_ones(
    file: Path, content: str, mean: float, null: set[str]
) -> None:
    found, _warned = run(file, content)
    assert found["test"]["mean"] == mean
    assert {name for name, value in found["test"].items() if value is None} == null


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("1,1\n1,0.5.5\n", "Line 2, column 2: «0.5.5» is no number"),
        ("1\t1\n1\t1\n", "Line 1, column 1: «1\t1» is no number"),
        ("1,1\n" + "1," + "9" * 200_000 + "\n", "this is no CSV"),
        ("1,1\n1,0x1\n", "Line 2, column 2: «0x1» is no number"),
        ("1,1\n1,infinity\n", "Line 2, column 2: «infinity» is no number"),
        ("1;1\n1;1.000,5\n", "Line 2, column 2: «1.000,5» is no number"),
        ("1,1\n1,\u0661\n", "Line 2, column 2: «\u0661» is no number"),
        (b"\xff\xfe1\x00,\x001\x00\n\x00", "byte 1 is not UTF-8"),
        ("1,1\n1,1\x00\n", "Line 2"),
        (",".join(["1"] * 501) + "\n", "Line 1, column 501: a test has at most 500 questions"),
    ],
)
def test_stranger_files_get_a_sentence_too(file: Path, content: str | bytes, said: str) -> None:
    with translation.override("en"), pytest.raises(CommandError) as refused:
        run(file, content)
    assert said in str(refused.value)
