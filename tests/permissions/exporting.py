"""A file that the owner's coordinator asked for: the institution's enrolments."""

from typing import Any

from lms.exports.services.making import request_export
from lms.jobs.api import run_due_jobs
from tests.conftest import House


def export_samples(house: House) -> dict[str, Any]:
    """Made, ready to fetch."""
    export_id = request_export(
        table="courses.enrolments", raw={"institution": str(house.institution.pk)}, format="csv",
        person_id=house.coordinator.pk, language="es", time_zone=house.institution.time_zone,
    )  # fmt: skip
    run_due_jobs()
    return {"export": export_id}


def export_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """The enrolments of Andes: who may read them, is asked of the table."""
    return {
        "lms:exports:export-request": {"table": "courses.enrolments", "institution": samples["institution"], "format": "xlsx"}
    }
