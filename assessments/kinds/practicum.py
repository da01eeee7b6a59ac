"""The kind `practicum`: confirmed clinic practice. Its pages come with the clinics; it can be drafted and published now."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.errors import KeyTaken
from assessments.kinds.specs import draft_fields, is_number
from assessments.models import Practicum
from assessments.models.versions import unit_kind
from courses.kinds import Frozen, Problem, SpecField


class PracticumKind:
    """What courses asks of clinic practice."""

    def label(self) -> str:
        return _("Clinic practice")

    def icon(self) -> str:
        return "clinic"

    def items(self, *, unit_id: int) -> Sequence[int]:
        """It rests on no item."""
        return ()

    def problems(self, *, unit_id: int, countries: Sequence[str]) -> Sequence[Problem]:
        """None: practice needs no text."""
        return ()

    def freeze(self, *, unit_id: int, countries: Sequence[str], on: date) -> Frozen:
        """How many confirmed sessions are asked."""
        unit = Practicum.objects.get(pk=unit_id)
        return Frozen(config={"sessions_required": unit.sessions_required, "countries": sorted(countries)})

    def url(self, *, enrolment_id: int, unit_id: int) -> str:
        return reverse("lms:home:home")

    def sentence(self, *, code: str, params: Mapping[str, object]) -> str:
        """Where a learner stands, in the reader's language. Pure."""
        if code != "practicum_open":
            return ""
        left = int(str(params.get("left", 0)))
        return ngettext("{n} confirmed session is left.", "{n} confirmed sessions are left.", left).format(n=left)

    def check_spec(self, spec: Mapping[str, Any]) -> Sequence[str]:
        """What is wrong with clinic practice in a course file."""
        if is_number(spec.get("sessions_required", 2), 1, 100, whole=True):
            return []
        return [_("'sessions_required' must be a whole number from 1 to 100.")]

    spec_fields = {"sessions_required": SpecField(2, always=True)}

    def spec(self, *, unit_id: int, config: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """How many confirmed sessions are asked."""
        if config is not None:
            return {"sessions_required": config["sessions_required"]}
        return {"sessions_required": Practicum.objects.get(pk=unit_id).sessions_required}

    def save_draft(self, *, course_id: int, module_id: int | None, position: int, spec: Mapping[str, Any]) -> int:
        """Make or change the draft. Raises KeyTaken."""
        if unit_kind(course_id, spec["key"]) not in ("", "practicum"):
            raise KeyTaken(key=spec["key"])
        unit, _made = Practicum.objects.update_or_create(
            course_id=course_id,
            key=spec["key"],
            defaults={
                **draft_fields("practicum", module_id, position, spec),
                "sessions_required": spec.get("sessions_required", 2),
            },
        )
        return int(unit.pk)
