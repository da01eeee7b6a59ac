"""A body for each POST that would be done if the door were open: a refused POST is inert because of the refusal alone."""

import json
from typing import Any, Final

from tests.permissions.batches import batch_bodies
from tests.permissions.calling import call_bodies
from tests.permissions.certifying import certifying_bodies
from tests.permissions.clinics import clinic_bodies
from tests.permissions.cuts import cut_bodies
from tests.permissions.decisions import decision_bodies
from tests.permissions.designing import design_bodies
from tests.permissions.exams import exam_bodies
from tests.permissions.exporting import export_bodies
from tests.permissions.gender import gender_bodies
from tests.permissions.groups import group_bodies
from tests.permissions.impartiality import impartiality_bodies
from tests.permissions.library import library_bodies
from tests.permissions.load import load_bodies
from tests.permissions.meetings import meeting_bodies
from tests.permissions.practising import practice_bodies
from tests.permissions.prior_learning import prior_bodies
from tests.permissions.quality import quality_bodies
from tests.permissions.regrades import regrade_bodies
from tests.permissions.releases import release_bodies
from tests.permissions.reviewing import reviewing_bodies
from tests.permissions.risking import risk_bodies
from tests.permissions.schemes import scheme_bodies
from tests.permissions.scoring import scoring_bodies
from tests.permissions.surveying import survey_bodies
from tests.permissions.world import World, letter_blocks
from tests.permissions.writing import writing_bodies

NEW: Final = {"email": "nadie@example.test", "given_name": "Nadie", "family_name": "Nuevo", "language": "es"}


def bodies(world: World) -> dict[str, Any]:
    """{url name: body}, valid for the objects of Andes."""
    samples = world.andes.samples
    versions = _versions(samples)
    letter = letter_blocks("Otra vez.")
    typed = {name: text for name, text in letter.items() if name != "steps"}
    steps = {f"step-{name}": [value] for name, value in letter["steps"][0].items()}
    others = library_bodies(samples) | scoring_bodies(samples) | regrade_bodies(samples) | practice_bodies(samples)
    others |= decision_bodies(samples) | design_bodies(samples) | batch_bodies(samples)
    others |= export_bodies(samples) | call_bodies() | prior_bodies(samples) | report_bodies(world)
    others |= reviewing_bodies() | group_bodies(samples)
    others |= writing_bodies() | risk_bodies() | gender_bodies(world)
    others |= scheme_bodies(samples) | impartiality_bodies() | exam_bodies(samples) | certifying_bodies(samples)
    others |= cut_bodies() | load_bodies(samples) | survey_bodies(samples) | meeting_bodies()
    return others | quality_bodies() | clinic_bodies(samples) | release_bodies(samples) | {
        "lms:home:language": {"language": "en", "next": "/"},
        "lms:home:preferences": {"language": "en", "theme": "dark", "certificate_name": "Otro Nombre"},
        "lms:institutions:institution-form": {"name_es": "Nuevo centro", "key": "nuevo", "country": "MX", "language": "es"},
        "lms:institutions:institution-change": {"name_es": "Centro cambiado", "language": "es", "signatory_name": "Otra"},
        "lms:institutions:member-form": {**NEW, "role": "assessor"},
        "lms:institutions:invitation-accept": {"password": "una-clave-larga-2", "again": "una-clave-larga-2"},
        "lms:institutions:contact-form": {"function_es": "Mesa", "channel": "place", "value": "Piso 2"},
        "lms:institutions:contact-change": {"function_es": "Otra mesa", "channel": "place", "value": "Piso 3"},
        "lms:courses:reference-paper-request": {"kind": "comparison", "key": samples["comparison_key"], "country": "PE"},
        "lms:courses:publish-form": {"countries": ["PE"], "note": "Nota"},
        "lms:courses:refresher-excuse": {"because": "Ya no asesora."},
        "lms:courses:request-return": {"answer": "Falta una fuente."},
        "lms:courses:confirm-form": {"answer": "confirmed", "source": "Una ley", "looked_on": "2026-11-20"},
        "lms:courses:change-open": {"change_class": "advisory", "tell_es": "Cambia.", "tell_en": "It changes."},
        "lms:courses:change-form": {
            "key": "trademarks.term", "country": "PE", "value": "", "es": "Dura más.", "en": "It lasts longer.",
            "change_class": "advisory", "in_force_from": "2027-02-01", "propose": "1",
        },
        "lms:courses:change-approve": {"reason": "Rige mañana."},
        "lms:courses:change-entries": {"one": samples["change_entry_id"]},
        "lms:courses:change-withdraw": {"reason": "La ley no salió."},
        "lms:courses:lesson-read": {"read": "on", "version": versions["lesson_id"]},
        "lms:courses:session-attended": {"attended": "on", "version": versions["session_id"]},
        "lms:courses:session-edit": {
            "agenda": "0:00:00 | Otra bienvenida", "media_url": "", "base": versions["base"], "save": "1"
        },
        "lms:courses:meeting-form": {"starts_at": "2027-01-10T10:00", "join_url": "https://example.test/sala"},
        "lms:courses:roster-import": {"file": ("lista.csv", b"email,first name,last name\nuna@andes.test,Una,Persona\n")},
        "lms:courses:person-form": {**NEW, "country": "PE"},
        "lms:assessments:attempt-save": {"was-1": "0", "q-1": _answer(samples, 1), "go": ""},
        "lms:assessments:attempt-answer": json.dumps(
            {"slot": 1, "client_id": "walk", "response": _response(samples, 1)}
        ),
        "lms:assessments:essay-form": {"percent-1": "80", "comment-1": "Bien."},
        "lms:assessments:question-import": {
            "file": ("una.txt", "::Una:: ¿Es cierto? {T}\n".encode()), "form": "gift", "language": "es", "bank": "loose",
        },
        "lms:assessments:cohort-quiz-window": {
            "opens_at": "2026-01-01T08:00", "closes_at": "2099-01-01T08:00", "sure": "yes"
        },
        "lms:assessments:cohort-quiz-allow": {
            "one": samples["enrolment_id"], "closes_at": "2099-01-01T08:00", "reason": "Un viaje", "step": "give"
        },
        "lms:assessments:cohort-quiz-undo": {"one": samples["allowance_id"]},
        "lms:assessments:quiz-access": {"closes_at": "2099-01-01T08:00", "reason": "Un viaje", "step": "give"},
        "lms:assessments:cohort-case-due": {
            "due_at": "2098-01-01T08:00", "was": "2098-12-30T00:00:00+00:00", "sure": "yes"
        },
        "lms:assessments:cohort-case-extend": {
            "one": samples["enrolment_id"], "due_at": "2099-06-01T08:00", "reason": "Un viaje", "step": "give"
        },
        "lms:assessments:cohort-case-undo": {"one": samples["extension_id"]},
        "lms:assessments:case-due": {"due_at": "2099-06-01T08:00", "reason": "Un viaje", "step": "give"},
        "lms:assessments:case-ask": {"question": "a1"},
        "lms:assessments:submission-save": {**typed, **steps, "revision": "9"},
        "lms:assessments:letter-restore": {"part": "advice"},
        "lms:assessments:letter-piece": {
            "client_id": "walk", "name": "carta.pdf", "size": "900", "offset": "0", "piece": ("carta.pdf", b"%PDF-1.4")
        },
        "lms:assessments:submission-block": json.dumps({"block": "advice", "value": "Otra orientación.", "revision": 9}),
        "lms:assessments:script-score": {
            "fence": samples["fence"], "flag-f1": "clear", "level-r1": "2", "level-business": "2", "comment": "Bien."
        },
        "lms:certificates:verify-file": {"file": ("certificado.pdf", _paper(samples))},
    }  # fmt: skip


def report_bodies(world: World) -> dict[str, Any]:
    """What is sent to the pages of reports."""
    house = world.andes.house
    return {
        "lms:reporting:report-request": {
            "institution": house.institution.pk, "report": f"progress:{_versions(world.andes.samples)['month']}"
        },
        "lms:reporting:report-decide": {"decision": "return", "comment": "Falta la práctica."},
        "lms:reporting:report-comment": {"text": "Una nota."},
        "lms:reporting:remark-answer": {"text": "Una respuesta."},
        "lms:reporting:sample-detail": {"outcome": "conforms"},
        "lms:reporting:schedule-edit": {"hour": "8", "weekday": "0"},
        "lms:reporting:schedule-new": {
            "institution": house.institution.pk, "kind_and_rhythm": "progress:quarterly", "weekday": "0", "hour": "7",
            "recipients": [house.coordinator.pk],
        },
        "lms:reporting:delegation-list": {
            "role": "focal:PE", "taker": world.people["focal-other"].pk, "starts_on": "2098-01-05", "ends_on": "2098-01-09"
        },
    }  # fmt: skip


def _paper(samples: dict[str, Any]) -> bytes:
    from certificates.models import Certificate

    row = Certificate.objects.select_related("prefix").get(pk=samples["certificate_id"])
    return (bytes(row.prefix.bytes) if row.prefix else b"") + bytes(row.tail or b"")


def _versions(samples: dict[str, Any]) -> dict[str, Any]:
    from django.utils import timezone

    from courses.forms.sessions import base_of
    from courses.models import Session, UnitVersion
    from lms.reporting import periods

    found: dict[str, Any] = {
        name: UnitVersion.objects.filter(unit=samples[name]).latest("number").pk for name in ("lesson_id", "session_id")
    }
    month = periods.month_of(timezone.now(), "America/Lima")
    return found | {
        "base": base_of(Session.objects.get(pk=samples["session_id"])), "month": periods.before(month, "America/Lima").key
    }  # fmt: skip


def _slot(samples: dict[str, Any], number: int) -> dict[str, Any]:
    from assessments.models import Attempt

    sheet = Attempt.objects.get(pk=samples["attempt_id"]).sheet
    return next(slot for slot in sheet["slots"] if slot["slot"] == number)


def _answer(samples: dict[str, Any], number: int) -> str:
    slot = _slot(samples, number)
    return "6" if slot["kind"] == "numeric" else str(slot["options"][0]["id"])


def _response(samples: dict[str, Any], number: int) -> dict[str, Any]:
    slot = _slot(samples, number)
    return {"text": "6"} if slot["kind"] == "numeric" else {"chosen": [slot["options"][0]["id"]]}
