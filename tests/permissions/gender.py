"""Bodies of the pages on gender: an open basis at Andes, another one to note, an answer to give."""

from datetime import date
from typing import Any

from lms.institutions.services.traits import record_basis
from tests.permissions.world import World


def gender_bodies(world: World) -> dict[str, Any]:
    """{url name: body}. Notes a basis at Andes first, so that ending it ends something."""
    house = world.andes.house
    record_basis(institution_id=house.institution.pk, basis="Ley", dated_on=date(2026, 3, 1), by=house.coordinator.pk)
    return {
        "lms:institutions:basis-form": {"basis": "Consentimiento", "dated_on": "2026-04-01"},
        "lms:institutions:basis-end": {},
        "lms:institutions:trait-form": {"value": "unsaid"},
    }
