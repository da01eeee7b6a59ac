"""Remarks on an item: made, resolved, opened again. Never deleted."""

from django.db import transaction
from django.utils import timezone

from courses.errors import CommentNotFound, ItemNotFound
from courses.models import Item, ItemComment
from lms.audit.api import record_event


@transaction.atomic
def add_comment(*, item_id: int, by: int, text: str, block: str = "", country: str = "") -> int:
    """A remark on the item as it stands, at a block or as a whole; returns its id. Raises ItemNotFound."""
    item = Item.objects.filter(pk=item_id).first()
    if item is None:
        raise ItemNotFound
    made = ItemComment.objects.create(
        item=item, version_id=item.draft_id, block=block[:40], country=country, text=text.strip(), by_id=by
    )
    record_event(act="comment made", subject="item", subject_id=item_id, actor=by, after={"comment": made.pk, "block": block})
    return int(made.pk)


@transaction.atomic
def settle_comment(*, comment_id: int, by: int, resolved: bool) -> None:
    """Mark a remark as dealt with, or open it again. Safe to repeat. Raises CommentNotFound."""
    comment = ItemComment.objects.select_for_update().filter(pk=comment_id).first()
    if comment is None:
        raise CommentNotFound
    if bool(comment.resolved_at) == resolved:
        return
    comment.resolved_by_id, comment.resolved_at = (by, timezone.now()) if resolved else (None, None)
    comment.save(update_fields=["resolved_by", "resolved_at"])
    act = "comment resolved" if resolved else "comment reopened"
    record_event(act=act, subject="item", subject_id=comment.item_id, actor=by, after={"comment": comment_id})
