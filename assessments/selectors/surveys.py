"""Surveys as the services and pages read them: when they end, their words, what is offered to a learner."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.timezone import make_aware

from assessments.errors.surveys import SurveyNotFound
from assessments.models import SealedAnswer, Survey, SurveyTurn, SurveyWording
from assessments.models.survey_rows import placements
from assessments.surveys.questions import texts_of
from assessments.surveys.seals import seals
from courses import api as courses

OPEN_FOR: Final = timedelta(days=14)  # after the module's or the group's last day


@dataclass(frozen=True, slots=True)
class Place:
    """A group in a course: its last day, the modules' days, the zone of its institution."""

    ends_on: date
    pace: Mapping[str, Any]
    zone: str

    def last_day(self, module: str) -> date:
        """The last day on which a survey takes answers: fourteen days after the module's day, else after the group's end."""
        day = self.pace.get(module) if module else None
        return (min(date.fromisoformat(day), self.ends_on) if day else self.ends_on) + OPEN_FOR

    def over_at(self, module: str) -> datetime:
        """The midnight that ends that day, where the institution is."""
        return make_aware(datetime.combine(self.last_day(module) + timedelta(days=1), datetime.min.time()), ZoneInfo(self.zone))


def places_of(cohort_course_ids: Collection[int]) -> dict[int, Place]:
    """Groups in courses by id. One query, none for none."""
    return {pk: Place(*values) for pk, values in placements(cohort_course_ids).items()}


def place_of(cohort_course_id: int) -> Place:
    """One of them. Raises SurveyNotFound."""
    found = places_of([cohort_course_id])
    if cohort_course_id not in found:
        raise SurveyNotFound
    return found[cohort_course_id]


@dataclass(frozen=True, slots=True)
class Wording:
    """The five questions of a course and the number of their wording, 0: as shipped."""

    texts: Mapping[str, Mapping[str, str]]
    number: int


def wordings_of(course_ids: Collection[int]) -> dict[int, Wording]:
    """The words of each course. One query."""
    rows = SurveyWording.objects.filter(course_id__in=course_ids).order_by("course_id", "number")
    own = {course: (texts, number) for course, texts, number in rows.values_list("course_id", "texts", "number")}
    return {pk: Wording(texts_of(own[pk][0]), own[pk][1]) if pk in own else Wording(texts_of(None), 0) for pk in course_ids}


def wording_of(course_id: int) -> Wording:
    """The words of one course. One query."""
    return wordings_of([course_id])[course_id]


@dataclass(frozen=True, slots=True)
class OwnSurvey:
    """A survey as one learner sees it: its words, what they answered, until when."""

    texts: Mapping[str, Mapping[str, str]]
    answers: Mapping[str, Any]
    answered: bool
    last_day: date
    over: bool


def own_survey(stand: courses.Stand, module: str, now: datetime) -> OwnSurvey:
    """Three queries at most. Raises SurveyNotFound."""
    if stand.cohort_course_id is None or stand.closed:
        raise SurveyNotFound
    place = place_of(stand.cohort_course_id)
    row = Survey.objects.filter(cohort_course_id=stand.cohort_course_id, module=module).first()
    texts = row.texts if row else wording_of(stand.course_id).texts
    mine: dict[str, Any] | None = None
    if row and row.closed_at is None:
        marks = seals("survey", row.pk, stand.person_id)
        mine = SealedAnswer.objects.filter(survey=row, seal__in=marks).values_list("answers", flat=True).first()
    over = place.over_at(module) <= now or bool(row and row.closed_at)
    return OwnSurvey(texts, mine or {}, mine is not None, place.last_day(module), over)


def turns_of(enrolment_id: int) -> dict[str, str]:
    """{module or '': answered or skipped} of open surveys. One query."""
    rows = SurveyTurn.objects.filter(enrolment_id=enrolment_id)
    return dict(rows.values_list("survey__module", "state"))
