"""From an address to a change. Authors, focal points and reviewers read all of them; those of the country touch them."""

from courses.access.toolkit import reads_library
from courses.errors import ChangeNotFound
from courses.ledger import countries_reached
from courses.models import Change, ChangeEntry, Item
from lms.institutions.api import Scope


def may_propose(scope: Scope, jurisdiction: str) -> bool:
    """Whether this person writes the law of a jurisdiction: an author or focal point of a country that it reaches."""
    held = scope.author_of | scope.focal_of
    return "" in held or bool(held & set(countries_reached(jurisdiction)))


def may_approve(scope: Scope, jurisdiction: str) -> bool:
    """Whether this person may be the second one: who may propose, or a reviewer."""
    return scope.reviewer or may_propose(scope, jurisdiction)


def access_change(scope: Scope, change_id: int) -> Change:
    """A change of the ledger. Raises ChangeNotFound."""
    found = Change.objects.select_related("item", "old", "new").filter(pk=change_id).first()
    if found is None or not reads_library(scope):
        raise ChangeNotFound
    return found


def access_change_to_write(scope: Scope, change_id: int) -> Change:
    """A change that this person may withdraw or close, and whose entries may be decided. Raises ChangeNotFound."""
    found = access_change(scope, change_id)
    if not may_propose(scope, found.item.country):
        raise ChangeNotFound
    return found


def access_change_to_approve(scope: Scope, change_id: int) -> Change:
    """A change that this person may approve, should somebody else have proposed it. Raises ChangeNotFound."""
    found = access_change(scope, change_id)
    if not may_approve(scope, found.item.country):
        raise ChangeNotFound
    return found


def access_item_to_change(scope: Scope, item_id: int) -> Item:
    """An item whose draft this person may make a change of law: a section, a source, a resource. Raises ChangeNotFound."""
    found = Item.objects.select_related("draft", "published").filter(pk=item_id, archived_at=None).exclude(draft=None).first()
    if found is None or not may_propose(scope, found.country):
        raise ChangeNotFound
    return found


def access_entries(scope: Scope, change: Change, entry_ids: list[int]) -> list[ChangeEntry]:
    """Entries of a change in a country of this person's. Raises ChangeNotFound when one of them is not."""
    found = list(ChangeEntry.objects.filter(change=change, pk__in=entry_ids).order_by("pk"))
    held = scope.author_of | scope.focal_of
    if len(found) != len(set(entry_ids)) or not found or not all("" in held or entry.country in held for entry in found):
        raise ChangeNotFound
    return found
