"""The one-time link: mailed, opened once, kept as a hash, and clear about why it no longer works."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from lms.audit.models import AuditEvent
from lms.institutions import api
from lms.institutions.models import Invitation, Person
from lms.messages.models import Message
from tests.conftest import PASSWORD, House

Link = Callable[[Invitation], str]
GOOD = {"password": "hierbas-de-la-altura", "again": "hierbas-de-la-altura"}


def test_inviting_twice_keeps_the_open_invitation_and_writes_one_mail(invited: Invitation, guest: Person, andes: House) -> None:
    assert api.invite(person_id=guest.pk, institution_id=andes.institution.pk, by=andes.coordinator.pk) == invited.pk
    assert Message.objects.get(kind="invitation").person_id == guest.pk


def test_only_the_hash_of_the_link_is_kept_anywhere(invited: Invitation, link_of: Link) -> None:
    token = link_of(invited).strip("/").split("/")[-1]
    assert invited.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(list(Message.objects.values())) + str(list(AuditEvent.objects.values()))


def test_who_has_a_log_in_is_not_invited(andes: House) -> None:
    with pytest.raises(api.AlreadyHasLogin):
        api.invite(person_id=andes.advisor.pk, institution_id=andes.institution.pk, by=None)


def test_the_page_says_who_is_invited_by_whom_in_her_language(invited: Invitation, link_of: Link) -> None:
    response = Client(headers={"Accept-Language": "en"}).get(link_of(invited))
    html = response.content.decode()
    assert '<html lang="es"' in html
    for words in ("Lucía", "Centro andes", "lucia.paz@andes.test"):
        assert words in html
    assert "no-store" in response["Cache-Control"]


def test_accepting_makes_the_account_signs_in_and_proves_the_address(invited: Invitation, guest: Person, link_of: Link) -> None:
    client = Client()
    response = client.post(link_of(invited), GOOD)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    guest.refresh_from_db()
    assert guest.user is not None
    assert guest.user.check_password(GOOD["password"])
    assert "Lucía" in client.get("/").content.decode()
    assert AuditEvent.objects.filter(act="invitation.accepted", actor=guest.pk).count() == 1
    signs_in = Client().post("/cuenta/login/", {"login": guest.email, "password": GOOD["password"]})
    assert signs_in.headers["Location"] == "/"


def test_a_link_opens_once(invited: Invitation, link_of: Link) -> None:
    Client().post(link_of(invited), GOOD)
    again = Client().post(link_of(invited), GOOD)
    assert again.status_code == 410
    assert "ya se usó" in again.content.decode()
    assert get_user_model().objects.filter(email__iexact="lucia.paz@andes.test").count() == 1


def test_an_expired_link_says_until_when_and_whom_to_ask(invited: Invitation, link_of: Link) -> None:
    Invitation.objects.filter(pk=invited.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    response = Client().get(link_of(invited))
    assert response.status_code == 410
    assert "Centro andes" in response.content.decode()
    assert Client().post(link_of(invited), GOOD).status_code == 410


def test_a_withdrawn_link_says_so(invited: Invitation, andes: House, link_of: Link) -> None:
    api.withdraw_invitation(invitation_id=invited.pk, by=andes.coordinator.pk)
    response = Client().get(link_of(invited))
    assert response.status_code == 410
    assert "se retiró" in response.content.decode()


def test_an_unknown_link_is_not_found(db: None) -> None:
    response = Client().get("/invitation/" + "0" * 64 + "/")
    assert response.status_code == 404
    assert "invitación" in response.content.decode()


def test_inviting_again_closes_the_link_before(invited: Invitation, guest: Person, andes: House, link_of: Link) -> None:
    old = link_of(invited)
    made = api.invite_again(person_id=guest.pk, institution_id=andes.institution.pk, by=andes.coordinator.pk)
    assert made != invited.pk
    assert Client().get(old).status_code == 410
    assert Client().get(link_of(Invitation.objects.get(pk=made))).status_code == 200


@pytest.mark.parametrize(
    ("password", "again"),
    [("corta", "corta"), ("hierbas-de-la-altura", "otra"), ("lucia.paz@andes.test", "lucia.paz@andes.test"), ("", "")],
)
def test_a_weak_or_mistyped_password_makes_nothing(
    invited: Invitation, guest: Person, link_of: Link, password: str, again: str
) -> None:
    response = Client().post(link_of(invited), {"password": password, "again": again})
    assert response.status_code == 422
    assert 'class="problem"' in response.content.decode()
    guest.refresh_from_db()
    assert guest.user is None


def test_an_account_with_that_address_has_to_sign_in_first_and_then_is_tied(
    invited: Invitation, guest: Person, link_of: Link
) -> None:
    user = get_user_model().objects.create_user(email="lucia.paz@andes.test", password=PASSWORD)  # type: ignore[attr-defined]
    path = link_of(invited)
    stranger = Client().get(path)
    assert "/cuenta/login/?next=" in stranger.content.decode()
    assert 'name="password"' not in stranger.content.decode()
    assert Client().post(path, GOOD).status_code == 200
    guest.refresh_from_db()
    assert guest.user is None
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "lucia.paz@andes.test" in client.get(path).content.decode()
    assert client.post(path).status_code == 302
    guest.refresh_from_db()
    assert guest.user_id == user.pk


def test_somebody_else_who_is_signed_in_can_not_take_the_place(
    invited: Invitation, andes: House, link_of: Link, as_person: Callable[[Person], Client], guest: Person
) -> None:
    response = as_person(andes.advisor).post(link_of(invited))
    assert response.status_code == 409
    guest.refresh_from_db()
    invited.refresh_from_db()
    assert guest.user is None
    assert invited.accepted_at is None


def test_the_link_of_an_erased_person_is_unknown(invited: Invitation, guest: Person, link_of: Link) -> None:
    path = link_of(invited)
    Person.objects.filter(pk=guest.pk).update(erased_at=timezone.now(), email="")
    assert Client().get(path).status_code == 404
