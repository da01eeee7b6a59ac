"""Everything in the library on one list, with what waits for the person who looks."""

from dataclasses import dataclass

from django.db.models import F, Q

from courses.models import Item, ItemComment, ItemKind, ItemRequestLine, RequestState
from courses.selectors.item_requests import item_url
from courses.selectors.library_matrix import PAGE, Shelf, shelf_of
from lms.institutions.api import Scope
from lms.kernel.words import in_language

KINDS = (
    ItemKind.SECTION, ItemKind.FACT, ItemKind.SOURCE, ItemKind.RESOURCE, ItemKind.TERM, ItemKind.STAGE, ItemKind.COMPARISON,
    ItemKind.OFFICE, ItemKind.FIGURE,
)  # fmt: skip
WAITS = ("unpublished", "mine", "handed-in", "comments")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One thing of the library: its name, and what about it waits."""

    id: int
    kind: str
    key: str
    country: str
    language: str
    title: str
    url: str
    unpublished: bool
    retired: bool
    handed_in: int | None  # the open request it stands in
    comments: int


def item_shelf(scope: Scope, *, q: str = "", kind: str = "", country: str = "", waits: str = "", page: int = 1) -> Shelf:
    """One page of all kinds together. Five queries, however long the library.

    `waits`: unpublished, handed-in (by others: this person may answer), comments (open
    ones), mine (owned by this person and not as readers have it).
    """
    items = Item.objects.filter(kind__in=KINDS).exclude(archived_at__isnull=False, published=None)
    if kind:
        items = items.filter(kind=kind)
    if country:
        items = items.filter(country=country)
    if q:
        titles = (
            Q(draft__body__title__icontains=q)
            | Q(draft__body__names__es__icontains=q)
            | Q(draft__body__titles__es__icontains=q)
        )
        items = items.filter(Q(key__icontains=q) | titles)
    moved = Q(archived_at=None) & ~Q(draft=None) & (Q(published=None) | ~Q(draft=F("published"))) | Q(archived_at__isnull=False)
    waiting = ItemRequestLine.objects.filter(request__state=RequestState.OPEN)
    if waits == "unpublished":
        items = items.filter(moved)
    elif waits == "mine":
        items = items.filter(moved, owner=scope.person_id)
    elif waits == "handed-in":
        items = items.filter(pk__in=waiting.exclude(request__by=scope.person_id).values("item"))
    elif waits == "comments":
        items = items.filter(pk__in=ItemComment.objects.filter(resolved_at=None).values("item"))
    total = items.count()
    chosen = list(items.select_related("draft").order_by("kind", "key", "country", "language")[(page - 1) * PAGE : page * PAGE])
    ids = [item.pk for item in chosen]
    requests = dict(waiting.filter(item__in=ids).values_list("item_id", "request_id"))
    remarks: dict[int, int] = {}
    for item_id in ItemComment.objects.filter(item__in=ids, resolved_at=None).values_list("item_id", flat=True):
        remarks[item_id] = remarks.get(item_id, 0) + 1
    return shelf_of([_row(item, requests, remarks) for item in chosen], total, page)


def _row(item: Item, requests: dict[int, int], remarks: dict[int, int]) -> ItemRow:
    body = item.draft.body if item.draft else {}
    words = body.get("titles") or body.get("names") or {}
    return ItemRow(
        item.pk,
        item.kind,
        item.key,
        item.country,
        item.language,
        body.get("title") or in_language(words) or item.key,
        item_url(item.kind, item.key, item.pk),
        unpublished=item.draft_id != item.published_id and item.archived_at is None,
        retired=item.archived_at is not None,
        handed_in=requests.get(item.pk),
        comments=remarks.get(item.pk, 0),
    )
