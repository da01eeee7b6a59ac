"""Somebody who was invited and has no log-in yet."""

from collections.abc import Callable

import pytest

from lms.institutions import api
from lms.institutions.models import Invitation, Person
from tests.conftest import House


@pytest.fixture
def guest(andes: House) -> Person:
    """Known by her address, without an account."""
    person_id = api.ensure_person(
        email="Lucia.Paz@andes.test",
        given_name="Lucía",
        family_name="Paz",
        country="PE",
        language="es",
        by=andes.coordinator.pk,
    )
    api.grant_role(person_id=person_id, institution_id=andes.institution.pk, role="advisor", by=andes.coordinator.pk)
    return Person.objects.get(pk=person_id)


@pytest.fixture
def invited(guest: Person, andes: House) -> Invitation:
    """Her open invitation."""
    made = api.invite(person_id=guest.pk, institution_id=andes.institution.pk, by=andes.coordinator.pk)
    return Invitation.objects.get(pk=made)


@pytest.fixture
def link_of() -> Callable[[Invitation], str]:
    """The path of an invitation's link."""
    return lambda invitation: api.invitation_url(invitation.pk).removeprefix("http://localhost:8000")
