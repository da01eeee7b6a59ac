"""Certifying cases: one of a family by lot, another one for another sitting, a case that rests, judges who were asked."""

import random
from collections import Counter
from pathlib import Path

import pytest

from assessments import families
from assessments.authorship import Said
from assessments.errors.families import (
    CaseHandedIn,
    CaseNotResting,
    CertifyingLetterStays,
    FamilyChanged,
    FamilyEmpty,
    NoCaseFree,
    RestReasonMissing,
)
from assessments.models import CaseRest, FamilyReview, FinalScore, Submission, SubmissionState
from assessments.models.family_rows import family_digest
from assessments.services.families import end_rest, judge_family
from assessments.services.letters import open_letter, submit_letter, withdraw_letter
from courses import api as courses
from courses.errors import PublishingRefused
from courses.models import Course
from lms.institutions.models import Person
from tests.assessments import examining
from tests.assessments.examining import KEYS, UNIT
from tests.conftest import House

People = dict[str, Person]


@pytest.fixture
def course(tmp_path: Path, programme: People) -> Course:
    return examining.certifying_course(tmp_path / "toolkit", programme)


def failed(letter: Submission) -> Submission:
    """A result that is out: not yet competent."""
    FinalScore.objects.create(submission=letter, number=1, percent=20, passed=False, basis="single")
    letter.state = SubmissionState.RELEASED
    letter.save(update_fields=["state"])
    return letter


# The lot


def test_over_seeds_the_lot_is_among_the_least_used_and_never_what_one_had_nor_what_rests() -> None:
    for seed in range(2000):
        dice = random.Random(seed)
        keys = [f"case-{n}" for n in range(dice.randint(1, 6))]
        uses = {key: dice.randint(0, 4) for key in keys}
        had = {key for key in keys if dice.random() < 0.3}
        resting = {key for key in keys if dice.random() < 0.3}
        got = families.draw(uses, had=had, resting=resting, seed=str(seed))
        free = set(keys) - had - resting
        assert (got is None) == (not free)
        if got is not None:
            assert got in free
            assert uses[got] == min(uses[key] for key in free)
            shuffled = dict(sorted(uses.items(), key=lambda _one: dice.random()))
            assert families.draw(shuffled, had=had, resting=resting, seed=str(seed)) == got


def test_over_seeds_a_re_sit_is_another_case_and_cases_are_used_alike() -> None:
    uses: Counter[str] = Counter(dict.fromkeys(KEYS, 0))
    for seed in range(3000):
        had: set[str] = set()
        for sitting in range(3):
            got = families.draw(uses, had=had, resting=(), seed=f"{seed}:{sitting}")
            assert got is not None
            assert got not in had
            had.add(got)
            uses[got] += 1
        assert families.draw(uses, had=had, resting=(), seed=str(seed)) is None
    assert set(uses.values()) == {3000}


def test_equally_used_cases_come_up_equally_often() -> None:
    got = Counter(families.draw(dict.fromkeys(KEYS, 0), had=(), resting=(), seed=str(seed)) for seed in range(3000))
    assert all(900 < got[key] < 1100 for key in KEYS)  # the seeds are given: the figure is always the same


# Given, handed in, sat again


def test_each_candidate_has_one_case_and_the_least_used_goes_first(course: Course, andes: House) -> None:
    letters = [examining.begun(examining.enrolled(course, andes, n), course) for n in range(6)]
    assert Counter(letter.case_key for letter in letters) == dict.fromkeys(KEYS, 2)
    for letter in letters:
        config = Submission.objects.select_related("unit_version").get(pk=letter.pk).config
        assert config["case"]["key"] == letter.case_key
        assert config["rubric"]["structure_hash"] == letter.structure_hash
        assert "alternates" not in config


def test_opening_twice_gives_the_same_case(course: Course, andes: House) -> None:
    enrolment = examining.enrolled(course, andes)
    assert examining.begun(enrolment, course) == examining.begun(enrolment, course)
    assert Submission.objects.count() == 1


def test_a_resubmission_of_a_certifying_case_is_refused(course: Course, andes: House) -> None:
    enrolment = examining.enrolled(course, andes)
    first = failed(examining.handed_in(enrolment, course))
    again = examining.begun(enrolment, course)
    assert again.case_key != first.case_key
    assert (again.letter, again.asked) == ({}, [])
    Submission.objects.filter(pk=again.pk).update(case_key=first.case_key, letter=first.letter)  # by whatever way
    with pytest.raises(CaseHandedIn):
        submit_letter(letter_id=again.pk, said=Said(helped=False))
    assert Submission.objects.get(pk=again.pk).state == SubmissionState.DRAFT


def test_a_letter_of_a_certifying_case_stays_handed_in(course: Course, andes: House) -> None:
    letter = examining.handed_in(examining.enrolled(course, andes), course)
    with pytest.raises(CertifyingLetterStays):
        withdraw_letter(letter_id=letter.pk)


def test_only_so_many_sittings(course: Course, andes: House) -> None:
    from assessments.errors import NoSubmissionsLeft

    enrolment = examining.enrolled(course, andes)
    for _n in range(2):
        failed(examining.handed_in(enrolment, course))
    with pytest.raises(NoSubmissionsLeft):
        examining.begun(enrolment, course)


def test_somebody_who_begins_the_course_anew_meets_no_case_again(course: Course, andes: House) -> None:
    enrolment = examining.enrolled(course, andes)
    first = examining.handed_in(enrolment, course)
    courses.close_enrolment(enrolment_id=enrolment.pk, because="Otra vez.", by=andes.coordinator.pk)
    second = examining.begun(examining.enrolled(course, andes), course)
    assert second.case_key != first.case_key


def test_who_has_not_passed_reads_that_the_next_sitting_is_on_another_case(course: Course, andes: House) -> None:
    enrolment = examining.enrolled(course, andes)
    examining.passed(examining.handed_in(enrolment, course), percent=20)
    (line,) = [one for one in courses.path(enrolment.pk).requirements if one.kind == "case_study"]
    assert line.code == "case_failed_sit"
    assert "otro caso" in courses.why_open(line) or "another case" in courses.why_open(line)


# Resting


def test_a_case_rests_after_its_uses_until_a_person_lets_it_come_back(tmp_path: Path, programme: People, andes: House) -> None:
    course = examining.certifying_course(tmp_path, programme, UNIT.replace("rests_after: 40", "rests_after: 1"))
    first = examining.begun(examining.enrolled(course, andes), course)
    assert CaseRest.objects.get().case_key == first.case_key
    others = {examining.begun(examining.enrolled(course, andes, n), course).case_key for n in (1, 2)}
    assert others == set(KEYS) - {first.case_key}
    fourth = examining.enrolled(course, andes, 3)
    with pytest.raises(NoCaseFree):
        open_letter(enrolment_id=fourth.pk, unit_id=examining.exam_of(course).pk)
    author = programme["author"].pk
    with pytest.raises(RestReasonMissing):
        end_rest(case_key=first.case_key, why=" ", by=author)
    end_rest(case_key=first.case_key, why="El texto cambió.", by=author)
    with pytest.raises(CaseNotResting):
        end_rest(case_key=first.case_key, why="Otra vez.", by=author)
    assert examining.begun(fourth, course).case_key == first.case_key
    assert CaseRest.objects.filter(case_key=first.case_key, ended_at=None).get().uses == 1  # counted since it came back


# What publishing asks


def sentences(root: Path, people: People, unit: str, *, judged: bool = True) -> str:
    course = examining.drafted(root, people, unit)
    if judged:
        examining.judge_all([people["author"], people["focal"]])
    with pytest.raises(PublishingRefused) as refused:
        examining.publish(course, people)
    return " ".join(one.sentence for one in refused.value.facts["problems"])


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("ai_help: language, ", "", "ai_help"),
        ("qualify: true", "qualify: false", "qualify"),
        ("release: together", "release: at_once", "at_once"),
        ("submissions_allowed: 2", "submissions_allowed: 0", "submissions_allowed"),
        ("submissions_allowed: 2", "submissions_allowed: 4", "4"),
    ],
)
def test_a_certifying_case_that_breaks_a_rule_is_not_published(
    tmp_path: Path, programme: People, before: str, after: str, said: str
) -> None:
    assert said in sentences(tmp_path, programme, UNIT.replace(before, after))


def test_without_the_judges_recorded_review_of_countries_and_family_nothing_is_published(
    tmp_path: Path, programme: People
) -> None:
    said = sentences(tmp_path, programme, UNIT, judged=False)
    assert all(f"'{key}'" in said for key in KEYS)
    assert "'valley'" in said
    examining.judge_all([programme["author"], programme["focal"]], family=False)
    course = Course.objects.get()
    with pytest.raises(PublishingRefused) as refused:
        examining.publish(course, programme)
    (only,) = refused.value.facts["problems"]
    assert "'valley'" in only.sentence
    examining.judge_all([programme["author"], programme["focal"]])
    examining.publish(course, programme)


def test_what_was_said_of_a_family_holds_while_its_cases_are_the_same(tmp_path: Path, programme: People) -> None:
    examining.drafted(tmp_path, programme)
    judge, seen = programme["author"].pk, family_digest("valley", KEYS)
    with pytest.raises(FamilyEmpty):
        judge_family(family="valley", compared=seen, by=judge, comparable=False, note=" ")
    with pytest.raises(FamilyEmpty):
        judge_family(family="valley", compared=seen, by=judge, comparable=None, note="")
    assert judge_family(family="valley", compared=seen, by=judge, comparable=True, note="")
    assert not judge_family(family="valley", compared=seen, by=judge, comparable=True, note="")
    assert FamilyReview.objects.count() == 1
    with pytest.raises(FamilyChanged):
        judge_family(family="valley", compared="0" * 64, by=judge, comparable=True, note="")
    assert family_digest("valley", KEYS[:2]) != seen


def test_a_case_that_is_practised_elsewhere_certifies_nobody(tmp_path: Path, programme: People) -> None:
    practice = "{key: practice, kind: case_study, minutes: 30, titles: {es: Práctica, en: Practice}, case: tea}"
    course = examining.drafted(tmp_path, programme, UNIT, practice)
    examining.judge_all([programme["author"], programme["focal"]])
    with pytest.raises(PublishingRefused) as refused:
        examining.publish(course, programme)
    (only,) = refused.value.facts["problems"]
    assert "'tea'" in only.sentence


def test_a_course_file_says_a_family_as_it_was_read(course: Course) -> None:
    from assessments.kinds.case_study import CaseKind
    from courses.models import UnitVersion

    study = examining.exam_of(course)
    draft, frozen = CaseKind().spec(unit_id=study.pk), UnitVersion.objects.get(unit=study)
    assert draft == CaseKind().spec(unit_id=study.pk, config=frozen.config)
    assert (draft["case"], draft["alternates"], draft["family"]) == ("herbs", ["tea", "salt"], "valley")
    assert frozen.config["certifying"] is True
    assert frozen.config["cases"] == list(KEYS)
    assert set(frozen.config["alternates"]) == set(KEYS)
    assert "case" not in frozen.config
