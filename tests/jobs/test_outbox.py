"""The outbox does each piece of work once, whoever rings and however often."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from lms.jobs import outbox, registry, services
from lms.jobs.api import LEASE, MAX_ATTEMPTS, Claim, JobRefused, LostClaim, finish, report_progress, request_job, sweeper
from lms.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What was sent to the broker."""
    sent: list[tuple[str, Any]] = []
    monkeypatch.setattr(outbox.current_app, "send_task", lambda name, args=(), **options: sent.append((name, tuple(args))))
    return sent


def later(job: Job, **ahead: int) -> None:
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now() - timedelta(seconds=1), **ahead)


def test_asking_twice_under_one_key_is_one_job(job: Job) -> None:
    assert request_job(kind="test.note", key="one") == job.pk
    assert Job.objects.count() == 1


def test_the_doorbell_rings_after_the_commit_and_not_before(rung: list[Any], on_commit: Any) -> None:
    with on_commit(execute=True):
        made = request_job(kind="test.note", key="two")
        assert rung == []
    assert rung == [("lms.jobs.doorbell", (made,))]


def test_work_that_was_rolled_back_rings_for_nothing(rung: list[Any]) -> None:
    with transaction.atomic():
        request_job(kind="test.note", key="two")
        transaction.set_rollback(True)
    assert rung == []
    assert not Job.objects.exists()


def test_a_broker_that_is_down_does_not_undo_the_act(monkeypatch: pytest.MonkeyPatch, on_commit: Any) -> None:
    def down(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(outbox.current_app, "send_task", down)
    with on_commit(execute=True):
        request_job(kind="test.note", key="two")
    assert Job.objects.get().state == JobState.DUE


def test_an_outage_of_the_broker_is_one_line_until_it_is_back(
    monkeypatch: pytest.MonkeyPatch, on_commit: Any, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outbox._Broker, "away", False)
    here = iter([False, False, True, False, False])

    def send(*args: Any, **kwargs: Any) -> None:
        if not next(here):
            raise ConnectionError("no broker")

    monkeypatch.setattr(outbox.current_app, "send_task", send)
    with caplog.at_level("WARNING", logger=outbox.log.name), on_commit(execute=True):
        for number in range(5):
            request_job(kind="test.note", key=f"many-{number}")
    assert [one.message.split(":")[0] for one in caplog.records] == ["no broker", "no broker"]


def test_work_for_later_does_not_ring_now(rung: list[Any], on_commit: Any) -> None:
    with on_commit(execute=True):
        request_job(kind="test.note", key="two", due_at=timezone.now() + timedelta(hours=1))
    assert rung == []
    assert outbox.due_jobs() == []


def test_a_message_that_comes_twice_does_the_work_once(job: Job, calls: list[Claim]) -> None:
    assert services.run_job(job_id=job.pk) is True
    assert services.run_job(job_id=job.pk) is False
    assert [claim.args for claim in calls] == [{"thing_id": 7}]
    job.refresh_from_db()
    assert (job.state, job.attempts, job.fence) == (JobState.DONE, 1, 1)


def test_only_one_of_two_workers_gets_the_claim(job: Job) -> None:
    assert outbox.claim(job.pk) is not None
    assert outbox.claim(job.pk) is None


def test_a_claim_whose_lease_ran_out_goes_to_the_next_worker_and_the_zombie_writes_nothing(job: Job) -> None:
    zombie = outbox.claim(job.pk)
    assert zombie is not None
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1), tick=False):
        heir = outbox.claim(job.pk)
        assert heir is not None
        assert heir.fence == zombie.fence + 1
        for write in (lambda: finish(zombie), lambda: report_progress(zombie, done=1)):
            with pytest.raises(LostClaim):
                write()
        finish(heir, result={"made": 1})
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"made": 1})


def test_progress_extends_the_lease(job: Job) -> None:
    claimed = outbox.claim(job.pk)
    assert claimed is not None
    with time_machine.travel(timezone.now() + LEASE - timedelta(minutes=1), tick=False):
        report_progress(claimed, done=3, total=10, note="three")
    with time_machine.travel(timezone.now() + LEASE + timedelta(minutes=1), tick=False):
        assert outbox.claim(job.pk) is None
    job.refresh_from_db()
    assert (job.done, job.total, job.note) == (3, 10, "three")


def test_a_fault_is_tried_again_later_and_five_faults_are_dead(job: Job, work: Callable[..., Any]) -> None:
    def broken(claim: Claim) -> None:
        raise OSError("the relay hung up")

    work("test.note", broken)
    waits = []
    for _attempt in range(MAX_ATTEMPTS):
        later(job)
        with time_machine.travel(timezone.now(), tick=False):
            assert services.run_job(job_id=job.pk) is False
            job.refresh_from_db()
            waits.append((job.due_at - timezone.now()).total_seconds())
    assert waits == [5, 10, 20, 40, 80]
    assert (job.state, job.attempts) == (JobState.DEAD, 5)
    assert "the relay hung up" in job.note
    later(job)
    assert outbox.claim(job.pk) is None


def test_a_worker_that_dies_five_times_leaves_a_dead_job_and_no_endless_loop(job: Job) -> None:
    for _attempt in range(MAX_ATTEMPTS):
        assert outbox.claim(job.pk) is not None
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert outbox.claim(job.pk) is None
    job.refresh_from_db()
    assert job.state == JobState.DEAD


def test_a_refusal_is_final_at_once_and_says_why(job: Job, work: Callable[..., Any]) -> None:
    def refuses(claim: Claim) -> None:
        raise JobRefused(why="the group has no course")

    work("test.note", refuses)
    services.run_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DEAD, 1)
    assert "the group has no course" in job.note


def test_a_handler_that_lost_its_claim_leaves_the_new_owner_alone(job: Job, work: Callable[..., Any]) -> None:
    def slow(claim: Claim) -> dict[str, Any]:
        Job.objects.filter(pk=claim.job_id).update(fence=claim.fence + 1)  # another worker took over meanwhile
        return {"made": "by the zombie"}

    work("test.note", slow)
    services.run_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.RUNNING, {})


def test_work_of_an_unknown_kind_is_kept_and_tried_again(db: None) -> None:
    made = request_job(kind="test.unknown", key="x")
    assert services.run_job(job_id=made) is False
    assert Job.objects.get(pk=made).state == JobState.DUE


def test_the_sweep_rings_for_what_waits_and_for_what_a_dead_worker_left(job: Job, rung: list[Any], work: Any) -> None:
    left = request_job(kind="test.note", key="left")
    outbox.claim(left)
    Job.objects.filter(pk=left).update(lease_until=timezone.now() - timedelta(seconds=1))
    done = request_job(kind="test.note", key="done")
    services.run_job(job_id=done)
    sweeper("broken", lambda: 1 // 0)
    sweeper("ours", lambda: 3)
    counts = services.sweep()
    assert {args[0] for _name, args in rung} == {job.pk, left}
    assert counts["jobs"] == 2
    assert counts["ours"] == 3
    assert "broken" not in counts


def test_done_work_is_forgotten_after_thirty_days_and_dead_work_is_not(job: Job, calls: list[Claim]) -> None:
    services.run_job(job_id=job.pk)
    dead = request_job(kind="test.note", key="dead")
    Job.objects.filter(pk=dead).update(state=JobState.DEAD, finished_at=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert outbox.forget_old_jobs() == 1
    assert list(Job.objects.values_list("pk", flat=True)) == [dead]


def test_a_dead_job_can_be_started_again_once(job: Job, rung: list[Any], calls: list[Claim], on_commit: Any) -> None:
    Job.objects.filter(pk=job.pk).update(state=JobState.DEAD, attempts=5, finished_at=timezone.now())
    with on_commit(execute=True):
        assert services.retry_job(job_id=job.pk, by=1) is True
        assert services.retry_job(job_id=job.pk, by=1) is False
    assert rung == [("lms.jobs.doorbell", (job.pk,))]
    assert services.run_job(job_id=job.pk) is True
    assert len(calls) == 1


def test_titles_are_kept_beside_handlers(work: Callable[..., Any]) -> None:
    work("test.titled", lambda claim: None, title="Progress report")
    assert registry.title_of("test.titled") == "Progress report"
    assert registry.title_of("test.nothing") == ""
