"""Cases and rubrics as files: what a rubric must say, what it may say, and what it is known by."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from assessments import rubrics
from assessments.kinds.case_files import CaseFiles
from courses.kinds import FileProblem, Parsed, Written
from lms.kernel.textfiles import read_yaml
from tests.assessments.toolkit import CASE

LAW_OF = {"CL": {"CL", "INT"}, "CO": {"CO", "AND", "INT"}, "MX": {"MX", "INT"}, "PE": {"PE", "AND", "INT"}}
NO_CHECKED_RULE = {  # what the pages say of these issues there; the toolkit's facts have nothing on them
    "case1 i1": "CL MX", "case1 i5": "CL", "case3 i9": "CO MX PE", "case4 i9": "CL MX", "case5 i1": "CL", "case5 i7": "CL CO",
    "case6 i9": "CL CO MX PE", "case7 i6": "CL CO MX PE", "case8 i9": "PE", "case8 i10": "CL CO MX PE",
}  # fmt: skip
SHIPPED = Path(__file__).parents[2] / "courses" / "curriculum"
LEVEL_3 = "{n: 3, es: Muy bien, en: Very well}"


def parsed(root: Path, text: str = CASE) -> tuple[list[Parsed], list[FileProblem]]:
    """What a folder with this one case says."""
    (root / "cases").mkdir(parents=True, exist_ok=True)
    (root / "cases" / "herbs.yaml").write_text(text, encoding="utf-8")
    problems: list[FileProblem] = []
    with override("en"):
        found = CaseFiles().read(root, problems)
    return found, problems


def rubric_of(root: Path, text: str = CASE) -> dict[str, Any]:
    found, problems = parsed(root, text)
    assert not problems
    return dict(found[1].body)


def written(found: list[Parsed]) -> str:
    """The same case as a file again."""
    items = [Written(one.identity, one.body, one.path, one.head) for one in found]
    (text,) = CaseFiles().write(items).values()
    return text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- id: business", "- id: r2", "needs a criterion with the id 'business'"),
        ("common: true", "common: false", "'common: true'"),
        ("    common: false\n", "", "judged by the country's law"),
        ("common: false", "common: maybe", "judged by the country's law"),
        ("rubric:\n", "rubric:\n  rule: as-i-like\n", "share-of-maximum, lowest-is-zero"),
        ("{n: 2, es: Dos,", "{n: 2, points: 4, es: Dos,", "never fall"),
        ("{n: 2, es: Dos,", "{n: 2, points: many, es: Dos,", "'points' must be a number"),
        ("criterion: r1, es", "criterion: r7, es", "must be one of r1, business, _"),
        ("{id: b2, criterion", "{id: b1, criterion", "'bank'"),
        (", en: Kept-phrase-one.", "", "no words in 'en'"),
        ("es: Frase-guardada-uno.", f"es: {'a' * 601}", "at most 600"),
        ("rubric:\n", "twins: {es: Lo común y lo local.}\nrubric:\n", "'twins' has no words in 'en'"),
    ],
)
def test_each_mistake_is_said_in_a_sentence_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in CASE
    text = CASE.replace(old, new, 1)
    _found, problems = parsed(tmp_path, text)
    (problem,) = [one for one in problems if said in one.sentence]
    assert problem.line > text[: text.index("task:")].count("\n")


def test_a_rubric_without_the_common_criterion_in_any_shipped_case_is_refused(tmp_path: Path) -> None:
    for path in sorted((SHIPPED / "cases").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        assert text.count("- id: business\n") == 1, path.name
        _found, problems = parsed(
            tmp_path, text.replace("- id: business\n", "- id: r9\n").replace("criterion: business", "criterion: r9")
        )
        assert ["'business'" in problem.sentence for problem in problems] == [True], path.name


def test_the_rule_is_stated_even_where_it_is_the_usual_one(tmp_path: Path) -> None:
    found, _problems = parsed(tmp_path)
    assert found[1].body["rule"] == "share-of-maximum"
    assert "rule: share-of-maximum" in written(found)


def test_what_was_read_is_written_the_same_and_read_again(tmp_path: Path) -> None:
    text = CASE.replace("rubric:\n", "twins: {es: Lo común., en: What is common.}\nrubric:\n  rule: lowest-is-zero\n")
    text = text.replace(LEVEL_3, "{n: 3, points: 5, es: Muy bien, en: Very well}")
    first, problems = parsed(tmp_path, text)
    assert not problems
    assert first[0].body["twins"] == {"es": "Lo común.", "en": "What is common."}
    out = written(first)
    second, problems = parsed(tmp_path, out)
    assert not problems
    assert [one.body for one in second] == [one.body for one in first]
    assert written(second) == out
    for word in ("points: 5", "rule: lowest-is-zero", "common: false", "Kept-phrase-two.", "What is common."):
        assert word in out


def test_points_that_are_the_levels_own_number_say_nothing(tmp_path: Path) -> None:
    plain = rubric_of(tmp_path)
    stated = rubric_of(tmp_path, CASE.replace(LEVEL_3, "{n: 3, points: 3, es: Muy bien, en: Very well}"))
    assert stated == plain


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Frase-guardada-uno.", "Otra frase."),
        ("  - {id: b2, criterion: business, es: Frase-guardada-dos., en: Kept-phrase-two.}\n", ""),
        ("rubric:\n", "rubric:\n  rule: share-of-maximum\n"),
        ("common: false", "common: true"),
    ],
)
def test_comments_at_hand_and_what_is_common_leave_a_rubric_what_it_is(tmp_path: Path, old: str, new: str) -> None:
    assert old in CASE
    before, after = rubric_of(tmp_path), rubric_of(tmp_path, CASE.replace(old, new))
    assert rubrics.content_hash("herbs", after) == rubrics.content_hash("herbs", before)
    assert rubrics.structure_hash(after) == rubrics.structure_hash(before)


def test_the_hashes_of_a_rubric_read_before_it_could_say_so_much_are_the_same_still(tmp_path: Path) -> None:
    now = rubric_of(tmp_path)
    before = {
        "criteria": [{name: one[name] for name in ("id", "titles", "weight", "levels")} for one in now["criteria"]],
        "flags": now["flags"],
    }
    assert rubrics.content_hash("herbs", now) == rubrics.content_hash("herbs", before)
    assert rubrics.structure_hash(now) == rubrics.structure_hash(before)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rubric:\n", "rubric:\n  rule: lowest-is-zero\n"),
        (LEVEL_3, "{n: 3, points: 5, es: Muy bien, en: Very well}"),
    ],
)
def test_another_rule_or_other_points_begin_a_new_series(tmp_path: Path, old: str, new: str) -> None:
    before, after = rubric_of(tmp_path), rubric_of(tmp_path, CASE.replace(old, new))
    assert rubrics.content_hash("herbs", after) != rubrics.content_hash("herbs", before)
    assert rubrics.structure_hash(after) != rubrics.structure_hash(before)


def test_a_new_wording_keeps_the_series(tmp_path: Path) -> None:
    before, after = rubric_of(tmp_path), rubric_of(tmp_path, CASE.replace("en: Very well}", "en: Excellent}"))
    assert rubrics.content_hash("herbs", after) != rubrics.content_hash("herbs", before)
    assert rubrics.structure_hash(after) == rubrics.structure_hash(before)


def test_a_rubric_scores_by_the_rule_and_the_points_that_it_states(tmp_path: Path) -> None:
    picks = {"r1": 0, "business": 3}
    points = CASE.replace("{n: 0, es: Cero,", "{n: 0, points: 1, es: Cero,").replace(
        "{n: 1, es: Uno,", "{n: 1, points: 1, es: Uno,"
    )
    assert rubrics.percent_by(rubric_of(tmp_path), picks) == 40
    assert rubrics.percent_by(rubric_of(tmp_path, points), picks) == 60  # 60 × 1/3 + 40
    zero = points.replace("rubric:\n", "rubric:\n  rule: lowest-is-zero\n")
    assert rubrics.percent_by(rubric_of(tmp_path, zero), picks) == 50  # 40 ÷ (60 × 2/3 + 40)


@given(
    st.sampled_from(rubrics.RULES),
    st.lists(
        st.tuples(
            st.integers(1, 100),
            st.lists(st.integers(0, 100), min_size=4, max_size=4).map(sorted).filter(lambda p: p[0] < p[-1]),
        ),
        min_size=1, max_size=5,
    ),
    st.data(),
)  # fmt: skip
def test_whatever_points_an_import_takes_the_highest_picks_earn_all_and_none_earn_more(
    rule: str, rows: list[tuple[int, list[int]]], data: st.DataObject
) -> None:
    criteria: list[dict[str, Any]] = [
        {"id": str(i), "weight": weight, "levels": [{"n": n, "points": one} for n, one in enumerate(points)]}
        for i, (weight, points) in enumerate(rows)
    ]
    rubric = {"rule": rule, "criteria": criteria, "flags": []}
    picks = {one["id"]: data.draw(st.integers(0, 3)) for one in criteria}
    assert rubrics.percent_by(rubric, {one["id"]: 3 for one in criteria}) == 100
    assert 0 <= rubrics.percent_by(rubric, picks) <= 100
    if rule == "lowest-is-zero":
        assert rubrics.percent_by(rubric, {one["id"]: 0 for one in criteria}) == 0


def _shipped() -> dict[str, dict[str, Any]]:
    """{case: {case: …, rubric: …}} of the toolkit that ships."""
    problems: list[FileProblem] = []
    found: dict[str, dict[str, Any]] = {}
    for one in CaseFiles().read(SHIPPED, problems):
        found.setdefault(one.identity[1], {})[one.identity[0]] = dict(one.body)
    assert problems == []
    return found


def test_every_shipped_rubric_asks_for_the_result_of_the_business_in_the_same_words() -> None:
    for key, bodies in _shipped().items():
        (business,) = [one for one in bodies["rubric"]["criteria"] if one["id"] == "business"]
        assert business["titles"]["es"].startswith("Une la propiedad intelectual con el resultado del negocio"), key
        assert business["titles"]["en"].startswith("Connects IP with the result of the business"), key
        assert {one["common"] for one in bodies["rubric"]["criteria"]} == {True, False}, key


def test_every_shipped_case_says_what_its_twins_share_and_has_two_comments_a_criterion() -> None:
    for key, bodies in _shipped().items():
        assert bodies["case"]["twins"], key
        said = Counter(one["criterion"] for one in bodies["rubric"]["bank"])
        assert all(said[one["id"]] >= 2 for one in bodies["rubric"]["criteria"]), key


def test_the_course_of_cases_has_all_eight_cases_and_asks_for_any_three() -> None:
    course = read_yaml((SHIPPED / "courses" / "cases.yaml").read_text(encoding="utf-8"))
    units = [unit for module in course["modules"] for unit in module["units"] if unit["kind"] == "case_study"]
    assert sorted(unit["case"] for unit in units) == sorted(_shipped())
    assert len(units) == 8
    assert {unit["choice"] for unit in units} == {"cases/3"}
    assert course["countries"] == ["CL", "CO", "MX", "PE"]


def test_every_issue_of_a_shipped_case_rests_on_a_fact_of_each_country_or_is_known_to_have_no_checked_rule() -> None:
    files = (SHIPPED / "facts").glob("*.yaml")
    facts = {one["key"]: set(one["in"]) for path in files for one in read_yaml(path.read_text(encoding="utf-8"))["facts"]}
    gaps = {}
    for key, bodies in _shipped().items():
        for issue in bodies["case"]["issues"]:
            bare = [land for land, laws in LAW_OF.items() if not any(laws & facts[fact] for fact in issue["facts"])]
            if bare:
                gaps[f"{key} {issue['id']}"] = " ".join(bare)
    assert gaps == NO_CHECKED_RULE
