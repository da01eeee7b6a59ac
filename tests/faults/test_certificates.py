"""An award is issued exactly once, however often a task runs, a worker is killed, or the broker is emptied."""

import pytest

from tests.faults.harness import Plant
from tests.processes import wait_until

pytestmark = pytest.mark.processes
PEOPLE = 50
TABLE = "lms_certificates_certificate"


def _issued(plant: Plant) -> int:
    return plant.count(TABLE, "state = 'issued'")


def _each_once(plant: Plant) -> None:
    """Fifty papers with their hash, and for each: one line in the book, one audit row, one message to its holder."""
    wait_until(lambda: _issued(plant) == PEOPLE, f"all {PEOPLE} are issued; {_issued(plant)} are", 400)
    assert plant.count(TABLE) == PEOPLE
    assert plant.count("lms_certificates_award") == PEOPLE
    assert plant.count(TABLE, "length(sha256) = 64 AND tail IS NOT NULL AND issued_at IS NOT NULL") == PEOPLE
    assert plant.query(f"SELECT count(DISTINCT serial), count(DISTINCT award_id), count(DISTINCT sha256) FROM {TABLE}") == [
        (PEOPLE, PEOPLE, PEOPLE)
    ]
    book = plant.query("SELECT count(*), count(DISTINCT subject) FROM lms_audit_bookentry WHERE act = 'certificate.issued'")
    audit = plant.query(
        "SELECT count(*), count(DISTINCT subject_id) FROM lms_audit_auditevent WHERE act = 'certificate.issued'"
    )
    mail = plant.query("SELECT count(*), count(DISTINCT person_id) FROM lms_messages_message WHERE kind = 'certificate_ready'")
    assert (book, audit, mail) == ([(PEOPLE, PEOPLE)],) * 3


def test_a_worker_killed_while_fifty_are_drawn_issues_fifty_and_none_twice(plant: Plant) -> None:
    plant.scene("certificates", PEOPLE)
    assert plant.count(TABLE, "state = 'pending'") == PEOPLE
    plant.start_beat()
    for least in (3, 9):  # two kills, and more left than a slow look at them leaves time for
        plant.start_worker()
        wait_until(lambda least=least: _issued(plant) >= least, f"{least} are issued", 300)
        plant.kill_with_children("worker")
        assert _issued(plant) < PEOPLE
    plant.start_worker()
    _each_once(plant)


def test_an_emptied_broker_loses_no_certificate(plant: Plant) -> None:
    plant.scene("certificates", PEOPLE)
    assert plant.flush() >= PEOPLE  # the bells that had rung
    plant.start_worker()
    plant.start_beat()
    wait_until(lambda: _issued(plant) >= 10, "the sweep rings for them", 300)
    plant.flush()  # again, in the middle
    _each_once(plant)


def test_two_workers_and_every_message_twice_issue_each_once(plant: Plant) -> None:
    plant.scene("certificates", PEOPLE)
    plant.start_beat()  # rings every two seconds for whatever is not drawn yet
    plant.start_worker("first")
    plant.start_worker("second")
    _each_once(plant)
