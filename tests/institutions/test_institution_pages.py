"""A coordinator sees and changes one institution; an administrator all; nobody else any."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from lms.institutions.models import Institution, Invitation, Membership, Person
from tests.conftest import House

AsPerson = Callable[[Person], Client]


def masked(html: str, one: int) -> str:
    """A page without the number asked for and without the token of its form."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    return html.replace(f"/institutions/{one}/", "/institutions/N/")


def at(name: str, *args: int) -> str:
    return reverse(f"lms:institutions:{name}", args=args)


def test_a_coordinator_is_led_to_the_one_institution(andes: House, as_person: AsPerson) -> None:
    response = as_person(andes.coordinator).get(at("institution-list"), follow=True)
    html = response.content.decode()
    assert response.redirect_chain[-1][0] == at("institution-detail", andes.institution.pk)
    for words in ("Carla", "Rosa", "Pablo", "Grupo B", "Ana Directora"):
        assert words in html
    assert "Elena" not in html


def test_a_stranger_and_a_missing_institution_look_alike(andes: House, sur: House, as_person: AsPerson) -> None:
    client = as_person(sur.coordinator)
    foreign, missing = client.get(at("institution-detail", andes.institution.pk)), client.get(at("institution-detail", 9999))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert masked(foreign.content.decode(), andes.institution.pk) == masked(missing.content.decode(), 9999)
    assert client.get(at("member-form", andes.institution.pk)).status_code == 404
    assert as_person(andes.advisor).get(at("institution-detail", andes.institution.pk)).status_code == 404


def test_the_page_costs_the_same_for_few_and_many(andes: House, as_person: AsPerson) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_person(andes.coordinator)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(at("institution-detail", andes.institution.pk)).status_code == 200
        return len(seen)

    few = cost()
    for n in range(12):
        person = Person.objects.create(email=f"f{n}@andes.test", given_name=f"F{n}")
        Membership.objects.create(person=person, institution=andes.institution, role="facilitator", cohort=andes.cohort)
    assert cost() == few <= 12


def test_an_administrator_adds_an_institution_and_names_who_coordinates_it(
    programme: dict[str, Person], as_person: AsPerson
) -> None:
    client = as_person(programme["administrator"])
    facts = {"name_es": "Centro Norte", "key": "norte", "country": "CL", "language": "es"}
    response = client.post(at("institution-form"), facts)
    made = Institution.objects.get(key="norte")
    assert response.headers["Location"] == at("institution-detail", made.pk)
    assert made.names == {"es": "Centro Norte", "en": "Centro Norte"}
    assert client.post(at("institution-form"), facts).status_code == 422
    person = {"email": "jefa@norte.test", "given_name": "Julia", "family_name": "Sáez", "role": "coordinator", "language": "es"}
    assert client.post(at("member-form", made.pk), person).status_code == 302
    assert Membership.objects.get(institution=made).role == "coordinator"
    assert Invitation.objects.get(institution=made).person.email == "jefa@norte.test"
    assert "Julia" in client.get(at("institution-detail", made.pk)).content.decode()


def test_a_coordinator_adds_facilitators_but_no_coordinators(andes: House, as_person: AsPerson) -> None:
    client = as_person(andes.coordinator)
    person = {"email": "nueva@andes.test", "given_name": "Nora", "family_name": "Vera", "language": "es"}
    assert client.post(at("member-form", andes.institution.pk), {**person, "role": "coordinator"}).status_code == 422
    assert not Person.objects.filter(email="nueva@andes.test").exists()
    assert client.post(at("member-form", andes.institution.pk), {**person, "role": "facilitator"}).status_code == 302
    assert Person.objects.filter(email="nueva@andes.test").exists()


def test_roles_end_by_hand_but_a_coordinator_does_not_end_a_coordinator(andes: House, sur: House, as_person: AsPerson) -> None:
    facilitator = Membership.objects.get(person=andes.facilitator)
    colleague = Membership.objects.get(person=andes.coordinator)
    assert as_person(sur.coordinator).post(at("membership-end", facilitator.pk)).status_code == 404
    client = as_person(andes.coordinator)
    assert client.get(at("membership-end", facilitator.pk)).status_code == 405
    assert client.post(at("membership-end", colleague.pk)).status_code == 404
    assert client.post(at("membership-end", facilitator.pk)).status_code == 302
    facilitator.refresh_from_db()
    assert facilitator.until is not None


def test_a_new_invitation_is_asked_for_by_hand(andes: House, sur: House, invited: Invitation, as_person: AsPerson) -> None:
    path = at("invitation-create", andes.institution.pk, invited.person_id)
    assert as_person(sur.coordinator).post(path).status_code == 404
    assert as_person(andes.coordinator).post(path).status_code == 302
    invited.refresh_from_db()
    assert invited.withdrawn_at is not None
    assert Invitation.objects.filter(person=invited.person, withdrawn_at=None).count() == 1


@pytest.mark.parametrize("role", ["advisor", "facilitator", "assessor"])
def test_other_roles_find_nothing_here(andes: House, as_person: AsPerson, role: str) -> None:
    assert as_person(andes.people[role]).get(at("institution-list")).status_code == 404
