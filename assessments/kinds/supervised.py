"""The kind `supervised_piece`: an oral on one's own letter, or an observed clinic session, before an examiner."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.errors import KeyTaken
from assessments.errors.supervised import PieceCaseMissing
from assessments.kinds.quiz import in_percent, mended_at
from assessments.kinds.specs import as_number, draft_fields, is_number
from assessments.models import CaseStudy, PieceForm, SupervisedPiece
from assessments.models.versions import unit_kind
from assessments.supervised_words import piece_sentence
from courses.kinds import Frozen, Problem, SpecField

FORMS: Final = tuple(PieceForm.values)
MOST_TRIES: Final = 5


class SupervisedKind:
    """What courses asks of a supervised piece."""

    def label(self) -> str:
        return _("Supervised piece")

    def icon(self) -> str:
        return "people"

    def items(self, *, unit_id: int) -> Sequence[int]:
        """It rests on no item of its own: its criteria are those of the case."""
        return ()

    def problems(self, *, unit_id: int, countries: Sequence[str]) -> Sequence[Problem]:
        """The case that it is about is gone, or is not certifying."""
        piece = SupervisedPiece.objects.get(pk=unit_id)
        case = CaseStudy.objects.filter(pk=piece.case_unit_id, archived_at=None, course_id=piece.course_id).first()
        here = mended_at(piece.course_id)
        if case is None:
            return [Problem(piece.key, "", _("The case that is spoken about is not in this course any more."), here)]
        if not case.certifying:
            return [Problem(piece.key, "", _("The case that is spoken about is not certifying: 'certifying: true'."), here)]
        return ()

    def freeze(self, *, unit_id: int, countries: Sequence[str], on: date) -> Frozen:
        """The case by its key, and the rules."""
        piece = SupervisedPiece.objects.select_related("case_unit").get(pk=unit_id)
        return Frozen(
            config={
                "certifying": True,
                "case": piece.case_unit.key,
                "forms": list(piece.forms),
                "pass_percent": format(piece.pass_percent.normalize(), "f"),
                "tries": piece.tries,
                "countries": sorted(countries),
            }
        )

    def url(self, *, enrolment_id: int, unit_id: int) -> str:
        return reverse("lms:assessments:piece-detail", args=[enrolment_id, unit_id])

    def sentence(self, *, code: str, params: Mapping[str, object]) -> str:
        """Where a learner stands, in the reader's language: the date and the person, or who has to plan it. Pure."""
        score, needed = (in_percent(params.get(name)) for name in ("score", "needed"))
        return piece_sentence(code, params, score=score, needed=needed)

    def check_spec(self, spec: Mapping[str, Any]) -> Sequence[str]:
        """What is wrong with a supervised piece in a course file."""
        found = []
        if not isinstance(spec.get("about"), str) or not spec["about"]:
            found.append(_("A supervised piece needs 'about': the key of the case unit of this course that is spoken about."))
        forms = spec.get("forms", list(FORMS))
        if not isinstance(forms, list) or not forms or set(forms) - set(FORMS):
            found.append(_("'{name}' must be one of: {values}.").format(name="forms", values=", ".join(FORMS)))
        if not is_number(spec.get("pass_percent", 60), 0, 100):
            found.append(_("'pass_percent' must be a number from 0 to 100."))
        if not is_number(spec.get("tries", 2), 1, MOST_TRIES, whole=True):
            found.append(
                _("'{name}' must be a whole number from {low} to {high}.").format(name="tries", low=1, high=MOST_TRIES)
            )
        return found

    spec_fields = {
        "about": SpecField(always=True), "forms": SpecField(list(FORMS)), "pass_percent": SpecField(60, always=True),
        "tries": SpecField(2),
    }  # fmt: skip

    def spec(self, *, unit_id: int, config: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """The case's unit and the rules."""
        if config is not None:
            case, forms, percent, tries = config["case"], config["forms"], config["pass_percent"], config["tries"]
        else:
            piece = SupervisedPiece.objects.select_related("case_unit").get(pk=unit_id)
            case, forms, percent, tries = piece.case_unit.key, piece.forms, piece.pass_percent, piece.tries
        return {"about": case, "forms": list(forms), "pass_percent": as_number(percent), "tries": tries}

    def save_draft(self, *, course_id: int, module_id: int | None, position: int, spec: Mapping[str, Any]) -> int:
        """Make or change the draft. The case's unit stands before it in the file. Raises KeyTaken, PieceCaseMissing."""
        if unit_kind(course_id, spec["key"]) not in ("", "supervised_piece"):
            raise KeyTaken(key=spec["key"])
        case = CaseStudy.objects.filter(course_id=course_id, key=spec["about"], archived_at=None).first()
        if case is None:
            raise PieceCaseMissing(unit=spec["key"], case=spec["about"])
        piece, _made = SupervisedPiece.objects.update_or_create(
            course_id=course_id,
            key=spec["key"],
            defaults={
                **draft_fields("supervised_piece", module_id, position, spec),
                "case_unit": case,
                "forms": [one for one in FORMS if one in spec.get("forms", FORMS)],
                "pass_percent": Decimal(str(spec.get("pass_percent", 60))),
                "tries": spec.get("tries", 2),
            },
        )
        return int(piece.pk)
