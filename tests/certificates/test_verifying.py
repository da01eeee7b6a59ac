"""The public page always answers, says how a certificate stands, and never more than the paper prints."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from certificates.api import reissue_certificate
from certificates.models import Award, Certificate, LookupMiss
from certificates.serial import in_groups, new_serial
from certificates.services.drawing import draw_certificate
from certificates.services.lookups import forget_lookups
from certificates.services.reissuing import forget_person
from lms.institutions.models import Person
from tests.conftest import House

SPANISH = {"headers": {"Accept-Language": "es"}}


def page(serial: str, **more: Any) -> Any:
    return Client().get(f"/verify/{serial}/", **{**SPANISH, **more})


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_current_certificate_says_for_whom_what_by_whom_when_and_under_which_law(issued: Certificate, andes: House) -> None:
    response = page(issued.serial)
    assert response.status_code == 200
    shown = text_of(response)
    for words in (
        "Certificado vigente", "Elena De Andes", "Fundamentos de PI para asesores", "Marcas y secretos y Carta de orientación",
        "Centro andes, Perú", "al 30 de septiembre de 2026", in_groups(issued.serial),
    ):  # fmt: skip
        assert words in shown


def test_it_speaks_english_on_request_without_a_cookie(issued: Certificate) -> None:
    response = page(f"{issued.serial}", query_params={"language": "en"})
    assert "Certificate in force" in text_of(response)
    assert "IP foundations for advisors" in text_of(response)
    assert not response.cookies


@pytest.mark.parametrize("path", ["/verify/", "/verify/7K4M-2Q9X/"])
def test_public_pages_set_no_cookie_and_are_neither_indexed_nor_kept(db: None, path: str) -> None:
    response = Client().get(path)
    assert not response.cookies
    assert response["X-Robots-Tag"].startswith("noindex")
    assert response["Cache-Control"] == "no-store"


def test_the_number_may_be_typed_as_people_type(issued: Certificate) -> None:
    typed = in_groups(issued.serial).lower().replace("0", "o").replace("-", " ")
    first = Client().get("/verify/", {"serial": typed})
    assert first.status_code == 302
    assert first["Location"] == f"/verify/{issued.serial}/"


def test_an_empty_number_is_asked_for_again(db: None) -> None:
    response = Client().get("/verify/", {"serial": " "}, **SPANISH)
    assert response.status_code == 422
    assert "Escriba el número del certificado" in text_of(response)


def test_an_unknown_number_is_not_in_the_register(db: None) -> None:
    response = page(new_serial())
    assert response.status_code == 404
    assert "No consta en el registro" in text_of(response)


def test_a_slip_of_the_pen_is_told_apart_without_a_lookup(issued: Certificate, django_assert_num_queries: Any) -> None:
    wrong = issued.serial[:-1] + ("A" if issued.serial[-1] != "A" else "B")
    with django_assert_num_queries(0):
        response = page(wrong)
    assert response.status_code == 404
    assert "Revise el número" in text_of(response)
    assert "Elena" not in text_of(response)


def test_a_certificate_that_is_not_drawn_yet_is_being_prepared_and_names_nobody(award: Award) -> None:
    response = page(Certificate.objects.get().serial)
    assert response.status_code == 200
    assert "se está preparando" in text_of(response)
    assert "Elena" not in text_of(response)


def test_revoked_suspended_and_reinstated_show_at_once_and_never_the_note(
    issued: Certificate, award: Award, decide: Callable[..., int]
) -> None:
    decide("suspend", award, "review", note="chisme privado")
    shown = text_of(page(issued.serial))
    assert "Certificado suspendido" in shown
    assert "en revisión" in shown
    decide("reinstate", award)
    assert "Certificado vigente" in text_of(page(issued.serial))
    decide("revoke", award, "issued_in_error", note="chisme privado")
    shown = text_of(page(issued.serial))
    assert "Certificado revocado" in shown
    assert "error al emitir" in shown
    assert "chisme" not in shown


def test_after_its_last_day_it_is_expired(issued: Certificate, award: Award) -> None:
    assert award.expires_at is not None
    with time_machine.travel(award.expires_at - timedelta(seconds=5)):
        assert "Certificado vigente" in text_of(page(issued.serial))
    with time_machine.travel(award.expires_at):
        assert "Certificado vencido" in text_of(page(issued.serial))


def test_a_corrected_name_makes_a_new_edition_and_the_old_number_says_replaced(
    issued: Certificate, award: Award, andes: House
) -> None:
    Person.objects.filter(pk=andes.advisor.pk).update(certificate_name="Elena Ríos Ñáñez")
    new = Certificate.objects.get(pk=reissue_certificate(award_id=award.pk, by=andes.coordinator.pk, why="tilde"))
    assert "Certificado vigente" in text_of(page(issued.serial))  # the new one may still wait for a name or a picture
    assert draw_certificate(certificate_id=new.pk)
    old_page, new_page = text_of(page(issued.serial)), text_of(page(new.serial))
    assert "Certificado reemplazado" in old_page
    assert "Elena De Andes" in old_page
    assert new.serial not in old_page
    assert "Certificado vigente" in new_page
    assert "Elena Ríos Ñáñez" in new_page


def test_an_erased_holder_leaves_a_certificate_that_still_answers(issued: Certificate, andes: House) -> None:
    forget_person(person_id=andes.advisor.pk)
    shown = text_of(page(issued.serial))
    assert "Certificado vigente" in shown
    assert "Elena" not in shown
    assert "a pedido de la persona" in shown


def test_the_page_shows_nothing_that_the_paper_does_not_print(issued: Certificate, andes: House) -> None:
    shown = text_of(page(issued.serial))
    for private in (
        andes.advisor.email,
        str(andes.advisor.ref),
        "80,00",
        "advisor@",
        "De Andes@",
        str(andes.cohort.names["es"]),
    ):
        assert private not in shown


def test_machines_get_the_same_answer_as_json(issued: Certificate) -> None:
    found = page(issued.serial, headers={"Accept": "application/json"}).json()
    assert (found["state"], found["holder"], found["country"]) == ("current", "Elena De Andes", "PE")
    unknown = page(new_serial(), headers={"Accept": "application/json"})
    assert unknown.status_code == 404
    assert set(unknown.json()) == set(found)


def test_an_answer_costs_three_queries(issued: Certificate, django_assert_num_queries: Any) -> None:
    page(issued.serial)
    with django_assert_num_queries(3):
        page(issued.serial)


def test_guessing_is_stopped_for_a_minute_and_genuine_numbers_are_not(issued: Certificate) -> None:
    start = timezone.now().replace(second=1)
    with time_machine.travel(start):
        answers = [page(new_serial()).status_code for _ in range(32)]
        assert answers == [404] * 30 + [429] * 2
        assert page(issued.serial).status_code == 200
        assert page(new_serial(), REMOTE_ADDR="10.9.8.7").status_code == 404
    with time_machine.travel(start + timedelta(minutes=1)):
        assert page(new_serial()).status_code == 404
    with time_machine.travel(start + timedelta(hours=2)):
        assert forget_lookups() == 3
    assert not LookupMiss.objects.exists()


def test_looking_at_a_genuine_certificate_writes_nothing(issued: Certificate) -> None:
    page(issued.serial)
    assert not LookupMiss.objects.exists()


def test_behind_trusted_proxies_the_visitor_is_counted_and_not_the_proxy(db: None, settings: Any) -> None:
    settings.LMS = {**settings.LMS, "PROXIES": 1}
    for guest in ("198.51.100.1", "198.51.100.2", "6.6.6.6, 198.51.100.2"):
        page(new_serial(), headers={"X-Forwarded-For": guest})
    assert sorted(LookupMiss.objects.values_list("count", flat=True)) == [1, 2]


def test_a_pdf_is_compared_with_the_register(issued: Certificate) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    body = bytes(issued.tail or b"")
    same = Client().post("/verify/file/", {"file": SimpleUploadedFile("a.pdf", body)}, follow=True, **SPANISH)
    assert "byte por byte" in text_of(same)
    other = Client().post("/verify/file/", {"file": SimpleUploadedFile("a.pdf", body + b" ")}, **SPANISH)
    assert other.status_code == 422
    assert "no es el que se emitió" in text_of(other)
    nothing = Client().post("/verify/file/", {}, **SPANISH)
    assert nothing.status_code == 422
