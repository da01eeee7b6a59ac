"""A certificate is drawn once: repeated messages, dead workers, zombies and lost doorbells change nothing."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from certificates.models import Award, Certificate
from certificates.services import claiming, drawing
from certificates.services.claiming import claim_drawing
from certificates.services.drawing import draw_certificate
from certificates.services.granting import grant_if_entitled
from certificates.services.issuing import Drawn, issue_chunk
from certificates.services.settling import draw_again, sweep
from certificates.tasks import draw
from lms.audit.api import broken_line
from lms.audit.models import AuditEvent, BookEntry
from lms.institutions.models import Person
from lms.messages.models import Message
from tests.certificates.conftest import Programme
from tests.conftest import House


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...]]]:
    """The doorbells that rang: (task, args)."""
    from celery import current_app

    bells: list[tuple[str, tuple[Any, ...]]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args=(), **kwargs: bells.append((name, tuple(args))))
    return bells


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Drawing without drawing: which certificates were drawn."""
    drawn: list[int] = []

    def pretend(sheet: drawing.Sheet, *more: Any) -> Drawn:
        drawn.append(sheet.row.pk)
        body = f"%PDF {sheet.row.pk} {len(drawn)}".encode()
        return Drawn(sheet.claim, body, hashlib.sha256(body).hexdigest())

    monkeypatch.setattr(drawing, "drawn", pretend)
    return drawn


def only() -> Certificate:
    return Certificate.objects.get()


def test_the_doorbell_rings_after_the_commit(
    programme_: Programme, andes: House, on_commit: Any, rung: list[tuple[str, tuple[Any, ...]]]
) -> None:
    with on_commit(execute=True):
        programme_.complete_all(andes.advisor, andes.institution)
    assert ("lms.certificates.draw", (only().pk,)) in rung


def test_drawing_issues_the_file_its_hash_a_message_and_a_line_in_the_book(award: Award) -> None:
    draw(only().pk)
    row = only()
    assert row.state == "issued"
    assert row.tail is not None
    assert bytes(row.tail).startswith(b"%PDF-")
    assert row.sha256 == hashlib.sha256(bytes(row.tail)).hexdigest()
    assert BookEntry.objects.get(act="certificate.issued").digest == row.sha256
    assert broken_line(book="certificates") is None
    assert Message.objects.get().kind == "certificate_ready"
    assert AuditEvent.objects.filter(act="certificate.issued").count() == 1


def test_a_message_delivered_again_does_nothing(award: Award, fast: list[int]) -> None:
    for _ in range(3):
        draw(only().pk)
    assert len(fast) == 1
    assert Message.objects.count() == BookEntry.objects.filter(act="certificate.issued").count() == 1


def test_two_workers_can_not_hold_one_certificate(award: Award) -> None:
    assert claim_drawing(only().pk) is not None
    assert claim_drawing(only().pk) is None


def test_a_zombie_changes_nothing(award: Award, fast: list[int]) -> None:
    zombie = claim_drawing(only().pk)
    assert zombie is not None
    with time_machine.travel(timezone.now() + claiming.LEASE + timedelta(seconds=1)):
        assert draw_certificate(certificate_id=only().pk)
    before = only()
    assert issue_chunk([Drawn(zombie, b"%PDF late", hashlib.sha256(b"%PDF late").hexdigest())]) == []
    after = only()
    assert (after.sha256, after.issued_at) == (before.sha256, before.issued_at)
    assert bytes(after.tail or b"") == bytes(before.tail or b"")
    assert BookEntry.objects.filter(act="certificate.issued").count() == Message.objects.count() == 1


def test_the_sweep_rings_for_a_lost_doorbell_and_for_a_dead_worker(
    award: Award, rung: list[tuple[str, tuple[Any, ...]]]
) -> None:
    assert sweep() == 1
    assert rung == [("lms.certificates.draw", (only().pk,))]
    claim_drawing(only().pk)
    assert sweep() == 0  # somebody is at work
    with time_machine.travel(timezone.now() + claiming.LEASE + timedelta(seconds=1)):
        assert sweep() == 1


def test_the_sweep_leaves_what_is_issued(issued: Certificate, rung: list[tuple[str, tuple[Any, ...]]]) -> None:
    assert sweep() == 0


def test_a_fault_is_tried_again_later_and_then_waits_for_an_administrator(
    award: Award, monkeypatch: pytest.MonkeyPatch, programme: dict[str, Person], as_person: Callable[[Person], Any]
) -> None:
    def broken(*sheet: Any) -> Drawn:
        raise OSError("no room on the disk")

    monkeypatch.setattr(drawing, "drawn", broken)
    moment = timezone.now()
    for attempt in range(1, 6):
        with time_machine.travel(moment, tick=False):
            assert not draw_certificate(certificate_id=only().pk)
            assert only().attempts == attempt
            assert not draw_certificate(certificate_id=only().pk)  # not before its time
            assert only().attempts == attempt
        moment += timedelta(minutes=2)
    assert (only().state, only().problem) == ("waiting", "drawing:OSError: no room on the disk")
    client = as_person(programme["administrator"])
    assert "no room on the disk" in client.get("/certificates/drawing/").content.decode()
    monkeypatch.undo()
    client.post(f"/certificates/drawing/{only().pk}/retry/")
    assert draw_certificate(certificate_id=only().pk)


def test_a_worker_that_dies_five_times_leaves_it_to_an_administrator(award: Award) -> None:
    moment = timezone.now()
    for _ in range(5):
        with time_machine.travel(moment):
            assert claim_drawing(only().pk) is not None
        moment += claiming.LEASE + timedelta(seconds=1)
    with time_machine.travel(moment):
        assert claim_drawing(only().pk) is None
    assert only().state == "waiting"
    assert draw_again(certificate_id=only().pk, by=None)
    assert only().state == "pending"


def test_a_name_that_can_be_printed_by_now_lets_the_paper_go_on(
    programme_: Programme, andes: House, fast: list[int], on_commit: Any, rung: list[tuple[str, tuple[Any, ...]]]
) -> None:
    Person.objects.filter(pk=andes.advisor.pk).update(certificate_name="😀")
    programme_.complete_all(andes.advisor, andes.institution)
    sweep()
    assert only().state == "waiting"
    Person.objects.filter(pk=andes.advisor.pk).update(certificate_name="María Ñáñez")
    with on_commit(execute=True):
        sweep()
    assert (only().state, only().fields["name"]) == ("pending", "María Ñáñez")
    assert ("lms.certificates.draw", (only().pk,)) in rung
    assert draw_certificate(certificate_id=only().pk)


def test_a_revoked_award_is_still_drawn_but_nobody_is_told_it_is_ready(
    award: Award, decide: Callable[..., int], fast: list[int]
) -> None:
    decide("revoke", award, "issued_in_error")
    assert draw_certificate(certificate_id=only().pk)
    assert not Message.objects.filter(kind="certificate_ready").exists()


def test_granting_again_after_all_this_makes_nothing(issued: Certificate, programme_: Programme, andes: House) -> None:
    again = grant_if_entitled(person_id=andes.advisor.pk, credential_id=programme_.credential_id, country="PE")
    assert again is None
    assert Certificate.objects.count() == 1
