"""Closing surveys: the answers become counts and are deleted; fewer than five become nothing. And the erasure of a person."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments.models import SealedAnswer, Survey, SurveyTurn
from assessments.models.survey_rows import ended_without_survey, people_placed
from assessments.selectors.surveys import OPEN_FOR, places_of, wordings_of
from assessments.services.surveys import WHAT
from assessments.surveys.questions import OPEN, SCALED
from assessments.surveys.seals import seals
from assessments.surveys.telling import FEWEST, count, may_tell_comments

AT_ONCE: Final = 200
LOOK_BACK: Final = timedelta(days=120)


def close_surveys(now: datetime | None = None) -> int:
    """Close every survey whose time is over; returns how many. Also of groups in which nobody answered, so that a rate of
    answers knows them. Safe to repeat: one closes once. From beat."""
    now = now or timezone.now()
    _open_unanswered(now)
    rows = list(Survey.objects.filter(closed_at=None).order_by("pk").values_list("pk", "cohort_course_id", "module"))
    places = places_of({placed for _pk, placed, _module in rows})
    due = [pk for pk, placed, module in rows if places[placed].over_at(module) <= now]
    return sum(close_survey(survey_id=pk, now=now) for pk in due)


@transaction.atomic
def close_survey(*, survey_id: int, now: datetime) -> bool:
    """Count one survey and delete its answers, seals and turns; False when it was closed before."""
    survey = Survey.objects.select_for_update().get(pk=survey_id)
    if survey.closed_at is not None:
        return False
    answers: list[dict[str, Any]] = list(SealedAnswer.objects.filter(survey=survey).values_list("answers", flat=True))
    survey.closed_at = now
    survey.asked = people_placed(survey.cohort_course_id)
    if len(answers) >= FEWEST:
        comments = sorted((one[OPEN] for one in answers if one.get(OPEN)), key=str.casefold)
        survey.answers = len(answers)
        survey.counts = count(answers, SCALED)
        survey.comments = comments if may_tell_comments(comments) else []
    survey.save(update_fields=["closed_at", "asked", "answers", "counts", "comments"])
    SealedAnswer.objects.filter(survey=survey).delete()
    SurveyTurn.objects.filter(survey=survey).delete()
    return True


def _open_unanswered(now: datetime) -> None:
    """A row for the course survey of each group whose time is over and of whom nobody answered."""
    latest = now.date() - OPEN_FOR - timedelta(days=2)  # the day is over in every time zone
    placed = ended_without_survey(latest - LOOK_BACK, latest)[:AT_ONCE]
    if not placed:
        return
    words = wordings_of({course for _placed, course in placed})
    Survey.objects.bulk_create(
        [Survey(cohort_course_id=pk, texts=words[course].texts, opened_at=now) for pk, course in placed], ignore_conflicts=True
    )


@transaction.atomic
def forget_answers(*, person_id: int) -> None:
    """Erasure: what somebody answered in surveys that are open goes, and that they did. Of closed ones nothing of theirs is
    left. Safe to repeat."""
    mine = SurveyTurn.objects.filter(enrolment__person_id=person_id)
    for survey_id in set(mine.values_list("survey_id", flat=True)):
        SealedAnswer.objects.filter(survey_id=survey_id, seal__in=seals(WHAT, survey_id, person_id)).delete()
    mine.delete()
