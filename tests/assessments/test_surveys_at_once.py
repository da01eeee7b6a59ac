"""The same person in two tabs, and an answer while the survey closes: one answer, counted once or refused."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assessments.errors.surveys import SurveyOver
from assessments.models import SealedAnswer, Survey, SurveyTurn
from assessments.services.survey_closing import close_survey
from assessments.services.surveys import answer_survey
from tests.assessments.surveying import AFTER, finish, placed, said, short_course, surveyed
from tests.conftest import House
from tests.threads import Threads

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("America/Lima"))


def test_four_answers_of_one_person_at_once_are_one(andes: House, tmp_path: Path) -> None:
    enrolment = finish(andes.advisor, andes.institution, placed(andes.cohort, short_course()))

    def work() -> Any:
        return answer_survey(enrolment_id=enrolment.pk, module="", raw=said(), now=NOW)

    threads = Threads(tmp_path)
    assert threads.at_once(work, work, work, work) == [None] * 4
    assert threads.look(lambda: (Survey.objects.count(), SealedAnswer.objects.count(), SurveyTurn.objects.count())) == (1, 1, 1)


def test_an_answer_while_the_survey_closes_is_counted_or_refused_and_it_closes_once(andes: House, tmp_path: Path) -> None:
    place = placed(andes.cohort, short_course())
    surveyed(andes.institution, place, [said()] * 5)
    enrolment = finish(andes.advisor, andes.institution, place)
    survey = Survey.objects.get()

    def answer() -> Any:
        return answer_survey(enrolment_id=enrolment.pk, module="", raw=said(), now=NOW)

    def close() -> Any:
        return close_survey(survey_id=survey.pk, now=AFTER)

    threads = Threads(tmp_path)
    late, *closed = threads.at_once(answer, close, close)
    assert sorted(closed) == [False, True]
    answers = threads.look(lambda: Survey.objects.get().answers)
    assert answers == (5 if isinstance(late, SurveyOver) else 6)
    assert threads.look(SealedAnswer.objects.count) == 0
