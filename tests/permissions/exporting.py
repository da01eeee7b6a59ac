"""A file that the owner's coordinator asked for, and a paper of the institution."""

from datetime import date
from typing import Any

from lms.exports.services.making import request_export
from lms.institutions.models import InstitutionDocument
from lms.jobs.api import run_due_jobs
from tests.conftest import House


def export_samples(house: House) -> dict[str, Any]:
    """Made, ready to fetch."""
    export_id = request_export(
        table="courses.enrolments", raw={"institution": str(house.institution.pk)}, format="csv",
        person_id=house.coordinator.pk, language="es", time_zone=house.institution.time_zone,
    )  # fmt: skip
    run_due_jobs()
    return {"export": export_id, "document": _document(house)}


def _document(house: House) -> int:
    """The protocol of an institution, as a file."""
    body = b"nada se repite fuera de la clinica"
    row = InstitutionDocument.objects.create(
        institution=house.institution, kind="protocol", version="1", dated_on=date(2026, 1, 1), name="protocolo.txt",
        content_type="text/plain", size=len(body), sha256="0" * 64, body=body, recorded_by=house.coordinator,
    )  # fmt: skip
    return int(row.pk)


def export_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """The enrolments of Andes: who may read them, is asked of the table."""
    return {
        "lms:institutions:document-list": {"kind": "protocol", "dated_on": "2026-02-01", "link": "https://centro.example/p"},
        "lms:exports:export-request": {"table": "courses.enrolments", "institution": samples["institution"], "format": "xlsx"},
    }
