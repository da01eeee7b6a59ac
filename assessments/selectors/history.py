"""The history of one attempt for those who teach: its steps in order, and what each question earned once it was handed in."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments import scoring
from assessments.models import Attempt, AttemptState, Step, StepState


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step. `by` is '' where the server acted; `earned` is a percentage, None where nothing was scored or may be told."""

    at: datetime
    slot: int
    number: int
    who: str
    says: str
    icon: str
    earned: Decimal | None
    comment: str = ""


_ICONS = {"saved": "saved", "checked": "check", "finished": "done", "scored": "pencil", "regraded": "undo"}


def step_words(state: str, *, empty: bool) -> str:
    """What happened, in a few words."""
    if state == StepState.SAVED and empty:
        return _("Answer taken back")
    return {
        "saved": _("Answer saved"), "checked": _("Answer checked"), "finished": _("Handed in"),
        "scored": _("Scored by a person"), "regraded": _("Scored again with a mended key"),
    }.get(state, state)  # fmt: skip


def attempt_steps(attempt: Attempt) -> list[StepLine]:
    """Every step of an attempt in the order of time. One query. What a step earned is told after handing in only."""
    tells = attempt.state == AttemptState.SUBMITTED
    rows = Step.objects.filter(attempt=attempt).select_related("by").order_by("at", "pk")
    return [
        StepLine(
            step.at, step.slot, step.number, step.by.full_name if step.by else "",
            step_words(step.state, empty=not step.response), _ICONS.get(step.state, "open"),
            scoring.as_percent(step.fraction) if tells and step.fraction is not None else None,
            str(step.response.get("comment", "")) if tells and step.state == StepState.SCORED else "",
        )
        for step in rows
    ]  # fmt: skip


def history_facts(attempt: Attempt) -> dict[str, Any]:
    """The steps and the head of the page."""
    return {
        "steps": attempt_steps(attempt),
        "percent": None if attempt.fraction is None else scoring.as_percent(attempt.fraction),
        "by_server": bool(attempt.submitted_at and attempt.due_at and attempt.submitted_at >= attempt.due_at),
    }
