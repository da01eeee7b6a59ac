"""What exports does when something below it happened."""

from lms.exports.services.making import forget_exports


def forget_person(*, person_id: int) -> None:
    """A person was erased: their files go. Safe to repeat."""
    forget_exports(person_id=person_id)
