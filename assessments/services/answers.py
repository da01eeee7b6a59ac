"""Keeping answers of an open attempt, one by one. Whoever repeats a call gets the same row, never a second one."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import scoring, sheets
from assessments.behaviours import CERTAINTIES, Behaviour, Try, behaviour
from assessments.clock import is_over, say_when
from assessments.errors import (
    AnswerNotUnderstood,
    AnswerStands,
    AttemptClosed,
    AttemptLate,
    CheckNotOffered,
    ClientIdMissing,
    UnknownSlot,
)
from assessments.models import Attempt, AttemptState, Step, StepState
from assessments.selectors.attempts import ANSWERS, tries_of

NONE_SAID: Final[Mapping[int, int]] = {}


@dataclass(frozen=True, slots=True)
class Saved:
    """A kept answer: when, and how it was read ('' = nothing to say)."""

    slot: int
    number: int
    at: datetime
    echo: str = ""


@transaction.atomic
def save_answer(
    *, attempt_id: int, slot: int, client_id: str, raw: Mapping[str, Any], by: int, certainty: int | None = None
) -> Saved:
    """Keep one answer. The last one counts; a repeated `client_id` changes nothing and gets the same reply.

    Raises AttemptClosed, AttemptLate, UnknownSlot, AnswerNotUnderstood, AnswerStands, ClientIdMissing.
    """
    attempt, known = _known(attempt_id, client_id)
    return known or _keep(attempt, slot=slot, client_id=client_id, raw=raw, by=by, certainty=certainty)


@transaction.atomic
def check_answer(*, attempt_id: int, slot: int, client_id: str, raw: Mapping[str, Any], by: int) -> Saved:
    """Keep one answer and say what it is worth (behaviours that check). A repeated `client_id` is checked once.

    Raises CheckNotOffered, AnswerStands, and what `save_answer` does; an empty answer is AnswerNotUnderstood.
    """
    attempt, known = _known(attempt_id, client_id)
    if known:
        return known
    if not behaviour(attempt.sheet.get("behaviour", "")).checks:
        raise CheckNotOffered
    return _keep(attempt, slot=slot, client_id=client_id, raw=raw, by=by, check=True)


def _known(attempt_id: int, client_id: str) -> tuple[Attempt, Saved | None]:
    """The attempt, locked, and what an earlier request with the same id kept."""
    if not client_id or len(client_id) > 64:
        raise ClientIdMissing
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    known = Step.objects.filter(attempt=attempt, client_id=client_id).first()
    return attempt, Saved(known.slot, known.number, known.at) if known else None


@transaction.atomic
def save_sheet(
    *, attempt_id: int, answers: Mapping[int, Mapping[str, Any]], shown: Mapping[int, int], by: int,
    certainties: Mapping[int, int] = NONE_SAID,
) -> tuple[list[Saved], dict[int, str]]:  # fmt: skip
    """Keep what changed on a page with all questions (the way without JavaScript): what was kept, what was not understood.

    `shown` is {slot: number of the step the page was made with}: an answer that is still as the page showed it is left
    alone, so that an old tab can't take back what a newer one saved. An answer that can't be read, or that stands already, is
    told by its slot and does not hold up the others. Raises AttemptClosed, AttemptLate, UnknownSlot; nothing is kept then.
    """
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    seen = {
        (s.slot, s.number): (s.response, s.certainty)
        for s in Step.objects.filter(attempt=attempt, slot__in=answers, state__in=ANSWERS)
    }
    kept: list[Saved] = []
    refused: dict[int, str] = {}
    for slot, raw in answers.items():
        place = sheets.slot_of(attempt.sheet, slot)
        if place is None:
            raise UnknownSlot(slot=slot)
        sure = certainties.get(slot)
        try:
            reading = scoring.read_response(place, raw, country=attempt.sheet["country"])
            if (reading.response, sure) != seen.get((slot, shown.get(slot, 0)), ({}, None)):
                kept.append(_keep(attempt, slot=slot, client_id=f"form:{uuid.uuid4()}", raw=raw, by=by, certainty=sure))
        except (AnswerNotUnderstood, AnswerStands) as unkept:
            refused[slot] = unkept.sentence()
    return kept, refused


def _keep(
    attempt: Attempt, *, slot: int, client_id: str, raw: Mapping[str, Any], by: int, certainty: int | None = None,
    check: bool = False,
) -> Saved:  # fmt: skip
    now = timezone.now()
    if attempt.state != AttemptState.OPEN:
        raise AttemptClosed(when=say_when(attempt.submitted_at))
    if is_over(attempt.due_at, now):
        raise AttemptLate(when=say_when(attempt.due_at))
    place = sheets.slot_of(attempt.sheet, slot)
    if place is None:
        raise UnknownSlot(slot=slot)
    rule = behaviour(attempt.sheet.get("behaviour", ""))
    reading = scoring.read_response(place, raw, country=attempt.sheet["country"])
    steps = list(Step.objects.filter(attempt=attempt, slot=slot).order_by("number"))
    tries = tries_of(steps).get(slot, [])
    last = steps[-1] if steps else None
    sure = certainty if rule.asks_certainty and certainty in CERTAINTIES and reading.response else None
    unchanged = (last.response if last else {}, last.certainty if last else None) == (reading.response, sure)
    if unchanged and not (check and not (last and last.state == StepState.CHECKED)):
        return Saved(slot, last.number if last else 0, now, reading.echo)
    if rule.checks and any(one.checked for one in tries) and not rule.tries_left(place, attempt.sheet, tries):
        raise AnswerStands(slot=slot)
    worth = _checked(place, rule, attempt, tries, reading.response) if check else None
    step = Step.objects.create(
        attempt=attempt,
        slot=slot,
        number=last.number + 1 if last else 1,
        client_id=client_id,
        by_id=by,
        at=now,
        state=StepState.CHECKED if check else StepState.SAVED,
        response=reading.response,
        certainty=sure,
        fraction=worth,
    )
    return Saved(slot, step.number, now, reading.echo)


def _checked(
    place: Mapping[str, Any], rule: Behaviour, attempt: Attempt, tries: Sequence[Try], response: Mapping[str, Any]
) -> Decimal:
    """What the key says of an answer that is checked."""
    if not response:
        raise AnswerNotUnderstood(why=_("Answer the question first, then check it."))
    worth = scoring.score(place, response)
    if worth is None or not rule.tries_left(place, attempt.sheet, tries):
        raise CheckNotOffered
    return worth
