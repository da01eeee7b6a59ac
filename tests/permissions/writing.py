"""What people wrote to people, words and groups kept for it, mail that did not arrive, a link that stops a kind."""

import uuid
from typing import Any

from lms.institutions.models import Person
from lms.messages.models import Message
from lms.messages.services.choices import stop_link
from lms.messages.services.nudges import save_wording, send_nudge
from lms.reporting.services.people_rules import save_rule
from tests.conftest import House

RULE = {"join": "all", "of": [{"field": "role", "op": "in", "value": ["advisor"]}]}


def writing_samples(house: House, reader: Person, mark: str) -> dict[str, Any]:
    """`reader`: the advisor of whom all of it speaks. Every text carries the mark."""
    place, by = house.institution.pk, house.coordinator.pk
    both = {"es": f"Hola {mark}", "en": f"Hello {mark}"}
    failed = Message.objects.create(person=reader, kind="nudge", speaks_of="sample", state="bounced", error=f"550 {mark}")
    return {
        "failed_message": failed.pk,
        "people_rule": save_rule(institution_id=place, by=by, name=f"Grupo {mark}", rule=RULE),
        "nudge": send_nudge(
            token=uuid.uuid4(), institution_id=place, by=by, people=[reader.pk], wording="free", subjects=both, bodies=both
        ),
        "wording": save_wording(institution_id=place, key="", names=both, subjects=both, bodies=both, by=by),
        "stop_token": stop_link(reader.pk, "nudge").rstrip("/").rpartition("/")[2],
    }


def writing_bodies() -> dict[str, Any]:
    """A body for each POST of these pages."""
    words = {f"{name}_{one}": "Hola" for name in ("subject", "body") for one in ("es", "en")}
    row = {"b0-join": "all", "b0-r0-field": "role", "b0-r0-value": ["advisor"], "do": "save"}
    return {
        "lms:messages:choices": {"kinds": ["nudge"], "starts": "21", "ends": "7"},
        "lms:messages:stop": {"List-Unsubscribe": "One-Click"},
        "lms:reporting:rule-new": {"name": "Otro grupo", **row},
        "lms:reporting:rule-detail": {"name": "Otro nombre", **row},
        "lms:reporting:nudge": {},
        "lms:reporting:wording-form": {"name_es": "Hola", "name_en": "Hello", **words},
    }  # fmt: skip
