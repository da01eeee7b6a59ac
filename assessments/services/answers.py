"""Keeping answers of an open attempt, one by one. Whoever repeats a call gets the same row, never a second one."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
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
from assessments.errors.exposure import AnswerWaited
from assessments.models import Attempt, AttemptState, Step, StepState
from assessments.selectors.attempts import ANSWERS, tries_of

ON_ITS_WAY: Final = timedelta(seconds=60)  # an answer of an exam that took longer waited on a device
NONE_SAID: Final[Mapping[int, int]] = {}


@dataclass(frozen=True, slots=True)
class Saved:
    """A kept answer: when, and how it was read ('' = nothing to say). `newer`: it was not kept, a later one stands."""

    slot: int
    number: int
    at: datetime
    echo: str = ""
    newer: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """Where an answer comes from that waited on its way: the step its page showed, when it was given, and the client ids of
    earlier answers to the slot that it takes the place of."""

    based_on: int
    at: datetime
    replaces: frozenset[str] = frozenset()


@transaction.atomic
def save_answer(
    *, attempt_id: int, slot: int, client_id: str, raw: Mapping[str, Any], by: int, certainty: int | None = None,
    given: Given | None = None,
) -> Saved:  # fmt: skip
    """Keep one answer. The last one counts; a repeated `client_id` changes nothing and gets the same reply.

    With `given`, an answer that was given before a newer one was kept, and did not know of it, takes nothing back: what comes
    back is the newer one. One that says the same again, later, is a step all the same: what was given in between may come after
    it. In an exam one that waited on a device is refused: AnswerWaited. Raises AttemptClosed, AttemptLate,
    UnknownSlot, AnswerNotUnderstood, AnswerStands, ClientIdMissing.
    """
    attempt, steps, known = _known(attempt_id, slot, client_id)
    return known or _keep(attempt, steps, slot=slot, client_id=client_id, raw=raw, by=by, certainty=certainty, given=given)


@transaction.atomic
def check_answer(*, attempt_id: int, slot: int, client_id: str, raw: Mapping[str, Any], by: int) -> Saved:
    """Keep one answer and say what it is worth (behaviours that check). A repeated `client_id` is checked once.

    Raises CheckNotOffered, AnswerStands, and what `save_answer` does; an empty answer is AnswerNotUnderstood.
    """
    attempt, steps, known = _known(attempt_id, slot, client_id)
    if known:
        return known
    if not behaviour(attempt.sheet.get("behaviour", "")).checks:
        raise CheckNotOffered
    return _keep(attempt, steps, slot=slot, client_id=client_id, raw=raw, by=by, check=True)


def _known(attempt_id: int, slot: int, client_id: str) -> tuple[Attempt, list[Step], Saved | None]:
    """The attempt, locked; the steps of the slot; and what an earlier request with the same id kept."""
    if not client_id or len(client_id) > 64:
        raise ClientIdMissing
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    found = list(Step.objects.filter(Q(slot=slot) | Q(client_id=client_id), attempt=attempt).order_by("number"))
    known = next((step for step in found if step.client_id == client_id), None)
    return attempt, [step for step in found if step.slot == slot], Saved(known.slot, known.number, known.at) if known else None


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
    history: defaultdict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(attempt=attempt, slot__in=answers).order_by("number"):
        history[step.slot].append(step)
    seen = {
        (step.slot, step.number): (step.response, step.certainty)
        for steps in history.values() for step in steps if step.state in ANSWERS
    }  # fmt: skip
    kept: list[Saved] = []
    written: list[Step] = []
    refused: dict[int, str] = {}
    for slot, raw in answers.items():
        place = sheets.slot_of(attempt.sheet, slot)
        if place is None:
            raise UnknownSlot(slot=slot)
        sure = certainties.get(slot)
        try:
            reading = scoring.read_response(place, raw, country=attempt.sheet["country"])
            if (reading.response, sure) != seen.get((slot, shown.get(slot, 0)), ({}, None)):
                client_id = f"form:{uuid.uuid4()}"
                kept.append(
                    _keep(
                        attempt, history[slot], slot=slot, client_id=client_id, raw=raw, by=by, certainty=sure, written=written
                    )
                )
        except (AnswerNotUnderstood, AnswerStands) as unkept:
            refused[slot] = unkept.sentence()
    Step.objects.bulk_create(written)
    return kept, refused


def _keep(
    attempt: Attempt, steps: Sequence[Step], *, slot: int, client_id: str, raw: Mapping[str, Any], by: int,
    certainty: int | None = None, check: bool = False, given: Given | None = None,
    written: list[Step] | None = None,
) -> Saved:  # fmt: skip
    now = timezone.now()
    if attempt.state != AttemptState.OPEN:
        raise AttemptClosed(when=say_when(attempt.submitted_at))
    if is_over(attempt.due_at, now):
        raise AttemptLate(when=say_when(attempt.due_at))
    if given and attempt.sheet.get("certifying") and now - given.at > ON_ITS_WAY:
        raise AnswerWaited
    place = sheets.slot_of(attempt.sheet, slot)
    if place is None:
        raise UnknownSlot(slot=slot)
    last = steps[-1] if steps else None
    rule = behaviour(attempt.sheet.get("behaviour", ""))
    reading = scoring.read_response(place, raw, country=attempt.sheet["country"])
    tries = tries_of(steps).get(slot, [])
    sure = certainty if rule.asks_certainty and certainty in CERTAINTIES and reading.response else None
    unchanged = (last.response if last else {}, last.certainty if last else None) == (reading.response, sure)
    if unchanged and last and last.state == StepState.CHECKED and not check:
        return Saved(slot, last.number, now, reading.echo)  # a save that was overtaken by the check of the same answer
    if given and last and last.number > given.based_on and last.at > given.at and last.client_id not in given.replaces:
        return Saved(slot, last.number, last.at, newer=True)
    # The same once more is written where it takes the place of what stands: one that was given between them may still come.
    again = given is not None and last is not None and last.client_id in given.replaces
    older = given is None or (last is not None and last.at >= given.at and not again)
    if unchanged and older and not (check and not (last and last.state == StepState.CHECKED)):
        return Saved(slot, last.number if last else 0, now, reading.echo)
    if rule.checks and any(one.checked for one in tries) and not rule.tries_left(place, attempt.sheet, tries):
        raise AnswerStands(slot=slot)
    worth = _checked(place, rule, attempt, tries, reading.response) if check else None
    step = Step(
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
    if written is None:
        step.save()
    else:
        written.append(step)
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
