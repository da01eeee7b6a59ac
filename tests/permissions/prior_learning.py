"""A claim of each side's owner that waits: its unit, its evidence, its file."""

from typing import Any

from courses.models import Enrolment, PriorClaim, PriorFile, PriorUnit
from courses.services.projecting import entries_for


def prior_samples(enrolment_id: int, mark: str) -> dict[str, Any]:
    """Every text carries the mark."""
    enrolment = Enrolment.objects.get(pk=enrolment_id)
    unit = next(one.unit_id for one in entries_for(enrolment) if one.kind == "session")
    claim = PriorClaim.objects.create(enrolment=enrolment, evidence=f"Llevé un área de marcas. {mark}")
    row = PriorUnit.objects.create(claim=claim, enrolment=enrolment, unit_id=unit)
    file = PriorFile.objects.create(
        claim=claim, name=f"constancia{mark}.pdf", content_type="application/pdf", size=8, sha256="0" * 64, body=b"%PDF-1.4"
    )
    return {"claim_id": claim.pk, "prior_id": row.pk, "prior_file": file.pk}


def prior_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """Bodies that would be done."""
    said = "Dicté el curso de marcas de la cámara durante dos años; va el programa con mi nombre y las fechas."
    return {
        "lms:courses:prior-own": {"units": [samples["lesson_id"]], "evidence": said},
        "lms:courses:prior-decide": {"act": "recognise", "answer": "La constancia lo muestra."},
    }
