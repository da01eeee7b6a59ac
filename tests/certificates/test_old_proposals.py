"""What a decider had proposed before there were motions waits on as a motion."""

from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.db import connection

from certificates.models import Award, AwardEvent, Motion
from certificates.services.motions import carry_motion
from lms.institutions.models import Person

MIGRATION = import_module("certificates.migrations.0004_motions_that_follow_objections")


def write(award: Award, number: int, act: str, by: Person | None = None) -> None:
    AwardEvent.objects.create(
        award=award, number=number, act=act, by=by, reason_class="requirements" if act == "proposed" else "",
        note="No llega." if act == "proposed" else "",
    )  # fmt: skip


def move() -> None:
    MIGRATION.proposals_to_motions(apps, SimpleNamespace(connection=connection))


def test_an_open_proposal_becomes_a_motion_once(award: Award, programme: dict[str, Person]) -> None:
    write(award, 2, "questioned")
    write(award, 3, "proposed", programme["decider"])
    move()
    move()
    motion = Motion.objects.get()
    assert (motion.act, motion.reason_class, motion.note, motion.by) == (
        "revoked", "requirements", "No llega.", programme["decider"],
    )  # fmt: skip
    assert motion.at == AwardEvent.objects.get(number=3).at
    carry_motion(motion_id=motion.pk, by=programme["reviewer"].pk)
    assert Award.objects.get().state == "revoked"


def test_a_proposal_that_was_answered_stays_history(award: Award, programme: dict[str, Person]) -> None:
    write(award, 2, "questioned")
    write(award, 3, "proposed", programme["decider"])
    write(award, 4, "kept", programme["decider"])
    move()
    assert not Motion.objects.exists()
