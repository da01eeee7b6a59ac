"""Gender is said by the person alone, only where the institution noted its basis, and goes when it is taken back."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.audit.models import AuditEvent
from lms.institutions.errors import BasisMissing, TraitNotAsked, TraitUnknown
from lms.institutions.models import Membership, Person, PersonTrait, TraitBasis
from lms.institutions.services.traits import (
    declare_trait,
    end_basis,
    forget_traits,
    own_trait,
    record_basis,
    traits_of,
    withdraw_trait,
)
from tests.conftest import House

BASIS = {"basis": "Ley 29733, art. 14", "dated_on": date(2026, 3, 1)}


def asks(house: House) -> None:
    record_basis(institution_id=house.institution.pk, by=house.coordinator.pk, **BASIS)  # type: ignore[arg-type]


def test_without_a_basis_nobody_is_asked_and_nothing_is_read(andes: House, as_person: Callable[[Person], Client]) -> None:
    with pytest.raises(TraitNotAsked):
        declare_trait(person_id=andes.advisor.pk, value="woman")
    page = as_person(andes.advisor).get(reverse("lms:institutions:trait-form")).content.decode()
    assert 'type="radio"' not in page
    assert traits_of(andes.institution.pk) is None


def test_a_person_says_it_changes_it_and_takes_it_back(andes: House, as_person: Callable[[Person], Client]) -> None:
    asks(andes)
    client, url = as_person(andes.advisor), reverse("lms:institutions:trait-form")
    page = client.get(url).content.decode()
    assert BASIS["basis"] in page
    assert "checked" not in page  # nothing is chosen for anybody
    for value in ("woman", "unsaid"):
        client.post(url, {"value": value})
        assert own_trait(andes.advisor.pk) == value
    assert traits_of(andes.institution.pk) == {andes.advisor.pk: "unsaid"}
    client.post(reverse("lms:institutions:trait-withdraw"))
    assert not PersonTrait.objects.exists()


def test_an_answer_that_is_none_is_refused(andes: House, as_person: Callable[[Person], Client]) -> None:
    asks(andes)
    with pytest.raises(TraitUnknown):
        declare_trait(person_id=andes.advisor.pk, value="x")
    assert as_person(andes.advisor).post(reverse("lms:institutions:trait-form"), {"value": "x"}).status_code == 422


def test_a_coordinator_notes_the_basis_and_another_house_knows_nothing(
    andes: House, sur: House, as_person: Callable[[Person], Client]
) -> None:
    url = reverse("lms:institutions:basis-form", args=[andes.institution.pk])
    client = as_person(andes.coordinator)
    assert client.post(url, {"basis": "Ley", "dated_on": timezone.localdate() + timedelta(days=1)}).status_code == 422
    assert client.post(url, {"basis": "Ley", "dated_on": "2026-03-01"}).status_code == 302
    assert TraitBasis.objects.get().recorded_by == andes.coordinator
    assert as_person(sur.coordinator).get(url).status_code == 404
    with pytest.raises(TraitNotAsked):
        declare_trait(person_id=sur.advisor.pk, value="woman")


def test_the_same_basis_twice_is_one_and_another_one_ends_it(andes: House) -> None:
    asks(andes)
    asks(andes)
    record_basis(
        institution_id=andes.institution.pk, basis="Consentimiento", dated_on=date(2026, 5, 1), by=andes.coordinator.pk
    )
    assert [one.ended_at is None for one in TraitBasis.objects.order_by("pk")] == [False, True]
    with pytest.raises(BasisMissing):
        record_basis(institution_id=andes.institution.pk, basis=" ", dated_on=date(2026, 5, 1), by=andes.coordinator.pk)


def test_when_nobody_asks_any_more_what_was_said_goes(andes: House, sur: House, as_person: Callable[[Person], Client]) -> None:
    asks(andes)
    asks(sur)
    Membership.objects.create(person=andes.advisor, institution=sur.institution, role="advisor")
    other = andes.facilitator
    for person in (andes.advisor, other):
        declare_trait(person_id=person.pk, value="woman")
    url = reverse("lms:institutions:basis-end", args=[andes.institution.pk])
    client = as_person(andes.coordinator)
    client.get(url)
    assert PersonTrait.objects.count() == 2
    client.post(url)
    assert list(PersonTrait.objects.values_list("person_id", flat=True)) == [andes.advisor.pk]
    assert end_basis(institution_id=andes.institution.pk, by=andes.coordinator.pk) == 0


def test_no_answer_stands_in_the_audit(andes: House) -> None:
    asks(andes)
    declare_trait(person_id=andes.advisor.pk, value="woman")
    withdraw_trait(person_id=andes.advisor.pk)
    end_basis(institution_id=andes.institution.pk, by=andes.coordinator.pk)
    assert "woman" not in "".join(str(row) for row in AuditEvent.objects.values("act", "before", "after", "reason"))


def test_erasure_takes_it_away(andes: House) -> None:
    asks(andes)
    declare_trait(person_id=andes.advisor.pk, value="man")
    forget_traits(person_id=andes.advisor.pk)
    assert own_trait(andes.advisor.pk) == ""


def test_nothing_that_scores_decides_or_prints_knows_the_trait() -> None:
    """Kept apart: the table is named in its own modules alone, and `traits_of` is read by reports alone."""
    root = Path(__file__).parents[2]
    for package in ("assessments", "certificates", "courses", "lms/messages", "lms/records", "lms/exports"):
        for file in (root / package).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            assert "traits_of" not in text, file
            assert "PersonTrait" not in text, file
            assert "lms_traits" not in text, file
