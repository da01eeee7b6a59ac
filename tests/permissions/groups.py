"""A group whose coordinator gave somebody more time, and made a link by which people ask to come in."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from courses.models import Enrolment, Module, ModuleExtension
from tests.conftest import House


def group_samples(house: House, enrolment_id: int, mark: str = "") -> dict[str, Any]:
    """More time for a module that nobody is asked for: rows alone, so that the world's own days stay as they are."""
    enrolment = Enrolment.objects.get(pk=enrolment_id)
    module = Module.objects.filter(course_id=enrolment.course_id).order_by("position")[0]
    row = ModuleExtension.objects.create(
        enrolment=enrolment, module=module, until=date(2030, 1, 1), reason=f"Un viaje {mark}", given_by=house.facilitator,
        given_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    return {"module_extension_id": row.pk, "group_module": module.pk}


def group_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """A body for each POST of these pages."""
    group = {
        "institution": samples["institution"], "name_es": "Grupo nuevo", "key": "nuevo", "country": "PE", "language": "es",
        "starts_on": "2026-01-01", "ends_on": "2026-12-31",
    }  # fmt: skip
    return {
        "lms:courses:group-new": group,
        "lms:courses:group-edit": group,
        "lms:courses:enrolment-deadlines": {
            "module_id": samples["group_module"], "until": "2031-01-01", "reason": "Otro viaje"
        },
    }  # fmt: skip
