"""Editions, businesses and sessions of a clinic for tests."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from assessments.models import Clinic, ClinicBusiness, ClinicSession
from assessments.services import clinics as services
from assessments.services.clinics import ClinicTexts, Profile
from lms.institutions.models import Person
from tests.conftest import House


def make_edition(house: House, **more: Any) -> Clinic:
    """An edition that runs for years, so that any day is in it."""
    texts = ClinicTexts(
        names={"es": "Clínica", "en": "Clinic"}, starts_on=date(2020, 1, 1), ends_on=date(2035, 12, 31), agreement={}, call={}
    )
    pk = services.make_clinic(institution_id=house.institution.pk, texts=texts, by=house.coordinator.pk)
    Clinic.objects.filter(pk=pk).update(**more)
    return Clinic.objects.get(pk=pk)


def take_in(clinic: Clinic, by: Person, code: str = "N-07", **more: Any) -> ClinicBusiness:
    """A business that agreed long ago."""
    known: dict[str, Any] = {
        "stage": "growth",
        "sector": "food",
        "size": "micro",
        "region": "Cusco",
        "consent_on": date(2020, 1, 2),
    } | more
    return ClinicBusiness.objects.get(
        pk=services.add_business(clinic_id=clinic.pk, profile=Profile(code=code, **known), by=by.pk)
    )


def hold_session(business: ClinicBusiness, advisor: Person, **more: Any) -> ClinicSession:
    """A declared session, as an advisor's page writes it."""
    known: dict[str, Any] = {
        "institution": business.clinic.institution, "clinic": business.clinic, "state": "declared", "minutes": 45,
        "held_on": timezone.localdate() - timedelta(days=1), "stage": business.stage, "sector": business.sector,
        "size": business.size, "rights": ["trademarks"], "body": {"wanted": "La marca"}, "declared_at": timezone.now(),
        "client_id": f"t{ClinicSession.objects.count()}",
    } | more  # fmt: skip
    return ClinicSession.objects.create(business=business, advisor=advisor, **known)
