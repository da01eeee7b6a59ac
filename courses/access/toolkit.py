"""From an address to an object of the library. Authors, focal points and reviewers read all of it; nobody else any."""

from courses.errors import CourseNotFound, FactNotFound, RequestNotFound, SectionNotFound
from courses.models import Course, Item, ItemKind, PublishRequest
from lms.institutions.api import Scope

READERS = frozenset({"author", "focal", "reviewer"})


def reads_library(scope: Scope) -> bool:
    """Whether this person reads the library."""
    return bool(READERS & scope.roles)


def access_section(scope: Scope, item_id: int) -> Item:
    """A section of the library. Raises SectionNotFound."""
    found = Item.objects.select_related("draft", "published").filter(pk=item_id, kind=ItemKind.SECTION).first()
    if found is None or not reads_library(scope):
        raise SectionNotFound
    return found


def access_fact(scope: Scope, key: str) -> list[Item]:
    """The items of a fact, one a jurisdiction. Raises FactNotFound."""
    found = list(Item.objects.filter(kind=ItemKind.FACT, key=key).select_related("draft", "published").order_by("country"))
    if not found or not reads_library(scope):
        raise FactNotFound
    return found


def access_draft(scope: Scope, course_id: int) -> Course:
    """A course as authors see it. Raises CourseNotFound."""
    found = Course.objects.filter(pk=course_id, archived_at=None).first()
    if found is None or not reads_library(scope):
        raise CourseNotFound
    return found


def access_request(scope: Scope, request_id: int) -> PublishRequest:
    """A request to publish, for those who may decide it or made it. Raises RequestNotFound."""
    found = PublishRequest.objects.select_related("course").filter(pk=request_id).first()
    if found is None or not scope.roles & {"author", "reviewer"}:
        raise RequestNotFound
    return found
