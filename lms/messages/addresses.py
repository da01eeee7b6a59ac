"""Whether an address fares well: read for one person or many."""

from collections.abc import Mapping

from django.utils.crypto import salted_hmac

from lms.institutions.api import PersonCard
from lms.messages.models import AddressState


def address_digest(email: str) -> str:
    """What is kept of an address: an HMAC of it in small letters, 64 hex digits."""
    return salted_hmac("lms.messages.address", email.strip().lower(), algorithm="sha256").hexdigest()


def is_failing(person: PersonCard) -> bool:
    """Whether the address a person has now failed for good. One query."""
    rows = AddressState.objects.filter(person_id=person.id, address_digest=address_digest(person.email))
    return rows.exclude(failing_since=None).exists()


def failing_among(people: Mapping[int, PersonCard]) -> frozenset[int]:
    """Those whose present address failed for good. One query."""
    rows = AddressState.objects.filter(person_id__in=list(people)).exclude(failing_since=None)
    return frozenset(pk for pk, digest in rows.values_list("person_id", "address_digest") if _same(people[pk], digest))


def _same(person: PersonCard, digest: str) -> bool:
    return address_digest(person.email) == digest
