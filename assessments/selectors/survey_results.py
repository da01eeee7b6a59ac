"""What those who teach a group read of its surveys: only of surveys that have closed, only from five answers on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q

from assessments.models import Survey
from assessments.selectors.surveys import Place, places_of
from assessments.surveys.questions import SCALED, TITLE
from assessments.surveys.telling import FEWEST, Told, told
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question: how often 1 … 5 was given (None: all said the same), how many of `n` gave 4 or 5."""

    text: str
    n: int
    good: int
    counts: tuple[int, ...] | None
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class SurveyResult:
    """One survey of a group. `lines` is empty while it is open and under five answers; `module` '' is the whole course."""

    id: int
    course: str
    module: str
    last_day: date
    closed_at: datetime | None
    asked: int
    answers: int
    lines: tuple[QuestionLine, ...]
    comments: tuple[str, ...]

    @property
    def few(self) -> bool:
        """Closed, with fewer than five answers."""
        return self.closed_at is not None and not self.answers


def survey_results(cohort_id: int) -> list[SurveyResult]:
    """All surveys of a group, those of whole courses first, the latest first. Two queries."""
    rows = list(
        Survey.objects.filter(cohort_course__cohort_id=cohort_id)
        .select_related("cohort_course__course").order_by("cohort_course__course_id", "module", "-pk")
    )  # fmt: skip
    places = places_of({row.cohort_course_id for row in rows})
    return [_result(row, places[row.cohort_course_id]) for row in rows]


def _result(row: Survey, place: Place) -> SurveyResult:
    shown = [_line(row.texts, told(name, row.counts[name])) for name in SCALED if row.counts]
    return SurveyResult(
        id=row.pk,
        course=in_language(row.cohort_course.course.titles),
        module=in_language(row.texts.get(TITLE)) or row.module,
        last_day=place.last_day(row.module),
        closed_at=row.closed_at,
        asked=row.asked,
        answers=row.answers,
        lines=tuple(one for one in shown if one is not None),
        comments=tuple(row.comments) if row.answers >= FEWEST else (),
    )


def _line(texts: Mapping[str, Mapping[str, str]], one: Told | None) -> QuestionLine | None:
    if one is None:
        return None
    return QuestionLine(in_language(texts[one.question]), one.n, one.good, one.counts, one.mean)


def survey_counts(cohort_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """{group: (surveys that can be read, surveys that are open)}. One query."""
    rows = Survey.objects.filter(cohort_course__cohort_id__in=cohort_ids).values_list("cohort_course__cohort_id")
    counted = rows.annotate(
        told=Count("pk", filter=Q(answers__gte=FEWEST)), running=Count("pk", filter=Q(closed_at=None))
    ).order_by()  # fmt: skip
    return {cohort: (n, running) for cohort, n, running in counted}
