"""Contact points: functions of an institution, kept by its coordinators, never a private person."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from lms.audit.models import AuditEvent
from lms.institutions.api import contacts_for
from lms.institutions.models import ContactPoint
from tests.conftest import House

SignIn = Callable[..., Client]
BODY = {
    "function_es": "Mesa de propiedad intelectual", "channel": "mail", "value": "pi@centro.example", "hours_es": "9 a 17",
    "checked_on": "2026-11-01",
}  # fmt: skip


@pytest.fixture
def carla(as_person: SignIn, andes: House) -> Client:
    """A coordinator of Andes."""
    return as_person(andes.coordinator)


def test_a_coordinator_notes_changes_and_takes_off_a_contact(carla: Client, andes: House) -> None:
    new = reverse("lms:institutions:contact-form", args=[andes.institution.pk])
    assert carla.get(new).status_code == 200
    assert carla.post(new, BODY).status_code == 302
    contact = ContactPoint.objects.get()
    change = reverse("lms:institutions:contact-change", args=[contact.pk])
    assert "pi@centro.example" in carla.get(change).content.decode()
    assert carla.post(change, {**BODY, "value": "otra@centro.example"}).status_code == 302
    page = carla.get(reverse("lms:institutions:institution-detail", args=[andes.institution.pk])).content.decode()
    assert "otra@centro.example" in page
    assert carla.post(reverse("lms:institutions:contact-archive", args=[contact.pk])).status_code == 302
    assert contacts_for([andes.institution.pk]) == []
    assert ContactPoint.objects.count() == 1
    acts = AuditEvent.objects.filter(subject="contact_point").values_list("act", flat=True)
    assert sorted(acts) == ["contact.archived", "contact.saved", "contact.saved"]


@pytest.mark.parametrize(
    ("channel", "value"),
    [("mail", "no es correo"), ("form", "http://inseguro.example"), ("form", "javascript:x"), ("phone", "llame")],
)
def test_an_address_that_cant_be_one_is_refused(carla: Client, andes: House, channel: str, value: str) -> None:
    new = reverse("lms:institutions:contact-form", args=[andes.institution.pk])
    assert carla.post(new, {**BODY, "channel": channel, "value": value}).status_code == 422
    assert not ContactPoint.objects.exists()


def test_contacts_stand_in_the_order_in_which_they_were_noted(carla: Client, andes: House) -> None:
    new = reverse("lms:institutions:contact-form", args=[andes.institution.pk])
    for n in range(3):
        carla.post(new, {**BODY, "function_es": f"Mesa {n}"})
    assert [one.function["es"] for one in contacts_for([andes.institution.pk])] == ["Mesa 0", "Mesa 1", "Mesa 2"]


def test_another_institutions_contact_is_not_found(as_person: SignIn, andes: House, sur: House) -> None:
    contact = ContactPoint.objects.create(
        institution=andes.institution, function={"es": "Mesa"}, channel="place", value="Piso 1"
    )
    stranger = as_person(sur.coordinator)
    for name in ("contact-change", "contact-archive"):
        assert stranger.post(reverse(f"lms:institutions:{name}", args=[contact.pk]), BODY).status_code == 404
