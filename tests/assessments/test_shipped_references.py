"""The letters with agreed scores that ship: of every case one weak, one middling, one strong and two at the line."""

from pathlib import Path
from typing import Any

import pytest

from assessments import rubrics
from assessments.kinds.case_files import CaseFiles
from assessments.reference_files import ReferenceFile, read_references
from courses.kinds import FileProblem
from lms.kernel.places import Language

SHIPPED = Path(__file__).parents[2] / "courses" / "curriculum"
CASES = [f"case{n}" for n in range(1, 9)]
PASS = 60
Rubrics = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def letters() -> list[ReferenceFile]:
    problems: list[FileProblem] = []
    found = read_references(SHIPPED, problems)
    assert problems == []
    return found


@pytest.fixture(scope="module")
def of_case() -> Rubrics:
    parsed = CaseFiles().read(SHIPPED, [])
    return {one.identity[1]: dict(one.body) for one in parsed if one.identity[0] == "rubric"}


def test_letters_ship_for_each_of_the_eight_cases(letters: list[ReferenceFile], of_case: Rubrics) -> None:
    assert sorted(of_case) == sorted({one.case for one in letters}) == CASES


@pytest.mark.parametrize("case", CASES)
def test_a_case_has_a_weak_a_middling_and_a_strong_letter_and_two_at_the_line(
    letters: list[ReferenceFile], of_case: Rubrics, case: str
) -> None:
    criteria = of_case[case]["criteria"]
    got = {one.key: (rubrics.percent(criteria, one.picks), bool(one.flags)) for one in letters if one.case == case}
    weak = {key for key, (percent, _flag) in got.items() if percent < 50}
    strong = {key for key, (percent, flag) in got.items() if percent >= 90 and not flag}
    middling = {key for key, (percent, _flag) in got.items() if 66 <= percent < 90}
    at_the_line = {key for key, (percent, flag) in got.items() if 50 <= percent <= 65 or (flag and percent >= PASS)}
    assert weak, got
    assert strong, got
    assert middling, got
    assert len(at_the_line) >= 2, got
    assert len(at_the_line | middling) >= 3, got  # a letter that a red flag holds is not counted as both


@pytest.mark.parametrize("case", CASES)
def test_each_letter_says_why_for_every_criterion_in_both_languages(
    letters: list[ReferenceFile], of_case: Rubrics, case: str
) -> None:
    wanted = {(one["id"], language) for one in of_case[case]["criteria"] for language in Language.values}
    for letter in (one for one in letters if one.case == case):
        said = {(of, language) for of, words in letter.why.items() for language, text in words.items() if text.strip()}
        assert wanted <= said, (letter.key, wanted - said)
