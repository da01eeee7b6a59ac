"""The one-time link that ties a log-in to a person."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lms.audit.api import record_event
from lms.institutions.access import access_invitation, token_hash
from lms.institutions.errors import (
    AddressNeeded,
    AlreadyHasLogin,
    InvitationExpired,
    InvitationNotFound,
    InvitationUsed,
    InvitationWithdrawn,
    PersonNotFound,
    SignInFirst,
)
from lms.institutions.events import invitation_accepted, person_invited
from lms.institutions.models import Invitation, Person
from lms.institutions.services.people import link_user
from lms.kernel import conf
from lms.kernel.words import in_language


@transaction.atomic
def invite(*, person_id: int, institution_id: int | None, by: int | None) -> int:
    """Invite a person to sign in; returns the invitation's id. An open invitation of the same institution is kept.

    Announces `person_invited`, and lms.messages writes the mail: nobody else has to send it. Raises PersonNotFound,
    AddressNeeded, and AlreadyHasLogin when there is nothing to invite to.
    """
    person = Person.objects.select_for_update().filter(pk=person_id, erased_at=None).first()
    if person is None:
        raise PersonNotFound
    if not person.email:
        raise AddressNeeded
    if person.user_id is not None:
        raise AlreadyHasLogin
    now = timezone.now()
    still_open = _not_closed(person_id, institution_id).filter(expires_at__gt=now)
    if (known := still_open.order_by("-pk").first()) is not None:
        return known.pk
    until = now + timedelta(days=int(conf.get("INVITATION_DAYS")))
    invitation = Invitation.objects.create(
        person=person, institution_id=institution_id, invited_by_id=by, expires_at=until, token_hash=uuid.uuid4().hex
    )
    invitation.token_hash = token_hash(_token(invitation.pk))
    invitation.save(update_fields=["token_hash"])
    record_event(
        act="invitation.made", subject="invitation", subject_id=invitation.pk, actor=by, institution=institution_id,
        after={"person": person_id},
    )  # fmt: skip
    person_invited.send(sender=Invitation, invitation_id=invitation.pk)
    return invitation.pk


def _not_closed(person_id: int, institution_id: int | None) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(person_id=person_id, accepted_at=None, withdrawn_at=None)
    return rows.filter(institution=None) if institution_id is None else rows.filter(institution_id=institution_id)


def _token(invitation_id: int) -> str:
    """The secret of a link: an HMAC under SECRET_KEY, so that a copy of the database opens no door."""
    return salted_hmac("lms.institutions.invitation", str(invitation_id), algorithm="sha256").hexdigest()


def invitation_url(invitation_id: int) -> str:
    """The whole address of an open invitation. Raises InvitationNotFound: unknown, or made under another SECRET_KEY."""
    token = _token(invitation_id)
    if not Invitation.objects.filter(pk=invitation_id, token_hash=token_hash(token)).exists():
        raise InvitationNotFound
    return conf.base_url() + reverse("lms:institutions:invitation-accept", args=[token])


def refuse_if_closed(invitation: Invitation) -> None:
    """Raises InvitationUsed, InvitationWithdrawn or InvitationExpired, each with what to do now."""
    institution = in_language(invitation.institution.names) if invitation.institution else _("the programme")
    if invitation.accepted_at is not None:
        raise InvitationUsed
    if invitation.withdrawn_at is not None:
        raise InvitationWithdrawn(institution=institution)
    if invitation.expires_at <= timezone.now():
        until = formats.date_format(timezone.localtime(invitation.expires_at), "DATE_FORMAT")
        raise InvitationExpired(until=until, institution=institution)


@transaction.atomic
def accept_invitation(*, token: str, password: str = "", user: Any = None) -> Any:
    """Tie a log-in to the invited person, once; returns the user to sign in.

    With `user` (signed in, holder of the link) that log-in is tied; without, one is made for the invited address.
    Raises InvitationNotFound, InvitationUsed, InvitationWithdrawn, InvitationExpired, SignInFirst (the address already
    has an account), AccountTaken, AlreadyHasLogin.
    """
    found = access_invitation(token)
    person = Person.objects.select_for_update().get(pk=found.person_id)
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("institution").get(pk=found.pk)
    refuse_if_closed(invitation)
    if person.user_id is not None and (user is None or person.user_id != user.pk):
        raise AlreadyHasLogin
    other = user_for_address(person.email)
    if other is not None and (user is None or other.pk != user.pk):
        raise SignInFirst
    if user is None:
        user = _make_user(person, password)
    link_user(person_id=person.pk, user=user)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record_event(
        act="invitation.accepted", subject="invitation", subject_id=invitation.pk, actor=person.pk,
        institution=invitation.institution_id,
    )  # fmt: skip
    invitation_accepted.send(sender=Invitation, invitation_id=invitation.pk)
    return user


@transaction.atomic
def withdraw_invitation(*, invitation_id: int, by: int | None) -> None:
    """Close an open invitation; one that was accepted stays accepted. Raises InvitationNotFound."""
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None:
        raise InvitationNotFound
    if invitation.accepted_at or invitation.withdrawn_at:
        return
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record_event(
        act="invitation.withdrawn", subject="invitation", subject_id=invitation_id, actor=by,
        institution=invitation.institution_id,
    )  # fmt: skip


@transaction.atomic
def invite_again(*, person_id: int, institution_id: int | None, by: int | None) -> int:
    """Send a new link and close the one before it; returns the new invitation's id. Raises what `invite` raises."""
    Person.objects.select_for_update().filter(pk=person_id).first()
    for known in _not_closed(person_id, institution_id).values_list("pk", flat=True):
        withdraw_invitation(invitation_id=known, by=by)
    return invite(person_id=person_id, institution_id=institution_id, by=by)


def user_for_address(email: str) -> Any:
    """The account with this address in the site's own user model, or None."""
    model: Any = get_user_model()
    if not email:
        return None
    return model._default_manager.filter(**{f"{model.get_email_field_name()}__iexact": email}).first()


def _make_user(person: Person, password: str) -> Any:
    """An account for the invited address in whatever user model the site has."""
    model: Any = get_user_model()
    name_field, email_field = model.USERNAME_FIELD, model.get_email_field_name()
    values = {email_field: person.email}
    if name_field != email_field:
        limit = model._meta.get_field(name_field).max_length or 150
        taken = model._default_manager.filter(**{name_field: person.email}).exists()
        values[name_field] = person.ref.hex[:limit] if taken or len(person.email) > limit else person.email
    return model._default_manager.create_user(password=password, **values)
