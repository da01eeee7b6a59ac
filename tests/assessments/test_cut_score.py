"""manage.py cut_score: the promised figures, what it reads, and what it says about a bad file."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

ROWS = ".6,.7,.8,.5\n.7,.75,.85,.55\n.5,.65,.9,.6\n"


def run(path: Path, content: str | bytes, *, as_json: bool = True) -> Any:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = StringIO()
    call_command("cut_score", str(path), json=as_json, stdout=out)
    return json.loads(out.getvalue()) if as_json else out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ratings.csv"


def test_rows_of_the_issue_give_cut_2_70_of_4_67_5_percent_se_0_0764(file: Path) -> None:
    found = run(file, ROWS)
    assert list(found) == ["items", "judges", "cut", "percent", "se"]
    assert (found["items"], found["judges"]) == (4, 3)
    assert found["cut"] == pytest.approx(2.70)
    assert found["percent"] == pytest.approx(67.5)
    assert round(found["se"], 4) == 0.0764


@pytest.mark.parametrize(
    "content",
    [
        "judge,q1,q2,q3,q4\nAna,.6,.7,.8,.5\nLuis,.7,.75,.85,.55\nEva,.5,.65,.9,.6\n",
        "q1,q2,q3,q4\n" + ROWS,
        "Ana,.6,.7,.8,.5\nLuis,.7,.75,.85,.55\nEva,.5,.65,.9,.6\n",
        "jueza;q1;q2;q3;q4\n1;0,6;0,7;0,8;0,5\n2;0,7;0,75;0,85;0,55\n3;0,5;0,65;0,9;0,6\n",
        "\ufeff0,6;0,7;0,8;0,5\r\n\r\n,7;0,75;0,85;0,55\r\n0,5;0,65;0,9;0,6",
        "judge,1,2,3,4\nAna,.6,.7,.8,.5\nLuis,.7,.75,.85,.55\nEva,.5,.65,.9,.6\n",
        "\t1\t2\t3\t4\nAna\t.6\t.7\t.8\t.5\nLuis\t.7\t.75\t.85\t.55\nEva\t.5\t.65\t.9\t.6\n",
        '"0,6","0,7","0,8","0,5"\n"0,7","0,75","0,85","0,55"\n"0,5","0,65","0,9","0,6"\n',
    ],
)
def test_with_or_without_header_and_judges_as_spreadsheets_write(file: Path, content: str) -> None:
    found = run(file, content)
    assert (found["items"], found["judges"]) == (4, 3)
    assert found["cut"] == pytest.approx(2.7)


def test_one_judge_has_no_standard_error(file: Path) -> None:
    assert run(file, ".5,.5\n") == {"items": 2, "judges": 1, "cut": 1.0, "percent": 50.0, "se": None}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "Line 1, column 1: the file is empty"),
        ("q1,q2\n", "Line 1, column 1: below the header there is no judge"),
        (".6,.7\n.6\n", "Line 2, column 2: this row has 1 cells, the first row has 2"),
        (".6,.7\n.6,.7,.8\n", "Line 2, column 3: this row has 3 cells"),
        (".6,.7\n.6,\n", "Line 2, column 2: the cell is empty"),
        (".6,x,.8\n", "Line 1, column 2: «x» is no number"),
        ("Ana,.6,.7\nLuis,.6,1.2\n", "Line 2, column 3: «1.2» is not from 0 to 1"),
        ("60;70\n", "Line 1, column 1: «60» is not from 0 to 1"),
        (".6,.7\n-.1,.5\n", "Line 2, column 1: «-.1» is not from 0 to 1"),
        ("Ana,.6,.7\nAna,.6,.7\n", "Line 2, column 1: the judge «Ana» stands in two rows"),
        ("judge,a,a\nAna,.6,.7\n", "Line 1, column 3: the question «a» stands in two columns"),
        (".6,nan\n", "Line 1, column 2: «nan» is no number"),
        ("judge\nAna\n", "Line 2, column 1: «Ana» is no number"),
        ("judge;q1\nAna\n", "Line 2, column 2: this row has 1 cells"),
        ('".6,.7\n', "Line 1, column 1: this is no CSV"),
    ],
)
def test_a_mistake_is_named_with_line_and_column(file: Path, content: str, said: str) -> None:
    with translation.override("en"), pytest.raises(CommandError) as refused:
        run(file, content)
    assert str(refused.value).startswith(f"ratings.csv: {said}")


def test_a_mistake_is_said_in_the_chosen_language(file: Path) -> None:
    with translation.override("es"), pytest.raises(CommandError) as refused:
        run(file, "Ana;0,6;1,2\n")
    assert "Línea 1, columna 3: «1,2» no está entre 0 y 1" in str(refused.value)


def test_what_is_no_text_or_no_file_is_said_plainly(file: Path) -> None:
    with translation.override("en"), pytest.raises(CommandError, match="byte 1 is not UTF-8"):
        run(file, b"\xff\xfe.6,.7\n")
    with pytest.raises(CommandError, match=r"none\.csv"):
        call_command("cut_score", str(file.with_name("none.csv")))


def test_the_table_shows_items_judges_and_the_cut(file: Path) -> None:
    with translation.override("es"):
        said = run(file, "juez;q1;q2\nAna;0,6;0,7\nEva;0,5;0,8\n", as_json=False)
    lines = said.strip().splitlines()
    assert lines[1].startswith("q1\t0.5500\t")
    assert "Ana\t1.3000" in lines
    assert lines[-1].startswith("Error estándar\t0.0000")
