"""What messages does when something below it happened."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from lms.institutions.api import institution_card, invitation_card, invitation_url
from lms.kernel.words import in_language
from lms.messages.errors import NothingToSay
from lms.messages.services import send
from lms.messages.services.forgetting import forget


def tell_of_invitation(*, invitation_id: int) -> None:
    """A person was invited: write the mail with the link. Safe to repeat."""
    card = invitation_card(invitation_id)
    send(
        person_id=card.person_id, kind="invitation", speaks_of=f"invitation:{invitation_id}",
        params={"invitation_id": invitation_id},
    )  # fmt: skip


def invitation_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The link is a secret and the institution's name may change: both are looked up when the mail is written."""
    card = invitation_card(int(params["invitation_id"]))
    if not card.open:
        raise NothingToSay
    names = institution_card(card.institution_id).names if card.institution_id else {}
    return {
        "link": invitation_url(card.id),
        "institution": in_language(names),
        "until": timezone.localtime(card.expires_at),
    }


def forget_person(*, person_id: int) -> None:
    """A person was erased: what they chose and how their address fared is deleted, what notices said of it emptied. Safe to
    repeat. That something was told, and when, stays: the row names nobody any more."""
    forget(person_id=person_id)
