"""What messages forgets when a person is erased."""

from django.db import transaction

from lms.messages.models import AddressState, DeliveryNotice, KindChoice, Message, MessageState, Nudge, QuietHours


@transaction.atomic
def forget(*, person_id: int) -> None:
    """Delete choices and the state of the address, empty what notices and messages said and the words they wrote.

    Safe to repeat.
    """
    for table in (KindChoice, QuietHours, AddressState):
        table.objects.filter(person_id=person_id).delete()
    DeliveryNotice.objects.filter(message__person_id=person_id).erase(said="")
    mine = Message.objects.filter(person_id=person_id)
    mine.filter(state=MessageState.DUE).update(state=MessageState.DROPPED)
    mine.update(params={}, error="")
    Nudge.objects.filter(by_id=person_id).update(subjects={"es": "", "en": ""}, bodies={"es": "", "en": ""})
