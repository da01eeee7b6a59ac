"""Hidden seeds: one script in so many that an assessor scores is a reference script, and looks like any other in the queue.

Which script of a block of k it is, which reference script, and when it comes in: drawn by a hash of the assessor and the case,
keyed with the secret of this installation, so that nobody chooses, it can be checked afterwards, and no assessor can reckon it.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists
from django.utils import timezone
from django.utils.crypto import salted_hmac

from assessments import stages
from assessments.models import Allocation, ReferenceScript, ReferenceUse, Score, Stage
from assessments.models.agreement_rows import CaseCard, case_cards, case_config
from assessments.models.conflicts import beside_seeds, scorable_stages
from assessments.models.qualified import current
from assessments.selectors.references import base_of, in_use
from assessments.services.assessor_holds import check_assessor
from lms.institutions.api import interest_card, lock_person, scope

LIVE: Final = (Stage.FIRST, Stage.SECOND, Stage.THIRD)
SOONEST: Final = timedelta(minutes=20)  # a seed that came with one's own score would tell what it is
LATEST: Final = timedelta(hours=8)
_CONFIG: Final = "submission__unit_version__config"


def after_score(*, assessor_id: int, case_key: str) -> None:
    """What follows for the assessor when they have scored a script of a case: perhaps a seed in the queue, perhaps a hold."""
    serve_seed_if_due(assessor_id=assessor_id, case_key=case_key)
    check_assessor(person_id=assessor_id, case_key=case_key)


def _like(case_key: str) -> dict[str, Any]:
    """The letters that a seed looks like: of this case, in a course that asks for qualified assessors."""
    return {"submission__case_key": case_key, f"{_CONFIG}__scoring__qualify": True}


@transaction.atomic
def serve_seed_if_due(*, assessor_id: int, case_key: str) -> int | None:
    """Let a reference script come into this assessor's queue within hours when one is due; the allocation's id, or None. Safe
    to repeat: one at most waits in a case.

    Only to who qualified, in a language and for a country of letters that they score or may score, one that they have not
    seen yet, and one about the case as letters are begun with it now.
    """
    card = case_cards(case_key).get(case_key)
    every = stages.Rules(**card.scoring).seed_every if card and card.scoring else 0
    if card is None or not every:
        return None
    able = current(timezone.now()).filter(person_id=assessor_id, case_key=case_key, structure_hash=card.structure_hash)
    if not able.exists():
        return None
    lock_seeds(assessor_id)
    lock_person(assessor_id)
    _make_room(assessor_id, case_key)
    served = Allocation.objects.filter(assessor_id=assessor_id, stage=Stage.SEED, reference__case_key=case_key)
    seen = list(served.values_list("reference__key", "done_at"))
    if any(done_at is None for _key, done_at in seen):
        return None
    like = {
        f"allocation__{name}": value for name, value in _like(case_key).items()
    }  # one that is talked about again counts too
    scored = Score.objects.filter(allocation__assessor_id=assessor_id, allocation__stage__in=LIVE, number=1, **like)
    who = f"{assessor_id}:{card.key}:{card.structure_hash}"
    if scored.count() + len(seen) < place_of(who, len(seen), every):
        return None
    return _serve(assessor_id, card, {base_of(key) for key, _done in seen}, who)


def _make_room(assessor_id: int, case_key: str) -> None:
    """Take back a seed that nobody took and that no letter stands beside: it is not in the queue, and would keep others out of
    it until such a letter comes. The caller holds the seeds."""
    rows = Allocation.objects.filter(assessor_id=assessor_id, stage=Stage.SEED, done_at=None, reference__case_key=case_key)
    hidden = list(rows.filter(lease_until=None).exclude(Exists(beside_seeds(scope(assessor_id)))).values_list("pk", flat=True))
    Allocation.objects.filter(pk__in=hidden).delete()


@transaction.atomic
def withdraw_seeds(*, assessor_id: int, case_key: str) -> int:
    """Take seeds of a case out of this assessor's queue, on lease or not: when live letters close for them, a seed that stayed
    open would tell what it is. Returns how many. Safe to repeat."""
    rows = Allocation.objects.filter(assessor_id=assessor_id, stage=Stage.SEED, done_at=None, reference__case_key=case_key)
    return rows.delete()[0]


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


def seeds_after_interest(*, interest_id: int) -> None:
    """Somebody is too close to a person or an institution from now on: their seeds go with the letters."""
    row = interest_card(interest_id)
    lock_seeds(row.person_id)
    withdraw_lonely_seeds(row.person_id)


def place_of(who: str, number: int, every: int) -> int:
    """After how many scripts seed `number` (from 0) is due: one in each block of `every`, anywhere in it; never before the
    third script, so that who scores one or two letters (as in the demonstration) gets none whatever the secret is."""
    place = number * every + _draw(f"{who}:{number}") % every
    return max(place, min(2, every - 1))


def _draw(text: str) -> int:
    return int.from_bytes(salted_hmac("assessments.seeding", text, algorithm="sha256").digest()[:6])


def _serve(assessor_id: int, card: CaseCard, seen: set[str], who: str) -> int | None:
    from assessments.services.letters import new_ref  # letters opens stages, and scoring a stage comes here

    mine = Allocation.objects.filter(assessor_id=assessor_id, stage__in=LIVE, **_like(card.key))
    waiting = Allocation.objects.filter(scorable_stages(scope(assessor_id)), **_like(card.key)).exclude(stage=Stage.APPEAL)
    for rows in (waiting, mine):  # where letters wait it is in the queue at once
        places = set(rows.values_list("submission__enrolment__country", "submission__enrolment__language").distinct())
        fresh = _up_to_date(card.key, {country for country, _language in places})
        found = [
            one for one in in_use(card, ReferenceUse.SEED)
            if base_of(one.key) not in seen and (one.country, one.language) in places and one.pk in fresh
        ]  # fmt: skip
        if found:
            break
    if not found:
        return None
    chosen = min(found, key=lambda one: _draw(f"{who}:{base_of(one.key)}"))
    made = Allocation.objects.create(
        reference=chosen, seed_ref=new_ref(), assessor_id=assessor_id, stage=Stage.SEED, shown_as_of=_comes_in(who, len(seen))
    )
    return made.pk


def _up_to_date(case_key: str, countries: Collection[str]) -> set[int]:
    """The reference scripts about the case as it is published now in their countries: an older text beside newer letters would
    tell. One that is behind is read again from its file, which makes another row."""
    found: set[int] = set()
    for country in countries:
        config = case_config(case_key, country)
        rows = ReferenceScript.objects.filter(case_key=case_key, country=country, use=ReferenceUse.SEED, archived_at=None)
        if config:
            found |= set(rows.filter(config__case__version=config["case"]["version"]).values_list("pk", flat=True))
    return found


def _comes_in(who: str, number: int) -> datetime:
    """Some time in the next hours, like a letter that somebody hands in then."""
    now = timezone.now()
    return now + SOONEST + (LATEST - SOONEST) * ((_draw(f"{who}:{number}:{now.isoformat()}") % 10_000) / 10_000)
