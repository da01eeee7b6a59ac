"""The institution's side of clinics: an open edition with a business and its drawn strategy, and a closed edition."""

from datetime import date
from typing import Any

from assessments.models import ClinicBusiness
from assessments.services import clinic_papers, clinics
from assessments.services.clinics import ClinicTexts, Profile
from lms.jobs.api import run_due_jobs
from tests.assessments.clinic_houses import hold_session
from tests.conftest import House


def strategy(mark: str = "") -> dict[str, Any]:
    """A strategy that may be kept."""
    steps = [{"what": f"Buscar {mark}", "who": f"La dueña {mark}", "when": f"Pronto {mark}"}] * 3
    words = {"goal": f"Vender {mark}", "assets": f"Una receta {mark}", "risks": f"Que se copie {mark}"}
    return {**words, "steps": steps, "help": [], "help_text": f"La oficina {mark}"}


def clinic_samples(house: House, mark: str) -> dict[str, Any]:
    """Ids of both editions and of the business; every text carries the mark."""
    by, made = house.coordinator.pk, []
    for _n in range(2):
        texts = ClinicTexts(
            names={"es": f"Clínica {mark}", "en": f"Clinic {mark}"}, starts_on=date(2026, 1, 1), ends_on=date(2030, 12, 31),
            agreement={"parties": f"El centro {mark}", "signed_on": "2026-01-01", "text": f"La sala {mark}"},
            call={"text": f"Vengan {mark}", "opens_on": "", "closes_on": "", "seats": 9},
        )  # fmt: skip
        made.append(clinics.make_clinic(institution_id=house.institution.pk, texts=texts, by=by))
    ids: list[int] = []
    for clinic in (made[0], *made, made[0]):
        profile = Profile(
            f"N-{len(ids)}",
            "growth",
            "food",
            "micro",
            region=f"Sierra {mark}",
            consent_on=date(2026, 1, 2),
            need=f"Vender {mark}",
        )
        ids.append(clinics.add_business(clinic_id=clinic, profile=profile, by=by))
    for one in ids[:2]:
        clinics.write_strategy(business_id=one, strategy=strategy(mark), by=by)
    clinic_papers.request_paper(business_id=ids[0], language="es", by=by)
    run_due_jobs()
    clinics.drop_business(business_id=ids[3], by=by)
    for n, business in enumerate(ClinicBusiness.objects.filter(pk__in=ids[1:3]).select_related("clinic__institution")):
        hold_session(business, house.advisor2, client_id=f"walk-clinic-{n}", body={"wanted": f"La marca {mark}"})
    clinics.close_clinic(clinic_id=made[1], learned=f"Mucho {mark}", change=f"Poco {mark}", by=by)
    return {
        "clinic": made[0], "closed_clinic": made[1], "clinic_business": ids[0], "undrawn_business": ids[1],
        "dropped_business": ids[3], "clinic_advisor": house.advisor.pk,
    }  # fmt: skip


def clinic_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """Bodies that would be done."""
    days = {"name_es": "Otra clínica", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    business = {"code": "N-90", "stage": "idea", "sector": "food", "size": "micro", "consent_on": "2026-02-02"}
    plan = strategy("más")
    steps = {f"{part}_{n}": text for n, step in enumerate(plan["steps"], 1) for part, text in step.items()}
    words = {name: plan[name] for name in ("goal", "assets", "risks", "help_text")}
    return {
        "lms:assessments:clinic-new": days,
        "lms:assessments:clinic-edit": days,
        "lms:assessments:clinic-close": {"learned": "Mucho.", "change": "Poco."},
        "lms:assessments:clinic-reopen": {"reason": "Falta una sesión."},
        "lms:assessments:clinic-business-new": business,
        "lms:assessments:clinic-business-edit": business,
        "lms:assessments:clinic-strategy": {**words, **steps},
        "lms:assessments:clinic-import": {
            "text": "fecha,código,minutos\n2026-03-02,N-0,30\n",
            "advisor": samples["clinic_advisor"],
            "sure": "on",
        },
    }
