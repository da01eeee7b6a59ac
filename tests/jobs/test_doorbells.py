"""A kind of work may have a doorbell of its own: its task is rung, by the request, the sweep and a new start."""

from typing import Any

import pytest

from lms.config.celery import app
from lms.jobs import outbox, services
from lms.jobs.api import handler, request_job
from lms.jobs.models import Job, JobState
from lms.plugin import LMS_QUEUES, LMS_ROUTES

pytestmark = pytest.mark.django_db
TASK = "lms.tests.own"


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> str:
    """A kind of work with its own doorbell."""
    monkeypatch.setattr(outbox, "_doorbells", dict(outbox._doorbells))
    handler("tests.own", lambda claim: {}, doorbell=TASK)
    return "tests.own"


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What was rung for."""
    bells: list[tuple[str, int]] = []
    monkeypatch.setattr(outbox.current_app, "send_task", lambda name, args=(), **more: bells.append((name, args[0])))
    return bells


def test_its_task_is_rung_after_the_commit(own: str, rung: list[Any], on_commit: Any) -> None:
    with on_commit(execute=True):
        job, other = request_job(kind=own, key="one"), request_job(kind="tests.other", key="two")
    assert rung == [(TASK, job), ("lms.jobs.doorbell", other)]


def test_the_sweep_rings_each_at_its_own_door(own: str, rung: list[Any]) -> None:
    jobs = {kind: Job.objects.create(kind=kind, key=kind).pk for kind in (own, "tests.other")}
    assert services.sweep()["jobs"] >= 2
    assert {(TASK, jobs[own]), ("lms.jobs.doorbell", jobs["tests.other"])} <= set(rung)


def test_the_sweep_heaps_no_bells_upon_a_queue_that_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    waited = outbox.waiting_for("lms.messages.deliver")
    monkeypatch.setattr(outbox, "LONG", waited + 30)
    assert outbox.ring_all("lms.messages.deliver", range(30)) == 30
    assert outbox.waiting_for("lms.messages.deliver") == waited + 30
    assert outbox.ring_all("lms.messages.deliver", range(30)) == outbox.FEW
    assert outbox.waiting_for("lms.messages.deliver") == waited + 30 + outbox.FEW


def test_a_dead_one_is_started_again_at_its_own_door(own: str, rung: list[Any], on_commit: Any) -> None:
    job = Job.objects.create(kind=own, key="dead", state=JobState.DEAD)
    with on_commit(execute=True):
        services.retry_job(job_id=job.pk, by=1)
    assert rung == [(TASK, job.pk)]


def queue_of(task: str) -> str:
    """Where the site's Celery app sends a task."""
    routed = app.amqp.router.route({}, task)["queue"]
    return str(getattr(routed, "name", routed))


@pytest.mark.parametrize(
    ("kind", "queue"),
    [
        ("certificates.preview_design", "designs"),
        ("certificates.publish_design", "designs"),
        ("messages.send", "mail"),
        ("accounts.mail", "mail"),
        ("courses.draw_paper", "celery"),
    ],
)
def test_designs_and_mails_have_queues_of_their_own(kind: str, queue: str) -> None:
    assert queue_of(outbox.doorbell_of(kind)) == queue


def test_certificates_are_drawn_on_their_own_queue_and_a_worker_consumes_all() -> None:
    assert queue_of("lms.certificates.draw") == "certificates"
    assert {route["queue"] for route in LMS_ROUTES.values()} <= set(LMS_QUEUES) == set(app.amqp.queues)
