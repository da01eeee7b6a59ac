"""A quiz page as it is sent without JavaScript, and one answer as it is sent with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from assessments.errors import AnswerNotUnderstood
from assessments.question_kinds import question_kind


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with the number of its own that makes a repeated save one row.

    `age`: how long ago it was given; `was`: the step that its page showed; `replaces`: client ids of answers on their way that
    it takes the place of. `check`: its writer asks what it is worth. `show`: the page wants the question as it stands then.
    """

    slot: int
    client_id: str
    raw: Mapping[str, Any]
    certainty: int | None = None
    age: timedelta = timedelta(0)
    was: int | None = None
    replaces: frozenset[str] = frozenset()
    check: bool = False
    show: bool = False


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


def read_certainties(post: QueryDict, sheet: Mapping[str, Any]) -> dict[int, int]:
    """{slot: how sure its writer is}, where they said."""
    said = {slot["slot"]: post.get(f"sure-{slot['slot']}", "") for slot in sheet["slots"]}
    return {slot: int(text) for slot, text in said.items() if text in ("1", "2", "3")}


def read_check(post: QueryDict, answers: Mapping[int, Any]) -> int | None:
    """The question whose "check" button was pressed; None for none, or one that the page did not have."""
    text = post.get("check", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return number if number in answers else None


def read_place(sent: QueryDict, sheet: Mapping[str, Any]) -> int | None:
    """The one question that a page shows (`?q=3`); None for all on one page."""
    text = sent.get("q", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return min(number, len(sheet["slots"])) or None


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
        sure = post.get("certainty", "")
        return Answer(
            int(slot), post.get("client_id", ""), raw, certainty=int(sure) if sure in ("1", "2", "3") else None,
            check="check" in post,
        )  # fmt: skip
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
    return Answer(
        slot, client_id, body["response"], certainty=_whole(body.get("certainty")), age=_age(body.get("age")),
        was=_whole(body.get("was")), replaces=_ids(body.get("replaces")),
        check=body.get("check") is True, show=body.get("show") is True,
    )  # fmt: skip


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1_000_000 else None


def _ids(value: Any) -> frozenset[str]:
    return frozenset(one for one in value[:20] if isinstance(one, str)) if isinstance(value, list) else frozenset()


def _age(value: Any) -> timedelta:
    """Seconds since an answer was given, by the clock that counted them; at most a year, so that nonsense does no harm."""
    fine = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 31_536_000
    return timedelta(seconds=float(value)) if fine else timedelta(0)
