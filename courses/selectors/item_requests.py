"""Drafts of items that are handed in: the open requests, one with what it would change, what may be handed in together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.differences import BlockDifference, item_differences
from courses.kinds import page_of
from courses.models import Item, ItemKind, ItemRequest, ItemRequestLine, ItemVersion, LogRecord, RequestState
from courses.origins import without_numbers
from courses.wording import kind_in_words
from lms.institutions.api import Scope, person_cards
from lms.kernel.places import COUNTRIES
from lms.kernel.todo import Todo

PAGED: Final = frozenset(
    {ItemKind.SOURCE, ItemKind.RESOURCE, ItemKind.TERM, ItemKind.STAGE, ItemKind.COMPARISON, ItemKind.OFFICE}
)  # items that have the common page


def item_url(kind: str, key: str, item_id: int) -> str:
    """Where an author looks at an item; '' for kinds without a page here."""
    if kind == ItemKind.SECTION:
        return reverse("lms:courses:section-detail", args=[item_id])
    if kind == ItemKind.FACT:
        return reverse("lms:courses:fact-detail", args=[key])
    if kind == ItemKind.FIGURE:
        return reverse("lms:courses:figure-detail", args=[item_id])
    return reverse("lms:courses:item-detail", args=[item_id]) if kind in PAGED else page_of(kind, item_id)


def edit_url(kind: str, item_id: int) -> str:
    """Where an author writes an item, and where its remarks stand."""
    if kind in PAGED or kind == ItemKind.FIGURE:
        return item_url(kind, "", item_id)
    return reverse("lms:courses:section-edit" if kind == ItemKind.SECTION else "lms:courses:fact-edit", args=[item_id])


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item whose draft is not what readers have."""

    id: int
    name: str
    kind: str
    url: str
    retired: bool
    waiting: bool


def candidates(item_ids: Iterable[int]) -> list[Candidate]:
    """Items by name, with whether they wait in a request already. Two queries."""
    ids = list(item_ids)
    waiting = set(
        ItemRequestLine.objects.filter(item__in=ids, request__state=RequestState.OPEN).values_list("item_id", flat=True)
    )
    rows = Item.objects.filter(pk__in=ids).order_by("kind", "key", "country", "language")
    return [
        Candidate(
            item.pk,
            name_of(item),
            item.kind,
            item_url(item.kind, item.key, item.pk),
            bool(item.archived_at),
            item.pk in waiting,
        )
        for item in rows
    ]


def name_of(item: Item) -> str:
    """«section brands/how-long, es»."""
    tail = ", ".join(filter(None, (item.country, item.language)))
    return f"{kind_in_words(item.kind)} {item.key}{', ' if tail else ''}{tail}"


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in the list."""

    id: int
    state: str
    by_id: int
    by: str
    at: datetime
    items: int
    note: str
    effective_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    answer: str


def item_requests(*, state: str = "", limit: int = 50) -> list[RequestRow]:
    """Requests, the newest first. Two queries."""
    rows = ItemRequest.objects.annotate(items=Count("lms_lines")).order_by("-pk")
    found = list((rows.filter(state=state) if state else rows)[:limit])
    names = person_cards({pk for row in found for pk in (row.by_id, row.decided_by_id) if pk})
    return [_row(row, {pk: card.full_name for pk, card in names.items()}) for row in found]


def _row(row: ItemRequest, names: dict[int, str]) -> RequestRow:
    return RequestRow(
        row.pk,
        row.state,
        row.by_id,
        names.get(row.by_id, ""),
        row.at,
        getattr(row, "items", 0),
        row.note,
        row.effective_at,
        names.get(row.decided_by_id or 0, ""),
        row.decided_at,
        row.answer,
    )


@dataclass(frozen=True, slots=True)
class LineView:
    """One item of a request: what it would change for readers, and for readers of which countries."""

    item_id: int
    name: str
    url: str
    retired: bool
    first: bool
    moved: bool  # the draft is no longer what was handed in
    countries: tuple[str, ...]
    differences: tuple[BlockDifference, ...]


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request with all that its second person must see."""

    row: RequestRow
    reason: str
    lines: tuple[LineView, ...]
    touched: tuple[str, ...]
    can_revert: bool


def request_view(request: ItemRequest) -> RequestView:
    """A request and its differences. Six queries, however many items."""
    lines = list(request.lms_lines.select_related("item", "item__published", "version").order_by("item__kind", "item__key"))
    before = dict(LogRecord.objects.filter(entry=request.entry_id).values_list("item_id", "old_id")) if request.entry_id else {}
    olds = ItemVersion.objects.in_bulk([pk for pk in before.values() if pk])
    found = []
    for line in lines:
        item = line.item
        old = olds.get(before.get(item.pk) or 0) if request.entry_id else item.published
        draft = None if item.archived_at else item.draft_id
        parts = (old.parts if old else {}, line.version.parts if line.version else {})
        found.append(
            LineView(
                item.pk,
                name_of(item),
                item_url(item.kind, item.key, item.pk),
                retired=line.version is None,
                first=old is None,
                moved=request.state == RequestState.OPEN and line.version_id != draft,
                countries=tuple(code for code in COUNTRIES if parts[0].get(code) != parts[1].get(code)),
                differences=tuple(
                    item_differences(
                        item.kind,
                        without_numbers(old.body) if old else None,
                        without_numbers(line.version.body) if line.version else None,
                    )
                ),
            )
        )
    names = person_cards({pk for pk in (request.by_id, request.decided_by_id) if pk})
    touched = {code for line in found for code in line.countries}
    return RequestView(
        _row(request, {pk: card.full_name for pk, card in names.items()}),
        request.reason,
        tuple(found),
        tuple(code for code in COUNTRIES if code in touched),
        can_revert=bool(request.entry_id) and all(line.item.published_id == line.version_id for line in lines),
    )


def item_request_todos(scope: Scope) -> list[Todo]:
    """Drafts that others handed in and this person may answer. Two queries at most."""
    if not scope.roles & {"author", "focal", "reviewer"}:
        return []
    rows = ItemRequest.objects.filter(state=RequestState.OPEN).exclude(by=scope.person_id).annotate(items=Count("lms_lines"))
    return [
        Todo(
            title=_("Approve or return: %(what)s")
            % {
                "what": row.note
                or ngettext("%(count)s text of the library", "%(count)s texts of the library", row.items) % {"count": row.items}
            },
            why=_("Readers get the new text only when somebody else approves it."),
            url=reverse("lms:courses:item-request-detail", args=[row.pk]),
            icon="wait",
            weight=30,
            act=_("Look at it"),
        )
        for row in rows.order_by("pk")[:20]
    ]
