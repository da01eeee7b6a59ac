"""Where a question is asked, whose variant it is, on which rules it rests: read, kept, written back, found by a change."""

from pathlib import Path
from typing import Any

import pytest

from assessments.kinds.question_files import QuestionFiles, edit_of
from assessments.models import QuestionEntry
from assessments.services.exporting import export_questions
from assessments.services.importing import plan_import
from courses import api as courses
from courses.errors import ImportRefused
from courses.kinds import FileProblem
from courses.models import Citation, Enrolment, ItemVersion, UnitVersion
from courses.services.exporting import export_toolkit
from courses.services.formatting import format_toolkit
from lms.institutions.models import Person
from tests.assessments.refreshing import FACT, change_law, write_three
from tests.assessments.toolkit import QUESTIONS, facts, write_toolkit
from tests.courses import building

SAID = QUESTIONS.replace(
    "- key: q-bound\n  kind: fact_bound\n",
    "- key: q-bound\n  kind: fact_bound\n  countries: [PE, CO]\n  family: opposing\n",
).replace(
    "- key: q-number\n  kind: numeric\n",
    "- key: q-number\n  kind: numeric\n  family: opposing\n"
    "  facts: [trademarks.term, trademarks.opposition, trademarks.term]\n",
)


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    root = write_three(tmp_path / "toolkit")
    bank = root / "questions" / "marks.yaml"
    bank.write_text(bank.read_text().replace("- key: q-bound-2\n", "- key: q-bound-2\n  countries: [CL, CO]\n"))
    return root


@pytest.fixture
def finisher(enrolment: Enrolment) -> Enrolment:
    """Elena of Peru completed the course under the old text."""
    building.finish(enrolment, score="80")
    return enrolment


def bodies(root: Path) -> dict[str, dict[str, Any]]:
    problems: list[FileProblem] = []
    found = QuestionFiles().read(root, problems)
    assert problems == []
    return {one.identity[1]: dict(one.body) for one in found}


def test_the_fields_are_kept_in_one_order_and_absent_when_they_say_nothing(tmp_path: Path) -> None:
    read = bodies(write_toolkit(tmp_path, questions=SAID))
    assert read["q-bound"]["countries"] == ["CO", "PE"]
    assert read["q-number"]["facts"] == ["trademarks.opposition", "trademarks.term"]
    assert read["q-number"]["family"] == read["q-bound"]["family"] == "opposing"
    assert not {"countries", "family", "facts"} & set(read["q-single"])


def test_all_four_countries_are_everywhere(tmp_path: Path) -> None:
    every = SAID.replace("countries: [PE, CO]", "countries: [PE, CO, MX, CL]")
    assert "countries" not in bodies(write_toolkit(tmp_path, questions=every))["q-bound"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("countries: [PE, CO]", "countries: [PE, AR]", "countries"),
        ("countries: [PE, CO]", "countries: PE", "countries"),
        ("countries: [PE, CO]\n  family: opposing", "countries: [PE, CO]\n  family: Two Words", "family"),
        ("facts: [trademarks.term,", "facts: [term,", "topic.name"),
        ("countries: [PE, CO]", "facts: [trademarks.term]", "'fact'"),
    ],
)
def test_each_mistake_is_said_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SAID
    problems: list[FileProblem] = []
    QuestionFiles().read(write_toolkit(tmp_path, questions=SAID.replace(old, new)), problems)
    assert [said in problem.sentence for problem in problems] == [True]
    assert SAID.replace(old, new).splitlines()[problems[0].line - 1].strip().split(":")[0] in {"countries", "family", "facts"}


def test_what_came_in_goes_out_as_it_was(tmp_path: Path, programme: dict[str, Person]) -> None:
    root = write_toolkit(tmp_path / "in", questions=SAID)
    format_toolkit(path=root)
    courses.import_toolkit(path=root, by=programme["author"].pk)
    entry = QuestionEntry.objects.get(item__key="q-bound")
    assert (entry.countries, entry.family) == (["CO", "PE"], "opposing")
    export_toolkit(path=tmp_path / "out")
    name = "questions/marks.yaml"
    assert (tmp_path / "out" / name).read_bytes() == (root / name).read_bytes()


def test_where_it_is_asked_does_not_score() -> None:
    plain = {"kind": "numeric", "value": "6", "tolerance": "0", "answers": [], "unit": {}, "otherwise": {}, "units": []}
    assert edit_of({**plain, "countries": ["PE"], "family": "a", "facts": ["a.b"]}, plain) == "editorial"


def only_peru_has_the_term(root: Path, questions: str) -> Path:
    """The tiny toolkit, whose fact on the term says something for Peru only."""
    head, term = facts().split("- key: trademarks.term\n")
    kept = term.split("    CL:\n")[0] + "    PE:\n" + term.split("    PE:\n")[1]
    write_toolkit(root, questions=questions, facts=f"{head}- key: trademarks.term\n{kept}")
    for language in ("es", "en"):
        (root / "sections" / "marks" / f"terms.{language}.md").write_text("---\ntitle: A\nsummary: B.\n---\nText.\n")
    return root


def mistakes(root: Path, by: Person) -> list[str]:
    try:
        courses.import_toolkit(path=root, by=by.pk)
    except ImportRefused as refused:
        return [problem.path for problem in refused.facts["problems"] if problem.path.startswith("questions/")]
    return []


def test_a_rule_must_exist_where_the_question_is_asked_and_only_there(tmp_path: Path, programme: dict[str, Person]) -> None:
    assert mistakes(only_peru_has_the_term(tmp_path / "all", SAID), programme["author"])
    narrowed = SAID.replace("  facts: [trademarks.term,", "  countries: [PE]\n  facts: [trademarks.term,")
    assert mistakes(only_peru_has_the_term(tmp_path / "peru", narrowed), programme["author"]) == []


def test_a_change_of_the_rule_finds_the_question_in_its_countries(tmp_path: Path, programme: dict[str, Person]) -> None:
    courses.import_toolkit(path=write_toolkit(tmp_path, questions=SAID), by=programme["author"].pk)
    rows = Citation.objects.filter(kind="fact", key=FACT, version__item__kind="question")
    assert set(rows.values_list("version__item__key", "slot")) == {("q-bound", "CO"), ("q-bound", "PE"), ("q-number", "")}


def test_a_refresher_asks_it_in_its_countries_only(finisher: Enrolment, programme: dict[str, Person]) -> None:
    del finisher
    change_law(programme, country="PE")
    asked = [slot["key"] for slot in UnitVersion.objects.get(unit__kind="refresher").config["slots"]]
    assert asked == ["q-bound", "q-bound-3"]


def test_our_own_export_keeps_the_fields(tmp_path: Path, programme: dict[str, Person]) -> None:
    courses.import_toolkit(path=write_toolkit(tmp_path, questions=SAID), by=programme["author"].pk)
    with (tmp_path / "bank.xml").open("w+b") as file:
        export_questions(bank_key="marks", form="moodle-xml", to=file)
        file.seek(0)
        plan = plan_import(file=file, form="moodle-xml", bank_key="marks")
    assert {one.state for one in plan.planned} == {"unchanged"}
    assert ItemVersion.objects.filter(item__key="q-bound").count() == 1
