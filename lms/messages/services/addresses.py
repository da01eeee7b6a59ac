"""What is written down of an address: failing for good, or for a time. A corrected address begins anew."""

from collections.abc import Collection
from typing import Any

from django.db.models import F
from django.utils import timezone

from lms.institutions.api import PersonCard
from lms.messages.addresses import address_digest
from lms.messages.models import AddressState


def note_fault(person: PersonCard, *, hard: bool, said: str) -> None:
    """Write down that a mail to the address a person has now was not taken: for good, or for a time. Safe under a race."""
    digest, now = address_digest(person.email), timezone.now()
    fresh: dict[str, Any] = {"address_digest": digest, "failing_since": now if hard else None, "soft": 0 if hard else 1}
    row, made = AddressState.objects.get_or_create(person_id=person.id, defaults={**fresh, "said": said[:300]})
    if made:
        return
    mine = AddressState.objects.filter(pk=row.pk)
    if row.address_digest != digest:
        mine.update(**fresh, said=said[:300], updated_at=now)
    elif hard:
        mine.update(failing_since=row.failing_since or now, said=said[:300], updated_at=now)
    else:
        mine.update(soft=F("soft") + 1, said=said[:300], updated_at=now)


def believe_again(person_ids: Collection[int]) -> int:
    """Write to these addresses again, as if nothing had come back; returns how many had failed."""
    return AddressState.objects.filter(person_id__in=person_ids).delete()[0]
