"""Work that was asked for is done once, however its workers die."""

import pytest

from tests.faults.harness import Plant
from tests.processes import wait_until

pytestmark = pytest.mark.processes
JOBS = 36  # more than a slow look at them leaves time for


def _done(plant: Plant) -> int:
    return plant.count("lms_jobs_job", "state = 'done'")


def _all_done_once(plant: Plant) -> None:
    wait_until(lambda: _done(plant) == JOBS, f"all {JOBS} jobs are done; {_done(plant)} are", 300)
    effects = plant.query(
        "SELECT subject_id, count(*) FROM lms_audit_auditevent WHERE act = 'faults.effect' GROUP BY subject_id"
    )
    assert len(effects) == JOBS
    assert {times for _job, times in effects} == {1}


def test_a_worker_killed_three_times_loses_nothing_and_does_nothing_twice(plant: Plant) -> None:
    plant.scene("watched_jobs", JOBS)
    plant.start_beat()
    for _round in range(3):
        before = len(plant.starts())
        plant.start_worker()
        wait_until(lambda before=before: len(plant.starts()) > before + 2, "work goes on", 180)
        plant.kill_with_children("worker")
    assert _done(plant) < JOBS
    plant.start_worker()
    _all_done_once(plant)
    assert len(plant.starts()) > JOBS  # some work was begun again: kills did hit it


def test_a_killed_process_of_the_pool_loses_nothing(plant: Plant) -> None:
    plant.scene("watched_jobs", JOBS)
    plant.start_beat()
    plant.start_worker()
    for _round in range(2):
        before = len(plant.starts())
        wait_until(lambda before=before: len(plant.starts()) > before + 1, "work goes on", 180)
        plant.kill_one_child("worker")
    _all_done_once(plant)


def test_jobs_asked_for_while_the_broker_was_dead_are_swept_home(plant: Plant) -> None:
    plant.kill_with_children("broker")
    plant.scene("watched_jobs", JOBS)  # the doorbell does not ring; the rows are safe
    plant.start_broker()
    assert plant.flush() == 0
    plant.start_worker()
    plant.start_beat()
    _all_done_once(plant)


def test_a_broker_killed_while_work_goes_on_loses_nothing(plant: Plant) -> None:
    plant.scene("watched_jobs", JOBS)
    plant.start_worker()
    plant.start_beat()
    wait_until(lambda: _done(plant) >= 4, "some jobs are done", 180)
    plant.kill_with_children("broker")
    plant.start_broker()
    _all_done_once(plant)
