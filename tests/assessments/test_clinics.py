"""The institution's side of a clinic: editions, businesses by code, the one-page strategy, the closing report."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from assessments.clinics.rules import code_problem
from assessments.demo_clinics import make_clinic_demo
from assessments.errors.clinics import (
    BusinessHasSessions,
    ClinicClosed,
    ClinicTextRefused,
    ClinicUnready,
    SeventhSession,
    StrategyIncomplete,
)
from assessments.models import Clinic, ClinicBusiness, ClinicPaper, ClinicSession, ClinicStep
from assessments.services import clinics as services
from assessments.services.clinics import Profile
from courses.models import Item, ItemVersion
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from tests.assessments.clinic_houses import hold_session, make_edition, take_in
from tests.conftest import House

As = Callable[[Person], Client]
pytestmark = pytest.mark.django_db

EDITION = {
    "name_es": "Clínica de primavera", "name_en": "Spring clinic", "starts_on": "2026-01-01", "ends_on": "2030-12-31",
    "parties": "El Centro Andes y la cámara de comercio", "signed_on": "2026-01-10", "agreement": "El centro pone la sala.",
    "call": "Para negocios que venden con marca propia.", "opens_on": "2026-01-15", "closes_on": "2026-02-15", "seats": "12",
}  # fmt: skip
BUSINESS = {
    "code": "n-07", "stage": "growth", "sector": "food", "size": "micro", "region": "Cusco", "consent_on": "2026-02-20",
    "need": "Quiere vender su salsa con un nombre propio.", "diagnostics": "done",
}  # fmt: skip
STRATEGY: dict[str, Any] = {
    "goal": "Vender la salsa en tiendas de la región.", "assets": "Una receta y un nombre.", "risks": "Que otro use el nombre.",
    "steps": [
        {"what": "Buscar el nombre en el registro", "who": "La dueña", "when": "Esta semana"},
        {"what": "Guardar la receta como secreto", "who": "El taller", "when": "Este mes"},
        {"what": "Pedir el registro de la marca", "who": "La dueña", "when": "En tres meses"},
    ],
    "help": [], "help_text": "La mesa de partes de la oficina de marcas.",
}  # fmt: skip


@pytest.fixture
def carla(as_person: As, andes: House) -> Client:
    """The coordinator's browser."""
    return as_person(andes.coordinator)


@pytest.fixture
def clinic(andes: House) -> Clinic:
    return make_edition(andes)


@pytest.fixture
def business(clinic: Clinic, andes: House) -> ClinicBusiness:
    return take_in(clinic, andes.coordinator)


def html(client: Client, url: str, **more: Any) -> str:
    answer = client.get(url, **more)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_coordinator_makes_an_edition_takes_a_business_in_and_prints_its_strategy(carla: Client, andes: House) -> None:
    assert "Todavía no hay ediciones" in html(carla, "/clinics/")
    answer = carla.post(f"/clinics/new/{andes.institution.pk}/", EDITION, follow=True)
    page = answer.content.decode()
    for said in ("Clínica de primavera", "El Centro Andes y la cámara de comercio", "Para negocios que venden", "12 cupos"):
        assert said in page, said
    clinic = Clinic.objects.get()
    page = carla.post(f"/clinics/{clinic.pk}/businesses/new/", BUSINESS, follow=True).content.decode()
    for said in ("N-07", "Crecimiento", "Alimentos y bebidas", "Quiere vender su salsa", "0 de 6 sesiones"):
        assert said in page, said
    business = ClinicBusiness.objects.get()
    sent = {name: STRATEGY[name] for name in ("goal", "assets", "risks", "help_text")}
    for n, step in enumerate(STRATEGY["steps"], 1):
        sent |= {f"{part}_{n}": step[part] for part in step}
    page = carla.post(f"/clinics/businesses/{business.pk}/strategy/", sent, follow=True).content.decode()
    assert "Guardar la receta como secreto" in page
    assert "Hacerlo ahora" in html(carla, f"/clinics/businesses/{business.pk}/paper/")
    assert carla.get(f"/clinics/businesses/{business.pk}/strategy.pdf").status_code == 404
    carla.post(f"/clinics/businesses/{business.pk}/paper/")
    assert not ClinicPaper.objects.exists()  # a request draws nothing
    run_due_jobs()
    assert "Abrir el PDF" in html(carla, f"/clinics/businesses/{business.pk}/paper/")
    drawn = carla.get(f"/clinics/businesses/{business.pk}/strategy.pdf")
    paper = PdfReader(io.BytesIO(drawn.content))
    text = paper.pages[0].extract_text()
    assert len(paper.pages) == 1
    for said in ("N-07", "Guardar la receta", "no reemplaza", "La dueña"):
        assert said in text, said
    assert "Cusco" not in text  # a page may be lost


def test_the_longest_strategy_stands_on_one_page(business: ClinicBusiness, carla: Client, andes: House) -> None:
    words = ("Vender la salsa en tiendas de la región con un nombre propio. " * 10)[:600]
    steps = [{"what": words[:200], "who": words[:60], "when": words[:40]} for _n in range(5)]
    entry = {
        "key": "a",
        "names": {"es": "Una oficina de la región con nombre largo", "en": "An office"},
        "by": "Indecopi",
        "url": "x.pe",
    }
    whole = {"goal": words, "assets": words, "risks": words, "steps": steps, "help": [entry] * 6, "help_text": words[:300]}
    services.write_strategy(business_id=business.pk, strategy=whole, by=andes.coordinator.pk)
    carla.post(f"/clinics/businesses/{business.pk}/paper/")
    run_due_jobs()
    assert len(PdfReader(io.BytesIO(bytes(ClinicPaper.objects.get().content))).pages) == 1


def test_a_strategy_that_changed_is_not_handed_out_as_it_was(business: ClinicBusiness, carla: Client, andes: House) -> None:
    services.write_strategy(business_id=business.pk, strategy=STRATEGY, by=andes.coordinator.pk)
    carla.post(f"/clinics/businesses/{business.pk}/paper/")
    run_due_jobs()
    url = f"/clinics/businesses/{business.pk}/strategy.pdf"
    assert carla.get(url).status_code == 200
    services.write_strategy(business_id=business.pk, strategy=STRATEGY | {"goal": "Otra meta."}, by=andes.coordinator.pk)
    assert carla.get(url).status_code == 404
    carla.post(f"/clinics/businesses/{business.pk}/paper/")
    run_due_jobs()
    assert carla.get(url).status_code == 200
    assert ClinicPaper.objects.count() == 1


@pytest.mark.parametrize("code", ["N-07", "2026-014", "A1", "CUS.12", "pe-3", "7"])
def test_codes_of_ones_own_list_are_fine(code: str) -> None:
    assert code_problem(code.upper()) == ""


@pytest.mark.parametrize(
    "code",
    [
        "",
        "SALSASDELINCA",
        "INCA",
        "20512345678",
        "76.123.456-7",
        "ABC010101AB1",
        "N 07/2026-MARIA-PEREZ",
        "ÑANDÚ-1",
        "-7",
        "QUISPE-1",
    ],
)
def test_codes_that_look_like_a_name_or_a_number_of_an_office_are_refused(code: str) -> None:
    assert code_problem(code) != ""


def test_a_name_or_a_number_in_a_text_is_refused_with_a_sentence(carla: Client, clinic: Clinic) -> None:
    wrong = BUSINESS | {"need": "Llamar a Salsas del Inca S.A.C., RUC 20512345671."}
    answer = carla.post(f"/clinics/{clinic.pk}/businesses/new/", wrong)
    assert answer.status_code == 422
    assert "parece el nombre de una empresa" in answer.content.decode()
    assert not ClinicBusiness.objects.exists()
    with pytest.raises(ClinicTextRefused):
        services.add_business(clinic_id=clinic.pk, profile=Profile("N-1", "growth", "food", "micro", need=wrong["need"]), by=1)


def test_a_code_is_taken_once_in_an_edition(carla: Client, business: ClinicBusiness) -> None:
    answer = carla.post(f"/clinics/{business.clinic_id}/businesses/new/", BUSINESS)
    assert answer.status_code == 422
    assert "Ya hay un negocio con el código N-07" in answer.content.decode()


def test_who_saves_over_somebody_elses_words_is_told_and_loses_nothing(
    carla: Client, business: ClinicBusiness, andes: House
) -> None:
    url = f"/clinics/businesses/{business.pk}/strategy/"
    seen = html(carla, url).split('name="was" value="')[1].split('"')[0]
    services.write_strategy(business_id=business.pk, strategy=STRATEGY, by=andes.coordinator.pk)
    sent = {name: STRATEGY[name] for name in ("assets", "risks", "help_text")} | {
        "goal": "Mi meta, escrita a la vez.",
        "was": seen,
    }
    for n, step in enumerate(STRATEGY["steps"], 1):
        sent |= {f"{part}_{n}": step[part] for part in step}
    answer = carla.post(url, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mi meta, escrita a la vez." in page
    business.refresh_from_db()
    assert business.strategy["goal"] == STRATEGY["goal"]
    again = page.split('name="was" value="')[1].split('"')[0]
    carla.post(url, sent | {"was": again})
    business.refresh_from_db()
    assert business.strategy["goal"] == "Mi meta, escrita a la vez."
    for address, form in (
        (f"/clinics/{business.clinic_id}/edit/", EDITION),
        (f"/clinics/businesses/{business.pk}/edit/", BUSINESS),
    ):
        assert carla.post(address, form | {"was": "0" * 64}).status_code == 422


def test_wipo_ip_diagnostics_is_told_from_the_directory(carla: Client, business: ClinicBusiness) -> None:
    url = f"/clinics/businesses/{business.pk}/"
    assert "h-int-wipo-ip-diagnostics" not in html(carla, url)
    words = {"es": "Diagnóstico de PI de la OMPI", "en": "WIPO IP Diagnostics"}
    body = {
        "names": words, "by": "OMPI", "what": {"es": "Un cuestionario en línea.", "en": "A questionnaire."}, "topics": [],
        "stages": [], "cost": "free", "channel": "web", "checked_on": "2026-11-01", "needs_check": False,
    }  # fmt: skip
    item = Item.objects.create(kind="resource", key="int-wipo-ip-diagnostics", country="INT")
    item.published = ItemVersion.objects.create(item=item, number=1, digest="0" * 64, body=body)
    item.save()
    page = html(carla, url)
    assert "#h-int-wipo-ip-diagnostics" in page
    assert "Un cuestionario en línea." in page
    assert "Es gratuito." in page


def test_a_business_has_six_sessions_and_a_seventh_is_refused(business: ClinicBusiness, andes: House) -> None:
    for _n in range(5):
        hold_session(business, andes.advisor)
    hold_session(business, andes.advisor, state="draft")
    hold_session(business, andes.advisor, state="withdrawn")
    services.refuse_seventh(business_id=business.pk)
    sixth = hold_session(business, andes.advisor, state="not_seen")
    with pytest.raises(SeventhSession) as refused:
        services.refuse_seventh(business_id=business.pk)
    assert "N-07" in refused.value.sentence()
    services.refuse_seventh(business_id=business.pk, besides=sixth.pk)
    services.close_clinic(clinic_id=business.clinic_id, learned="Mucho.", change="Poco.", by=andes.coordinator.pk)
    services.refuse_seventh(business_id=business.pk, besides=sixth.pk)  # what was counted may still be mended
    with pytest.raises(ClinicClosed):
        services.refuse_seventh(business_id=business.pk)


def test_a_strategy_needs_three_to_five_steps(business: ClinicBusiness, andes: House) -> None:
    for wrong in (
        STRATEGY | {"steps": STRATEGY["steps"][:2]},
        STRATEGY | {"steps": STRATEGY["steps"] * 2},
        STRATEGY | {"goal": ""},
    ):
        with pytest.raises(StrategyIncomplete):
            services.write_strategy(business_id=business.pk, strategy=wrong, by=andes.coordinator.pk)
    with pytest.raises(ClinicTextRefused):
        services.write_strategy(
            business_id=business.pk, strategy=STRATEGY | {"risks": "Escribir a ana@salsas.pe"}, by=andes.coordinator.pk
        )


def test_an_edition_closes_with_a_report_and_opens_again_with_a_reason(
    carla: Client, business: ClinicBusiness, andes: House
) -> None:
    clinic = business.clinic
    with pytest.raises(ClinicUnready):
        services.close_clinic(clinic_id=clinic.pk, learned="Mucho.", change="Poco.", by=andes.coordinator.pk)
    session = hold_session(business, andes.advisor)
    ClinicStep.objects.create(session=session, number=1, what="Buscar el nombre")
    page = html(carla, f"/clinics/{clinic.pk}/close/")
    assert "1 sesión espera" in page
    answer = carla.post(
        f"/clinics/{clinic.pk}/close/", {"learned": "Que la marca es lo primero.", "change": "Empezar antes."}, follow=True
    )
    page = answer.content.decode()
    assert "Que la marca es lo primero." in page
    clinic.refresh_from_db()
    assert (
        clinic.closing["figures"] | {"businesses": 1, "sessions": 1, "steps_open": 1, "minutes": 45}
        == clinic.closing["figures"]
    )
    with pytest.raises(ClinicClosed):
        take_in(clinic, andes.coordinator, "N-08")
    assert carla.post(f"/clinics/{clinic.pk}/businesses/new/", BUSINESS).status_code == 409
    carla.post(f"/clinics/{clinic.pk}/reopen/", {"reason": ""})
    clinic.refresh_from_db()
    assert clinic.closed_at
    named = "Falta la de Textiles Andinos S.A.C."
    refused = carla.post(f"/clinics/{clinic.pk}/reopen/", {"reason": named})
    assert (refused.status_code, f'value="{named}"' in refused.content.decode()) == (422, True)
    carla.post(f"/clinics/{clinic.pk}/reopen/", {"reason": "Falta una sesión"})
    clinic.refresh_from_db()
    assert clinic.closed_at is None
    assert clinic.closing["learned"] == "Que la marca es lo primero."
    acts = list(AuditEvent.objects.filter(subject="clinic").order_by("pk").values_list("act", "reason"))
    assert acts == [("clinic.made", ""), ("clinic.closed", ""), ("clinic.reopened", "Falta una sesión")]


def test_a_business_without_sessions_is_taken_out_and_taken_back(carla: Client, business: ClinicBusiness, andes: House) -> None:
    page = carla.post(f"/clinics/businesses/{business.pk}/drop/", follow=True).content.decode()
    assert "Volver a incluirlo" in page
    carla.post(f"/clinics/businesses/{business.pk}/restore/")
    business.refresh_from_db()
    assert business.archived_at is None
    hold_session(business, andes.advisor)
    with pytest.raises(BusinessHasSessions):
        services.drop_business(business_id=business.pk, by=andes.coordinator.pk)
    acts = AuditEvent.objects.filter(subject="clinic_business").values_list("act", flat=True).order_by("pk")
    assert list(acts) == ["clinic_business.added", "clinic_business.dropped", "clinic_business.restored"]


def test_a_facilitator_reads_and_does_not_write(as_person: As, business: ClinicBusiness, andes: House) -> None:
    rosa = as_person(andes.facilitator)
    page = html(rosa, f"/clinics/{business.clinic_id}/")
    assert "N-07" in page
    assert "/businesses/new/" not in page
    html(rosa, f"/clinics/businesses/{business.pk}/")
    for url in (f"/clinics/{business.clinic_id}/edit/", f"/clinics/businesses/{business.pk}/strategy/"):
        assert rosa.get(url).status_code == 404


def test_another_institution_finds_nothing(as_person: As, business: ClinicBusiness, sur: House) -> None:
    other = as_person(sur.coordinator)
    for url in (
        f"/clinics/{business.clinic_id}/", f"/clinics/businesses/{business.pk}/", f"/clinics/{business.clinic_id}/sessions.csv",
        f"/clinics/figures/{business.clinic.institution_id}/",
    ):  # fmt: skip
        assert other.get(url).status_code == 404, url
    assert "N-07" not in html(other, "/clinics/")


@pytest.mark.parametrize(
    "url",
    [
        "/clinics/",
        "/clinics/{clinic}/",
        "/clinics/{clinic}/close/",
        "/clinics/{clinic}/import/",
        "/clinics/{clinic}/sessions.csv",
        "/clinics/businesses/{business}/",
        "/clinics/businesses/{business}/strategy/",
        "/clinics/businesses/{business}/paper/",
        "/clinics/figures/{house}/",
    ],
)
def test_pages_ask_as_many_queries_for_forty_businesses_as_for_two(
    url: str, carla: Client, clinic: Clinic, andes: House, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def fill(first: int, many: int) -> None:
        for n in range(first, first + many):
            one = take_in(clinic, andes.coordinator, f"N-{n}")
            session = hold_session(one, andes.advisor)
            ClinicStep.objects.create(session=session, number=1, what="Buscar")

    fill(1, 2)
    address = url.format(clinic=clinic.pk, business=ClinicBusiness.objects.order_by("pk")[0].pk, house=andes.institution.pk)
    carla.get(address)
    with django_assert_max_num_queries(15) as small:
        carla.get(address)
    fill(3, 38)
    first = ClinicBusiness.objects.order_by("pk")[0]
    for _n in range(4):
        hold_session(first, andes.advisor)
    make_edition(andes)
    with django_assert_max_num_queries(15) as large:
        carla.get(address)
    assert len(small) == len(large)


def test_the_demonstration_has_an_edition_with_six_businesses_and_nine_sessions(andes: House, carla: Client) -> None:
    made: dict[str, Any] = {
        "institution_id": andes.institution.pk,
        "coordinator": andes.coordinator.pk,
        "facilitator": andes.facilitator.pk,
    }
    clinic_id = make_clinic_demo(**made, advisors=[andes.advisor.pk, andes.advisor2.pk])
    assert make_clinic_demo(**made, advisors=[andes.advisor.pk]) == clinic_id
    assert ClinicBusiness.objects.count() == 6
    states = ClinicSession.objects.values_list("state", flat=True)
    assert (len(states), list(states).count("confirmed")) == (9, 6)
    page = html(carla, f"/clinics/{clinic_id}/")
    assert "N-06" in page
    assert "2 de 6 sesiones" in page


def test_a_business_has_not_agreed_on_a_day_that_is_still_to_come(carla: Client, clinic: Clinic) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=2)).isoformat()
    answer = carla.post(f"/clinics/{clinic.pk}/businesses/new/", {**BUSINESS, "consent_on": tomorrow})
    assert answer.status_code == 422
    assert "todavía no llega" in answer.content.decode()
    assert not ClinicBusiness.objects.exists()
