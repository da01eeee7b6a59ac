"""The kind `practicum`: confirmed clinic practice, a mix of sessions, stages of the journey and decisions to refer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.clinics.practising import FIELDS, left_words
from assessments.clinics.words import STAGES
from assessments.errors import KeyTaken
from assessments.kinds.specs import draft_fields, is_number
from assessments.models import Practicum
from assessments.models.versions import unit_kind
from courses.kinds import Frozen, Problem, SpecField

MOST: Final = {"sessions_required": (1, 100), "stages_required": (0, len(STAGES)), "referrals_required": (0, 100)}


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
        """None: practice needs no text, and what can't be met is refused when it is written."""
        return ()

    def freeze(self, *, unit_id: int, countries: Sequence[str], on: date) -> Frozen:
        """The mix that is asked."""
        unit = Practicum.objects.get(pk=unit_id)
        return Frozen(config={**{name: getattr(unit, name) for name in FIELDS}, "countries": sorted(countries)})

    def url(self, *, enrolment_id: int, unit_id: int) -> str:
        return reverse("lms:assessments:practicum-detail", args=[enrolment_id, unit_id])

    def sentence(self, *, code: str, params: Mapping[str, object]) -> str:
        """Where a learner stands, in the reader's language: exactly what is left, and what waits. Pure."""
        if code == "practicum_met":
            return _("Your practice is confirmed.")
        if code == "practicum_open":  # as it was said before the mix
            left = int(str(params.get("left", 0)))
            return ngettext("{n} confirmed session is left.", "{n} confirmed sessions are left.", left).format(n=left)
        return left_words(params) if code == "practicum_left" else ""

    def check_spec(self, spec: Mapping[str, Any]) -> Sequence[str]:
        """What is wrong with clinic practice in a course file: numbers out of range, more stages than sessions."""
        asked = {name: spec.get(name, usual) for name, usual in FIELDS.items()}
        found = [
            _("'{name}' must be a whole number from {low} to {high}.").format(name=name, low=low, high=high)
            for name, (low, high) in MOST.items()
            if not is_number(asked[name], low, high, whole=True)
        ]
        if not found and asked["stages_required"] > asked["sessions_required"]:
            found.append(_("'stages_required' can't be more than 'sessions_required': a session is of one stage."))
        return found

    spec_fields = {name: SpecField(usual, always=name == "sessions_required") for name, usual in FIELDS.items()}

    def spec(self, *, unit_id: int, config: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """The mix that is asked; what is as usual is not named, but the sessions."""
        if config is not None:
            values = {name: int(config.get(name, 0)) for name in FIELDS}
        else:
            unit = Practicum.objects.get(pk=unit_id)
            values = {name: getattr(unit, name) for name in FIELDS}
        return {name: n for name, n in values.items() if self.spec_fields[name].always or n != FIELDS[name]}

    def save_draft(self, *, course_id: int, module_id: int | None, position: int, spec: Mapping[str, Any]) -> int:
        """Make or change the draft. Raises KeyTaken."""
        if unit_kind(course_id, spec["key"]) not in ("", "practicum"):
            raise KeyTaken(key=spec["key"])
        unit, _made = Practicum.objects.update_or_create(
            course_id=course_id,
            key=spec["key"],
            defaults={
                **draft_fields("practicum", module_id, position, spec),
                **{name: spec.get(name, usual) for name, usual in FIELDS.items()},
            },
        )
        return int(unit.pk)
