"""What a short address was made from."""

from courses.errors import ReferenceNotFound
from courses.models import Item, ItemKind
from courses.short_links import find

KINDS = (ItemKind.SECTION, ItemKind.STAGE, ItemKind.COMPARISON, ItemKind.FACT)


def page_of_hook(hook: str) -> tuple[str, str]:
    """(kind, key) of the published page. One query. Raises ReferenceNotFound."""
    rows = Item.objects.filter(kind__in=KINDS, archived_at=None).exclude(published=None).values_list("kind", "key")
    pages = [(str(kind), str(key)) for kind, key in rows.distinct()]
    topics = sorted({key.partition(".")[0] for kind, key in pages if kind == ItemKind.FACT})
    found = find(hook, [*pages, *(("topic", topic) for topic in topics)])
    if found is None:
        raise ReferenceNotFound
    return found
