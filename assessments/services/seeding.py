"""Hidden seeds: one script in so many that an assessor scores is a reference script, and looks like any other in the queue.

Which script of a block of k it is, which reference script, and when it is said to have been handed in: drawn by a hash of the
assessor and the case, so that nobody chooses and it can be checked afterwards.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, Max, Min
from django.utils import timezone

from assessments import stages
from assessments.models import Allocation, Qualification, ReferenceUse, Stage
from assessments.models.agreement_rows import CaseCard, case_cards
from assessments.models.conflicts import beside_seeds, scorable_stages
from assessments.selectors.references import base_of, in_use
from assessments.services.assessor_holds import check_assessor
from lms.institutions.api import lock_person, scope

LIVE: Final = (Stage.FIRST, Stage.SECOND, Stage.THIRD)
_CONFIG: Final = "submission__unit_version__config"


def after_score(*, assessor_id: int, case_key: str) -> None:
    """What follows for the assessor when they have scored a script of a case: perhaps a seed in the queue, perhaps a hold."""
    serve_seed_if_due(assessor_id=assessor_id, case_key=case_key)
    check_assessor(person_id=assessor_id, case_key=case_key)


def _like(case_key: str) -> dict[str, Any]:
    """The letters that a seed looks like: of this case, in a course that asks for qualified assessors."""
    return {f"{_CONFIG}__case__key": case_key, f"{_CONFIG}__scoring__qualify": True}


@transaction.atomic
def serve_seed_if_due(*, assessor_id: int, case_key: str) -> int | None:
    """Put a reference script into this assessor's queue when one is due; the allocation's id, or None. Safe to repeat: one at
    most waits in a case.

    Only to who qualified, in a language and for a country of letters that they score or may score, and one that they have not
    seen yet.
    """
    card = case_cards(case_key).get(case_key)
    every = stages.Rules(**card.scoring).seed_every if card and card.scoring else 0
    if card is None or not every:
        return None
    able = Qualification.objects.filter(
        person_id=assessor_id, case_key=case_key, structure_hash=card.structure_hash, ended_at=None
    )
    if not able.exists():
        return None
    lock_person(assessor_id)
    served = Allocation.objects.filter(assessor_id=assessor_id, stage=Stage.SEED, reference__case_key=case_key)
    seen = list(served.values_list("reference__key", "done_at"))
    if any(done_at is None for _key, done_at in seen):
        return None
    scored = Allocation.objects.filter(assessor_id=assessor_id, stage__in=LIVE, done_at__isnull=False, **_like(case_key))
    who = f"{assessor_id}:{card.key}:{card.structure_hash}"
    if scored.count() + len(seen) < place_of(who, len(seen), every):
        return None
    return _serve(assessor_id, card, {base_of(key) for key, _done in seen}, who)


@transaction.atomic
def withdraw_seeds(*, assessor_id: int, case_key: str) -> int:
    """Take seeds of a case out of this assessor's queue that they have not taken: when live letters close for them, a seed that
    stayed open would tell what it is. Returns how many. Safe to repeat."""
    now = timezone.now()
    waiting = Allocation.objects.filter(
        assessor_id=assessor_id, stage=Stage.SEED, done_at=None, reference__case_key=case_key
    ).exclude(lease_until__gt=now)
    return waiting.delete()[0]


def lock_seeds(assessor_id: int) -> list[int]:
    """Hold this assessor's seeds that are not scored; their ids. Before the person, as a score does."""
    rows = Allocation.objects.select_for_update().filter(assessor_id=assessor_id, stage=Stage.SEED, done_at=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def withdraw_lonely_seeds(assessor_id: int) -> int:
    """Take seeds away, on lease or not, that no letter of their case and country stands beside in this assessor's queue: when
    the letters go all at once, a seed that stayed would tell what it is. Returns how many."""
    rows = Allocation.objects.filter(assessor_id=assessor_id, stage=Stage.SEED, done_at=None)
    lonely = list(rows.exclude(Exists(beside_seeds(scope(assessor_id)))).values_list("pk", flat=True))
    return Allocation.objects.filter(pk__in=lonely).delete()[0]


def place_of(who: str, number: int, every: int) -> int:
    """After how many scripts seed `number` (from 0) is due: one in each block of `every`, anywhere in it; the very first
    script is never one."""
    place = number * every + _draw(f"{who}:{number}") % every
    return max(place, 1) if every > 1 else place


def _draw(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:6])


def _serve(assessor_id: int, card: CaseCard, seen: set[str], who: str) -> int | None:
    from assessments.services.letters import new_ref  # letters opens stages, and scoring a stage comes here

    mine = Allocation.objects.filter(assessor_id=assessor_id, stage__in=LIVE, **_like(card.key))
    waiting = Allocation.objects.filter(scorable_stages(scope(assessor_id)), **_like(card.key))
    places = set()
    for rows in (mine, waiting):
        places |= set(rows.values_list("submission__enrolment__country", "submission__enrolment__language").distinct())
    found = [
        one for one in in_use(card, ReferenceUse.SEED) if base_of(one.key) not in seen and (one.country, one.language) in places
    ]
    if not found:
        return None
    chosen = min(found, key=lambda one: _draw(f"{who}:{base_of(one.key)}"))
    made = Allocation.objects.create(
        reference=chosen, seed_ref=new_ref(), assessor_id=assessor_id, stage=Stage.SEED,
        shown_as_of=_handed_in(waiting.aggregate(a=Min("submission__submitted_at"), z=Max("submission__submitted_at")), who),
    )  # fmt: skip
    return made.pk


def _handed_in(waiting: dict[str, datetime | None], who: str) -> datetime:
    """Between the oldest and the newest letter that waits; when none does, just now, as a letter that comes in."""
    oldest, newest = waiting["a"], waiting["z"]
    now = timezone.now()
    if oldest is None or newest is None:
        return now
    if newest - oldest < timedelta(minutes=1):
        newest = now
    return oldest + (newest - oldest) * ((_draw(f"{who}:{now.isoformat()}") % 1000) / 1000)
