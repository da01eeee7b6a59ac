"""Decisions about the owner's certificate: one without and one with a request for review, and a bar that waits."""

from typing import Any

from django.utils import timezone

from certificates.models import Award, AwardEvent, Motion, Objection, Ruling
from lms.institutions.models import Person


def decision_samples(owner: Person, *, decider: int, mark: str = "") -> dict[str, Any]:
    """Suspended and put in force again, limited and put in force again: it stands as if nothing had been. The colleague's
    certificate has a motion that waits (tests.permissions.regrades)."""
    award = Award.objects.get(person=owner)
    made = [
        AwardEvent.objects.create(
            award=award, number=number, act=act, reason_class=reason, note=f"Nota {mark}" if reason else "",
            scope={"es": f"Solo marcas {mark}", "en": f"Trade marks only {mark}"} if act == "reduced" else {},
        )
        for number, act, reason in (
            (2, "suspended", "review"), (3, "reinstated", ""), (4, "reduced", "requirements"), (5, "reinstated", ""),
        )
    ]  # fmt: skip
    objection = Objection.objects.create(event=made[2], text=f"No es así {mark}", due_on=timezone.localdate())
    ruling = Ruling.objects.create(
        person=owner, credential=award.credential, country=award.country, kind="barred",
        reason=f"Copió una carta {mark}", note=f"Nota {mark}", proposed_by_id=decider,
    )  # fmt: skip
    return {
        "award_id": award.pk, "own_award_id": award.pk, "decision_id": made[0].pk, "objected_decision": made[2].pk,
        "objection_id": objection.pk, "ruling_id": ruling.pk,
    }  # fmt: skip


def motion_sample(colleague: Person) -> dict[str, Any]:
    """The motion to revoke the colleague's certificate."""
    return {"motion_id": Motion.objects.get(award__person=colleague).pk}


def decision_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """A body for each POST of these pages."""
    award = Award.objects.select_related("credential", "person").get(pk=samples["award_id"])
    return {
        "lms:certificates:award-move": {"act": "suspended", "reason_class": "review", "step": "send"},
        "lms:certificates:reissue-form": {"why": "Mostró su documento."},
        "lms:certificates:motion-refuse": {"answer": "No hay prueba."},
        "lms:certificates:objection-form": {"text": "El caso no era mío: la carta es de otra persona.", "step": "send"},
        "lms:certificates:objection-answer": {"upheld": "no", "answer": "La decisión se mantiene."},
        "lms:certificates:ruling-new": {
            "email": award.person.email, "what": f"{award.credential_id}|", "country": "MX", "reason": "Copió una carta.",
            "step": "send",
        },
        "lms:certificates:ruling-refuse": {"answer": "Falta la constancia."},
        "lms:certificates:ruling-end": {"answer": "Ya no hace falta."},
    }  # fmt: skip
