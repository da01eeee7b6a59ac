"""The result of an attempt as its learner may see it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import now as right_now
from django.utils.translation import gettext as _

from assessments import reviewing, scoring
from assessments.behaviours import behaviour
from assessments.models import Attempt, Step, StepState
from assessments.question_kinds import question_kind
from assessments.question_kinds.spoken import given_in
from assessments.review_words import later_sentence
from assessments.selectors.history import step_words
from assessments.statistics.calibration import PAYS, calibration
from assessments.windows import Window
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class OwnStep:
    """One step of one's own attempt. `earned` is a percentage of the question; None where nothing may be told."""

    number: int
    slot: int
    at: datetime
    who: str
    says: str
    given: str
    certainty: int | None
    earned: Decimal | None


@dataclass(frozen=True, slots=True)
class Sureness:
    """How often answers of one certainty were right, beside how often they should be for it to pay."""

    certainty: int
    n: int
    right: int
    percent: int | None
    pays: str


def own_history(attempt: Attempt, see: reviewing.Shown, *, person_id: int) -> list[OwnStep]:
    """Every step of an attempt in the order of time, numbered. One query."""
    if attempt.sheet.get("certifying"):
        return []  # its questions are for others too
    slots = {slot["slot"]: slot for slot in attempt.sheet["slots"]}
    country = attempt.sheet["country"]
    return [
        OwnStep(
            number, step.slot, step.at,
            who=_("You") if step.by_id == person_id else _("Somebody who scores") if step.by_id else _("The server"),
            says=step_words(step.state, empty=not step.response),
            given=_given(slots[step.slot], step, country),
            certainty=step.certainty,
            earned=scoring.as_percent(step.fraction) if see.score and step.fraction is not None else None,
        )
        for number, step in enumerate(Step.objects.filter(attempt=attempt).order_by("at", "pk"), start=1)
    ]  # fmt: skip


def _given(slot: Mapping[str, Any], step: Step, country: str) -> str:
    """One's own words of an answer, on one line."""
    if step.state not in (StepState.SAVED, StepState.CHECKED) or not step.response:
        return ""
    return "; ".join(plain(given_in(question_kind(slot["kind"]).shown(slot, step.response, country=country))))


def plain(lines: Sequence[Any]) -> list[str]:
    """Texts, or {es, en}, in the reader's language."""
    return [one if isinstance(one, str) else in_language(one) for one in lines]


def own_words(question: Mapping[str, Any]) -> dict[str, Any]:
    """What a page shows of an answer in place of its kind's result, in the reader's language; {} where that is shown."""
    return {} if question["result"] else {name: plain(question[name]) for name in ("given", "said")}


def sureness(questions: Sequence[Mapping[str, Any]]) -> list[Sureness]:
    """The small table under the behaviour `confidence`: [] when nobody said how sure they were. Pure."""
    said = [(one["certainty"], bool(one["right"])) for one in questions if one["certainty"] and one["answered"]]
    if not said:
        return []
    return [
        Sureness(row.certainty, row.n, row.right, None if row.share is None else round(100 * row.share), _pays(row.certainty))
        for row in calibration(said)
    ]


def _pays(certainty: int) -> str:
    low, high = (round(100 * share) for share in PAYS[certainty])
    if not low:
        return _("up to {high} %").format(high=high)
    return _("over {low} %").format(low=low) if high == 100 else _("{low} to {high} %").format(low=low, high=high)


def result_facts(attempt: Attempt, questions: list[dict[str, Any]], see: reviewing.Shown, window: Window) -> dict[str, Any]:
    """What a result says besides its questions. Pure but for the clock."""
    assert attempt.submitted_at is not None
    for question in questions:
        question.update(own_words(question))
    known = see.score or see.right
    rule = behaviour(attempt.sheet.get("behaviour", ""))
    return {
        "see": see,
        "known": known,
        "wrong": [one for one in questions if known and not one["right"]],
        "right": [one for one in questions if known and one["right"]],
        "answers": [] if known else questions,
        "total": len(questions),
        "penalised": rule.name == "retry",
        "sureness": sureness(questions) if rule.asks_certainty and known else [],
        "later": later_sentence(
            attempt.sheet.get("review", {}), submitted_at=attempt.submitted_at, closes_at=window.closes_at, now=right_now()
        ),
    }
