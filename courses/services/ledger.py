"""The law-change ledger: a change is proposed, approved by a second person, its entries decided one by one, then closed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.errors import (
    ChangeMoved,
    ChangeNotFound,
    ChangeOpen,
    ChangeRefused,
    ChangeWaits,
    DraftsMoved,
    NothingChanges,
    ReasonMissing,
    TwoPeopleNeeded,
)
from courses.events import change_approved
from courses.ledger import countries_reached, due_on, takes_effect, touched
from courses.models import (
    Change,
    ChangeEntry,
    ChangeEntryState,
    ChangeState,
    Item,
    ItemVersion,
    LogEntry,
)
from courses.selectors.ledger import impact_of, siblings_of
from courses.selectors.ledger_plans import Plan, waiting_change
from courses.selectors.ledger_steps import open_entries, problems_of_change, step_of
from courses.services.announce import announce
from courses.services.ledger_writing import publish_change, write_draft
from lms.audit.api import record_event
from lms.kernel.errors import BadInput


@transaction.atomic
def propose_change(
    *, plan: Plan, change_class: str, in_force_from: date, by: int, sentence: Mapping[str, str] | None = None
) -> int:
    """Write a plan as a draft version and open its change; returns the change's id.

    Raises BadInput (a language is missing), ChangeWaits, NothingChanges, Stale when the fact moved since it was planned.
    """
    item_id = write_draft(plan=plan, change_class=change_class, in_force_from=in_force_from, by=by)
    return open_change(
        item_id=item_id, change_class=change_class, in_force_from=in_force_from, by=by, part=plan.step.part,
        sentence={**plan.sentence, **{code: text for code, text in (sentence or {}).items() if text}},
        retire=plan.step.after is None,
    )  # fmt: skip


@transaction.atomic
def open_change(
    *, item_id: int, change_class: str, in_force_from: date | None, by: int, sentence: Mapping[str, str], part: str = "",
    retire: bool = False,
) -> int:  # fmt: skip
    """Open a change from what is published of an item to its draft (or to nothing), with its entries; returns its id.

    For a fact, a source, a section: whatever others cite. Raises ChangeNotFound for an item that does not exist,
    ChangeWaits while another change of the item is proposed, NothingChanges when readers would get the same.
    """
    item = Item.objects.select_for_update(of=("self",)).filter(pk=item_id).select_related("draft", "published").first()
    if item is None:
        raise ChangeNotFound
    if waiting_change(item_id):
        raise ChangeWaits(key=item.key)
    now = timezone.now()
    change = Change(
        item=item, old=_standing(item, retire), new=None if retire else item.draft, change_class=change_class, part=part,
        in_force_from=in_force_from, sentence=dict(sentence), by_id=by, at=now,
    )  # fmt: skip
    countries = touched(step_of(change), siblings_of(step_of(change), now))
    if not countries:
        raise NothingChanges
    change.save()
    entries = _entries(change)
    record_event(
        act="change proposed",
        subject="change",
        subject_id=change.pk,
        actor=by,
        after={
            "item": item.pk, "old": change.old_id, "new": change.new_id, "part": part, "class": change_class,
            "in_force_from": in_force_from.isoformat() if in_force_from else None, "countries": list(countries),
            "entries": len(entries),
        },
    )  # fmt: skip
    return int(change.pk)


def _standing(item: Item, retire: bool) -> ItemVersion | None:
    """What readers had: what is published; of an item that never was, the draft before this one."""
    if item.published_id or retire:
        return item.published or item.draft
    earlier = ItemVersion.objects.filter(item=item).exclude(pk=item.draft_id).order_by("-number")
    return earlier.first()


def _entries(change: Change) -> list[ChangeEntry]:
    """Write the entries that are missing, as of the moment of the proposal. Those that are there keep what was decided."""
    due = due_on(change.in_force_from, change.change_class, timezone.localdate(change.at))
    made = [
        ChangeEntry(
            change=change, kind=line.kind, key=line.key, country=line.country, owner_id=line.owner_id, due=due,
            blocks=list(line.blocks), shown_only=line.shown_only,
        )
        for line in impact_of(step_of(change), asks=False, at=change.at, people=False).content
    ]  # fmt: skip
    have = set(ChangeEntry.objects.filter(change=change).values_list("kind", "key", "country"))
    missing = [entry for entry in made if (entry.kind, entry.key, entry.country) not in have]
    return list(ChangeEntry.objects.bulk_create(missing, 500))


@transaction.atomic
def rebuild_entries(*, change_id: int, by: int | None = None) -> int:
    """Compute a change's entries again from the log and the citations of its moment; returns how many were missing.

    Safe to repeat: what is there stays, with what was decided.
    """
    change = _locked(change_id)
    made = _entries(change)
    if made:
        record_event(
            act="change entries rebuilt", subject="change", subject_id=change_id, actor=by, after={"made": len(made)}
        )  # fmt: skip
    return len(made)


@transaction.atomic
def approve_change(*, change_id: int, by: int, despite: str = "") -> int:
    """A second person says yes: the new text is published from its day on, and those above are told; returns the log entry.

    In effect from 00:00 of the in-force day in the country's zone; for several countries (an Andean rule, a treaty) from
    the earliest of their midnights; at once when the day is past. Undecided entries do not hold it up. Raises
    ChangeRefused while `problems_of_change` has something and `despite` gives no reason; TwoPeopleNeeded, ChangeMoved,
    DraftsMoved.
    """
    change = _locked(change_id, ChangeState.PROPOSED)
    if change.by_id == by:
        raise TwoPeopleNeeded
    if change.new_id and change.item.draft_id != change.new_id:
        raise DraftsMoved
    problems = problems_of_change(change)
    if problems and not despite.strip():
        raise ChangeRefused(count=len(problems), problems=tuple(problems))
    now = timezone.now()
    step = step_of(change)
    countries = touched(step, siblings_of(step)) or countries_reached(change.item.country)
    moment = takes_effect(change.in_force_from, countries, now)
    entry_id = publish_change(change=change, by=by, moment=moment)
    LogEntry.objects.filter(pk=entry_id).update(change=change)
    change.state, change.approved_by_id, change.approved_at = ChangeState.APPROVED, by, now
    change.save(update_fields=["state", "approved_by", "approved_at"])
    record_event(
        act="change approved",
        subject="change",
        subject_id=change.pk,
        actor=by,
        before={"state": ChangeState.PROPOSED},
        after={"state": ChangeState.APPROVED, "entry": entry_id, "effective_at": moment.isoformat(), "problems": len(problems)},
        reason=despite.strip(),
    )
    announce(change_approved, change_id=change.pk)
    return entry_id


@transaction.atomic
def decide_entries(*, entry_ids: Iterable[int], by: int, state: str, because: str = "") -> int:
    """Set entries of one change to mended, not affected because …, or back to do; returns how many moved. Safe to repeat.

    Raises ReasonMissing for "not affected" without one, ChangeMoved when the change is closed or withdrawn, ChangeNotFound.
    """
    if state not in ChangeEntryState.values:
        raise BadInput(what=state)
    if state == ChangeEntryState.NOT_AFFECTED and not because.strip():
        raise ReasonMissing
    entries = list(ChangeEntry.objects.select_for_update().filter(pk__in=list(entry_ids)).order_by("pk"))
    if len({entry.change_id for entry in entries}) != 1:
        raise ChangeNotFound
    change = _locked(entries[0].change_id, ChangeState.PROPOSED, ChangeState.APPROVED)
    moved = [entry for entry in entries if (entry.state, entry.because) != (state, because.strip())]
    before = {str(entry.pk): entry.state for entry in moved}
    decided = state != ChangeEntryState.TO_DO
    for entry in moved:
        entry.state, entry.because = state, because.strip()
        entry.decided_by_id, entry.decided_at = (by, timezone.now()) if decided else (None, None)
    ChangeEntry.objects.bulk_update(moved, ["state", "because", "decided_by", "decided_at"], 500)
    if moved:
        record_event(
            act="change entries decided", subject="change", subject_id=change.pk, actor=by, before=before,
            after={"state": state, "entries": [entry.pk for entry in moved]}, reason=because.strip(),
        )  # fmt: skip
    return len(moved)


def decide_entry(*, entry_id: int, by: int, state: str, because: str = "") -> int:
    """`decide_entries` for one."""
    return decide_entries(entry_ids=[entry_id], by=by, state=state, because=because)


@transaction.atomic
def close_change(*, change_id: int, by: int) -> None:
    """All its content is mended or not affected: the change is done. People who were asked do not hold it up.

    Raises ChangeOpen with the count of undecided entries, ChangeMoved when it is not approved.
    """
    change = _locked(change_id, ChangeState.APPROVED)
    if left := open_entries(change_id):
        raise ChangeOpen(count=left)
    _end(change, ChangeState.CLOSED, by)


@transaction.atomic
def withdraw_change(*, change_id: int, by: int, because: str) -> None:
    """A proposal is taken back, with a reason; its draft gives way to what is published. Raises ReasonMissing, ChangeMoved."""
    if not because.strip():
        raise ReasonMissing
    change = _locked(change_id, ChangeState.PROPOSED)
    item = change.item
    if change.new_id and item.draft_id == change.new_id:
        item.draft_id = change.old_id
        if change.old_id is None:
            item.archived_at = timezone.now()
        item.save(update_fields=["draft", "archived_at"])
    _end(change, ChangeState.WITHDRAWN, by, because.strip())


def _end(change: Change, state: ChangeState, by: int, because: str = "") -> None:
    before = change.state
    change.state, change.because, change.closed_by_id, change.closed_at = state, because, by, timezone.now()
    change.save(update_fields=["state", "because", "closed_by", "closed_at"])
    record_event(
        act=f"change {state}", subject="change", subject_id=change.pk, actor=by, before={"state": before},
        after={"state": state}, reason=because,
    )  # fmt: skip


def _locked(change_id: int, *states: ChangeState) -> Any:
    """The change, locked, in one of these states. Raises ChangeNotFound, ChangeMoved."""
    rows = Change.objects.select_for_update(of=("self",)).select_related("item", "old", "new")
    change = rows.filter(pk=change_id).first()
    if change is None:
        raise ChangeNotFound
    if states and change.state not in states:
        raise ChangeMoved(state=ChangeState(change.state).label)
    return change
