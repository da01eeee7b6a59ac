"""An award is issued exactly once, however often a task runs, a worker is killed, or the broker is killed or emptied.

`python -m tests.faults.many 10000` does the first of these with ten thousand (docs/benchmarks.md).
"""

import pytest

from tests.faults.harness import Plant
from tests.faults.many import TABLE, each_once, issued, kill_and_go_on
from tests.processes import wait_until

pytestmark = pytest.mark.processes
PEOPLE = 300


def test_six_workers_and_the_broker_killed_while_hundreds_are_drawn_issue_each_once(plant: Plant) -> None:
    plant.slowly = True
    plant.scene("many_certificates", PEOPLE)
    assert plant.count(TABLE, "state = 'pending'") == PEOPLE
    assert kill_and_go_on(plant, PEOPLE, kills=6) == 6
    each_once(plant, PEOPLE)


def test_an_emptied_broker_loses_no_certificate(plant: Plant) -> None:
    plant.slowly = True
    plant.scene("certificates", 60)
    assert plant.flush() >= 60  # the bells that had rung
    plant.start_worker()
    plant.start_beat()
    wait_until(lambda: issued(plant) >= 10, "the sweep rings for them", 300)
    plant.flush()  # again, in the middle
    each_once(plant, 60)


def test_two_workers_and_every_message_twice_issue_each_once(plant: Plant) -> None:
    plant.scene("certificates", 60)
    plant.start_beat()  # rings every two seconds for whatever is not drawn yet
    plant.start_worker("first")
    plant.start_worker("second")
    each_once(plant, 60)
