"""Clinic practice of both sides' owners: a declared session with all that follows, one that was confirmed, one withdrawn."""

from typing import Any

from assessments.clinics.entries import ReferralLine, StepLine
from assessments.models import ClinicRating, ClinicReferral, ClinicSequel, ClinicSession, ClinicStep
from assessments.services.clinic_confirming import settle_sessions
from assessments.services.clinic_ratings import link_of, make_link
from assessments.services.clinic_sessions import note_session, withdraw_session
from tests.assessments.practising import a_form, an_entry
from tests.conftest import House

PRACTICE = """\
  - {key: practice, kind: practicum, required: false, titles: {es: Clínica, en: Clinic}, sessions_required: 2}
"""


def practice_samples(house: House, enrolment_id: int, mark: str) -> dict[str, Any]:
    """The owner's sessions; every text carries the mark."""
    made = []
    for name in ("declared", "settled", "withdrawn"):
        entry = an_entry(
            house, wanted=f"Vino por un nombre {mark}", advice=f"Buscar {mark}", region=f"Sierra {mark}",
            steps=(StepLine(f"Buscar {mark}"),), referrals=(ReferralLine("lawyer", f"Hay un pleito {mark}"),),
        )  # fmt: skip
        noted = note_session(
            advisor_id=house.advisor.pk, client_id=f"walk-{name}", entry=entry, declare=True, enrolment_id=enrolment_id
        )
        made.append(noted.id)
    waits, settled, withdrawn = made
    revision = ClinicSession.objects.get(pk=settled).revision
    assert settle_sessions(seen={settled: revision}, verdict="confirmed", comment=f"La vi {mark}", by=house.facilitator.pk)
    withdraw_session(session_id=withdrawn)
    make_link(session_id=settled)
    link = link_of(ClinicRating.objects.get(session=settled))
    return {
        "clinic_session_id": waits, "declared_session_id": waits, "settled_session_id": settled,
        "withdrawn_session_id": withdrawn, "clinic_step_id": ClinicStep.objects.get(session=waits).pk,
        "clinic_referral_id": ClinicReferral.objects.get(session=waits).pk,
        "clinic_sequel_id": ClinicSequel.objects.create(session_id=settled).pk,
        "rating_token": link.rstrip("/").rpartition("/")[2],
    }  # fmt: skip


def practice_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """Bodies that would be done."""
    waits = samples["clinic_session_id"]
    revision = ClinicSession.objects.get(pk=waits).revision
    return {
        "lms:assessments:clinic-session-new": a_form(client_id="walk-new"),
        "lms:assessments:clinic-session-edit": a_form(revision=revision, advice="Otra orientación."),
        "lms:assessments:clinic-step-close": {"end": "done"},
        "lms:assessments:clinic-referral-close": {"end": "arrived"},
        "lms:assessments:clinic-sequel": {"outcome": "filed"},
        "lms:assessments:clinic-confirm-many": {"one": waits, f"revision-{waits}": revision},
        "lms:assessments:clinic-confirm-undo": {"one": samples["settled_session_id"]},
        "lms:assessments:clinic-settle": {"verdict": "confirmed", "revision": revision},
        "lms:assessments:clinic-take-back": {"why": "Fue un error."},
        "lms:assessments:clinic-rate": {"useful": "4", "clear": "5", "next": "yes"},
    }
