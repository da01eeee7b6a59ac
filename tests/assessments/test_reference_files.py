"""Reference scripts as files: held against their case, whole, with reasons; every one that ships is usable."""

from collections import Counter
from pathlib import Path

import pytest
from django.utils.translation import override

from assessments import letters, rubrics
from assessments.kinds.case_files import CaseFiles
from assessments.reference_files import ReferenceFile, read_references
from courses.kinds import FileProblem
from tests.assessments.toolkit import write_toolkit

SHIPPED = Path(__file__).parents[2] / "courses" / "curriculum"
SCRIPT = """\
key: herbs-qualify-1
case: herbs
use: qualify
country: CL
language: es
letter:
  issues: El nombre es débil.
  advice: Pidan una marca colectiva.
  steps:
  - {what: Buscar, who: La secretaria, when: El lunes, cost: none}
  help: La oficina.
  lawyer: La cláusula.
asked: [a1]
picks: {r1: 2, business: 1}
flags: [f1]
why:
  r1: {es: Ve dos., en: Sees two.}
  business: {es: No dice para qué., en: Does not say what for.}
  _: {es: Promete., en: Promises.}
"""


def read(root: Path, text: str = SCRIPT, name: str = "one") -> tuple[list[ReferenceFile], list[FileProblem]]:
    write_toolkit(root)
    (root / "references").mkdir(exist_ok=True)
    (root / "references" / f"{name}.yaml").write_text(text, encoding="utf-8")
    problems: list[FileProblem] = []
    with override("en"):
        return read_references(root, problems), problems


def test_a_reference_script_is_a_letter_with_agreed_scores_and_their_reasons(tmp_path: Path) -> None:
    (one,), problems = read(tmp_path)
    assert not problems
    assert (one.key, one.case, one.use, one.country, one.language) == ("herbs-qualify-1", "herbs", "qualify", "CL", "es")
    assert one.letter["steps"] == [{"what": "Buscar", "who": "La secretaria", "when": "El lunes", "cost": "none"}]
    assert one.picks == {"r1": 2, "business": 1}
    assert (one.asked, one.flags) == (("a1",), ("f1",))
    assert set(one.why) == {"r1", "business", "_"}
    assert one.path == "references/one.yaml"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("case: herbs", "case: nothing", "no case 'nothing'"),
        ("use: qualify", "use: fun", "qualify, seed"),
        ("country: CL", "country: ES", "CL, CO, MX, PE"),
        ("language: es", "language: fr", "es, en"),
        ("asked: [a1]", "asked: [a9]", "names 'a9'"),
        ("asked: [a1]", "asked: a1", "must be a list"),
        ("flags: [f1]", "flags: [f9]", "names 'f9'"),
        ("{r1: 2, business: 1}", "{r1: 2}", "one level for each of r1, business"),
        ("{r1: 2, business: 1}", "{r1: 2, business: 7}", "one level for each"),
        ("{r1: 2, business: 1}", "{r1: [2], business: 1}", "one level for each"),
        ("  r1: {es: Ve dos., en: Sees two.}\n", "", "no reason for 'r1'"),
        ("  _: {es: Promete., en: Promises.}\n", "", "no reason for '_'"),
        ("en: Sees two.", "fr: Deux.", "no words in 'en'"),
        ("cost: none", "cost: 5", "'cost' must be one of"),
        ("who: La secretaria, ", "", "what, who and when"),
        ("  help: La oficina.\n", "", "local help"),
        ("help: La oficina.", f"help: {'a' * 4001}", "too long"),
        ("flags: [f1]", "flags: [f1]\nname: Ana", "'name' is not known"),
    ],
)
def test_each_mistake_is_said_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SCRIPT
    text = SCRIPT.replace(old, new, 1)
    _found, problems = read(tmp_path, text)
    assert any(said in problem.sentence for problem in problems)
    assert {problem.path for problem in problems} == {"references/one.yaml"}
    assert all(1 <= problem.line <= text.count("\n") for problem in problems)


def test_two_scripts_of_one_key_are_a_mistake(tmp_path: Path) -> None:
    read(tmp_path, name="a")
    _found, problems = read(tmp_path, name="b")
    assert [problem.path for problem in problems] == ["references/b.yaml"]


def _shipped() -> tuple[list[ReferenceFile], dict[str, dict[str, object]]]:
    problems: list[FileProblem] = []
    found = read_references(SHIPPED, problems)
    assert problems == []
    rubric = {one.identity[1]: dict(one.body) for one in CaseFiles().read(SHIPPED, []) if one.identity[0] == "rubric"}
    return found, rubric


def test_each_shipped_script_is_as_long_as_a_letter_and_lies_beside_others_of_its_case() -> None:
    found, _rubrics = _shipped()
    for one in found:
        assert 250 <= letters.words_of(one.letter) <= 600, one.key
        assert one.path == f"references/{one.key}.yaml"
    assert Counter(one.country for one in found).keys() == {"CL", "CO", "MX", "PE"}
    assert "en" in {one.language for one in found}


def test_each_case_with_scripts_has_three_to_qualify_on_and_one_to_hide_whose_levels_are_not_all_alike() -> None:
    found, rubric = _shipped()
    for case in sorted({one.case for one in found}):
        of_it = [one for one in found if one.case == case]
        uses = Counter(one.use for one in of_it)
        assert uses["qualify"] >= 3, case
        assert uses["seed"] >= 1, case
        assert any(one.flags for one in of_it), case
        percents = [rubrics.percent_by(rubric[case], one.picks) for one in of_it]
        assert max(percents) - min(percents) >= 30, case
