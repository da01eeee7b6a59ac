"""One learner in one course, as those who accompany them see it: the numbers of the matrix, and what happened when."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from courses.errors import EnrolmentNotFound
from courses.models import Enrolment, EnrolmentState, OutcomeRecord
from courses.risk import Reason, reasons
from courses.selectors.risk import SIGN_COLUMNS, group_counts, rules_in, signs_of, with_signs


@dataclass(frozen=True, slots=True)
class LearnerCard:
    """The head of a learner's page: the same numbers as their line of the matrix."""

    enrolment_id: int
    person_id: int
    institution_id: int
    cohort_id: int | None
    cohort_course_id: int | None
    course_titles: Mapping[str, str]
    state: str
    country: str
    done: int
    required: int
    percent: int | None
    score: Decimal | None
    last_seen_at: datetime | None
    next_due: datetime | None
    waits_on: str
    failed: int
    created_at: datetime
    closed_at: datetime | None
    completed_at: datetime | None
    away: bool
    median: int | None
    reasons: tuple[Reason, ...]


def learner_card(enrolment_id: int, *, at: datetime | None = None) -> LearnerCard:
    """Three queries, two without a group. Raises EnrolmentNotFound."""
    now = at or timezone.now()
    rows = with_signs(Enrolment.objects.filter(pk=enrolment_id), now)
    found: Any = rows.select_related("course", "cohort_course", "lms_summary", "lms_completion").first()
    if found is None:
        raise EnrolmentNotFound
    rules = rules_in(found.institution_id)
    group = found.cohort_course_id
    counts = group_counts(cohort_course_id=group, at=now, rules=rules) if group else []
    median = counts[0].median if counts else None
    summary, completion = getattr(found, "lms_summary", None), getattr(found, "lms_completion", None)
    cohort = found.cohort_course.cohort_id if found.cohort_course else None
    why: tuple[Reason, ...] = ()
    if found.state == EnrolmentState.ACTIVE and not found.is_away:
        signs = replace(signs_of([getattr(found, name) for name in SIGN_COLUMNS], now), median=median)
        why = reasons(rules.rule_for(found.institution_id, cohort), signs)
    return LearnerCard(
        found.pk, found.person_id, found.institution_id, cohort, group, found.course.titles, found.state, found.country,
        summary.done if summary else 0, summary.required if summary else 0, found.share, summary.score if summary else None,
        summary.last_seen_at if summary else None, summary.next_due if summary else None, summary.waits_on if summary else "",
        summary.failed if summary else 0, found.created_at, found.closed_at, completion.completed_at if completion else None,
        found.is_away, median, why,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that was recorded of a unit. `scored`: an attempt, a letter or a piece; `why`: it was revised, and why."""

    at: datetime
    titles: Mapping[str, str]
    state: str
    score: Decimal | None
    scored: bool
    why: str


def learner_history(enrolment_id: int, *, most: int = 300) -> list[Happened]:
    """What was recorded, newest first. One query."""
    rows = OutcomeRecord.objects.filter(enrolment_id=enrolment_id).order_by("-earned_at", "-number")
    columns = ("earned_at", "unit__titles", "state", "score", "evidence", "why")
    return [Happened(at, titles, state, score, bool(evidence), why) for at, titles, state, score, evidence, why in
            rows.values_list(*columns)[:most]]  # fmt: skip
