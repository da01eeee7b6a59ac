"""Attempts at quizzes by the thousand, for measuring: one for each record that courses keeps of one. Never for real people."""

from typing import Final

from django.db import transaction

from assessments.models import Attempt, AttemptState
from courses import api as courses
from lms.kernel.bulk import insert_each

_BATCH: Final = 5_000
_SHEET: Final = {"slots": [], "pass_percent": "70"}  # what `courses` took for a pass when it made the records
_COLUMNS: Final = [
    "enrolment", "unit", "unit_version", "number", "state", "sheet", "law_as_of", "started_at", "submitted_at", "fraction",
]  # fmt: skip


def seed_attempts(*, institution_id: int) -> int:
    """Write the attempts behind the scored records of quizzes of an institution; returns how many. No sheet has questions."""
    made = 0
    numbers: dict[tuple[int, int], int] = {}
    rows: list[tuple[object, ...]] = []
    for enrolment_id, unit_id, version_id, at, score in courses.scored_at_scale(institution_id=institution_id, kind="quiz"):
        number = numbers[enrolment_id, unit_id] = numbers.get((enrolment_id, unit_id), 0) + 1
        rows.append((enrolment_id, unit_id, version_id, number, AttemptState.SUBMITTED, _SHEET, at.date(), at, at, score / 100))
        if len(rows) == _BATCH:
            made += _write(rows)
            rows = []
    return made + _write(rows)


@transaction.atomic
def _write(rows: list[tuple[object, ...]]) -> int:
    insert_each(Attempt, _COLUMNS, rows)
    return len(rows)
