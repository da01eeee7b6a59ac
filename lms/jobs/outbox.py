"""The outbox: ask for work in the transaction, ring after the commit, claim with a fence, finish once.

The row is the truth; the broker's message is a doorbell that may ring twice or never. Rules shared by every queue of
rows (jobs here, certificates above): at most `MAX_ATTEMPTS`, a lease for whoever works, a fence that grows with each
claim so that a zombie's late write hits no row.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from celery import Task, current_app
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from lms.jobs.errors import LostClaim
from lms.jobs.models import Job, JobState
from lms.kernel.bulk import insert_each

log = logging.getLogger(__name__)

DOORBELL: Final = "lms.jobs.doorbell"
MAX_ATTEMPTS: Final = 5
LEASE: Final = timedelta(minutes=11)  # longer than the longest hard time limit (10 min)
LONG: Final = 1000  # messages in a queue from which on a sweep rings for a few only
FEW: Final = 20
KEEP_DONE: Final = timedelta(days=30)


_doorbells: dict[str, str] = {}  # kind of work → its own doorbell; others share DOORBELL


def own_doorbell(kind: str, task: str) -> None:
    """Ring another task for a kind of work, so that it has a queue and time limits of its own. Called by `handler`."""
    _doorbells[kind] = task


def doorbell_of(kind: str) -> str:
    """The task that is rung for a kind of work."""
    return _doorbells.get(kind, DOORBELL)


class _Broker:
    """Whether the last ring found no broker: an outage is said once, not once a job."""

    away = False


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on one job until the lease ends. `fence` proves it."""

    job_id: int
    kind: str
    args: dict[str, Any]
    fence: int
    attempts: int


def enqueue_on_commit(task: Task[..., Any] | str, *args: Any) -> None:
    """Ring for a task after the commit: the only caller of `transaction.on_commit` in the house.

    `task` is a task or its name; `args` are ids. A broker that is down is logged, once until it is back, and forgotten: the
    sweep rings again.
    """
    name = task if isinstance(task, str) else task.name

    def ring() -> None:
        try:
            current_app.send_task(name, args=args, retry=False)
            _Broker.away = False
        except Exception as broken:  # any broker fault: the row is safe and the sweep will ring
            level = logging.DEBUG if _Broker.away else logging.WARNING
            log.log(
                level, "no broker: %s did not ring (%s). The sweep does it later; said once until it is back.", name, broken
            )
            _Broker.away = True

    transaction.on_commit(ring, robust=True)


def request_job(
    *,
    kind: str,
    key: str,
    args: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    owner: int | None = None,
    institution: int | None = None,
    total: int = 0,
) -> int:
    """Ask for work, once per key; returns the job's id. Call it inside the business transaction. Safe to repeat."""
    job, made = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "args": args or {},
            "due_at": due_at or timezone.now(),
            "owner": owner,
            "institution": institution,
            "total": total,
        },
    )
    if made and job.due_at <= timezone.now():
        enqueue_on_commit(doorbell_of(kind), job.pk)
    return job.pk


def request_jobs(*, kind: str, args_by_key: Mapping[str, dict[str, Any]]) -> int:
    """Ask for much work of one kind at once, each once per key; returns how many were asked for. Three queries. Safe to repeat.

    Nobody is rung for: the sweep finds them. Call it inside the business transaction.
    """
    known = set(Job.objects.filter(key__in=list(args_by_key)).values_list("key", flat=True))
    wanted = [(kind, key, args) for key, args in args_by_key.items() if key not in known]
    insert_each(Job, ["kind", "key", "args"], wanted, ignore_conflicts=True)
    return len(wanted)


def _claimable(now: datetime) -> Q:
    return Q(state=JobState.DUE, due_at__lte=now) | Q(state=JobState.RUNNING, lease_until__lt=now)


def claim(job_id: int) -> Claim | None:
    """Take one job, if it is due or its last worker's lease ran out; None when there is nothing to take.

    One conditional UPDATE decides between workers. A job that has used its attempts is laid dead instead.
    """
    now = timezone.now()
    free = Job.objects.filter(pk=job_id).filter(_claimable(now))
    if free.filter(attempts__gte=MAX_ATTEMPTS).update(state=JobState.DEAD, finished_at=now, lease_until=None):
        log.error("job %s used its %s attempts and is dead", job_id, MAX_ATTEMPTS)
        return None
    taken = free.update(state=JobState.RUNNING, attempts=F("attempts") + 1, fence=F("fence") + 1, lease_until=now + LEASE)
    if not taken:
        return None
    job = Job.objects.get(pk=job_id)
    return Claim(job.pk, job.kind, job.args, job.fence, job.attempts)


def _mine(claimed: Claim) -> Any:
    return Job.objects.filter(pk=claimed.job_id, fence=claimed.fence, state=JobState.RUNNING)


def report_progress(claimed: Claim, *, done: int, total: int | None = None, note: str | None = None) -> None:
    """Show how far the work is and extend the lease. Raises LostClaim when another worker has taken over."""
    values: dict[str, Any] = {"done": done, "lease_until": timezone.now() + LEASE}
    if total is not None:
        values["total"] = total
    if note is not None:
        values["note"] = note
    if not _mine(claimed).update(**values):
        raise LostClaim


def finish(claimed: Claim, *, result: dict[str, Any] | None = None, note: str = "") -> None:
    """Mark the work done. Raises LostClaim for a zombie; call it in the transaction that writes what was made."""
    values: dict[str, Any] = {"state": JobState.DONE, "finished_at": timezone.now(), "lease_until": None, "note": note}
    if result is not None:
        values["result"] = result
    if not _mine(claimed).update(**values, done=F("total")):
        raise LostClaim


def retry_later(claimed: Claim, *, why: str) -> None:
    """Give the work back, to be tried again after 5, 10, 20 … seconds; dead after `MAX_ATTEMPTS`."""
    spent = claimed.attempts >= MAX_ATTEMPTS
    _mine(claimed).update(
        state=JobState.DEAD if spent else JobState.DUE,
        due_at=timezone.now() + timedelta(seconds=5 * 2 ** (claimed.attempts - 1)),
        lease_until=None,
        note=why[:2000],
        finished_at=timezone.now() if spent else None,
    )


def refuse(claimed: Claim, *, why: str) -> None:
    """Lay the work dead at once, with a sentence for its owner."""
    _mine(claimed).update(
        state=JobState.DEAD, lease_until=None, note=why[:2000], finished_at=timezone.now(), result={"refused": True}
    )


def due_jobs(limit: int = 500) -> Sequence[int]:
    """Ids of the jobs that wait for a worker, oldest first."""
    return list(Job.objects.filter(_claimable(timezone.now())).order_by("due_at").values_list("pk", flat=True)[:limit])


def due_by_doorbell(limit: int = 500) -> dict[str, list[int]]:
    """`due_jobs` by the task that is rung for them."""
    found: dict[str, list[int]] = defaultdict(list)
    rows = Job.objects.filter(_claimable(timezone.now())).order_by("due_at").values_list("pk", "kind")[:limit]
    for job_id, kind in rows:
        found[doorbell_of(kind)].append(job_id)
    return found


def forget_old_jobs() -> int:
    """Delete jobs that were done 30 days ago; returns how many."""
    return Job.objects.filter(state=JobState.DONE, finished_at__lt=timezone.now() - KEEP_DONE).delete()[0]


def waiting_for(task: str) -> int:
    """How many messages wait in the queue of a task; 0 where the broker does not say."""
    try:
        routed = current_app.amqp.router.route({}, task)["queue"]
        with current_app.connection_for_write() as connection, connection.channel() as channel:
            declare: Any = getattr(channel, "queue_declare")  # noqa: B009  celery-types has no such method
            return int(declare(getattr(routed, "name", routed), passive=True).message_count)
    except Exception as broken:  # no broker, no queue yet, or a broker that does not count: ring
        log.debug("the queue of %s was not counted: %s", task, broken)
        return 0


def ring_all(task: str, ids: Iterable[int]) -> int:
    """Ring once per id, now (a sweep, outside any transaction). Returns how many; stops at the first broker fault.

    Many rings for a queue that is long already would only heap up: what waits there is mostly the same work, rung for by the
    sweeps before. Then `FEW` ring, so that what nobody has rung for is found all the same.
    """
    wanted = list(ids)
    if len(wanted) > FEW and waiting_for(task) >= LONG:
        wanted = wanted[:FEW]
    count = 0
    for one in wanted:
        try:
            current_app.send_task(task, args=(one,), retry=False)
        except Exception as broken:
            log.warning("sweep for %s stopped after %s: %s", task, count, broken)
            break
        count += 1
    return count
