"""What certifies goes by a cut score that was decided: it can't be published without one, and each sheet needs its own sum."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from assessments import passing
from assessments.errors.cuts import CutScoreMissing
from assessments.models import CutRecord, CutWithdrawal, Quiz
from assessments.models.cut_rows import records_in_force
from courses import api as courses
from courses.errors import PublishingRefused
from courses.kinds import kind_of
from courses.models import UnitProgress, UnitVersion
from lms.institutions.models import Person
from tests.assessments import examining, exams
from tests.assessments.cutting import decided, pool_items
from tests.conftest import House

pytestmark = pytest.mark.django_db
People = dict[str, Person]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def drafted(tmp_path: Path, programme: People) -> Any:
    return exams.drafted(tmp_path, programme)


def said(course: Any, *words: str) -> list[str]:
    return [one for one in exams.problems(course) if all(word in one for word in words)]


def publish(course: Any, people: People) -> None:
    courses.publish_course(
        course_id=course.pk, by=people["author"].pk, approved_by=people["focal"].pk, countries=list(exams.FOUR)
    )


def test_a_certifying_quiz_without_a_record_cannot_publish(drafted: Any, programme: People) -> None:
    assert len(said(drafted, "No cut score was decided for this quiz")) == 4  # once a country
    with pytest.raises(PublishingRefused):
        publish(drafted, programme)
    record = decided(exams.exam_of(drafted), programme)
    assert said(drafted, "cut score") == []
    publish(drafted, programme)
    CutWithdrawal.objects.create(record=record, reason="Se filtró.", by=programme["reviewer"])
    with pytest.raises(CutScoreMissing, match="can't be published: No cut score"):
        kind_of("quiz").freeze(unit_id=exams.exam_of(drafted).pk, countries=["PE"], on=timezone.localdate())


def test_a_record_has_to_speak_of_every_question_that_counts(drafted: Any, programme: People) -> None:
    quiz = exams.exam_of(drafted)
    items = pool_items(quiz)
    decided(quiz, programme, items=items[2:])
    found = said(drafted, "says nothing of 2 questions", items[0]["key"], items[1]["key"])
    assert len(found) == 4
    decided(quiz, programme, items=items[:2])  # a second panel, for the new ones
    assert said(drafted, "cut score") == []
    pilots = {one["key"] for one in items if one["key"].startswith("x-pilot")}
    assert pilots == set()  # what is on trial needs none


def test_a_record_of_one_country_holds_there_only(drafted: Any, programme: People) -> None:
    decided(exams.exam_of(drafted), programme, country="PE")
    assert len(said(drafted, "No cut score was decided")) == 3


def test_a_record_that_is_withdrawn_over_or_not_yet_in_force_does_not_count(drafted: Any, programme: People) -> None:
    quiz, today = exams.exam_of(drafted), timezone.localdate()
    decided(quiz, programme, since=today + timedelta(days=1))
    decided(quiz, programme, since=today - timedelta(days=9), until=today)
    assert len(said(drafted, "No cut score was decided")) == 4
    record = decided(quiz, programme)
    assert said(drafted, "No cut score") == []
    CutWithdrawal.objects.create(record=record, reason="Un juez vendía simulacros.", by=programme["reviewer"])
    assert len(said(drafted, "No cut score was decided")) == 4


def test_an_average_of_attempts_can_t_be_held_to_a_cut(tmp_path: Path, programme: People) -> None:
    course = exams.drafted(tmp_path, programme, exams.EXAM.replace("pass_percent: 60", "pass_percent: 60, counts: average"))
    decided(exams.exam_of(course), programme)
    assert said(course, "average of attempts")


def test_a_changed_question_needs_judges_again_unless_only_words_changed(
    tmp_path: Path, drafted: Any, programme: People
) -> None:
    quiz = exams.exam_of(drafted)
    decided(quiz, programme)
    for old, new, lacks in (
        ("x-search-1 opción b", "x-search-1 alternativa b", 0),  # words
        ("id: a, right: true, text: {es: x-search-2 ", "id: a, text: {es: x-search-2 ", 4),  # see below: the key moves
    ):
        text = exams.bank().replace(old, new)
        if lacks:
            text = text.replace("id: b, text: {es: x-search-2 ", "id: b, right: true, text: {es: x-search-2 ")
        courses.import_toolkit(path=exams.write_exam(tmp_path, questions=text), by=programme["author"].pk)
        exams.put_in_use(programme)
        assert len(said(drafted, "says nothing of", "x-search")) == lacks, exams.problems(drafted)


def test_each_sheet_needs_the_sum_of_its_own_questions(drafted: Any, programme: People, andes: House) -> None:
    quiz = exams.exam_of(drafted)
    items = [{**one, "mean": f"0.{40 + n:02}00"} for n, one in enumerate(pool_items(quiz))]
    decided(quiz, programme, items=items)
    publish(drafted, programme)
    means = {one["key"]: Decimal(one["mean"]) for one in items}
    attempts = [exams.sit(exams.enrolled(drafted, andes, n), quiz) for n in range(3)]
    needed = set()
    for attempt in attempts:
        scored = [slot for slot in attempt.sheet["slots"] if not slot.get("pilot")]
        points = sum((means[slot["key"]] for slot in scored), Decimal(0))
        assert Decimal(attempt.sheet["cut"]["points"]) == points
        assert attempt.sheet["cut"]["of"] == "8"
        needed.add(points)
    assert len(needed) > 1  # other questions, another cut


def test_the_result_says_what_was_needed_in_points_and_why_sheets_differ(
    drafted: Any, programme: People, andes: House, as_person: Any
) -> None:
    quiz = exams.exam_of(drafted)
    decided(quiz, programme, mean="0.5125")
    publish(drafted, programme)
    enrolment = exams.enrolled(drafted, andes)
    attempt = exams.sit(enrolment, quiz, right=False)
    client: Client = as_person(enrolment.person)
    page = client.get(reverse("lms:assessments:attempt-detail", args=[attempt.pk]), headers={"accept-language": "en"})
    text = page.content.decode()
    assert "4,1 de 8 puntos" in text or "4.1 de 8 puntos" in text
    assert "Cada hoja tiene sus propias preguntas" in text
    progress = UnitProgress.objects.get(enrolment=enrolment, unit=quiz)
    assert (progress.state, progress.params["points"], progress.params["of"]) == ("failed", "4.1", "8")
    assert "4.1 of 8 points" in kind_of("quiz").sentence(code="quiz_failed", params=progress.params)
    start = client.get(reverse("lms:assessments:quiz-detail", args=[enrolment.pk, quiz.pk])).content.decode()
    assert "70 %" not in start
    assert "jueces" in start


def test_who_has_exactly_the_cut_has_passed_whatever_the_quiz_s_percentage(
    drafted: Any, programme: People, andes: House
) -> None:
    quiz = exams.exam_of(drafted)
    Quiz.objects.filter(pk=quiz.pk).update(pass_percent=100)
    decided(quiz, programme, mean="1.0000")
    publish(drafted, programme)
    attempt = exams.sit(exams.enrolled(drafted, andes), quiz)
    assert passing.passed(attempt.sheet, attempt.fraction or Decimal(0))
    assert attempt.sheet["cut"]["points"] == "8"
    assert UnitProgress.objects.get(enrolment=attempt.enrolment_id, unit=quiz).state == "passed"


def test_a_release_keeps_the_means_it_was_frozen_with(drafted: Any, programme: People, andes: House) -> None:
    quiz = exams.exam_of(drafted)
    decided(quiz, programme, mean="0.5000")
    publish(drafted, programme)
    decided(quiz, programme, mean="0.9000")
    attempt = exams.sit(exams.enrolled(drafted, andes), quiz)
    assert attempt.sheet["cut"]["points"] == "4"


def test_a_certifying_case_passes_at_the_cut_of_its_borderline_letters(tmp_path: Path, programme: People) -> None:
    course = examining.drafted(tmp_path, programme)
    examining.judge_all([programme["author"], programme["focal"]])
    unit = examining.exam_of(course)
    assert len(said(course, "No cut score was decided for this case")) == 4
    decided(unit, programme, percent=64)
    assert said(course, "cut score") == []
    publish(course, programme)
    config = UnitVersion.objects.get(unit=unit.pk).config
    assert config["pass_percent"] == "64"
    assert kind_of("case_study").spec(unit_id=unit.pk, config=config)["pass_percent"] == 60  # what its file says
    decided(unit, programme, percent=70, country="PE")
    assert said(course, "different cut scores")


def test_records_in_force_cost_one_query(drafted: Any, programme: People, django_assert_num_queries: Any) -> None:
    quiz = exams.exam_of(drafted)
    for _n in range(3):
        decided(quiz, programme)
    with django_assert_num_queries(1):
        found = records_in_force([quiz.pk], timezone.localdate())
    assert [one.id for one in found] == sorted(CutRecord.objects.values_list("pk", flat=True))
