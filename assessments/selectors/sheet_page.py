"""An open sheet as its page shows it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments.behaviours import behaviour
from assessments.clock import say_time, say_when
from assessments.models import Attempt, AttemptState
from assessments.question_kinds import question_kind
from assessments.selectors.attempts import open_questions
from assessments.selectors.result_page import own_words, plain

NOTHING: Final[Mapping[int, Any]] = {}


def seconds_left(due_at: datetime | None) -> int | None:
    """Whole seconds until the time of an attempt ends, at least 0; None without a limit."""
    return None if due_at is None else max(0, int((due_at - timezone.now()).total_seconds()))


def sheet_questions(
    attempt: Attempt, *, typed: Mapping[int, Mapping[str, Any]] = NOTHING, sure: Mapping[int, int] = NOTHING,
    refused: Mapping[int, str] = NOTHING,
) -> list[dict[str, Any]]:  # fmt: skip
    """The questions with what was answered, or `typed` and refused just now; each knows its section and what was said to it."""
    section: Mapping[str, Any] = {}
    asks = behaviour(attempt.sheet.get("behaviour", "")).asks_certainty
    questions = open_questions(attempt, typed)
    for question in questions:
        section = question["part"] or section
        question["section_titles"] = section.get("titles", {})
        question["asks_certainty"] = asks and not question_kind(question["kind"]).by_hand
        question["error"] = refused.get(question["slot"], "")
        if question["slot"] in refused:
            question["certainty"] = sure.get(question["slot"])
        question["said"] = plain(question.get("said", ()))
        if answer := question.get("answer"):
            question["answer"] = {**answer, **own_words(answer)}
    return questions


def late_sentence(attempt_id: int, *, slot: int, given_at: datetime) -> str:
    """Why an answer that waited on a device does not count: when it was given, when it came, when the time had ended."""
    state, due_at, submitted_at = Attempt.objects.filter(pk=attempt_id).values_list("state", "due_at", "submitted_at").get()
    now = timezone.now()
    ended = submitted_at if state != AttemptState.OPEN else due_at
    if ended is None:
        return ""
    when = say_time if len({localtime(one).date() for one in (now, given_at, ended)}) == 1 else say_when
    by_time = due_at is not None and ended >= due_at
    sentence = (
        _("Question {n}: answered {given}, arrived {arrived}. The time had ended {ended}: it does not count.")
        if by_time
        else _("Question {n}: answered {given}, arrived {arrived}. The attempt was handed in {ended}: it does not count.")
    )
    return sentence.format(n=slot, given=when(given_at), arrived=when(now), ended=when(ended))
