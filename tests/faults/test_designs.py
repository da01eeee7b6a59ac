"""A picture that a designer asked for is drawn, however often its worker is killed; designs have a queue of their own."""

import pytest

from tests.faults.harness import Plant
from tests.processes import wait_until

pytestmark = pytest.mark.processes
PREVIEWS = 8  # more than a slow look at them leaves time for
WORK = "kind = 'certificates.preview_design'"
BEGUN = f"{WORK} AND state = 'running'"
DRAWN = "drawn = number AND picture IS NOT NULL AND file IS NOT NULL"


def drawn(plant: Plant) -> int:
    return plant.count("lms_certificates_designpreview", DRAWN)


def test_a_worker_killed_while_it_draws_a_preview_is_followed_by_another(plant: Plant) -> None:
    plant.slowly = True
    plant.scene("previews", PREVIEWS)
    plant.start_worker("others", queues="celery,certificates,mail")  # the sweep runs there
    plant.start_beat()
    plant.start_worker("designer", queues="designs")
    wait_until(lambda: plant.count("lms_jobs_job", BEGUN), "a preview is begun", 120)
    plant.kill_with_children("designer")
    plant.flush()  # not even a bell is left
    assert drawn(plant) < PREVIEWS
    plant.start_worker("designer", queues="designs")
    wait_until(lambda: drawn(plant) == PREVIEWS, f"all {PREVIEWS} pictures are there; {drawn(plant)} are", 120)
    assert plant.count("lms_jobs_job", f"{WORK} AND attempts > 1")  # the kill did hit one
