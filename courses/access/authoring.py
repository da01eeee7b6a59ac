"""From an address to what authors write: items, remarks, requests. The library is one for the whole programme."""

from courses.errors import CommentNotFound, ItemNotFound, RequestNotFound
from courses.models import Item, ItemComment, ItemRequest
from lms.institutions.api import Scope

WRITERS = frozenset({"author", "focal", "reviewer"})


def access_item(scope: Scope, item_id: int, *kinds: str) -> Item:
    """An item of the library with its draft and what is published. Raises ItemNotFound."""
    found = Item.objects.select_related("draft", "published").filter(pk=item_id).first()
    if found is None or (kinds and found.kind not in kinds) or not scope.roles & WRITERS:
        raise ItemNotFound
    return found


def access_comment(scope: Scope, comment_id: int) -> ItemComment:
    """A remark on an item. Raises CommentNotFound."""
    found = ItemComment.objects.select_related("item").filter(pk=comment_id).first()
    if found is None or not scope.roles & WRITERS:
        raise CommentNotFound
    return found


def access_item_request(scope: Scope, request_id: int) -> ItemRequest:
    """A request to publish items. Raises RequestNotFound."""
    found = ItemRequest.objects.filter(pk=request_id).first()
    if found is None or not scope.roles & WRITERS:
        raise RequestNotFound
    return found
