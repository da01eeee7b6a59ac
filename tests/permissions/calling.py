"""A call of each side: open, with one application that was received and committed to."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from courses.models import Application, Call, CommitmentPaper
from courses.selectors.calls import own_token, superior_token
from lms.institutions.models import Cohort
from tests.conftest import House

TEXT = "Asesoro a talleres de costura desde hace seis años y quiero que registren sus marcas antes de vender."


def call_samples(house: House, mark: str) -> dict[str, Any]:
    """Every text that somebody wrote carries the mark."""
    today = timezone.localdate()
    cohort = Cohort.objects.create(
        institution=house.institution, key="por-convocatoria", names={"es": "Por convocatoria", "en": "By call"},
        country=house.institution.country, starts_on=date(2026, 1, 1), ends_on=date(2099, 12, 31),
    )  # fmt: skip
    call = Call.objects.create(
        cohort=cohort, state="published", titles={"es": "Convocatoria", "en": "Call"}, texts={"es": "Para quien asesora."},
        criteria=[{"key": "1", "names": {"es": "Experiencia", "en": "Experience"}, "weight": 1, "top": 5}], seats=2,
        opens_on=today - timedelta(days=2), closes_on=today + timedelta(days=30), second_scorer=house.facilitator,
    )  # fmt: skip
    row = Application.objects.create(
        call=call, email=f"solicita{mark.lower()}@{house.institution.key}.test", given_name=f"Sol{mark}", family_name="Prueba",
        position=f"Asesora {mark}", statement=f"{TEXT} {mark}", consent_wording="2026-11", state="received",
        received_at=timezone.now(), superior_name=f"Jefa {mark}", superior_email=f"jefa@{house.institution.key}.test",
    )  # fmt: skip
    CommitmentPaper.objects.create(
        application=row, name=f"firma{mark}.pdf", content_type="application/pdf", size=8, sha256="0" * 64, body=b"%PDF-1.4"
    )
    return {
        "open_call": call.pk, "call_id": call.pk, "application_id": row.pk, "application_ref": row.ref,
        "application_token": own_token(row), "superior_token": superior_token(row), "callless_cohort": house.cohort.pk,
    }  # fmt: skip


def call_bodies() -> dict[str, Any]:
    """Bodies that would be done."""
    return {
        "lms:courses:call-apply": {
            "given_name": "Nadie", "family_name": "Nuevo", "email": "nadie-nuevo@example.test", "position": "Asesora",
            "statement": TEXT, "consent": "on",
        },
        "lms:courses:application": {"act": "superior", "name": "Otra jefa", "email": "otra@example.test"},
        "lms:courses:call-form": {
            "title_es": "Grupo", "text_es": "Para quienes asesoran.", "seats": "5", "opens_on": "2026-03-01",
            "closes_on": "2099-03-20", "least": "50", "accept_days": "3",
            "name_es_1": "Experiencia", "weight_1": "4", "top_1": "5",
        },
        "lms:courses:call-act": {"act": "closing", "closes_on": "2099-01-01"},
        "lms:courses:application-score": {"points_1": "4", "why": "Conoce a las empresas."},
        "lms:courses:application-aside": {"reason": "No asesora."},
    }  # fmt: skip
