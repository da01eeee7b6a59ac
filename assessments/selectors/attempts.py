"""Attempts as pages show them. The key leaves this module only for an attempt that was submitted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from assessments import passing, reviewing, scoring, sheets
from assessments.behaviours import Behaviour, Try, behaviour
from assessments.clock import GRACE, is_over
from assessments.models import Attempt, AttemptState, Question, SlotResult, Step, StepState
from assessments.question_kinds import question_kind
from assessments.question_kinds.spoken import given_in, said_to, without_feedback
from assessments.regrading import mended

ANSWERS: Final = (StepState.SAVED, StepState.CHECKED)


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
    """The step that counts of each answered slot: the last answer, not the scores that were given. One query."""
    return {step.slot: step for step in Step.objects.filter(attempt_id=attempt_id, state__in=ANSWERS).order_by("number")}


def tries_of(steps: Iterable[Step]) -> dict[int, list[Try]]:
    """{slot: its answers, first to last} of an attempt's steps, which come in order."""
    found: dict[int, list[Try]] = {}
    for step in steps:
        if step.state in ANSWERS:
            one = Try(step.response, step.state == StepState.CHECKED, step.certainty)
            found.setdefault(step.slot, []).append(one)
    return found


def seen_before(enrolment_id: int, unit_id: int) -> Counter[str]:
    """How often each question was on an earlier sheet of one learner. One query."""
    rows = Attempt.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id).exclude(state=AttemptState.ANNULLED)
    return Counter(slot["key"] for sheet in rows.values_list("sheet", flat=True) for slot in sheet["slots"])


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
    return AttemptLine(
        attempt.pk, attempt.number, attempt.state, attempt.started_at, attempt.submitted_at, attempt.due_at, percent,
        attempt.fraction is not None and passing.passed(attempt.sheet, attempt.fraction),
    )  # fmt: skip


def open_questions(attempt: Attempt, typed: Mapping[int, Mapping[str, Any]] | None = None) -> list[dict[str, Any]]:
    """The sheet of an open attempt with what has been answered so far, or `typed` just now. One query.

    No key and no feedback, but of an answer that was checked what the quiz shows during an attempt: `verdict` is '' (not
    checked), "right", "partly" or "wrong"; `said` are the words of its author to the answer; `stands` means that it can't be
    changed any more, and `answer` is then the question as its result shows it. `tries_left` counts checks, `part` is the
    section that begins with this question, or None.
    """
    steps = list(Step.objects.filter(attempt=attempt, state__in=ANSWERS).order_by("number"))
    tries, last = tries_of(steps), {step.slot: step for step in steps}
    raws = {
        slot["slot"]: question_kind(slot["kind"]).raw_of(last[slot["slot"]].response)
        for slot in attempt.sheet["slots"]
        if slot["slot"] in last
    }
    questions = sheets.open_view(attempt.sheet, {**raws, **(typed or {})})
    rule = behaviour(attempt.sheet.get("behaviour", ""))
    before = None
    for question, slot in zip(questions, attempt.sheet["slots"], strict=True):
        step = last.get(question["slot"])
        question["step"] = step.number if step else 0
        question["answered"] = bool(step and step.response)
        question["certainty"] = step.certainty if step else None
        question["part"] = _part(attempt.sheet, slot, before)
        before = slot.get("part", 0)
        question.update(_checked_view(attempt, slot, rule, tries.get(slot["slot"], []), step))
    return questions


def _part(sheet: Mapping[str, Any], slot: Mapping[str, Any], before: int | None) -> Mapping[str, Any] | None:
    """The section that begins with a slot."""
    sections, number = sheet.get("sections") or [], slot.get("part", 0)
    return sections[number] if sections and number != before else None


def _checked_view(
    attempt: Attempt, slot: Mapping[str, Any], rule: Behaviour, tries: list[Try], last: Step | None
) -> dict[str, Any]:
    """What an open page may show of an answer that was checked."""
    left = rule.tries_left(slot, attempt.sheet, tries) if rule.checks else 0
    checked = any(one.checked for one in tries)
    found: dict[str, Any] = {"may_check": left > 0, "tries_left": left, "stands": checked and not left, "verdict": ""}
    if not checked or last is None or last.state != StepState.CHECKED:
        return found
    see = reviewing.shown(attempt.sheet.get("review", {}), "during")
    shown = question_kind(slot["kind"]).shown(slot, last.response, country=attempt.sheet["country"])
    if see.score:
        found["verdict"] = "right" if last.fraction == 1 else "partly" if last.fraction and last.fraction > 0 else "wrong"
    if see.feedback:
        found["said"] = said_to(shown)
    if found["stands"]:
        found["answer"] = _result_view(slot, last.response, shown, see, fraction=last.fraction)
    return found


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


def what_shows(attempt: Attempt, closes_at: datetime | None) -> reviewing.Shown:
    """What its learner may see of an attempt now. `closes_at` is the end of the window that holds for them. Pure."""
    if attempt.state != AttemptState.SUBMITTED:
        return reviewing.NOTHING
    moment = reviewing.moment_at(submitted_at=attempt.submitted_at, closes_at=closes_at, now=timezone.now())
    return reviewing.shown(attempt.sheet.get("review", {}), moment)


def result_questions(attempt: Attempt, see: reviewing.Shown) -> list[dict[str, Any]]:
    """A submitted attempt question by question, with what `see` allows of key, scores and feedback. Two queries, one more when
    it was scored again. Of an exam none: others will be asked them. Raises ValueError for an open one: its key stays on the
    server."""
    if attempt.state != AttemptState.SUBMITTED:
        raise ValueError("the key of an open attempt stays on the server")
    if attempt.sheet.get("certifying"):
        return []
    results = {row.slot: row for row in SlotResult.objects.filter(attempt=attempt).select_related("regrade")}
    history = list(Step.objects.filter(attempt=attempt).order_by("number"))
    steps = {step.slot: step for step in history if step.state in ANSWERS}
    again = {step.slot: step.at for step in history if step.state == StepState.REGRADED}
    by_hand = {step.slot: step for step in history if step.state == StepState.SCORED}
    country = attempt.sheet["country"]
    found, before = [], None
    for slot in attempt.sheet["slots"]:
        number = slot["slot"]
        result, step = results.get(number), steps.get(number)
        response = step.response if step else {}
        regrade = result.regrade if result else None
        asked = mended(slot, regrade.keys, country) if regrade else slot  # what was sat, with what is right now
        shown = question_kind(slot["kind"]).shown(asked, response, country=country)
        view = _result_view(asked, response, shown, see, fraction=result.fraction if result else None)
        view["again"] = again.get(number) if see.score and regrade else None
        view["again_why"] = regrade.reason if see.right and regrade else ""
        view["waits"] = result is None
        view["certainty"] = step.certainty if step else None
        view["earned"] = scoring.as_percent(result.earned) if see.score and result and result.earned is not None else None
        view["comment"] = by_hand[number].response.get("comment", "") if see.feedback and number in by_hand else ""
        view["part"] = _part(attempt.sheet, slot, before)
        before = slot.get("part", 0)
        found.append(view)
    return found


_OF_THE_KEY: Final = ("legal", "confirm_with", "pilot")


def _result_view(
    slot: Mapping[str, Any], response: Mapping[str, Any], shown: Mapping[str, Any], see: reviewing.Shown,
    *, fraction: Decimal | None,
) -> dict[str, Any]:  # fmt: skip
    """One answered question as far as `see` goes. Without the right answer it is one's own words (`given`), and no template of
    a kind, which would tell the key."""
    known = see.score or see.right
    view: dict[str, Any] = {
        "slot": slot["slot"],
        "kind": slot["kind"],
        "stem": slot["stem"],
        "section": slot["section"],
        "answered": bool(response),
        "verdict_known": known,
        "right": known and fraction == 1,
        "partly": known and fraction is not None and 0 < fraction < 1,
        "percent": scoring.as_percent(fraction) if see.score and fraction is not None else None,
        "feedback": slot["feedback"] if see.feedback else {},
        "given": given_in(shown),
        "said": said_to(shown) if see.feedback else [],
        "foreign": shown.get("foreign", "") if known else "",
        "result": "",
    }
    if see.right:
        full = dict(shown) if see.feedback else without_feedback(shown)
        view |= {name: slot.get(name, "") for name in _OF_THE_KEY} | full | {"result": question_kind(slot["kind"]).result}
    return view


def overdue_attempts(limit: int = 500, *, attempt_id: int | None = None) -> list[int]:
    """Ids of open attempts whose time ended (of all, or of one), oldest first: the sweep submits them."""
    past = timezone.now() - GRACE
    rows = Attempt.objects.filter(state=AttemptState.OPEN, due_at__lt=past).order_by("due_at")
    if attempt_id is not None:
        rows = rows.filter(pk=attempt_id)
    return list(rows.values_list("pk", flat=True)[:limit])
