"""Erasing a person empties what messages kept about them, and nothing of others."""

from lms.institutions.api import person_card
from lms.messages.models import AddressState, DeliveryNotice, KindChoice, Message, QuietHours
from lms.messages.receivers import forget_person
from lms.messages.services.addresses import note_fault
from lms.messages.services.choices import choose_kind, choose_quiet_hours
from tests.conftest import House


def test_what_is_kept_of_an_erased_person_names_nobody(andes: House) -> None:
    for person in (andes.advisor, andes.advisor2):
        choose_kind(person_id=person.pk, kind="nudge", wanted=False)
        choose_quiet_hours(person_id=person.pk, starts=1, ends=2)
        note_fault(person_card(person.pk), hard=True, said=f"550 {person.email}")
        message = Message.objects.create(person=person, kind="nudge", speaks_of="x", params={"name": "N"}, error=person.email)
        DeliveryNotice.objects.create(
            digest=f"{person.pk}".zfill(64), message=message, hard=True, status="5.1.1", said=person.email
        )
    for _twice in range(2):
        forget_person(person_id=andes.advisor.pk)
    for table in (KindChoice, QuietHours, AddressState):
        assert list(table.objects.values_list("person_id", flat=True)) == [andes.advisor2.pk]
    gone, kept = Message.objects.get(person=andes.advisor), Message.objects.get(person=andes.advisor2)
    assert (gone.params, gone.error, gone.state) == ({}, "", "dropped")
    assert kept.error == andes.advisor2.email
    assert set(DeliveryNotice.objects.values_list("said", flat=True)) == {"", andes.advisor2.email}
