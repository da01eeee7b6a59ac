"""Answers that were acknowledged are scored, and a time that ended hands in once, whatever is killed in between."""

import http.client
import json
from typing import Any

import pytest

from assessments.clock import GRACE
from lms.jobs.registry import sweeps
from lms.plugin import LMS_BEAT
from tests.faults.harness import Plant
from tests.processes import wait_until

PEOPLE = 40
ATTEMPT, STEP, RESULT = (f"lms_assessments_{name}" for name in ("attempt", "step", "slotresult"))
QUESTIONS = 4


def test_the_time_that_ended_is_swept_within_a_minute() -> None:
    """Grace, then at most one round of beat. The task itself is short; what is killed is swept in the next round."""
    entry = LMS_BEAT["lms-jobs-sweep"]
    assert entry["task"] == "lms.jobs.sweep"
    assert "assessments.overdue_attempts" in sweeps()
    assert GRACE.total_seconds() + entry["schedule"] < 60


def ask(plant: Plant, port: int, path: str, sent: Any = None) -> int:
    """What the learner's browser sends; the status of the answer, 0 when nobody answers."""
    ((session,),) = plant.query("SELECT session_key FROM django_session")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={'a' * 32}", "X-CSRFToken": "a" * 32, "Host": "localhost",
        "Content-Type": "application/json",
    }  # fmt: skip
    try:
        connection.request("POST", path, json.dumps(sent) if sent else None, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def sheet_of(plant: Plant) -> tuple[int, list[dict[str, Any]]]:
    ((attempt_id, sheet),) = plant.query(f"SELECT id, sheet FROM {ATTEMPT}")
    return attempt_id, (sheet if isinstance(sheet, dict) else json.loads(sheet))["slots"]


def right(slot: dict[str, Any]) -> dict[str, Any]:
    if slot["kind"] == "numeric":
        return {"text": slot["value"]}
    return {"chosen": [one["id"] for one in slot["options"] if one["fraction"] > 0]}


@pytest.mark.processes
def test_a_web_server_killed_between_save_and_submit_loses_no_answer(plant: Plant) -> None:
    plant.scene("attempts", 1)
    attempt_id, slots = sheet_of(plant)
    port = plant.start_web()
    for slot in slots:
        sent = {"slot": slot["slot"], "client_id": f"c{slot['slot']}", "response": right(slot)}
        assert ask(plant, port, f"/attempts/{attempt_id}/answers/", sent) == 200, plant.logs()
        if slot["slot"] == 2:
            plant.kill_with_children("web")
            assert ask(plant, port, f"/attempts/{attempt_id}/answers/", sent) == 0
            port = plant.start_web()
            assert ask(plant, port, f"/attempts/{attempt_id}/answers/", sent) == 200  # the browser tries again: the same row
    plant.kill_with_children("web")
    assert plant.count(STEP, "state = 'saved'") == QUESTIONS
    port = plant.start_web()
    assert ask(plant, port, f"/attempts/{attempt_id}/submit/") == 302
    assert ask(plant, port, f"/attempts/{attempt_id}/submit/") == 302
    assert plant.query(f"SELECT state, fraction FROM {ATTEMPT}")[0][0] == "submitted"
    assert plant.count(RESULT, "fraction = 1") == QUESTIONS
    assert plant.count("lms_courses_outcomerecord", f"key = 'attempt:{attempt_id}'") == 1


def submitted(plant: Plant) -> int:
    return plant.count(ATTEMPT, "state = 'submitted'")


def each_handed_in_once(plant: Plant) -> None:
    """All, with what they had: one answer right, three not given; one outcome and one finishing step a slot each."""
    wait_until(lambda: submitted(plant) == PEOPLE, f"all {PEOPLE} are handed in; {submitted(plant)} are", 400)
    assert plant.count(ATTEMPT, "submitted_at = due_at") == PEOPLE
    assert plant.count(RESULT, "fraction = 1") == PEOPLE
    assert plant.count(RESULT) == PEOPLE * QUESTIONS
    assert plant.count(STEP, "state = 'finished' AND by_id IS NULL") == PEOPLE * QUESTIONS
    outcomes = "SELECT count(*), count(DISTINCT enrolment_id) FROM lms_courses_outcomerecord WHERE state = 'failed'"
    assert plant.query(outcomes) == [(PEOPLE, PEOPLE)]


@pytest.mark.processes
def test_a_worker_killed_while_times_end_hands_each_in_once(plant: Plant) -> None:
    plant.scene("overdue_attempts", PEOPLE)
    plant.start_beat()
    for least in (3, 12):
        plant.start_worker()
        wait_until(lambda least=least: submitted(plant) >= least, f"{least} are handed in", 400)
        plant.kill_with_children("worker")
    plant.start_worker()
    each_handed_in_once(plant)


@pytest.mark.processes
def test_an_emptied_broker_hands_each_in_once(plant: Plant) -> None:
    plant.scene("overdue_attempts", PEOPLE)
    plant.start_beat()
    plant.start_worker()
    wait_until(lambda: submitted(plant) >= 5, "the sweep rings for them", 400)
    plant.flush()
    each_handed_in_once(plant)
