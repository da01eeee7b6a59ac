"""Reading rows of courses that assessments keys to: the one place that may touch them."""

from courses.models import Item, ItemVersion, Unit


def version_of(item_version_id: int) -> ItemVersion:
    """An item's version by id."""
    return ItemVersion.objects.get(pk=item_version_id)


def item_by_key(kind: str, key: str) -> Item | None:
    """A question, case or rubric by its key; None when no file has it."""
    return Item.objects.filter(kind=kind, key=key, country="", language="", archived_at=None).first()


def unit_kind(course_id: int, key: str) -> str:
    """The kind of a course's unit by its key; '' when there is none."""
    rows = Unit.objects.non_polymorphic().filter(course_id=course_id, key=key)
    return rows.values_list("kind", flat=True).first() or ""
