"""The analysis of one quiz: which attempts count, what is kept apart, what is said and what is not."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from assessments.analysis.building import build
from assessments.analysis.records import FULL, runs
from assessments.analysis.words import sentence
from assessments.errors import NothingToAnalyse
from assessments.models import Attempt, ItemAnalysis, Quiz
from assessments.selectors.sittings import attempts_digest, chosen_attempts, gathered
from assessments.services.analysing import compute_analysis, request_analysis
from assessments.services.answers import save_answer
from assessments.services.attempts import start_attempt, submit_attempt
from courses import api as courses
from courses.models import CohortCourse, Course, Enrolment
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from lms.jobs.models import Job
from tests.assessments.conftest import right_answer, wrong_answer
from tests.assessments.toolkit import QUESTIONS, facts, write_toolkit
from tests.conftest import House, make_person
from tests.courses import building

Sit = Callable[..., Enrolment]


def hand_in(enrolment: Enrolment, quiz: Quiz, *, wrong: Sequence[str] = (), choose: dict[str, str] | None = None) -> Attempt:
    """One attempt: right but for `wrong`; `choose` picks an option by its source ("law:CO", "c")."""
    attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))
    for slot in attempt.sheet["slots"]:
        raw = wrong_answer(slot) if slot["key"] in wrong else right_answer(slot)
        if choose and slot["key"] in choose:
            raw = {"chosen": [next(o["id"] for o in slot["options"] if o["source"] == choose[slot["key"]])]}
        save_answer(attempt_id=attempt.pk, slot=slot["slot"], client_id=f"s{slot['slot']}", raw=raw, by=enrolment.person_id)
    submit_attempt(attempt_id=attempt.pk)
    attempt.refresh_from_db()
    return attempt


@pytest.fixture
def sit(quiz: Quiz) -> Sit:
    """A new advisor of a house takes the quiz once."""
    counter = iter(range(1, 1000))

    def one(house: House, **how: Any) -> Enrolment:
        n = next(counter)
        country = house.institution.country
        person = make_person(f"p{n}@{house.institution.key}.test", f"P{n}", "De Prueba", country)
        known = CohortCourse.objects.filter(cohort=house.cohort, course=quiz.course).first()
        place = known or building.place(house.cohort, quiz.course)
        enrolment = building.enrol(person, house.institution, quiz.course, cohort_course=place)
        hand_in(enrolment, quiz, **how)
        return enrolment

    return one


def republish(root: Path, programme: dict[str, Person]) -> None:
    """Read the changed files and publish the course again."""
    courses.import_toolkit(path=root, by=programme["author"].pk)
    course = Course.objects.get(key="marks-course")
    courses.publish_course(
        course_id=course.pk, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=["CL", "CO", "MX", "PE"]
    )


def body_of(quiz: Quiz, cohort_id: int | None = None) -> dict[str, Any]:
    return ItemAnalysis.objects.get(pk=compute_analysis(unit_id=quiz.pk, cohort_id=cohort_id)).body


def lines_of(body: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [one for one in body["questions"] if one["question"] == key]


def test_the_first_attempt_handed_in_counts_and_each_enrolment_once(quiz: Quiz, andes: House, sit: Sit) -> None:
    enrolment = sit(andes, wrong=["q-single"])
    hand_in(enrolment, quiz)
    sit(andes)
    start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk)  # open: does not count
    chosen = chosen_attempts(quiz.pk)
    assert [Attempt.objects.get(pk=one.id).number for one in chosen] == [1, 1]
    found = gathered(quiz.pk, None, chosen)
    assert sorted(one.answers["q-single"].fraction for one in found.sittings) == [0, FULL]


def test_the_same_set_is_computed_once_and_a_grown_one_again(quiz: Quiz, andes: House, sit: Sit) -> None:
    sit(andes)
    first = compute_analysis(unit_id=quiz.pk)
    assert compute_analysis(unit_id=quiz.pk) == first
    sit(andes)
    assert compute_analysis(unit_id=quiz.pk) != first
    assert ItemAnalysis.objects.count() == 2


def test_a_new_score_is_another_set(quiz: Quiz, andes: House, sit: Sit) -> None:
    sit(andes)
    chosen = chosen_attempts(quiz.pk)
    before = attempts_digest(quiz.pk, None, chosen)
    Attempt.objects.update(fraction="0.25")
    assert attempts_digest(quiz.pk, None, chosen_attempts(quiz.pk)) != before
    assert attempts_digest(quiz.pk, 7, chosen) != before


def test_nobody_has_sat_so_there_is_nothing_to_compute(quiz: Quiz) -> None:
    with pytest.raises(NothingToAnalyse):
        request_analysis(unit_id=quiz.pk, cohort_id=None, by=1)
    with pytest.raises(NothingToAnalyse):
        compute_analysis(unit_id=quiz.pk)


def test_a_worker_computes_what_was_asked_for_twice_once(quiz: Quiz, andes: House, sit: Sit) -> None:
    sit(andes)
    jobs = {request_analysis(unit_id=quiz.pk, cohort_id=None, by=andes.coordinator.pk) for _ in range(2)}
    assert len(jobs) == 1
    run_due_jobs()
    job = Job.objects.get(pk=jobs.pop())
    assert (job.state, job.result) == ("done", {"url": f"/quiz/{quiz.pk}/analysis/"})
    assert ItemAnalysis.objects.count() == 1


def test_a_cohorts_analysis_holds_its_own_people_only(quiz: Quiz, andes: House, sur: House, sit: Sit) -> None:
    for _ in range(2):
        sit(andes)
    sit(sur)
    assert body_of(quiz, andes.cohort.pk)["groups"]["country"] == {"PE": 2}
    assert body_of(quiz)["groups"]["country"] == {"CL": 1, "PE": 2}


def test_a_question_bound_to_law_has_a_line_a_country(quiz: Quiz, andes: House, sur: House, sit: Sit) -> None:
    sit(andes)
    sit(sur)
    body = body_of(quiz)
    assert [(one["country"], one["n"]) for one in lines_of(body, "q-bound")] == [("CL", 1), ("PE", 1)]
    assert [(one["country"], one["n"]) for one in lines_of(body, "q-single")] == [("", 2)]


def test_an_editorial_version_goes_on_and_a_new_key_begins_again(
    quiz: Quiz, andes: House, sit: Sit, toolkit_root: Path, programme: dict[str, Person]
) -> None:
    for _ in range(3):
        sit(andes)
    reworded = QUESTIONS.replace("es: Pagar, en: Pay", "es: Pagar ya, en: Pay now")
    republish(write_toolkit(toolkit_root, questions=reworded), programme)
    sit(andes, choose={"q-single": "b"})
    body = body_of(quiz)
    (one,) = lines_of(body, "q-single")
    assert (one["n"], one["versions"], one["run"]) == (4, [1, 2], 1)
    other_key = reworded.replace("{id: a, right: true, text: {es: Buscar", "{id: a, text: {es: Buscar").replace(
        "{id: b, text: {es: Pagar", "{id: b, right: true, text: {es: Pagar"
    )
    republish(write_toolkit(toolkit_root, questions=other_key), programme)
    sit(andes)
    old, new = lines_of(body_of(quiz), "q-single")
    assert [(o["n"], o["run"], o["current"]) for o in (old, new)] == [(4, 1, False), (1, 2, True)]


def test_when_the_law_changes_the_line_of_that_country_begins_again(
    quiz: Quiz, andes: House, sit: Sit, toolkit_root: Path, programme: dict[str, Person]
) -> None:
    sit(andes)
    changed = facts().replace("33 días hábiles", "40 días hábiles")
    republish(write_toolkit(toolkit_root, facts=changed), programme)
    sit(andes)
    found = lines_of(body_of(quiz), "q-bound")
    assert sorted((one["country"], one["n"], one["current"]) for one in found) == [("PE", 1, False), ("PE", 1, True)]


def test_words_of_an_edited_option_are_counted_with_the_old_ones(
    quiz: Quiz, andes: House, sit: Sit, toolkit_root: Path, programme: dict[str, Person]
) -> None:
    for _ in range(5):
        sit(andes, choose={"q-single": "b"})
    republish(
        write_toolkit(toolkit_root, questions=QUESTIONS.replace("es: Pagar, en: Pay", "es: Pagar ya, en: Pay now")), programme
    )
    for _ in range(5):
        sit(andes, choose={"q-single": "b"})
    (one,) = lines_of(body_of(quiz), "q-single")
    (option,) = (o for o in one["options"] if o["id"] == "b")
    assert (option["text"]["es"], option["count"]) == ("Pagar ya", 10)


def test_under_the_floor_there_is_no_figure_at_all(quiz: Quiz, andes: House, sit: Sit) -> None:
    for _ in range(9):
        sit(andes)
    one = lines_of(body_of(quiz), "q-single")[0]
    assert (one["n"], one["figures"], one["options"], one["findings"]) == (9, {}, [], [])


def test_a_cohort_that_answers_with_anothers_law_is_told_so(quiz: Quiz, andes: House, sit: Sit) -> None:
    for n in range(10):
        sit(andes, choose={"q-bound": "law:CO"} if n < 4 else {})
    (one,) = lines_of(body_of(quiz), "q-bound")
    assert one["foreign"]["counts"] == {"CL": 0, "CO": 4, "MX": 0}
    assert one["foreign"]["share"]["value"] == 40
    (finding,) = (f for f in one["findings"] if f["code"] == "foreign_law")
    said = sentence(finding, country_names={"PE": "Perú", "CO": "Colombia"})
    assert "4 de 10" in said
    assert "Colombia (4)" in said


def test_the_figures_are_moodles(quiz: Quiz, andes: House, sit: Sit) -> None:
    """Thirty sittings through the whole engine give what the pure function gives of their matrix."""
    from assessments.statistics import analyse

    wrongs = [("q-single",), ("q-multiple", "q-number"), (), ("q-single", "q-number"), ("q-single", "q-multiple", "q-number")]
    keys = ("q-single", "q-multiple", "q-number", "q-bound")
    matrix = []
    for n in range(30):
        sit(andes, wrong=wrongs[n % 5])
        matrix.append([0 if key in wrongs[n % 5] else 1 for key in keys])
    body, pure = body_of(quiz), analyse([1] * 4, matrix)
    for one, item in zip(body["questions"], pure.items, strict=True):
        figures = one["figures"] | {"effective_weight": one["effective_weight"]}
        for name in ("facility", "sd", "discrimination_index", "discriminative_efficiency", "effective_weight"):
            got, wanted = figures.get(name), getattr(item, name)
            if item.constant and name in ("sd", "discrimination_index", "discriminative_efficiency"):
                assert got is None
            else:
                assert got["value"] == pytest.approx(wanted, abs=1e-5), (one["question"], name)
    whole = body["tests"][0]["figures"]
    for name in ("mean", "median", "sd", "skewness", "kurtosis", "internal_consistency", "error_ratio", "standard_error"):
        assert whole[name]["value"] == pytest.approx(getattr(pure.test, name), abs=1e-5), name
    assert sum(body["tests"][0]["histogram"]) == 30
    all_right = lines_of(body, "q-bound")[0]
    assert [f["code"] for f in all_right["findings"]] == ["all_right"]


def test_the_selector_asks_the_same_number_of_queries_for_any_number_of_people(
    quiz: Quiz, andes: House, sit: Sit, django_assert_num_queries: Any
) -> None:
    for size in (1, 6):
        for _ in range(size):
            sit(andes)
        with django_assert_num_queries(5):
            gathered(quiz.pk, None, chosen_attempts(quiz.pk))


BODY = {"kind": "single", "stem": {"es": "a"}, "options": [{"id": "a", "fraction": 1.0, "text": {"es": "x"}}]}


@pytest.mark.parametrize(
    ("second", "change_class", "run"),
    [
        (BODY | {"stem": {"es": "b"}}, "editorial", 1),
        (BODY | {"options": [{"id": "a", "fraction": 1.0, "text": {"es": "y"}}]}, "editorial", 1),
        (BODY | {"options": [{"id": "a", "fraction": 0.5, "text": {"es": "x"}}]}, "editorial", 2),
        (BODY | {"stem": {"es": "b"}}, "mandatory", 2),
    ],
)
def test_runs_restart_where_the_scoring_changes_whatever_the_class_says(
    second: dict[str, Any], change_class: str, run: int
) -> None:
    assert runs([(1, "editorial", BODY), (2, change_class, second)]) == {1: 1, 2: run}


def test_an_empty_analysis_is_empty_and_not_an_error() -> None:
    body = build([], {}, [])
    assert (body["n"], body["questions"], body["tests"][0]["figures"]) == (0, [], {})


def test_every_finding_has_its_sentence_in_both_languages() -> None:
    from assessments.analysis.words import FINDINGS

    params = {
        "number": 4, "country": "", "n": 40, "option": {"es": "La receta", "en": "The recipe"}, "count": 9, "total": 12,
        "of": "CL", "share": 31.0, "guess": 25.0, "value": 40.0, "questions": 4, "by": "country", "focal": "CL",
        "reference": "PE", "level": "C",
    }  # fmt: skip
    names = {"CL": "Chile", "PE": "Perú"}
    for code in FINDINGS:
        finding = {"code": code, "params": params}
        said = {}
        for language in ("es", "en"):
            with translation.override(language):
                said[language] = sentence(finding, country_names=names)
        assert "{" not in said["es"] + said["en"]
        assert said["es"] != said["en"], code
    with translation.override("es"):
        assert sentence({"code": "key_suspect", "params": params}, country_names=names) == (
            "Pregunta 4: quienes acertaron en lo demás fallaron aquí. Revise la clave."
        )
    assert sentence({"code": "of tomorrow", "params": params}, country_names=names) == ""
