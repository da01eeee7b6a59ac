"""Moving questions through their lives: by the table of moves, with a reason, audited."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from assessments import lives
from assessments.errors.exposure import MoveNotThere, MoveReasonMissing
from assessments.kinds.banks import is_secret
from assessments.models import LifeMove, QuestionEntry
from assessments.selectors.pool_figures import drifting
from assessments.wording_bank import life_in_words
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.messages.api import send_many

RESTS: Final = "exam_items_rest"  # a mail
DRIFT: Final = "drift"  # the reason of the daily look; pages say it in words
NO_FIGURES: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did: keys that moved, and keys that could not (their life has no such step)."""

    moved: tuple[str, ...]
    refused: tuple[str, ...]


@transaction.atomic
def move_lives(
    *, item_ids: Collection[int], to: str, reason: str, by: int | None, figures: Mapping[str, Any] = NO_FIGURES
) -> Moved:
    """Move questions to a life, each that may; the others stay and are named. In effect for every sheet drawn from now on.

    Safe to repeat: what is there already is neither moved nor refused. Raises MoveReasonMissing.
    """
    said = " ".join(reason.split())[:500]
    if not said:
        raise MoveReasonMissing
    rows = QuestionEntry.objects.select_for_update().filter(item__in=item_ids, item__archived_at=None).order_by("pk")
    entries = [entry for entry in rows.select_related("item", "bank") if entry.life != to]
    going = [entry for entry in entries if may_move(entry, to)]
    steps = [(entry.item_id, entry.life, to) for entry in going]
    QuestionEntry.objects.filter(pk__in=[entry.pk for entry in going]).update(life=to)
    record_moves(steps, reason=said, by=by, figures=figures)
    moved = tuple(sorted(entry.item.key for entry in going))
    return Moved(moved, tuple(sorted(entry.item.key for entry in entries if entry not in going)))


def move_life(*, item_id: int, to: str, reason: str, by: int | None, figures: Mapping[str, Any] = NO_FIGURES) -> None:
    """The same of one question. Raises MoveNotThere, MoveReasonMissing."""
    done = move_lives(item_ids=[item_id], to=to, reason=reason, by=by, figures=figures)
    if done.refused:
        life = QuestionEntry.objects.values_list("life", flat=True).get(item=item_id)
        raise MoveNotThere(life=life_in_words(life), wanted=life_in_words(to))


def may_move(entry: QuestionEntry, to: str) -> bool:
    """Whether the table has this step. The entry came with its bank."""
    return to in lives.moves("exam" if is_secret(entry.bank) else "practice", entry.life)


def record_moves(
    steps: Iterable[tuple[int, str, str]], *, reason: str, by: int | None, figures: Mapping[str, Any] = NO_FIGURES
) -> None:
    """Keep [(item, life before, life now)] that the caller has written, in the same transaction; one event for all."""
    found = list(steps)
    ids = dict(QuestionEntry.objects.filter(item__in=[item for item, _then, _now in found]).values_list("item_id", "pk"))
    LifeMove.objects.bulk_create(
        LifeMove(entry_id=ids[item], before=then, after=now, reason=reason[:500], by_id=by, figures=dict(figures))
        for item, then, now in found
    )
    if found:
        record_event(
            act="life of questions moved", subject="questions", subject_id=len(found), actor=by,
            before={str(item): then for item, then, _now in found[:100]},
            after={str(item): now for item, _then, now in found[:100]}, reason=reason,
        )  # fmt: skip


def forget_reasons(*, person_id: int) -> None:
    """A person is erased: what they wrote about questions goes, that they moved them stays. Safe to repeat."""
    LifeMove.objects.filter(by=person_id).exclude(reason="").erase(reason="")


@transaction.atomic
def rest_drifting(*, now: datetime) -> int:
    """Put exam questions to rest whose facility rose by more than 0.15, for sure (`exposing.drift`), in the last 90 days.

    A person decides what becomes of them; until then no new sheet has them. Safe to repeat. Returns how many.
    """
    found = drifting(now)
    for item_id, drift in found:
        move_lives(item_ids=[item_id], to=lives.RESTING, reason=DRIFT, by=None, figures=drift.figures())
    if found:
        people = {*institutions.programme_people("author"), *institutions.programme_people("reviewer")}
        params = {"count": len(found)}
        about = f"drift:{now.date().isoformat()}:{min(item for item, _drift in found)}"
        send_many(kind=RESTS, speaks_of=about, params_by_person=dict.fromkeys(sorted(people), params))
    return len(found)
