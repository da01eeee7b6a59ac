"""Reaction surveys: offered at the end, once, changed until they close; then counted, and told from five answers on."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from assessments.api import reactions
from assessments.errors.surveys import (
    SurveyIncomplete,
    SurveyNotFound,
    SurveyOver,
    SurveyWordsChanged,
    SurveyWordsMissing,
)
from assessments.models import SealedAnswer, Survey, SurveyTurn
from assessments.services.surveys import answer_survey, skip_survey, withdraw_answer, word_questions
from assessments.surveys.questions import LANGUAGES, QUESTIONS
from courses.models import CohortCourse
from lms.institutions.events import person_erased
from lms.institutions.models import Person
from tests.assessments.surveying import AFTER, close_all, finish, people_of, placed, said, short_course, surveyed
from tests.conftest import House
from tests.courses import building

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("America/Lima"))
WORDS = {name: {one: f"{name} {one}" for one in LANGUAGES} for name in QUESTIONS}


@pytest.fixture(autouse=True)
def clock() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def group(andes: House) -> CohortCourse:
    return placed(andes.cohort, short_course())


def own(enrolment_id: int) -> str:
    return reverse("lms:assessments:survey", args=[enrolment_id])


def test_who_finishes_is_offered_the_surveys_and_answers_on_a_page(
    andes: House, group: CohortCourse, as_person: Callable[[Person], Client]
) -> None:
    elena, enrolment = as_person(andes.advisor), finish(andes.advisor, andes.institution, group)
    home = elena.get(reverse("lms:courses:enrolment-detail", args=[enrolment.pk])).content.decode()
    assert "¿Cómo estuvo el curso?" in home
    assert "¿Cómo estuvo el módulo «Módulo uno»?" in home
    page = elena.get(own(enrolment.pk)).content.decode()
    assert "¿Le fue útil para su trabajo con empresas?" in page
    refused = elena.post(own(enrolment.pk), {"useful": "6", "clear": "3"})
    assert refused.status_code == 422
    assert 'class="problem"' in refused.content.decode()
    answer = elena.post(own(enrolment.pk), said(comment="Más casos <b>"), follow=True).content.decode()
    assert "sin su nombre" in answer
    assert "Ya respondió" in answer
    again = elena.get(own(enrolment.pk)).content.decode()
    assert "Más casos &lt;b&gt;" in again
    elena.post(own(enrolment.pk), said(useful=1))
    assert SealedAnswer.objects.get().answers["useful"] == 1
    elena.post(reverse("lms:assessments:survey-withdraw", args=[enrolment.pk]))
    assert not SealedAnswer.objects.exists()
    assert not SurveyTurn.objects.exists()


def test_nobody_is_asked_before_the_end_or_without_a_group_or_of_another_persons_course(
    andes: House, group: CohortCourse, as_person: Callable[[Person], Client]
) -> None:
    early = building.enrol(andes.advisor, andes.institution, group.course, cohort_course=group)
    with pytest.raises(SurveyNotFound):
        answer_survey(enrolment_id=early.pk, module="", raw=said())
    assert as_person(andes.advisor).get(own(early.pk)).status_code == 404
    assert as_person(andes.advisor2).get(own(early.pk)).status_code == 404
    with pytest.raises(SurveyNotFound):
        answer_survey(enrolment_id=early.pk, module="otro", raw=said())
    early.cohort_course = None
    early.save()
    with pytest.raises(SurveyNotFound):
        answer_survey(enrolment_id=early.pk, module="uno", raw=said())


def test_a_survey_put_aside_is_offered_no_more_and_may_still_be_answered(
    andes: House, group: CohortCourse, as_person: Callable[[Person], Client]
) -> None:
    elena, enrolment = as_person(andes.advisor), finish(andes.advisor, andes.institution, group)
    elena.post(reverse("lms:assessments:survey-module-skip", args=[enrolment.pk, "uno"]))
    skip_survey(enrolment_id=enrolment.pk, module="uno")
    home = elena.get(reverse("lms:courses:enrolment-detail", args=[enrolment.pk])).content.decode()
    assert "¿Cómo estuvo el módulo" not in home
    answer_survey(enrolment_id=enrolment.pk, module="uno", raw=said())
    skip_survey(enrolment_id=enrolment.pk, module="uno")
    assert SurveyTurn.objects.get().state == "answered"


def test_an_incomplete_answer_is_refused_in_words(andes: House, group: CohortCourse) -> None:
    enrolment = finish(andes.advisor, andes.institution, group)
    with pytest.raises(SurveyIncomplete, match=r"claridad|clear"):
        answer_survey(enrolment_id=enrolment.pk, module="", raw={"useful": 4, "clear": "no"})
    assert not SealedAnswer.objects.exists()


def test_an_answer_stands_beside_no_person_and_a_new_key_still_knows_it(
    andes: House, group: CohortCourse, settings: object
) -> None:
    enrolment = surveyed(andes.institution, group, [said()])[0]
    row = SealedAnswer.objects.get()
    assert {field.name for field in row._meta.fields} == {"id", "survey", "seal", "answers"}
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key"  # type: ignore[attr-defined]
    answer_survey(enrolment_id=enrolment.pk, module="", raw=said(useful=2))
    assert [one.answers["useful"] for one in SealedAnswer.objects.all()] == [2]


def test_closing_counts_five_answers_and_deletes_them_and_keeps_nothing_of_four(
    andes: House, group: CohortCourse, sur: House
) -> None:
    few = placed(sur.cohort, group.course)
    mine = surveyed(andes.institution, group, [said(useful=n, comment=f"{9 - n} cosas") for n in (1, 2, 3, 4, 5)])
    surveyed(sur.institution, few, [said(comment="única")] * 4)
    finish(andes.advisor, andes.institution, group)
    assert close_all(NOW) == 0
    assert close_all() == 2
    assert close_all() == 0
    told, hidden = (Survey.objects.get(cohort_course=one) for one in (group, few))
    assert (told.asked, told.answers, told.counts["useful"]) == (6, 5, [1, 1, 1, 1, 1])
    assert told.comments == ["4 cosas", "5 cosas", "6 cosas", "7 cosas", "8 cosas"]
    assert (hidden.asked, hidden.answers, hidden.counts, hidden.comments) == (4, 0, {}, [])
    assert not SealedAnswer.objects.exists()
    assert not SurveyTurn.objects.exists()
    with pytest.raises(SurveyOver):
        answer_survey(enrolment_id=mine[0].pk, module="", raw=said(), now=AFTER)
    rows = reactions(start=NOW, end=AFTER.replace(day=30))
    assert [(one.asked, one.answers, one.good) for one in rows] == [(6, 5, 2), (4, None, None)]
    assert reactions(start=NOW, end=NOW.replace(day=30)) == []
    assert [one.institution_id for one in reactions(start=NOW, end=AFTER.replace(day=30), institution_ids=[sur.institution.pk])]


def test_fewer_than_five_comments_are_not_kept_beside_silent_answers(andes: House, group: CohortCourse) -> None:
    surveyed(andes.institution, group, [said(comment="sola")] + [said()] * 6)
    close_all()
    assert Survey.objects.get(module="").comments == []


def test_a_group_of_whom_nobody_answered_is_counted_when_it_is_over(andes: House, group: CohortCourse) -> None:
    finish(andes.advisor, andes.institution, group)
    assert close_all() == 1
    row = Survey.objects.get()
    assert (row.module, row.asked, row.answers) == ("", 1, 0)
    assert close_all() == 0


def test_a_module_closes_fourteen_days_after_its_own_day(andes: House, group: CohortCourse) -> None:
    group.pace = {"uno": "2026-11-01"}
    group.save()
    enrolment = finish(andes.advisor, andes.institution, group)
    with pytest.raises(SurveyOver):  # 15 November is past
        answer_survey(enrolment_id=enrolment.pk, module="uno", raw=said())
    answer_survey(enrolment_id=enrolment.pk, module="", raw=said())


def test_those_who_teach_read_what_is_told_and_nobody_else_opens_the_page(
    andes: House, sur: House, group: CohortCourse, as_person: Callable[[Person], Client]
) -> None:
    surveyed(andes.institution, group, [said(useful=n, law=2, comment=f"<i>{n}</i>") for n in (1, 2, 3, 4, 5)])
    url = reverse("lms:assessments:survey-group", args=[andes.cohort.pk])
    page = as_person(andes.facilitator).get(url).content.decode()
    assert "Abierta hasta el" in page
    assert "&lt;i&gt;" not in page
    close_all()
    for who in (andes.facilitator, andes.coordinator):
        page = as_person(who).get(url).content.decode()
        assert "5 respuestas de 5 personas" in page
        assert "Todas las personas respondieron lo mismo, entre 1 y 3." in page
        assert "&lt;i&gt;3&lt;/i&gt;" in page
    assert as_person(sur.coordinator).get(url).status_code == 404
    assert as_person(andes.advisor).get(url).status_code == 404
    listed = as_person(andes.coordinator).get(reverse("lms:assessments:survey-list")).content.decode()
    assert url in listed


def test_under_five_the_page_says_so_and_shows_nothing(
    andes: House, group: CohortCourse, as_person: Callable[[Person], Client]
) -> None:
    surveyed(andes.institution, group, [said(comment="secreta")] * 4)
    close_all()
    page = as_person(andes.coordinator).get(reverse("lms:assessments:survey-group", args=[andes.cohort.pk])).content.decode()
    assert "Respondieron menos de cinco personas" in page
    assert "secreta" not in page
    card = page.split("Respondieron menos")[0].split("<h2")[-1].split("Cerrada el")[0]
    assert "4" not in strip_tags(f"<h2{card}")


def test_an_author_words_the_questions_and_open_surveys_keep_theirs(
    andes: House, group: CohortCourse, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    enrolment = surveyed(andes.institution, group, [said()])[0]
    author, url = as_person(programme["author"]), reverse("lms:assessments:survey-wording", args=[group.course_id])
    assert "¿Qué cambiaría?" in author.get(url).content.decode()
    body = {f"{name}_{one}": WORDS[name][one] for name in QUESTIONS for one in LANGUAGES} | {"seen": "0"}
    assert author.post(url, {**body, "clear_en": " "}).status_code == 422
    assert author.post(url, body).status_code == 302
    assert author.post(url, {**body, "clear_en": "other"}).status_code == 422  # somebody saved meanwhile
    assert "Propias, versión 1" in author.get(reverse("lms:assessments:survey-wordings")).content.decode()
    answer_survey(enrolment_id=enrolment.pk, module="uno", raw=said())
    assert Survey.objects.get(module="").texts["useful"]["es"].startswith("¿Le fue útil")
    assert Survey.objects.get(module="uno").texts["useful"]["es"] == "useful es"
    assert Survey.objects.get(module="uno").texts["title"]["es"] == "Módulo uno"
    by = programme["author"].pk
    with pytest.raises(SurveyWordsMissing):
        word_questions(course_id=group.course_id, texts={}, seen=1, by=by)
    with pytest.raises(SurveyWordsChanged):
        word_questions(course_id=group.course_id, texts=WORDS, seen=0, by=by)
    assert word_questions(course_id=group.course_id, texts=WORDS, seen=1, by=by) == 1


def test_erasure_takes_the_answers_of_open_surveys_away(andes: House, group: CohortCourse) -> None:
    one, two = surveyed(andes.institution, group, [said(comment="mía"), said(comment="otra")])
    person_erased.send(sender=Person, person_id=one.person_id)
    assert [row.answers["comment"] for row in SealedAnswer.objects.all()] == ["otra"]
    assert [row.enrolment_id for row in SurveyTurn.objects.all()] == [two.pk]
    withdraw_answer(enrolment_id=two.pk, module="")
    assert not SealedAnswer.objects.exists()


@pytest.mark.parametrize("size", [2, 12])
def test_pages_take_the_same_number_of_queries_at_any_size(
    andes: House, group: CohortCourse, as_person: Callable[[Person], Client], django_assert_max_num_queries: object, size: int
) -> None:
    for person in people_of(andes.institution, size):
        enrolment = finish(person, andes.institution, group)
        answer_survey(enrolment_id=enrolment.pk, module="", raw=said(comment="algo"))
        answer_survey(enrolment_id=enrolment.pk, module="uno", raw=said(useful=1))
    mine = finish(andes.advisor, andes.institution, group)
    elena, carla = as_person(andes.advisor), as_person(andes.coordinator)
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # with the session and the log-in
        elena.get(own(mine.pk))
    close_all()
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        carla.get(reverse("lms:assessments:survey-group", args=[andes.cohort.pk]))
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        carla.get(reverse("lms:assessments:survey-list"))
