"""A group whose coordinator gave somebody more time, and made a link by which people ask to come in."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from courses.models import Enrolment, JoinLink, JoinRequest, Module, ModuleExtension
from courses.services.joining import join_url, make_join_link
from tests.conftest import House


def group_samples(house: House, enrolment_id: int, mark: str = "") -> dict[str, Any]:
    """More time for a module that nobody is asked for: rows alone, so that the world's own days stay as they are."""
    enrolment = Enrolment.objects.get(pk=enrolment_id)
    module = Module.objects.filter(course_id=enrolment.course_id).order_by("position")[0]
    row = ModuleExtension.objects.create(
        enrolment=enrolment, module=module, until=date(2030, 1, 1), reason=f"Un viaje {mark}", given_by=house.facilitator,
        given_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    link = make_join_link(
        cohort_id=house.cohort.pk, expires_at=timezone.now() + timedelta(days=30), seats=None, by=house.coordinator.pk
    )
    asked = JoinRequest.objects.create(
        link=JoinLink.objects.get(pk=link), email=f"pide@{house.institution.key}.test", given_name=f"Pía {mark}"
    )
    return {
        "module_extension_id": row.pk, "group_module": module.pk, "join_link_id": link,
        "join_token": join_url(link).rstrip("/").rpartition("/")[2], "join_request": asked.pk,
    }  # fmt: skip


def group_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """A body for each POST of these pages."""
    group = {
        "institution": samples["institution"], "name_es": "Grupo nuevo", "key": "nuevo", "country": "PE", "language": "es",
        "starts_on": "2026-01-01", "ends_on": "2026-12-31",
    }  # fmt: skip
    return {
        "lms:courses:person-withdraw": {"reason": "job"},
        "lms:courses:join-links": {"until": timezone.localdate().isoformat()},
        "lms:courses:join-answer": {"one": samples["join_request"], "answer": "refuse", "reason": "No hay lugar"},
        "lms:courses:join": {
            "email": "otra@example.test", "given_name": "Otra", "family_name": "Más", "language": "es"
        },
        "lms:courses:group-new": group,
        "lms:courses:group-edit": group,
        "lms:courses:enrolment-deadlines": {
            "module_id": samples["group_module"], "until": "2031-01-01", "reason": "Otro viaje"
        },
    }  # fmt: skip
