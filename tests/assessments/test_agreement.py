"""Agreement of assessors, by examples that others have published and by counting it out again in another way."""

import json
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from assessments.agreement import Level, alpha, differences, drift, pair, pairs_of, severity

# Krippendorff, K. (2011), "Computing Krippendorff's Alpha-Reliability", data D: four observers, twelve units, gaps.
OBSERVERS = ["A", "B", "C", "D"]
UNITS: list[list[float | None]] = [
    [1, 1, None, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 2, 1],
    [2, 2, 2, 2], [None, 5, 5, 5], [None, None, 1, 1], [None, 3, None, None],
]  # fmt: skip


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_is_that_of_krippendorffs_own_example(level: Level, published: float) -> None:
    found = alpha(UNITS, level)
    assert found.n_units == 11
    assert found.alpha == pytest.approx(published, abs=5e-4)


def test_kappa_is_that_of_cohens_table_with_its_error_by_fleiss_cohen_and_everitt() -> None:
    # Fleiss, Cohen & Everitt (1969), table 1: 200 patients, three diagnoses; kappa .429, weighted kappa as by these weights.
    table = {(1, 1): 106, (1, 2): 10, (1, 3): 4, (2, 1): 22, (2, 2): 28, (2, 3): 10, (3, 1): 2, (3, 2): 12, (3, 3): 6}
    found = pair([both for both, count in table.items() for _n in range(count)], "nominal")
    assert found.n == 200
    assert found.kappa == pytest.approx(0.429, abs=5e-4)
    assert found.interval is not None
    assert (found.interval.high - found.interval.low) / 2 / 1.96 == pytest.approx(0.0535, abs=1e-3)


def test_nothing_varies_nothing_is_calculable() -> None:
    assert alpha([[1, 1], [1, 1]], "ordinal").alpha is None
    assert pair([(1, 1), (1, 1)], "ordinal").kappa is None
    assert alpha([[1, None]], "nominal").alpha is None
    assert pair([], "ordinal").n == 0
    assert severity([]).mean is None
    assert drift([(1, 0), (1, 1), (1, 2)]).slope is None


Units = list[list[float | None]]
units: st.SearchStrategy[Units] = st.lists(
    st.lists(st.one_of(st.none(), st.integers(1, 4).map(float)), min_size=3, max_size=3), min_size=2, max_size=12
)


@given(units, st.sampled_from(["nominal", "interval", "ratio"]))
def test_alpha_is_one_less_the_mean_difference_in_units_by_that_of_all_values(rows: Units, level: Level) -> None:
    paired = [values for row in rows if len(values := [v for v in row if v is not None]) > 1]
    everything = [value for row in paired for value in row]

    def apart(a: float, b: float) -> float:
        if level == "nominal":
            return float(a != b)
        return (a - b) ** 2 if level == "interval" else ((a - b) / (a + b)) ** 2

    inside = sum(apart(a, b) / (len(row) - 1) for row in paired for a, b in permutations(row, 2))
    overall = sum(apart(a, b) for a, b in permutations(everything, 2))
    found = alpha(rows, level).alpha
    if overall == 0:
        assert found is None
    else:
        expected = 1 - (inside / len(everything)) / (overall / (len(everything) * (len(everything) - 1)))
        assert found == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30))
def test_quadratic_weighted_kappa_is_what_is_left_of_the_squared_distance_by_chance(pairs: list[tuple[int, int]]) -> None:
    inside = sum((a - b) ** 2 for a, b in pairs) / len(pairs)
    chance = sum((a - b) ** 2 for a, _b in pairs for _a, b in pairs) / len(pairs) ** 2
    found = pair([(float(a), float(b)) for a, b in pairs], "ordinal", [0.0, 1.0, 2.0, 3.0])
    if chance == 0:
        assert found.weighted is None
    else:
        assert found.weighted == pytest.approx(1 - inside / chance, abs=1e-9)
        assert found.interval is None or -1 <= found.interval.low <= found.interval.high <= 1


def test_a_harsh_assessor_is_seen_on_the_units_that_others_scored_too() -> None:
    rows: Sequence[Sequence[float | None]] = [[2, 3, 3], [1, 2, None], [0, 1, 2], [3, None, None]]
    apart = differences(rows, 0)
    assert apart == [-1, -1, -1.5]
    assert severity(apart).mean == pytest.approx(-3.5 / 3)
    assert pairs_of(rows, 0, 2) == [(2, 3), (0, 2)]


def test_drift_is_the_slope_of_the_differences() -> None:
    found = drift([(0, 0.0), (1, 0.1), (2, 0.2), (3, 0.3)])
    assert found.slope == pytest.approx(0.1)
    assert found.interval is not None
    assert found.interval.low == pytest.approx(0.1)


def run(tmp_path: Path, text: str, capsys: Any, level: str = "ordinal") -> Any:
    file = tmp_path / "scores.csv"
    file.write_text(text, encoding="utf-8")
    call_command("rater_agreement", str(file), "--level", level, "--json")
    return json.loads(capsys.readouterr().out)


def test_the_command_prints_alpha_and_every_pair(tmp_path: Path, capsys: Any) -> None:
    lines = [",".join(OBSERVERS)] + [",".join("" if v is None else str(v) for v in unit) for unit in UNITS]
    found = run(tmp_path, "\n".join(lines), capsys)
    assert found["alpha"] == pytest.approx(0.815, abs=5e-4)
    assert found["n_units"] == 11
    assert [(one["a"], one["b"]) for one in found["pairs"]] == [tuple(p) for p in ("AB", "AC", "AD", "BC", "BD", "CD")]
    assert found["pairs"][0]["n"] == 9
    assert set(found["pairs"][0]) == {"a", "b", "n", "kappa", "weighted_kappa", "interval"}


def test_words_are_values_at_the_nominal_level_and_a_mistake_at_others(tmp_path: Path, capsys: Any) -> None:
    text = "A;B\nyes;yes\nno;yes\nno;no\n"
    assert run(tmp_path, text, capsys, "nominal")["pairs"][0]["kappa"] == pytest.approx(0.4)
    with pytest.raises(CommandError, match="line 2, column 1: 'yes' is not a number"):
        run(tmp_path, text, capsys)


@pytest.mark.parametrize(
    ("text", "said"), [("", "empty"), ("A\n1\n", "two assessors"), ("A,B\n1\n", "line 2: 1 cells"), ("A,A\n1,1\n", "each once")]
)
def test_a_bad_file_is_refused_with_its_line(text: str, said: str, tmp_path: Path, capsys: Any) -> None:
    with pytest.raises(CommandError, match=said):
        run(tmp_path, text, capsys)


def score(tmp_path: Path, body: Any, capsys: Any) -> Any:
    file = tmp_path / "rubric.json"
    file.write_text(body if isinstance(body, str) else json.dumps(body), encoding="utf-8")
    call_command("rubric_score", str(file), "--json")
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("rule", "percent"), [("share-of-maximum", 75.0), ("lowest-is-zero", 63.64)])
def test_a_rubric_scores_by_either_rule(rule: str, percent: float, tmp_path: Path, capsys: Any) -> None:
    # 3 × 3 + 1 × 3 of 3 × 4 + 1 × 4; without what the lowest levels give, 3 × 2 + 1 × 1 of 3 × 3 + 1 × 2
    body = {
        "criteria": [{"levels": [1, 2, 3, 4], "weight": 3}, {"levels": [2, 3, 4], "weight": 1}],
        "picks": [2, 1],
        "rule": rule,
    }
    assert score(tmp_path, body, capsys) == {"percent": percent}


def test_the_lowest_level_is_worth_nothing_under_the_second_rule_only(tmp_path: Path, capsys: Any) -> None:
    body = {"criteria": [{"levels": [1, 3]}], "picks": [0]}
    assert score(tmp_path, body, capsys) == {"percent": 33.33}
    assert score(tmp_path, {**body, "rule": "lowest-is-zero"}, capsys) == {"percent": 0.0}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("[", "Expecting value"), ("[]", "one object"), ({}, "'criteria'"), ({"criteria": [{"levels": [1]}]}, "'picks'"),
        ({"criteria": [{"levels": []}], "picks": [0]}, "criterion 1: 'levels'"),
        ({"criteria": [{"levels": [0, 1]}], "picks": [2]}, "no level 2"),
        ({"criteria": [{"levels": [0, 1], "weight": -1}], "picks": [0]}, "'weight'"),
        ({"criteria": [{"levels": [0, 0]}], "picks": [0]}, "nothing can be earned"),
        ({"criteria": [{"levels": [0, 1], "weight": 0}], "picks": [0]}, "nothing can be earned"),
        ({"criteria": [{"levels": [0, 1]}], "picks": [0], "rule": "mine"}, "'rule' must be one of"),
    ],
)  # fmt: skip
def test_a_rubric_that_cannot_be_scored_is_refused_in_words(body: Any, said: str, tmp_path: Path, capsys: Any) -> None:
    with pytest.raises(CommandError, match=said):
        score(tmp_path, body, capsys)
