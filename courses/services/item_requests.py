"""Handing drafts of items in to be published, the second person's answer, and taking a publication back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.errors import (
    AlreadyHandedIn,
    DraftsMoved,
    MovedOnSince,
    NeverPublished,
    NothingToHandIn,
    NotYourCountry,
    ReadabilityReasonMissing,
    RequestNotFound,
    RequestNotOpen,
    RequestRefused,
    TwoPeopleNeeded,
)
from courses.models import Citation, Item, ItemRequest, ItemRequestLine, ItemVersion, LogEntry, LogRecord, RequestState
from courses.selectors.readability import below_band
from courses.services.item_checks import version_problems
from courses.services.publishing_items import publish_items
from courses.wording import kind_in_words
from lms.audit.api import record_event
from lms.institutions.api import Scope, scope
from lms.kernel.places import COUNTRIES


@transaction.atomic
def submit_items(
    *,
    item_ids: Iterable[int],
    by: int,
    note: str = "",
    reason: str = "",
    effective_at: datetime | None = None,
    change_id: int | None = None,
) -> int:
    """Hand the drafts of items in (an archived one: to be retired); returns the request's id.

    `reason` is why a text below its module's band goes out. Items that are as readers have them are left out. Raises
    NothingToHandIn, AlreadyHandedIn, RequestRefused (`problems` are (item id, sentence)), ReadabilityReasonMissing.
    """
    items = _locked(item_ids)
    moved = [item for item in items if item.draft_id != item.published_id or item.archived_at]
    moved = [item for item in moved if item.draft_id and not (item.archived_at and not item.published_id)]
    if not moved:
        raise NothingToHandIn
    waiting = ItemRequestLine.objects.filter(item__in=moved, request__state=RequestState.OPEN)
    if keys := sorted(set(waiting.values_list("item__key", flat=True))):
        raise AlreadyHandedIn(keys=", ".join(keys))
    versions = _versions(moved)
    if problems := [*version_problems(versions), *_unpublished_behind(versions)]:
        raise RequestRefused(count=len(problems), problems=tuple(problems))
    hard = below_band(versions)
    if hard and not reason.strip():
        raise ReadabilityReasonMissing(hard=tuple(hard))
    made = ItemRequest.objects.create(
        note=note[:240], reason=reason.strip() if hard else "", effective_at=effective_at, change_id=change_id, by_id=by
    )
    ItemRequestLine.objects.bulk_create(
        [ItemRequestLine(request=made, item=item, version_id=None if item.archived_at else item.draft_id) for item in moved]
    )
    _audit("items handed in", made, by, note, [item.pk for item in moved])
    return int(made.pk)


@transaction.atomic
def approve_items(*, request_id: int, by: int) -> int:
    """Publish what was handed in, in effect from the moment asked for; returns the log entry's id.

    Raises RequestNotFound, RequestNotOpen, TwoPeopleNeeded, NotYourCountry, DraftsMoved when a draft is no longer what was
    handed in, RequestRefused.
    """
    request = _open(request_id)
    if request.by_id == by:
        raise TwoPeopleNeeded
    lines = list(request.lms_lines.order_by("item"))
    items = {item.pk: item for item in _locked(line.item_id for line in lines)}
    if any(line.version_id != (None if (i := items[line.item_id]).archived_at else i.draft_id) for line in lines):
        raise DraftsMoved
    touched = countries_touched(items.values())
    if not may_approve(scope(by), touched):
        raise NotYourCountry(countries=", ".join(touched))
    versions = _versions([item for item in items.values() if not item.archived_at])
    if problems := [*version_problems(versions), *_unpublished_behind(versions)]:
        raise RequestRefused(count=len(problems), problems=tuple(problems))
    entry = publish_items(
        item_ids=items, by=request.by_id, approved_by=by, note=request.note or request.reason, effective_at=request.effective_at
    )
    if entry is None:
        raise NothingToHandIn
    if request.change_id:
        LogEntry.objects.filter(pk=entry).update(change=request.change_id)
    request.entry_id = entry
    _decide(request, RequestState.APPROVED, by, "")
    return entry


@transaction.atomic
def return_items(*, request_id: int, by: int, answer: str) -> None:
    """Send a request back with a sentence. Raises RequestNotFound, RequestNotOpen, TwoPeopleNeeded."""
    request = _open(request_id)
    if request.by_id == by:
        raise TwoPeopleNeeded
    _decide(request, RequestState.RETURNED, by, answer)


@transaction.atomic
def withdraw_items(*, request_id: int, by: int) -> None:
    """Take back one's own request. Raises RequestNotFound (also for somebody else's), RequestNotOpen."""
    request = _open(request_id)
    if request.by_id != by:
        raise RequestNotFound
    _decide(request, RequestState.WITHDRAWN, by, "")


@transaction.atomic
def ask_to_revert_item(*, item_id: int, version_id: int, by: int, note: str = "") -> int:
    """Take up an earlier version of an item again: it is the draft from now on, and handed in; returns the request's id.

    Nothing is lost: the versions after it stay in the history. Raises as `submit_items`, RequestNotFound for a version of
    another item.
    """
    if not ItemVersion.objects.filter(pk=version_id, item=item_id).exists():
        raise RequestNotFound
    return _take_up({item_id: version_id}, by, note)


@transaction.atomic
def ask_to_revert_request(*, request_id: int, by: int, note: str = "") -> int:
    """Ask for a publication to be undone as a whole: a new request whose steps are the old ones swapped; returns its id.

    Raises RequestNotFound, NeverPublished, MovedOnSince when one of its items was published again after it.
    """
    asked = ItemRequest.objects.filter(pk=request_id).first()
    if asked is None:
        raise RequestNotFound
    if asked.entry_id is None:
        raise NeverPublished
    records = list(LogRecord.objects.filter(entry=asked.entry_id).select_related("item"))
    if later := sorted(record.item.key for record in records if record.item.published_id != record.new_id):
        raise MovedOnSince(keys=", ".join(later))
    return _take_up({record.item_id: record.old_id for record in records}, by, note)


def _take_up(wanted: Mapping[int, int | None], by: int, note: str) -> int:
    waiting = ItemRequestLine.objects.filter(item__in=wanted, request__state=RequestState.OPEN)
    if keys := sorted(set(waiting.values_list("item__key", flat=True))):
        raise AlreadyHandedIn(keys=", ".join(keys))
    for item in _locked(wanted):
        version = wanted[item.pk]
        if version is None:  # it did not exist before: it is retired
            item.archived_at = timezone.now()
        else:
            item.draft_id, item.archived_at = version, None
        item.save(update_fields=["draft", "archived_at"])
        record_event(act="item taken back", subject="item", subject_id=item.pk, actor=by, after={"version": version})
    return submit_items(item_ids=list(wanted), by=by, note=note, reason=note or _("An earlier version is taken up again."))


def countries_touched(items: Iterable[Item]) -> list[str]:
    """Countries whose readers get something else than before: computed from what each country's reader gets."""
    found: set[str] = set()
    for item in items:
        before = item.published.parts if item.published else {}
        after = item.draft.parts if item.draft and not item.archived_at else {}
        found |= {code for code in COUNTRIES if before.get(code) != after.get(code)}
    return [code for code in COUNTRIES if code in found]


def may_approve(who: Scope, countries: Sequence[str]) -> bool:
    """A reviewer and an author of the programme approve anything; authors and focal points what touches their country."""
    spoken_for = who.author_of | who.focal_of
    return who.reviewer or "" in spoken_for or not countries or bool(spoken_for & set(countries))


def _locked(item_ids: Iterable[int]) -> list[Item]:
    ids = list(item_ids)
    list(Item.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    return list(Item.objects.filter(pk__in=ids).select_related("draft", "published").order_by("pk"))


def _versions(items: Iterable[Item]) -> list[ItemVersion]:
    ids = [item.draft_id for item in items if item.draft_id and not item.archived_at]
    return list(ItemVersion.objects.filter(pk__in=ids).select_related("item").order_by("item"))


def _unpublished_behind(versions: Sequence[ItemVersion]) -> list[tuple[int, str]]:
    """What the drafts rest on that readers don't have, and that is not handed in beside them."""
    mine = {(v.item.kind, v.item.key) for v in versions}
    wanted: dict[tuple[str, str], int] = {}
    cited = Citation.objects.filter(version__in=[version.pk for version in versions]).order_by("pk")
    for kind, key, item_id in cited.values_list("kind", "key", "version__item_id"):
        wanted.setdefault((kind, key), item_id)
    kinds, keys = {kind for kind, _key in wanted}, {key for _kind, key in wanted}
    readable = set(
        Item.objects.filter(kind__in=kinds, key__in=keys, archived_at=None)
        .exclude(published=None)
        .values_list("kind", "key")
        .distinct()
    )
    return [
        (item_id, _("The %(kind)s '%(key)s' is not published: hand it in too.") % {"kind": kind_in_words(kind), "key": key})
        for (kind, key), item_id in wanted.items()
        if (kind, key) not in readable and (kind, key) not in mine
    ]


def _open(request_id: int) -> ItemRequest:
    request = ItemRequest.objects.select_for_update().filter(pk=request_id).first()
    if request is None:
        raise RequestNotFound
    if request.state != RequestState.OPEN:
        raise RequestNotOpen
    return request


def _decide(request: ItemRequest, state: str, by: int, answer: str) -> None:
    request.state, request.decided_by_id, request.decided_at, request.answer = state, by, timezone.now(), answer[:240]
    request.save(update_fields=["state", "decided_by", "decided_at", "answer", "entry"])
    _audit(f"items {state}", request, by, answer, list(request.lms_lines.values_list("item_id", flat=True)))


def _audit(act: str, request: ItemRequest, by: int, reason: str, items: Sequence[int]) -> None:
    after = {"items": list(items)[:100], "count": len(items), "state": request.state, "entry": request.entry_id}
    record_event(act=act, subject="item_request", subject_id=request.pk, actor=by, after=after, reason=reason)
