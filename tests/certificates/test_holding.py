"""What a holder sees and downloads, who else may, and what deciders can and can't do."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from certificates import errors
from certificates.api import certificates_of, reissue_certificate, revoke_award, todo
from certificates.models import Award, AwardEvent, Certificate
from certificates.services.reissuing import forget_person
from lms.audit.api import broken_line
from lms.audit.models import AuditEvent, BookEntry
from lms.institutions.api import scope
from lms.institutions.models import Person
from lms.messages.models import Message
from tests.certificates.conftest import Programme
from tests.conftest import House

AsPerson = Callable[[Person], Any]


def test_the_download_is_the_file_as_it_was_hashed(issued: Certificate, andes: House, as_person: AsPerson) -> None:
    client = as_person(andes.advisor)
    response = client.get(f"/certificates/{issued.pk}/file/")
    assert hashlib.sha256(response.content).hexdigest() == issued.sha256
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    again = client.get(f"/certificates/{issued.pk}/file/", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_the_coordinator_of_the_institution_may_download_it_too(issued: Certificate, andes: House, as_person: AsPerson) -> None:
    assert as_person(andes.coordinator).get(f"/certificates/{issued.pk}/file/").status_code == 200


def test_for_everybody_else_it_does_not_exist(
    issued: Certificate, andes: House, sur: House, programme: dict[str, Person], as_person: AsPerson
) -> None:
    strangers = [andes.advisor2, andes.facilitator, andes.assessor, sur.advisor, sur.coordinator, *programme.values()]
    for person in strangers:
        assert as_person(person).get(f"/certificates/{issued.pk}/file/").status_code == 404
    assert as_person(andes.advisor).get("/certificates/999999/file/").status_code == 404


def test_a_paper_that_is_not_drawn_can_not_be_downloaded(award: Award, andes: House, as_person: AsPerson) -> None:
    assert as_person(andes.advisor).get(f"/certificates/{Certificate.objects.get().pk}/file/").status_code == 404


def test_a_file_that_was_changed_in_the_store_is_not_sent(issued: Certificate, andes: House, as_person: AsPerson) -> None:
    Certificate.objects.filter(pk=issued.pk).update(tail=bytes(issued.tail or b"") + b" ")
    assert as_person(andes.advisor).get(f"/certificates/{issued.pk}/file/").status_code == 500


def test_the_list_shows_what_is_held_and_what_is_missing(
    programme_: Programme, andes: House, as_person: AsPerson, issued: Certificate, django_assert_max_num_queries: Any
) -> None:
    programme_.complete(andes.advisor2, andes.institution, programme_.courses[0])
    client, other = as_person(andes.advisor), as_person(andes.advisor2)
    with django_assert_max_num_queries(10):
        mine = client.get("/certificates/").content.decode()
    assert "Descargar el PDF" in mine
    assert "vigente" in mine
    assert "En camino" not in mine
    with django_assert_max_num_queries(10):
        theirs = other.get("/certificates/").content.decode()
    assert "Todavía no tiene certificados" in theirs
    assert "En camino: Fundamentos de PI para asesores" in theirs
    assert "Todavía no tiene inscripción" in theirs


def test_somebody_without_anything_is_told_how_it_comes(andes: House, as_person: AsPerson) -> None:
    assert "Se emiten solos" in as_person(andes.advisor).get("/certificates/").content.decode()


def test_a_waiting_name_is_on_the_first_page_and_on_the_list(programme_: Programme, andes: House, as_person: AsPerson) -> None:
    Person.objects.filter(pk=andes.advisor.pk).update(certificate_name="Elena 王")
    programme_.complete_all(andes.advisor, andes.institution)
    [one] = todo(scope(andes.advisor.pk))
    assert one.tone == "warn"
    assert "王" in one.why
    assert "todavía no se pueden imprimir" in as_person(andes.advisor).get("/certificates/").content.decode()


def test_a_new_certificate_is_on_the_first_page(issued: Certificate, andes: House) -> None:
    [one] = todo(scope(andes.advisor.pk))
    assert one.icon == "cert"
    assert todo(scope(andes.coordinator.pk)) == []


def test_a_card_tells_other_packages_how_a_certificate_stands(issued: Certificate, andes: House) -> None:
    [card] = certificates_of(andes.advisor.pk)
    assert (card.state, card.ready, card.edition, card.credential_key) == ("current", True, 1, "foundations")


# Deciding -------------------------------------------------------------------------------------------------------------
def test_a_decision_needs_two_people_who_may(award: Award, programme: dict[str, Person], andes: House) -> None:
    decider, reviewer = programme["decider"].pk, programme["reviewer"].pk
    what: dict[str, Any] = {"award_id": award.pk, "reason_class": "integrity"}
    with pytest.raises(errors.TwoPeopleNeeded):
        revoke_award(by=decider, approved_by=decider, **what)
    with pytest.raises(errors.NotADecider):
        revoke_award(by=reviewer, approved_by=decider, **what)
    with pytest.raises(errors.NotADecider):
        revoke_award(by=decider, approved_by=andes.coordinator.pk, **what)
    assert AwardEvent.objects.count() == 1


def test_a_decision_is_audited_told_to_the_holder_and_stands_in_the_book(
    issued: Certificate, award: Award, andes: House, decide: Callable[..., int]
) -> None:
    decide("revoke", award, "integrity", note="visto en el caso 3")
    event = AuditEvent.objects.get(act="award.revoked")
    assert (event.before, event.after["state"]) == ({"state": "granted"}, "revoked")
    assert "visto" not in f"{event.before}{event.after}{event.reason}"
    assert Message.objects.filter(person=andes.advisor, kind="award_changed").count() == 1
    assert BookEntry.objects.get(act="award.revoked").subject == issued.serial
    assert broken_line(book="certificates") is None


def test_a_decision_that_makes_no_sense_is_refused(award: Award, decide: Callable[..., int]) -> None:
    with pytest.raises(errors.MoveRefused):
        decide("reinstate", award)
    with pytest.raises(errors.UnknownReason):
        decide("revoke", award, "porque sí")
    decide("revoke", award, "request")
    with pytest.raises(errors.MoveRefused):
        decide("suspend", award, "review")


def test_reinstatement_keeps_the_number_and_adds_to_the_history(
    issued: Certificate, award: Award, decide: Callable[..., int]
) -> None:
    decide("revoke", award, "issued_in_error")
    decide("reinstate", award)
    award.refresh_from_db()
    assert award.state == "granted"
    assert list(AwardEvent.objects.order_by("number").values_list("act", flat=True)) == ["granted", "revoked", "reinstated"]
    assert Certificate.objects.get().serial == issued.serial


def test_a_new_edition_is_refused_before_the_first_is_issued_and_while_not_in_force(
    award: Award, andes: House, decide: Callable[..., int]
) -> None:
    with pytest.raises(errors.NothingToReissue):
        reissue_certificate(award_id=award.pk, by=andes.coordinator.pk, why="x")
    decide("suspend", award, "review")
    with pytest.raises(errors.MoveRefused):
        reissue_certificate(award_id=award.pk, by=andes.coordinator.pk, why="x")


def test_a_new_edition_with_a_name_that_can_not_be_printed_is_refused(issued: Certificate, award: Award, andes: House) -> None:
    Person.objects.filter(pk=andes.advisor.pk).update(certificate_name="王")
    with pytest.raises(errors.NameCannotBePrinted):
        reissue_certificate(award_id=award.pk, by=andes.coordinator.pk, why="x")
    assert Certificate.objects.get().superseded_by is None


def test_erasure_empties_names_and_bytes_and_keeps_what_proves(
    issued: Certificate, award: Award, andes: House, decide: Callable[..., int], as_person: AsPerson
) -> None:
    decide("suspend", award, "review", note="privado")
    forget_person(person_id=andes.advisor.pk)
    forget_person(person_id=andes.advisor.pk)
    issued.refresh_from_db()
    assert (issued.tail, issued.fields["name"], issued.state) == (None, "", "issued")
    assert issued.sha256
    assert not AwardEvent.objects.exclude(note="").exists()
    assert as_person(andes.advisor).get(f"/certificates/{issued.pk}/file/").status_code == 404


def test_the_mails_are_written_in_the_holder_s_language(
    issued: Certificate, award: Award, andes: House, decide: Callable[..., int]
) -> None:
    from lms.institutions.api import person_card
    from lms.messages.rendering import write_words

    decide("revoke", award, "issued_in_error")
    person = person_card(andes.advisor.pk)
    ready, changed = (Message.objects.get(kind=kind) for kind in ("certificate_ready", "award_changed"))
    words = write_words(kind=ready.kind, person=person, params=ready.params)
    assert "Su certificado está listo" in words.subject
    assert f"/verify/{issued.serial}/" in words.text
    words = write_words(kind=changed.kind, person=person, params=changed.params)
    assert "revocado" in words.subject
    assert "error al emitir" in words.html


def test_the_command_decides_by_two_addresses(issued: Certificate, programme: dict[str, Person], capsys: Any) -> None:
    from django.core.management import CommandError, call_command

    who = {"by": programme["decider"].email, "approved_by": programme["reviewer"].email, "reason": "integrity"}
    with pytest.raises(CommandError):  # what it still covers is not said
        call_command("decide_certificate", "reduce", issued.serial, **who)
    call_command("decide_certificate", "reduce", issued.serial, **who, scope_es="Solo marcas", scope_en="Trade marks only")
    call_command("decide_certificate", "suspend", issued.serial, **who, last_day=date(2099, 1, 31))
    assert AwardEvent.objects.latest("number").until == datetime(2099, 2, 1, 5, tzinfo=UTC)  # midnight in Lima
    call_command("decide_certificate", "revoke", issued.serial, **who)
    assert Award.objects.get().state == "revoked"
    with pytest.raises(CommandError):
        call_command("decide_certificate", "revoke", issued.serial, **who)
    with pytest.raises(CommandError):
        call_command("decide_certificate", "revoke", "7K4M", **who)
