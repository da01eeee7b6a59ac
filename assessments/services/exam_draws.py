"""A sheet of a certifying quiz: what nobody may have met, the least shown first, and a note of what was shown to whom."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assessments import pools, sheets
from assessments.errors.exposure import NoFreshSheet
from assessments.models import Attempt, Exposure, Question, Quiz
from assessments.selectors.exposure import exam_view


def draw_exam_sheet(
    config: Mapping[str, Any], *, unit_id: int, person_id: int, country: str, seed: int, question_ids: Mapping[str, int],
    now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """A sheet that fills every cell with questions in use that this person has not met. Raises NoFreshSheet.

    The caller holds the enrolment; starts of one quiz come one by one, so that its cap holds whoever starts at the same time.
    """
    Quiz.objects.non_polymorphic().select_for_update(no_key=True, of=("self",)).get(pk=unit_id)
    view = exam_view(config, unit_id=unit_id, person_id=person_id, now=now)
    sheet = sheets.draw_sheet(
        config, country=country, seed=seed, question_ids=question_ids, seen=view.shown, left_out=view.left_out,
        spared=view.spared,
    )  # fmt: skip
    if len(sheets.scored_slots(sheet)) < pools.scored(config):
        raise NoFreshSheet
    return sheet


def note_exposures(attempt: Attempt, *, now: datetime) -> None:
    """Keep which questions a certifying sheet shows, with it. The caller made the attempt in this transaction."""
    if not attempt.sheet.get("certifying"):
        return
    question_ids = [slot["question_id"] for slot in attempt.sheet["slots"]]
    entries = _entries(question_ids)
    Exposure.objects.bulk_create(
        Exposure(entry_id=entries[slot["question_id"]], attempt=attempt, pilot=bool(slot.get("pilot")), at=now)
        for slot in attempt.sheet["slots"]
    )


def _entries(question_ids: list[int]) -> dict[int, int]:
    rows = Question.objects.non_polymorphic().filter(pk__in=question_ids)
    return dict(rows.values_list("pk", "version__item__lms_question_entry"))
