"""A certifying quiz from its files to the sheets of its candidates: what it may ask, and what one person is asked."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from assessments.errors.exposure import AnswerWaited, NoFreshSheet
from assessments.exam_sittings.rules import Seated
from assessments.models import Attempt, Bank, Exposure, QuestionEntry, Quiz, SlotResult, Step
from assessments.services.answers import Given, save_answer
from assessments.services.attempts import start_attempt
from assessments.services.lives import move_lives
from assessments.sheets import open_view
from courses import api as courses
from courses.errors import ImportRefused
from courses.kinds import kind_of
from lms.institutions.models import Person
from tests.assessments import exams
from tests.assessments.conftest import right_answer
from tests.assessments.exams import EXAM
from tests.conftest import House

pytestmark = pytest.mark.django_db
People = dict[str, Person]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def tasks_of(attempt: Attempt) -> dict[str, int]:
    tasks = dict(QuestionEntry.objects.values_list("item__key", "task"))
    asked = [tasks[slot["key"]] for slot in attempt.sheet["slots"] if not slot.get("pilot")]
    return {task: asked.count(task) for task in exams.TASKS}


def said(course: Any, *words: str) -> bool:
    return any(all(word in sentence for word in words) for sentence in exams.problems(course))


def test_a_sheet_fills_every_cell_and_what_it_showed_is_kept(tmp_path: Path, programme: People, andes: House) -> None:
    course = exams.exam_course(tmp_path, programme)
    attempt = exams.sit(exams.enrolled(course, andes), exams.exam_of(course))
    assert tasks_of(attempt) == exams.WEIGHTS
    assert attempt.fraction == 1
    shown = Exposure.objects.filter(attempt=attempt).values_list("entry__item__key", flat=True)
    assert sorted(shown) == sorted(exams.keys_of(attempt))


def test_a_certifying_quiz_that_can_draw_a_practice_item_is_refused(tmp_path: Path, programme: People) -> None:
    unit = EXAM.replace("bank: exam-bank", "bank: marks")
    course = exams.drafted(tmp_path, programme, unit)
    assert said(course, "Draw 1 takes from 'marks'", "practice bank")


def test_a_named_question_is_refused_in_a_certifying_quiz(tmp_path: Path, programme: People) -> None:
    """Of practice, because it was met there; of an exam, because it would be known after the first sitting."""
    plain = EXAM.replace("blueprint: advisor, ", "")
    unit = plain.replace("[{draw: 8", "[q-single, {question: q-number, version: 1}, x-search-9, {draw: 4")
    course = exams.drafted(tmp_path, programme, unit)
    assert said(course, "Place 1 asks 'q-single' of the bank 'marks'")
    assert said(course, "Place 2 asks 'q-number' of the bank 'marks'")
    assert said(course, "Place 3 asks 'x-search-9' on every sheet")


def test_an_exam_for_demonstration_never_certifies_and_may_serve_practice(tmp_path: Path, programme: People) -> None:
    practice = "{key: mock, kind: quiz, titles: {es: Ensayo, en: Mock}, questions: [{draw: 4, bank: exam-bank}]}"
    course = exams.drafted(tmp_path, programme, EXAM, practice, questions=exams.bank(demonstration=True))
    assert said(course, "Draw 1 takes from 'exam-bank', an exam for demonstration")
    assert not said(course, "Place 1 asks questions of the exam bank")


def test_a_practice_quiz_never_asks_from_an_exam_bank(tmp_path: Path, programme: People) -> None:
    practice = "{key: mock, kind: quiz, titles: {es: Ensayo, en: Mock}, questions: [{draw: 4, bank: exam-bank}]}"
    course = exams.drafted(tmp_path, programme, EXAM, practice)
    assert said(course, "Place 1 asks questions of the exam bank 'exam-bank'", "practice")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("behaviour: confidence", "how sure"),
        ("behaviour: retry", "spoken of at its end"),
        ("behaviour: immediate", "at its end"),
    ],
)
def test_confidence_and_retries_only_in_practice(tmp_path: Path, programme: People, rule: str, words: str) -> None:
    root = exams.write_exam(tmp_path, EXAM.replace("minutes: 30", f"minutes: 30, {rule}"))
    with pytest.raises(ImportRefused) as refused:
        courses.import_toolkit(path=root, by=programme["author"].pk)
    assert words in str(refused.value.facts)


def test_negative_weights_only_in_practice(tmp_path: Path, programme: People) -> None:
    bad = exams.item("x-listen-0", "listen", 1).replace("{id: b, ", "{id: b, fraction: -0.25, ")
    bad = bad.replace("right: true", "fraction: 1")
    course = exams.drafted(tmp_path, programme, questions=exams.bank(extra=bad))
    assert said(course, "x-listen-0", "negative weights are for practice")
    QuestionEntry.objects.filter(item__key="x-listen-0").update(life="retired")
    assert not said(course, "negative weights")


@pytest.mark.parametrize(
    ("twin", "words"),
    [
        ("  family: shared\n", "variants of practice questions: x-apply-0 (as p-twin)"),
        ("", "read as practice questions do: x-apply-0 (as p-twin)"),
    ],
)
def test_what_practice_asks_an_exam_does_not(tmp_path: Path, programme: People, twin: str, words: str) -> None:
    """A family, or the same words, on both sides: publishing is refused until one of them goes."""
    mine = exams.item("x-apply-0", "apply", 1)
    theirs = mine.replace("key: x-apply-0", "key: p-twin")
    if twin:
        mine, theirs = (text.replace("  task:", f"{twin}  task:") for text in (mine, theirs))
        theirs = theirs.replace("x-apply-0", "otra")
    course = exams.drafted(tmp_path, programme, questions=exams.bank(extra=mine))
    (tmp_path / "questions" / "more.yaml").write_text(
        "bank: more\ntitles: {es: Más, en: More}\npool: practice\nquestions:\n" + theirs, encoding="utf-8"
    )
    courses.import_toolkit(path=tmp_path, by=programme["author"].pk)
    assert said(course, words)
    QuestionEntry.objects.filter(item__key="x-apply-0").update(life="retired")
    assert not said(course, "p-twin")


def test_nobody_meets_in_an_exam_what_they_met_in_practice(tmp_path: Path, programme: People, andes: House) -> None:
    """A question that was in a practice bank when somebody practised, and its family, are left out of that person's sheets.
    Whoever did not practise may be asked them."""
    course = exams.exam_course(tmp_path, programme)
    quiz, practised = exams.exam_of(course), exams.enrolled(course, andes)
    practice = start_attempt(enrolment_id=practised.pk, unit_id=Quiz.objects.get(course=course, key="the-quiz").pk)
    attempt = Attempt.objects.get(pk=practice)
    met = ["x-listen-1", "x-refer-1", "x-refer-2"]
    for slot, key in zip(attempt.sheet["slots"], met, strict=False):
        slot["key"] = key
    attempt.save()
    QuestionEntry.objects.filter(item__key__in=["x-refer-2", "x-refer-3"]).update(family="referral")
    kept = {"x-listen-1", "x-refer-1", "x-refer-2", "x-refer-3"}
    for _n in range(2):
        assert not kept & set(exams.keys_of(exams.sit(practised, quiz)))
    seen: set[str] = set()
    for number in range(1, 9):
        seen |= set(exams.keys_of(exams.sit(exams.enrolled(course, andes, number), quiz)))
    assert kept & seen


def test_no_item_twice_for_one_person_and_a_second_sitting_is_another_exam(
    tmp_path: Path, programme: People, andes: House
) -> None:
    """Each cell of this pool holds at least three times its need: three sittings share nothing; a fourth is refused in words,
    and costs no attempt."""
    questions = exams.bank(each=9)
    course = exams.exam_course(
        tmp_path, programme, EXAM.replace("attempts_allowed: 4", "attempts_allowed: 9"), questions=questions
    )
    candidate, quiz = exams.enrolled(course, andes), exams.exam_of(course)
    sheets = [set(exams.keys_of(exams.sit(candidate, quiz, right=False))) for _n in range(3)]
    assert len(set.union(*sheets)) == 24
    QuestionEntry.objects.filter(task="listen", item__key__in=set.union(*sheets)).update(life="operational")
    with pytest.raises(NoFreshSheet, match="only what you have not met"):
        exams.sit(candidate, quiz)
    assert Attempt.objects.filter(enrolment=candidate, unit=quiz).count() == 3


def test_what_rests_is_not_drawn_even_from_a_release_that_was_frozen_before(
    tmp_path: Path, programme: People, andes: House
) -> None:
    course = exams.exam_course(tmp_path, programme)
    quiz, by = exams.exam_of(course), programme["author"].pk
    for to, key in (("resting", "x-listen-1"), ("retired", "x-listen-2"), ("compromised", "x-listen-3")):
        move_lives(item_ids=exams.items(key), to=to, reason="Se comentó fuera.", by=by)
    shown: set[str] = set()
    for number in range(10):
        shown |= set(exams.keys_of(exams.sit(exams.enrolled(course, andes, number), quiz)))
    assert not {"x-listen-1", "x-listen-2", "x-listen-3"} & shown
    assert {"x-listen-4", "x-listen-5", "x-listen-6"} <= shown


def test_a_cell_with_fewer_than_three_times_its_need_is_refused(tmp_path: Path, programme: People) -> None:
    course = exams.drafted(tmp_path, programme)
    assert not said(course, "three times")
    gone = exams.items("x-apply-1") + exams.items("x-apply-2") + exams.items("x-apply-3") + exams.items("x-apply-4")
    move_lives(item_ids=gone, to="resting", reason="Se revisan.", by=programme["author"].pk)
    assert said(course, "«Task apply» has 5 questions in use; 6 are needed")
    # variants of one question count once, and a question of one country counts there only
    move_lives(item_ids=gone, to="operational", reason="Revisadas.", by=programme["author"].pk)
    QuestionEntry.objects.filter(task="apply", item__key__lt="x-apply-5").update(countries=["PE"])
    lacking = [one for one in courses.problems_of(course.pk, list(exams.FOUR)) if "three times" in one.sentence]
    assert sorted(one.country for one in lacking) == ["CL", "CO", "MX"]
    QuestionEntry.objects.filter(task="apply").update(countries=[], family="application")
    assert said(course, "«Task apply» has 1 questions in use")


def test_a_blueprint_that_nobody_approved_is_refused(tmp_path: Path, programme: People) -> None:
    course = exams.drafted(tmp_path, programme, EXAM.replace("blueprint: advisor", "blueprint: nobody-s"))
    assert said(course, "The blueprint 'nobody-s' is not approved")


def test_a_sheet_too_short_for_a_cell_is_refused(tmp_path: Path, programme: People) -> None:
    course = exams.drafted(tmp_path, programme, EXAM.replace("draw: 8", "draw: 3"))
    assert said(course, "«Task refer» of the blueprint gets no question")


def test_questions_on_trial_are_asked_and_not_scored(tmp_path: Path, programme: People, andes: House) -> None:
    unit = EXAM.replace("blueprint: advisor", "blueprint: advisor, pilots: 2")
    course = exams.exam_course(tmp_path, programme, unit)
    attempt = exams.sit(exams.enrolled(course, andes), exams.exam_of(course), right=False)
    trial = [slot for slot in attempt.sheet["slots"] if slot.get("pilot")]
    assert len(attempt.sheet["slots"]) == 10
    assert [slot["key"].startswith("x-pilot") for slot in trial] == [True, True]
    assert attempt.fraction == 0
    one = exams.enrolled(course, andes, 1)
    half = exams.sit(one, exams.exam_of(course), right=True)
    assert half.fraction == 1
    # answers are kept for the figures of the question, exposure says that it was on trial, and the sheet's page tells nobody
    assert SlotResult.objects.filter(attempt=attempt).count() == 10
    assert Exposure.objects.filter(attempt=attempt, pilot=True).count() == 2
    shown = open_view(attempt.sheet)
    assert {tuple(sorted(view)) for view in shown} == {tuple(sorted(shown[0]))}
    assert {view["maximum"] for view in shown} == {"1"}
    assert not any("pilot" in view for view in shown)


def test_a_sheet_carries_as_many_on_trial_as_there_are(tmp_path: Path, programme: People, andes: House) -> None:
    """At publishing there must be enough; later they become operational, and the exam goes on without them."""
    unit = EXAM.replace("blueprint: advisor", "blueprint: advisor, pilots: 2")
    course = exams.exam_course(tmp_path, programme, unit)
    move_lives(item_ids=exams.items("x-pilot"), to="operational", reason="Cifras buenas.", by=programme["author"].pk)
    attempt = exams.sit(exams.enrolled(course, andes), exams.exam_of(course))
    assert len(attempt.sheet["slots"]) == 8
    course = exams.exam_of(course).course
    assert said(course, "carries 2 questions on trial; the bank has 0")


def test_the_file_says_a_certifying_quiz_as_it_was_written(tmp_path: Path, programme: People) -> None:
    unit = EXAM.replace("blueprint: advisor", "blueprint: advisor, pilots: 2, exposure_cap: 35")
    course = exams.exam_course(tmp_path, programme, unit)
    kind, quiz = kind_of("quiz"), exams.exam_of(course)
    config = quiz.lms_unit_versions.latest("number").config
    wanted = {"certifying": True, "blueprint": "advisor", "pilots": 2, "exposure_cap": 35}
    for spec in (kind.spec(unit_id=quiz.pk), kind.spec(unit_id=quiz.pk, config=config)):
        assert {name: spec[name] for name in wanted} == wanted
        assert spec["questions"] == [{"draw": 8, "bank": "exam-bank"}]
    assert config["blueprint_number"] == 1
    assert [place["count"] for place in config["plan"]] == [3, 2, 2, 1, 2]


def test_practice_works_offline_and_an_exam_is_online_only(tmp_path: Path, programme: People, andes: House) -> None:
    """An answer that waited on a device for two minutes is taken by a practice quiz and refused by an exam; one that was two
    seconds on its way is taken by both. The exam's page keeps nothing on the device (quiz.js reads it from the page)."""
    course = exams.exam_course(tmp_path, programme)
    candidate = exams.enrolled(course, andes)
    practice = start_attempt(enrolment_id=candidate.pk, unit_id=Quiz.objects.get(course=course, key="the-quiz").pk)
    seat = Seated(0, timezone.now() + timedelta(hours=2))
    exam = start_attempt(enrolment_id=candidate.pk, unit_id=exams.exam_of(course).pk, seated=seat)

    def send(attempt_id: int, seconds: int) -> None:
        attempt = Attempt.objects.get(pk=attempt_id)
        slot = next(one for one in attempt.sheet["slots"] if one["kind"] == "single")
        given = Given(0, timezone.now() - timedelta(seconds=seconds))
        raw, client_id = right_answer(slot), f"after-{seconds}"
        save_answer(attempt_id=attempt_id, slot=slot["slot"], client_id=client_id, raw=raw, by=candidate.person_id, given=given)

    send(practice, 120)
    with pytest.raises(AnswerWaited, match="waited on a device"):
        send(exam, 120)
    assert Step.objects.filter(attempt_id=exam).count() == 0
    send(exam, 2)
    assert Step.objects.filter(attempt_id=exam).count() == 1


def test_an_exam_shows_its_score_and_nothing_of_what_it_asked(
    tmp_path: Path, programme: People, andes: House, as_person: Callable[[Person], Client]
) -> None:
    """Neither questions, keys nor one's own answers: others will be asked them. That some are on trial is said, never which."""
    course = exams.exam_course(tmp_path, programme, EXAM.replace("blueprint: advisor", "blueprint: advisor, pilots: 2"))
    candidate, quiz = exams.enrolled(course, andes), exams.exam_of(course)
    attempt = exams.sit(candidate, quiz)
    elena = as_person(andes.advisor)
    page = elena.get(reverse("lms:assessments:attempt-detail", args=[attempt.pk]), {"history": ""}).content.decode()
    assert "100" in page
    for slot in attempt.sheet["slots"]:
        assert slot["key"] not in page
    before = elena.get(reverse("lms:assessments:quiz-detail", args=[candidate.pk, quiz.pk])).content.decode()
    assert "están en prueba" in before
    assert "respuestas correctas" not in before


def test_a_start_asks_as_much_of_the_database_after_many_as_after_few(tmp_path: Path, programme: People, andes: House) -> None:
    """The queries of one start don't grow with sheets, candidates or what the person was shown."""
    course = exams.exam_course(tmp_path, programme)
    quiz = exams.exam_of(course)

    def asked(number: int) -> int:
        candidate = exams.enrolled(course, andes, number)
        seat = Seated(0, timezone.now() + timedelta(hours=2))
        with CaptureQueriesContext(connection) as found:
            start_attempt(enrolment_id=candidate.pk, unit_id=quiz.pk, seated=seat)
        return len(found)

    few = asked(1)
    for number in range(2, 12):
        asked(number)
    assert asked(12) == few


def test_what_went_over_to_practice_is_not_drawn_from_an_older_release(tmp_path: Path, programme: People, andes: House) -> None:
    """Retired and moved to a practice bank it is in use there; the exam that was published before never asks it again."""
    course = exams.exam_course(tmp_path, programme)
    Bank.objects.create(key="drill", titles={"es": "Ejercicios", "en": "Drill"}, pool="practice")
    QuestionEntry.objects.filter(item__key="x-refer-1").update(bank=Bank.objects.get(key="drill"), life="operational")
    shown: set[str] = set()
    for number in range(10):
        shown |= set(exams.keys_of(exams.sit(exams.enrolled(course, andes, number), exams.exam_of(course))))
    assert "x-refer-1" not in shown
    assert {"x-refer-2", "x-refer-3"} <= shown
