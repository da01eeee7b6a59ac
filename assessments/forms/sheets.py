"""A quiz page as it is sent without JavaScript, and one answer as it is sent with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from assessments.errors import AnswerNotUnderstood
from assessments.question_kinds import question_kind


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with the number of its own that makes a repeated save one row."""

    slot: int
    client_id: str
    raw: Mapping[str, Any]


def read_sheet(post: QueryDict, sheet: Mapping[str, Any]) -> tuple[dict[int, dict[str, Any]], dict[int, int]]:
    """(answers, steps shown) by slot: only of slots that stood on the page that was sent."""
    answers: dict[int, dict[str, Any]] = {}
    shown: dict[int, int] = {}
    for slot in sheet["slots"]:
        number = slot["slot"]
        if f"was-{number}" not in post:
            continue
        was = str(post[f"was-{number}"])
        shown[number] = int(was) if was.isascii() and was.isdigit() and len(was) < 9 else 0
        sent = post.getlist(f"q-{number}")
        raw = question_kind(slot["kind"]).raw
        if raw == "text":
            answers[number] = {"text": sent[0] if sent else ""}
        elif raw == "parts":
            answers[number] = {"parts": _parts(post, f"q-{number}-")}
        elif sent or slot["kind"] == "multiple":  # a radio that nobody chose says nothing
            answers[number] = {"chosen": sent}
    return answers, shown


def _parts(post: QueryDict, start: str) -> dict[str, str]:
    return {name.removeprefix(start): str(post[name]) for name in post if name.startswith(start)}


def read_answer(request: HttpRequest) -> Answer:
    """One answer from JSON {slot, client_id, response} or from a form. Raises AnswerNotUnderstood."""
    unreadable = AnswerNotUnderstood(why=_("This answer could not be read. Reload the page and answer again."))
    if request.content_type != "application/json":
        post = request.POST
        raw = {"chosen": post.getlist("chosen"), "text": post.get("text", ""), "parts": _parts(post, "part-")}
        slot = post.get("slot", "")
        if not (slot.isascii() and slot.isdigit() and len(slot) < 5):
            raise unreadable
        return Answer(int(slot), post.get("client_id", ""), raw)
    return _answer_of(request.body, unreadable)


def _answer_of(text: bytes, unreadable: AnswerNotUnderstood) -> Answer:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise unreadable from None
    if not isinstance(body, dict) or not isinstance(body.get("response"), dict):
        raise unreadable
    slot, client_id = body.get("slot"), body.get("client_id")
    if not isinstance(slot, int) or isinstance(slot, bool) or not isinstance(client_id, str):
        raise unreadable
    return Answer(slot, client_id, body["response"])
