"""People are known once by their address, and their names are never overwritten from outside."""

import pytest

from lms.audit.models import AuditDetail, AuditEvent
from lms.institutions import api
from lms.institutions.errors import AccountTaken, AddressNeeded, AlreadyHasLogin, NameTooLong, PersonNotFound
from lms.institutions.models import Leave, Person
from tests.conftest import House

pytestmark = pytest.mark.django_db


def ensure(email: str, **given: str) -> int:
    facts = {"given_name": "Ana", "family_name": "Paredes", "country": "PE", "language": "es", **given}
    return api.ensure_person(email=email, by=None, **facts)


def test_one_address_is_one_person_in_any_case() -> None:
    first = ensure("Ana@Example.org")
    assert ensure(" ana@example.ORG ") == first
    assert Person.objects.get().email == "ana@example.org"


def test_blanks_are_filled_and_nothing_is_overwritten() -> None:
    person_id = ensure("ana@example.org", family_name="", country="")
    ensure("ana@example.org", given_name="Otra", family_name="Paredes Solís", country="PE")
    card = api.person_card(person_id)
    assert (card.given_name, card.family_name, card.country) == ("Ana", "Paredes Solís", "PE")


def test_names_are_written_one_way() -> None:
    card = api.person_card(ensure("n@example.org", given_name="  Jose\u0301\t\x00  Luis ", family_name="Muñoz"))
    assert card.full_name == "José Luis Muñoz"
    assert card.certificate_name == "José Luis Muñoz"


def test_a_person_needs_an_address() -> None:
    with pytest.raises(AddressNeeded):
        ensure("  ")


def test_the_audit_keeps_names_apart_from_the_event() -> None:
    ensure("ana@example.org")
    event = AuditEvent.objects.get(act="person.added")
    assert "ana@example.org" not in str([event.before, event.after, event.reason])
    assert AuditDetail.objects.get(event=event).body["email"] == "ana@example.org"
    assert event.detail_digest


def test_a_log_in_belongs_to_one_person_and_a_person_to_one_log_in(andes: House) -> None:
    guest = ensure("guest@example.org")
    with pytest.raises(AccountTaken):
        api.link_user(person_id=guest, user=andes.advisor.user)
    with pytest.raises(AlreadyHasLogin):
        api.link_user(person_id=andes.advisor.pk, user=andes.facilitator.user)
    api.link_user(person_id=andes.advisor.pk, user=andes.advisor.user)
    assert api.person_for_user(andes.advisor.user) == andes.advisor.pk


def test_preferences_change_only_what_is_given_and_only_to_what_exists(andes: House) -> None:
    me = andes.advisor
    api.set_preferences(person_id=me.pk, theme="dark")
    api.set_preferences(person_id=me.pk, language="en", theme="neon", certificate_name=" Elena   María ")
    me.refresh_from_db()
    assert (me.language, me.theme, me.certificate_name) == ("en", "dark", "Elena María")
    with pytest.raises(NameTooLong, match="121"):
        api.set_preferences(person_id=me.pk, certificate_name="x" * 121)
    with pytest.raises(PersonNotFound):
        api.set_preferences(person_id=0, language="es")


def test_days_of_leave_that_overlap_count_once(andes: House) -> None:
    from datetime import date

    for first, last in ((1, 10), (8, 12), (20, 20)):
        Leave.objects.create(person=andes.advisor, starts_on=date(2026, 3, first), ends_on=date(2026, 3, last))
    assert api.paused_days(andes.advisor.pk, date(2026, 3, 5), date(2026, 3, 31)) == 9
    assert api.paused_days(andes.advisor.pk, date(2026, 4, 1), date(2026, 4, 30)) == 0
    assert api.paused_days(andes.facilitator.pk, date(2026, 3, 1), date(2026, 3, 31)) == 0
