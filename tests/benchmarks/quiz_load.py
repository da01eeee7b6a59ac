"""Many learners hand in within a minute, over real HTTP: `python -m tests.benchmarks.quiz_load [LEARNERS] [SECONDS]`.

`manage.py serve` runs as docs/operations.md says (gunicorn 2 × 4, a worker, beat, an embedded broker) on the database that
DATABASE_URL names (empty; it is filled), else on SQLite. Each learner has a session and an open attempt of ten questions. First
everybody saves answer by answer, spread over twice SECONDS; then everybody hands in and opens the result, spread over SECONDS.
Requests come at their times whether earlier ones were answered or not, and are timed from when they were due. Then the database
is asked: each attempt is submitted once and has its outcome, and each answer is scored as it was sent.
"""

import http.client
import json
import os
import queue
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from tests.benchmarks import quiz_ground
from tests.processes import ROOT, descendants, free_port, wait_until

AT_ONCE: Final = 100  # connections of the driver; when all are busy, waiting counts as the server's time
TOKEN: Final = "a" * 32


@dataclass(frozen=True)
class Sitting:
    """A learner's open attempt, and what they will answer."""

    attempt_id: int
    session: str
    sheet: Mapping[str, Any]
    answers: Mapping[int, dict[str, Any]]


@dataclass
class Measured:
    """Seconds by name of request; what went wrong."""

    took: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, name: str, seconds: float, error: str = "") -> None:
        with self.lock:
            self.took.setdefault(name, []).append(seconds)
            if error:
                self.errors.append(f"{name}: {error}")


def sittings(unit_id: int, count: int) -> list[Sitting]:
    """Everybody has begun. One answer in four will be wrong."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    from assessments.models import Attempt
    from assessments.services.attempts import start_attempt

    found = []
    for n, learner in enumerate(quiz_ground.learners(count)):
        user = get_user_model().objects.get(pk=learner.user_id)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=learner.enrolment_id, unit_id=unit_id))
        answers = {
            slot["slot"]: quiz_ground.wrong_raw(slot) if (n + slot["slot"]) % 4 == 0 else quiz_ground.right_raw(slot)
            for slot in attempt.sheet["slots"]
        }
        found.append(Sitting(attempt.pk, str(session.session_key), attempt.sheet, answers))
    return found


def ask(port: int, method: str, path: str, sitting: Sitting, body: Any = None) -> tuple[int, bytes]:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {
        "Cookie": f"sessionid={sitting.session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "Accept-Language": "es",
        "Accept-Encoding": "gzip", "Content-Type": "application/json" if body else "application/x-www-form-urlencoded",
    }  # fmt: skip
    try:
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def run(events: Iterable[tuple[float, Callable[[float], None]]]) -> None:
    """Each `work(due)` at its time, in seconds from now."""
    begun = time.monotonic()
    waiting: queue.Queue[tuple[float, Callable[[float], None]]] = queue.Queue()
    for due, work in sorted(events, key=lambda one: one[0]):
        waiting.put((begun + due, work))

    def serve() -> None:
        while True:
            try:
                due, work = waiting.get_nowait()
            except queue.Empty:
                return
            time.sleep(max(0.0, due - time.monotonic()))
            work(due)

    threads = [threading.Thread(target=serve) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def address(page: str, sitting: Sitting) -> str:
    """A page of an attempt."""
    from django.urls import reverse

    return reverse(f"lms:assessments:{page}", args=[sitting.attempt_id])


def saving(port: int, sitting: Sitting, slot: int, measured: Measured) -> Callable[[float], None]:
    """One answer is saved; it must be acknowledged."""

    def work(due: float) -> None:
        path = address("attempt-answer", sitting)
        body = {"slot": slot, "client_id": f"load-{slot}", "response": sitting.answers[slot]}
        try:
            status, _said = ask(port, "POST", path, sitting, body)
            error = "" if status == 200 else str(status)
        except OSError as broken:
            error = repr(broken)
        measured.note("single save", time.monotonic() - due, error)

    return work


def handing_in(port: int, sitting: Sitting, measured: Measured) -> Callable[[float], None]:
    """Handed in; then the result is opened."""

    def work(due: float) -> None:
        for name, method, page, wanted in (("hand in", "POST", "submit", 302), ("result", "GET", "detail", 200)):
            try:
                status, _said = ask(port, method, address(f"attempt-{page}", sitting), sitting)
                error = "" if status == wanted else str(status)
            except OSError as broken:
                error = repr(broken)
            measured.note(name, time.monotonic() - due, error)
            due = time.monotonic()

    return work


def checked(everybody: list[Sitting]) -> list[str]:
    """What the database says: sentences about what is not as it must be."""
    from assessments import scoring
    from assessments.models import Attempt, SlotResult, Step
    from courses.models import OutcomeRecord

    wrong = []
    ids = [one.attempt_id for one in everybody]
    submitted = Attempt.objects.filter(pk__in=ids, state="submitted").count()
    outcomes = OutcomeRecord.objects.filter(key__in=[f"attempt:{pk}" for pk in ids]).count()
    saved = Step.objects.filter(attempt_id__in=ids, state="saved").count()
    finished = Step.objects.filter(attempt_id__in=ids, state="finished").count()
    questions = sum(len(one.answers) for one in everybody)
    for name, found, wanted in (
        ("attempts submitted", submitted, len(ids)), ("outcomes", outcomes, len(ids)), ("answers saved", saved, questions),
        ("slots finished", finished, questions),
    ):  # fmt: skip
        if found != wanted:
            wrong.append(f"{name}: {found} of {wanted}")
    results = {
        (a, s): f for a, s, f in SlotResult.objects.filter(attempt_id__in=ids).values_list("attempt", "slot", "fraction")
    }
    for one in everybody:
        for slot in one.sheet["slots"]:
            response = scoring.read_response(slot, one.answers[slot["slot"]], country=one.sheet["country"]).response
            if results.get((one.attempt_id, slot["slot"])) != scoring.score(slot, response):
                wrong.append(f"attempt {one.attempt_id}, slot {slot['slot']}: not scored as it was sent")
    return wrong


def table(measured: Measured) -> list[str]:
    """Markdown, for docs/benchmarks.md."""
    lines = ["| request | n | p50 ms | p95 ms | p99 ms | slowest ms |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for name, took in measured.took.items():
        cuts = [1000 * one for one in statistics.quantiles(took, n=100, method="inclusive")]
        lines.append(f"| {name} | {len(took):,} | {cuts[49]:.0f} | {cuts[94]:.0f} | {cuts[98]:.0f} | {1000 * max(took):.0f} |")
    return lines


def cpu_of(pid: int) -> Decimal:
    """CPU seconds so far of a process and of all under it that live."""
    total = 0
    for one in (pid, *(child.pid for child in descendants(pid))):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return Decimal(total) / os.sysconf("SC_CLK_TCK")


def main(count: int = 500, seconds: int = 60) -> int:
    with tempfile.TemporaryDirectory(prefix="lms-load-") as folder:
        quiz_ground.set_up(folder)
        from django.db import connection, connections

        unit_id = quiz_ground.publish(Path(folder))
        everybody = sittings(unit_id, count)
        port = free_port()
        env = {name: value for name, value in os.environ.items() if name != "LMS_BROKER"}
        env |= {"PORT": str(port), "LOG_LEVEL": "WARNING"}
        vendor = connection.vendor
        connections.close_all()
        measured = Measured()
        with (Path(folder) / "serve.log").open("wb") as log:
            command = [sys.executable, str(ROOT / "manage.py"), "serve"]
            site = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_until(lambda: _ready(port), "the site is ready", 300)
            before, load = cpu_of(site.pid), os.getloadavg()[0]
            gap = 2 * seconds / sum(len(one.answers) for one in everybody)
            saves = [(one, slot) for slot in range(1, quiz_ground.QUESTIONS + 1) for one in everybody]
            run((n * gap, saving(port, one, slot, measured)) for n, (one, slot) in enumerate(saves))
            run((n * seconds / count, handing_in(port, one, measured)) for n, one in enumerate(everybody))
            spent = cpu_of(site.pid) - before
        finally:
            site.send_signal(signal.SIGTERM)
            site.wait(120)
        wrong = checked(everybody)
        out = [f"{vendor}: {count} learners hand in within {seconds} s; load of the machine before {load:.1f}", ""]
        out += [*table(measured), "", f"CPU of all our processes: {spent:.0f} s. Errors: {len(measured.errors)}."]
        out += [*measured.errors[:10], *(wrong[:10] or ["The database has every attempt, outcome and answer, once."])]
        sys.stdout.write("\n".join(out) + "\n")
        connections.close_all()
        return int(bool(wrong or measured.errors))


def _ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(*(int(n) for n in sys.argv[1:3])))
