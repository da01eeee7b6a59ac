"""About whose awards somebody decides nothing: the one rule for lists, access and acts (ADR 0019)."""

from django.db.models import Q

from lms.institutions.models.nearness import declared_house, declared_near, near_house, near_person


def award_too_close(person_id: int, award: str = "") -> Q:
    """Rows about an award of somebody this person is too close to, or that was granted in an institution that they coordinate,
    teach in or have declared. `award`: the way from the row to its award ("award__")."""
    return near_person(person_id, f"{award}person_id") | near_house(person_id, f"{award}institution_id")


def holder_too_close(person_id: int, holder: str = "person_id") -> Q:
    """Rows about somebody this person is too close to, where there is no award yet."""
    return near_person(person_id, holder)


def declared_award(person_id: int, award: str = "") -> Q:
    """Rows about an award of this person's own, or of somebody (or an institution) that a declared interest joins to them. What
    a coordinator may do as one: being their coordinator is no conflict there."""
    near = declared_near(person_id, f"{award}person_id") | declared_house(person_id, f"{award}institution_id")
    return Q(**{f"{award}person_id": person_id}) | near
