"""The institution's pages of clinics in a real browser: clean for axe, on a phone, without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assessments.demo_clinics import make_clinic_demo
from assessments.models import Clinic, ClinicBusiness, ClinicSession
from assessments.services import clinics
from lms.institutions.models import Person
from tests.assessments.clinic_houses import hold_session, make_edition, take_in
from tests.assessments.test_in_browser import address, browser_as, look_at
from tests.conftest import House

__all__ = ["browser_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def edition(andes: House, sur: House) -> Clinic:
    """The demonstration's edition in Andes, one that is closed, and some sessions in Sur."""
    made: dict[str, Any] = {"institution_id": andes.institution.pk, "coordinator": andes.coordinator.pk}
    pk = make_clinic_demo(**made, facilitator=andes.facilitator.pk, advisors=[andes.advisor.pk, andes.advisor2.pk])
    closed = make_edition(andes)
    hold_session(take_in(closed, andes.coordinator, "N-1"), andes.advisor, state="confirmed")
    clinics.close_clinic(
        clinic_id=closed.pk, learned="Que el nombre es lo primero.", change="Empezar antes.", by=andes.coordinator.pk
    )
    other = make_edition(sur)
    for n in range(7):
        hold_session(take_in(other, sur.coordinator, f"N-{n}"), sur.advisor, state="confirmed")
    return Clinic.objects.get(pk=pk)


def test_every_page_of_a_clinic_is_clean_and_fits_a_phone(
    browser_as: Callable[..., Page], andes: House, edition: Clinic, programme: dict[str, Person]
) -> None:
    business = ClinicBusiness.objects.get(clinic=edition, code="N-01")
    closed = Clinic.objects.exclude(closed_at=None).get()
    pages = [
        address("clinic-list"), address("clinic-detail", edition.pk), address("clinic-detail", closed.pk),
        address("clinic-new", andes.institution.pk), address("clinic-edit", edition.pk), address("clinic-close", edition.pk),
        address("clinic-business-new", edition.pk), address("clinic-business", business.pk),
        address("clinic-strategy", business.pk), address("clinic-paper", business.pk), address("clinic-import", edition.pk),
        address("clinic-figures", andes.institution.pk),
    ]  # fmt: skip
    for width in (1280, 360):
        look_at(browser_as(andes.coordinator, width=width), pages, width)
        look_at(browser_as(programme["reviewer"], width=width), [address("clinic-programme")], width)


def test_a_file_of_sessions_comes_in_without_javascript(browser_as: Callable[..., Page], andes: House, edition: Clinic) -> None:
    before = ClinicSession.objects.count()
    page = browser_as(andes.coordinator, javascript=False, width=360)
    page.goto(address("clinic-import", edition.pk))
    day = edition.starts_on.isoformat()
    bad = f"fecha;código;minutos;persona asesora\n{day};N-77;45;{andes.advisor.email}\n"
    page.get_by_label("Archivo (CSV)").set_input_files(
        {"name": "s.csv", "mimeType": "text/csv", "buffer": bad.encode("utf-8-sig")}
    )
    page.get_by_role("button", name="Leer el archivo").click()
    expect(page.locator("body")).to_contain_text("No hay un negocio N-77 en esta edición")
    page.get_by_role("link", name="Subir otro archivo").click()
    agreed = ClinicBusiness.objects.get(clinic=edition, code="N-06").consent_on
    good = bad.replace("N-77", "N-06").replace(day, str(agreed))
    page.get_by_label("Archivo (CSV)").set_input_files({"name": "s.csv", "mimeType": "text/csv", "buffer": good.encode()})
    page.get_by_role("button", name="Leer el archivo").click()
    page.get_by_role("button", name="Cargar 1 sesión").click()
    expect(page.locator("body")).to_contain_text("Se cargó 1 sesión.")
    assert ClinicSession.objects.count() == before + 1
