"""Cut scores that were decided: for tests of what certifies, without a panel."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assessments.kinds import material
from assessments.kinds.cut_rules import pool_of
from assessments.models import CaseStudy, CutRecord, CutStudy, Quiz
from assessments.models.cut_rows import versions_by_key
from courses.models import Course
from lms.institutions.models import Person

FOUR = ("CL", "CO", "MX", "PE")


def decide_cuts(course: Course, people: Mapping[str, Person], **more: Any) -> list[CutRecord]:
    """A decision in force for everything that certifies in a course, before it is published."""
    quizzes = Quiz.objects.filter(course=course, certifying=True)
    cases = CaseStudy.objects.filter(course=course, certifying=True)
    return [decided(unit, people, **more) for unit in (*quizzes, *cases)]


def pool_items(quiz: Quiz, mean: str = "0.6000", countries: Sequence[str] = FOUR) -> list[dict[str, Any]]:
    """Every question that a quiz's draft may ask, with one mean."""
    found = material.build(quiz, countries, drafts=True, on=None)
    asked: dict[str, str] = {}
    for country in countries:
        asked |= pool_of(found, country)
    histories = versions_by_key(list(asked))
    maxima = {slot["key"]: slot["maximum"] for slot in found.slots}
    numbers = {(key, digest): number for key, rows in histories.items() for number, digest, _edit in rows}
    return [
        {"key": key, "version": digest, "number": numbers[key, digest], "maximum": maxima[key], "mean": mean}
        for key, digest in asked.items()
    ]


def decided(
    unit: Quiz | CaseStudy, people: Mapping[str, Person], *, mean: str = "0.6000", percent: int = 60, country: str = "",
    items: list[dict[str, Any]] | None = None, se: str | None = "0.1000", since: date | None = None, until: date | None = None,
) -> CutRecord:  # fmt: skip
    """A decision of two people about a quiz (every item has `mean`) or a case (`percent`), in force since yesterday."""
    is_quiz = isinstance(unit, Quiz)
    if items is None:
        items = pool_items(unit, mean) if isinstance(unit, Quiz) else []
    of = sum((Decimal(one["maximum"]) for one in items), Decimal(0)) if is_quiz else Decimal(100)
    cut = sum((Decimal(one["mean"]) * Decimal(one["maximum"]) for one in items), Decimal(0)) if is_quiz else Decimal(percent)
    method = "angoff" if is_quiz else "borderline"
    today = timezone.localdate()
    study = CutStudy.objects.create(unit=unit, country=country, method=method, state="decided", by=people["author"])
    return CutRecord.objects.create(
        study=study, unit=unit, country=country, method=method, items=items, cut=cut, of=of,
        percent=(100 * cut / of).quantize(Decimal("0.01")) if of else 0, judged=cut, se=se, reason="Como el panel.",
        decided_by=people["reviewer"], decided_at=timezone.now(), approved_by=people["focal"],
        effective_from=since or today - timedelta(days=1), valid_until=until or today + timedelta(days=1000), digest="d" * 64,
    )  # fmt: skip
