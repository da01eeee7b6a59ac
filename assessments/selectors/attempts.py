"""Attempts as pages show them. The key leaves this module only for an attempt that was submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assessments import scoring, sheets
from assessments.clock import GRACE, is_over
from assessments.models import Attempt, AttemptState, Question, SlotResult, Step
from assessments.question_kinds import question_kind


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt in a list: percent is None while it is open."""

    id: int
    number: int
    state: str
    started_at: datetime
    submitted_at: datetime | None
    due_at: datetime | None
    percent: Decimal | None
    passed: bool


def last_steps(attempt_id: int) -> dict[int, Step]:
    """The step that counts of each answered slot: the last answer, not the scores that people gave. One query."""
    return {step.slot: step for step in Step.objects.filter(attempt_id=attempt_id, state="saved").order_by("number")}


def waiting_slots(attempt: Attempt) -> list[dict[str, Any]]:
    """The slots of an attempt that have no result yet. One query."""
    scored = set(SlotResult.objects.filter(attempt=attempt).values_list("slot", flat=True))
    return [slot for slot in attempt.sheet["slots"] if slot["slot"] not in scored]


def written_answers(attempt: Attempt) -> list[dict[str, Any]]:
    """What waits for a person: question, answer, its words and what to look for. For who wrote it, leave `guide` away."""
    steps = last_steps(attempt.pk)
    found = []
    for slot in waiting_slots(attempt):
        text = steps[slot["slot"]].response.get("text", "") if slot["slot"] in steps else ""
        shown = {name: slot.get(name) for name in ("slot", "stem", "guide", "min_words", "max_words", "maximum")}
        found.append(shown | {"text": text, "word_count": len(text.split())})
    return found


def frozen_questions(config: Mapping[str, Any]) -> dict[str, int]:
    """The rows of a frozen quiz's question versions, by question key: a version is known by its digest. One query."""
    wanted = {(slot["key"], slot["version"]) for slot in config["slots"]}
    rows = Question.objects.non_polymorphic().filter(
        version__item__kind="question", version__item__key__in={key for key, _version in wanted}
    )
    found = rows.order_by("version__number").values_list("version__item__key", "version__digest", "pk")
    return {key: pk for key, version, pk in found if (key, version) in wanted}


def attempts_of(enrolment_id: int, unit_id: int) -> list[AttemptLine]:
    """All attempts of one learner on one quiz, first to last."""
    rows = Attempt.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id).order_by("number")
    return [line_of(attempt) for attempt in rows.exclude(state=AttemptState.ANNULLED)]


def line_of(attempt: Attempt) -> AttemptLine:
    """One attempt as a line of a list."""
    percent = None if attempt.fraction is None else scoring.as_percent(attempt.fraction)
    needed = Decimal(str(attempt.sheet["pass_percent"]))
    return AttemptLine(
        attempt.pk, attempt.number, attempt.state, attempt.started_at, attempt.submitted_at, attempt.due_at, percent,
        percent is not None and percent >= needed,
    )  # fmt: skip


def open_questions(attempt: Attempt, typed: Mapping[int, Mapping[str, Any]] | None = None) -> list[dict[str, Any]]:
    """The sheet of an open attempt with what has been answered so far, or `typed` just now: no key, no feedback."""
    steps = last_steps(attempt.pk)
    raws = {
        slot["slot"]: question_kind(slot["kind"]).raw_of(steps[slot["slot"]].response)
        for slot in attempt.sheet["slots"]
        if slot["slot"] in steps
    }
    questions = sheets.open_view(attempt.sheet, {**raws, **(typed or {})})
    for question in questions:
        step = steps.get(question["slot"])
        question["step"] = step.number if step else 0
        question["answered"] = bool(step and step.response)
    return questions


def saved_at(attempt_id: int) -> datetime | None:
    """When the last answer was kept."""
    return Step.objects.filter(attempt_id=attempt_id).order_by("-at").values_list("at", flat=True).first()


def minutes_left(attempt: Attempt) -> int | None:
    """Whole minutes until the time ends, at least 0; None without a limit."""
    if attempt.due_at is None:
        return None
    return max(0, int((attempt.due_at - timezone.now()).total_seconds() // 60))


def time_is_over(attempt: Attempt) -> bool:
    """Whether this attempt takes no more answers because its time ended."""
    return is_over(attempt.due_at, timezone.now())


def result_questions(attempt: Attempt) -> list[dict[str, Any]]:
    """A submitted attempt question by question, with key and feedback. Raises ValueError for an open one."""
    if attempt.state != AttemptState.SUBMITTED:
        raise ValueError("the key of an open attempt stays on the server")
    results = {row.slot: row for row in SlotResult.objects.filter(attempt=attempt)}
    history = list(Step.objects.filter(attempt=attempt).order_by("number"))
    steps = {step.slot: step for step in history if step.state == "saved"}
    by_hand = {step.slot: step for step in history if step.state == "scored"}
    shown = []
    country = attempt.sheet["country"]
    for slot in attempt.sheet["slots"]:
        result = results.get(slot["slot"])
        response = steps[slot["slot"]].response if slot["slot"] in steps else {}
        kind = question_kind(slot["kind"])
        shown.append(
            {
                "slot": slot["slot"],
                "kind": slot["kind"],
                "result": kind.result,
                "stem": slot["stem"],
                "feedback": slot["feedback"],
                "section": slot["section"],
                "legal": slot.get("legal", ""),
                "confirm_with": slot.get("confirm_with", ""),
                "answered": bool(response),
                "waits": result is None,
                "right": result is not None and result.fraction == 1,
                "partly": result is not None and 0 < result.fraction < 1,
                "percent": scoring.as_percent(result.fraction) if result else None,
                "comment": by_hand[slot["slot"]].response.get("comment", "") if slot["slot"] in by_hand else "",
                **kind.shown(slot, response, country=country),
            }
        )
    return shown


def overdue_attempts(limit: int = 500, *, attempt_id: int | None = None) -> list[int]:
    """Ids of open attempts whose time ended (of all, or of one), oldest first: the sweep submits them."""
    past = timezone.now() - GRACE
    rows = Attempt.objects.filter(state=AttemptState.OPEN, due_at__lt=past).order_by("due_at")
    if attempt_id is not None:
        rows = rows.filter(pk=attempt_id)
    return list(rows.values_list("pk", flat=True)[:limit])
