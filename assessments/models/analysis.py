"""Stored item analyses, and the rows of courses that an analysis reads."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from courses.models import CohortCourse, Item, ItemVersion, Unit, UnitVersion
from lms.institutions.models import Cohort


class ItemAnalysis(models.Model):
    """What the statistics of one quiz said about one set of attempts: programme-wide, or of one cohort.

    `attempts_digest` covers the scope, each attempt's id and result and the method, so the same set is computed once, and a
    set that grew or was scored again is another row: the old figures stay. A row without a body is the lock of its quiz: a
    worker computes that set since `computed_at`. Figures without names; under the floors of `assessments.analysis.building`
    there is no figure. Personal data: none.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lms_item_analyses")
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, related_name="lms_item_analyses")
    attempts_digest = models.CharField(max_length=64)
    computed_at = models.DateTimeField(default=timezone.now, editable=False)
    body = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "attempts_digest"], name="lms_assessments_itemanalysis_set"),
        ]
        indexes = [models.Index(fields=["unit", "cohort", "-id"], name="lms_assessments_analysis_last")]


@dataclass(frozen=True, slots=True)
class QuizCard:
    """A quiz of a course, whatever its state."""

    id: int
    titles: dict[str, str]
    course_id: int
    course_titles: dict[str, str]


def quiz_card(unit_id: int) -> QuizCard | None:
    """A quiz by its unit's id; None when there is no such quiz. One query."""
    rows: Any = Unit.objects.non_polymorphic().filter(pk=unit_id, kind="quiz")
    found = rows.values_list("pk", "titles", "course_id", "course__titles").first()
    return QuizCard(*found) if found else None


def takes_course(cohort_id: int, course_id: int) -> bool:
    """Whether a cohort was ever placed on a course."""
    return CohortCourse.objects.filter(cohort_id=cohort_id, course_id=course_id).exists()


def configs_of(unit_version_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """The frozen configuration of unit versions. One query."""
    rows = UnitVersion.objects.filter(pk__in=unit_version_ids)
    return dict(rows.values_list("pk", "config"))


def question_versions(keys: Iterable[str]) -> list[tuple[str, int, str, dict[str, Any], int | None]]:
    """(question key, number, change class, body, Question row) of every version of these questions, in order. One query."""
    items = Item.objects.filter(kind="question", key__in=list(keys))
    rows = ItemVersion.objects.filter(item__in=items).order_by("item__key", "number")
    return list(rows.values_list("item__key", "number", "change_class", "body", "lms_question__pk"))


def fact_titles(keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """{fact key: its titles}, of any country's version: they say what the rule is about. One query."""
    rows = Item.objects.filter(kind="fact", key__in=list(keys)).exclude(published=None).order_by("country")
    return {key: titles or {} for key, titles in rows.values_list("key", "published__body__titles")}
