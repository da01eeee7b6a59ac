"""Answering a reaction survey, changing the answer, putting it aside; the words of the questions.

Invariant (ADR 0033): while a survey is open no one sees any of it and only the key of the installation leads from an answer to
its person; once it has closed there are no answers any more, only counts of five or more.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from assessments.errors.surveys import (
    SurveyIncomplete,
    SurveyNotFound,
    SurveyOver,
    SurveyWordsChanged,
    SurveyWordsMissing,
)
from assessments.models import SealedAnswer, Survey, SurveyTurn, SurveyWording, TurnState
from assessments.selectors.surveys import place_of, wording_of
from assessments.surveys.questions import LANGUAGES, LONGEST, QUESTIONS, SHIPPED, TITLE, read_answers, texts_of
from assessments.surveys.seals import seals
from courses import api as courses
from lms.audit.api import record_event
from lms.kernel.words import clean_text, in_language

WHAT = "survey"


@transaction.atomic
def answer_survey(*, enrolment_id: int, module: str, raw: Mapping[str, Any], now: datetime | None = None) -> None:
    """Keep the answers of a learner, in place of those given before. Safe to repeat: one person has one answer.

    `module` '' is the whole course. Raises SurveyNotFound (not at its end, or in no group), SurveyOver, SurveyIncomplete.
    """
    stand = courses.stand_of(enrolment_id)
    survey = _held(stand, module, now or timezone.now())
    answers, lacking = read_answers(raw)
    if lacking:
        raise SurveyIncomplete(what=" ".join(in_language(survey.texts[name]) for name in lacking))
    marks = seals(WHAT, survey.pk, stand.person_id)
    changed = SealedAnswer.objects.filter(survey=survey, seal__in=marks).update(answers=answers)
    if not changed:
        SealedAnswer.objects.create(survey=survey, seal=marks[0], answers=answers)
    _turn(survey, enrolment_id, TurnState.ANSWERED)


@transaction.atomic
def skip_survey(*, enrolment_id: int, module: str, now: datetime | None = None) -> None:
    """Put a survey aside: it is offered no more on the course's home. What was answered stays. Safe to repeat.

    Raises SurveyNotFound, SurveyOver.
    """
    survey = _held(courses.stand_of(enrolment_id), module, now or timezone.now())
    if not SurveyTurn.objects.filter(survey=survey, enrolment_id=enrolment_id).exists():
        _turn(survey, enrolment_id, TurnState.SKIPPED)


@transaction.atomic
def withdraw_answer(*, enrolment_id: int, module: str, now: datetime | None = None) -> None:
    """Take back what one answered, as long as the survey is open. Safe to repeat. Raises SurveyNotFound, SurveyOver."""
    stand = courses.stand_of(enrolment_id)
    survey = _held(stand, module, now or timezone.now())
    SealedAnswer.objects.filter(survey=survey, seal__in=seals(WHAT, survey.pk, stand.person_id)).delete()
    SurveyTurn.objects.filter(survey=survey, enrolment_id=enrolment_id).delete()


def _held(stand: courses.Stand, module: str, now: datetime) -> Survey:
    """The survey, locked, made when nobody had answered yet."""
    if stand.closed or stand.cohort_course_id is None or not is_at_end(stand, module):
        raise SurveyNotFound
    if place_of(stand.cohort_course_id).over_at(module) <= now:
        raise SurveyOver
    key = {"cohort_course_id": stand.cohort_course_id, "module": module}
    if not Survey.objects.filter(**key).exists():
        try:
            with transaction.atomic():
                texts = {**wording_of(stand.course_id).texts, TITLE: dict(stand.finished[module]) if module else {}}
                Survey.objects.create(**key, texts=texts, opened_at=now)
        except IntegrityError:  # another one answered at the same moment
            pass
    survey = Survey.objects.select_for_update().get(**key)
    if survey.closed_at is not None:
        raise SurveyOver
    return survey


def is_at_end(stand: courses.Stand, module: str) -> bool:
    """Whether a survey is for a learner who stands there: at the end of the module, or of the course."""
    return module in stand.finished if module else stand.complete


def _line(text: str) -> str:
    return " ".join(clean_text(text).split())[:LONGEST]


def _turn(survey: Survey, enrolment_id: int, state: TurnState) -> None:
    SurveyTurn.objects.update_or_create(survey=survey, enrolment_id=enrolment_id, defaults={"state": state})


@transaction.atomic
def word_questions(*, course_id: int, texts: Mapping[str, Mapping[str, str]], seen: int, by: int) -> int:
    """Word the five questions of a course anew; returns the number of the wording. Surveys that are open keep theirs.

    `seen` is the number that the author looked at (0: the shipped words). Raises SurveyWordsMissing, SurveyWordsChanged.
    """
    clean = {name: {one: _line(texts.get(name, {}).get(one, "")) for one in LANGUAGES} for name in QUESTIONS}
    if gaps := [name for name in QUESTIONS if not all(clean[name].values())]:
        raise SurveyWordsMissing(what=" ".join(in_language(SHIPPED[name]) for name in gaps))
    last = SurveyWording.objects.filter(course_id=course_id).aggregate(n=Max("number"))["n"] or 0
    if last != seen:
        raise SurveyWordsChanged
    if clean == wording_of(course_id).texts:
        return last
    try:
        with transaction.atomic():
            row = SurveyWording.objects.create(course_id=course_id, number=last + 1, texts=texts_of(clean), by_id=by)
    except IntegrityError:
        raise SurveyWordsChanged from None
    record_event(act="survey.worded", subject="survey_wording", subject_id=row.pk, actor=by, after={"course": course_id})
    return row.number
