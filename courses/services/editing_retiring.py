"""Retiring what the toolkit no longer says: archived at once for authors, gone for readers when somebody else approves."""

from django.db import transaction
from django.utils import timezone

from courses.errors import StillInUse
from courses.models import Item, ItemKind, LessonSection
from courses.services.editing_versions import lock_item
from lms.audit.api import record_event
from lms.kernel.places import Language

SHOWN = 6


@transaction.atomic
def retire_item(*, item_id: int, by: int) -> list[int]:
    """Archive an item, with its translations when it is a Spanish text; returns the ids that readers still have.

    Saving a text again brings it back. A national fact may go while another jurisdiction's rule stands in for it. Safe to
    repeat. Raises ItemNotFound, StillInUse.
    """
    item = lock_item(item_id)
    family = Item.objects.filter(kind=item.kind, key=item.key, archived_at=None)
    going = family if item.language == Language.ES else family.filter(pk=item_id)
    ids = list(going.select_for_update().order_by("pk").values_list("pk", flat=True))
    if places := _rests_on(item, ids):
        raise StillInUse(places=", ".join(places[:SHOWN]) + (" …" if len(places) > SHOWN else ""))
    Item.objects.filter(pk__in=ids).update(archived_at=timezone.now())
    for one in ids:
        record_event(act="item retired", subject="item", subject_id=one, actor=by, after={"archived": True})
    return list(Item.objects.filter(pk__in={item_id, *ids}).exclude(published=None).order_by("pk").values_list("pk", flat=True))


def _rests_on(item: Item, going: list[int]) -> list[str]:
    """Lessons and drafts that would miss it; none while another item of the same key stays."""
    if item.kind == ItemKind.SECTION and item.language != Language.ES:
        return []
    if Item.objects.filter(kind=item.kind, key=item.key, archived_at=None).exclude(pk__in=going).exists():
        return []
    lessons = LessonSection.objects.filter(section__kind=item.kind, section__key=item.key, lesson__archived_at=None)
    citing = Item.objects.filter(
        draft__lms_citations__kind=item.kind, draft__lms_citations__key=item.key, archived_at=None
    ).exclude(pk__in=going)
    found = {f"{course}/{lesson}" for course, lesson in lessons.values_list("lesson__course__key", "lesson__key")}
    return sorted(found | set(citing.values_list("key", flat=True)))
