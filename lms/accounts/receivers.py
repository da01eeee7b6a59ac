"""What accounts does when an invitation is accepted, an address proven, or somebody signs in."""

import logging
from typing import Any

from django.db import transaction

from lms.accounts import services
from lms.institutions.api import invitation_card, person_card, user_id_of
from lms.kernel.errors import LmsError

log = logging.getLogger(__name__)


def prove_invited_address(*, invitation_id: int) -> None:
    """The link came by mail to the address: it is proven. Safe to repeat."""
    person = person_card(invitation_card(invitation_id).person_id)
    user_id = user_id_of(person.id)
    if user_id is not None:
        services.prove_address(user_id=user_id, email=person.email)


def link_when_confirmed(sender: Any, email_address: Any, **kwargs: Any) -> None:
    """allauth: an address was proven by its owner."""
    _link(email_address.user)


def link_when_signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    """allauth: somebody signed in; an address proven long ago may belong to a person added since."""
    _link(user)


def _link(user: Any) -> None:
    try:
        with transaction.atomic():
            services.link_by_proven_address(user=user)
    except LmsError as refused:  # the log-in stands; without a person there is simply nothing to see
        log.warning("user %s was not tied to a person: %s", user.pk, type(refused).__name__)
