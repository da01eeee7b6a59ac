"""The whole site with one command: broker, database, static files, web server, worker and beat. No root, no services."""

import fcntl
import os
import secrets
import signal
import sys
import time
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, Any, Final

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from lms.config.broker import NoBroker, broker_binary, broker_command, broker_socket, port_is_free, wait_until_it_answers
from lms.config.supervisor import Part, PartKeepsDying, Supervisor

LONGEST_WAIT_FOR_THE_BROKER: Final = 30.0  # seconds; it reads its file first
LONGEST_WAIT_FOR_THE_WEB: Final = 60.0


class _Stop(BaseException):
    """Somebody pressed Ctrl-C, or the machine shuts down, before everything ran."""


class Command(BaseCommand):
    help = (
        "Runs the whole site: an embedded broker (or REDIS_URL), migrate, static files, gunicorn, a Celery worker and beat. "
        "Restarts what dies; Ctrl-C stops everything. HOST and PORT choose the address. --demo makes demo data first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="make the demo data and print the demo log-ins")
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--foreground-logs", action="store_true", help="log to this terminal, not to var/log")

    def handle(self, *args: Any, demo: bool, host: str, port: int, foreground_logs: bool, **options: Any) -> None:
        if not hasattr(settings, "VAR_DIR"):
            raise CommandError("`serve` runs the stand-alone site. In a host project, run the host's own server and Celery.")
        if demo and settings.PRODUCTION:
            raise CommandError("--demo makes accounts whose passwords everybody knows: not with PRODUCTION=1.")
        self.var = Path(settings.VAR_DIR)
        self.host, self.port, self.foreground_logs = host, port, foreground_logs
        self.stopping, self.signals = False, 0
        self.supervisor = Supervisor(self._say)
        with _only_one(self.var):
            self._listen_to_signals()
            try:
                self._prepare()
                self._start(demo=demo)
                self._stay()
            except _Stop:
                pass
            except NoBroker as missing:
                raise CommandError(str(missing)) from None
            except PartKeepsDying as hopeless:
                raise CommandError(f"{hopeless}\nEverything was stopped.") from None
            finally:
                self.stopping = True
                self._say("stopping …")
                self.supervisor.stop(hurry=lambda: self.signals > 1)
                self._say("stopped.")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    # --- signals ------------------------------------------------------------------------------------------------------
    def _listen_to_signals(self) -> None:
        """The first signal stops in order, a second one in a hurry."""
        self.running = False

        def heard(number: int, frame: FrameType | None) -> None:
            self.signals += 1
            if not self.running and not self.stopping:
                self.stopping = True
                raise _Stop
            self.stopping = True

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, heard)

    # --- the parts, in the order in which they need each other --------------------------------------------------------
    def _prepare(self) -> None:
        self.var.chmod(0o700)
        if not port_is_free(self.host, self.port):
            raise CommandError(
                f"Port {self.port} on {self.host} is taken. Choose another one, for example: PORT={self.port + 1}"
            )
        settings.SECRET_KEY = secret_key(self.var)
        self.logs = self.var / "log"
        self.logs.mkdir(exist_ok=True)
        self.env = {**os.environ, "PORT": str(self.port), "HOST": self.host}
        self.env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")]))

    def _start(self, *, demo: bool) -> None:
        url = settings.CELERY_BROKER_URL
        if not settings.REDIS_URL and "LMS_BROKER" not in os.environ:
            listen = broker_socket(self.var)
            folder = self.var / "broker"
            for place in (listen.parent, folder):
                place.mkdir(mode=0o700, exist_ok=True)
                if place.stat().st_uid != os.getuid():
                    raise CommandError(f"{place} belongs to somebody else; remove it, or choose another folder: LMS_VAR=…")
            listen.unlink(missing_ok=True)  # left by a broker that was killed
            command = broker_command(binary=broker_binary(), folder=folder, listen=listen)
            self.supervisor.start(self._part("broker", command, grace=10))
        if not wait_until_it_answers(url, seconds=LONGEST_WAIT_FOR_THE_BROKER, meanwhile=self.supervisor.look_after):
            words = self.supervisor.parts[0].last_words() if self.supervisor.parts else "Is REDIS_URL right, and is it running?"
            raise CommandError(f"The broker at {url} does not answer. {words}")
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except OperationalError as broken:
            raise CommandError(f"The database does not answer: {broken}. Is DATABASE_URL right?") from None
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("development_keys", stdout=self.stdout)  # none with PRODUCTION=1
        if demo and "seed_demo" in get_commands():
            call_command("seed_demo")
        connections.close_all()
        python = sys.executable
        self.supervisor.start(self._part("web", self._gunicorn(python), grace=12))
        celery = [python, "-m", "celery", "--app", "lms.config.celery:app"]
        worker = ["worker", "--concurrency", "2", "--pool", "prefork", "--hostname", "lms@%h", "--loglevel", "INFO"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        self.supervisor.start(self._part("worker", [*celery, *worker, *quiet], death_signal=signal.SIGKILL))
        pidfile = ["--pidfile", ""]
        self.supervisor.start(self._part("beat", [*celery, "beat", "--loglevel", "INFO", *pidfile], grace=5))
        self.running = True
        if self._wait_for_the_web():
            shown = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::", "::1") else self.host  # noqa: S104
            self._say(f"\n  The site runs at http://{shown}:{self.port}/   (Ctrl-C stops it; logs: {self.logs})\n")
            if demo and "demo_logins" in get_commands():
                call_command("demo_logins", stdout=self.stdout)

    def _part(self, name: str, argv: list[str], *, grace: float = 20.0, death_signal: int = signal.SIGTERM) -> Part:
        log = None if self.foreground_logs else self.logs / f"{name}.log"
        if log and log.exists():
            log.replace(log.with_suffix(".old.log"))
        return Part(name, argv, self.env, log, grace=grace, death_signal=death_signal)

    def _gunicorn(self, python: str) -> list[str]:
        where = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        command = [
            python, "-m", "gunicorn", "lms.config.wsgi:application", "--bind", where, "--worker-class", "gthread",
            "--workers", "2", "--threads", "4", "--max-requests", "2000", "--max-requests-jitter", "200", "--preload",
            "--timeout", "60", "--graceful-timeout", "10", "--no-control-socket", "--log-level", "warning",
        ]  # fmt: skip
        return [*command, "--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else command  # noqa: S108

    # --- staying --------------------------------------------------------------------------------------------------------
    def _stay(self) -> None:
        while not self.stopping:
            self.supervisor.look_after()
            time.sleep(0.2)

    def _wait_for_the_web(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        address = f"http://[{host}]:{self.port}/healthz" if ":" in host else f"http://{host}:{self.port}/healthz"
        until = time.monotonic() + LONGEST_WAIT_FOR_THE_WEB
        while time.monotonic() < until and not self.stopping:
            self.supervisor.look_after()
            try:
                with urllib.request.urlopen(address, timeout=2):  # noqa: S310  our own address
                    return True
            except urllib.error.HTTPError:
                return True  # it answers; what is wrong is in its log
            except OSError:
                time.sleep(0.1)
        if not self.stopping:
            self._say(f"The web server does not answer yet; see {self.logs / 'web.log'}")
        return False


def secret_key(var: Path) -> str:
    """SECRET_KEY, else the key kept in `var/secret_key`, made on the first start and readable by its owner only."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    kept = var / "secret_key"
    if not kept.exists():
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    return kept.read_text().strip()


@contextmanager
def _only_one(var: Path) -> Iterator[IO[str]]:
    """Hold `var/serve.lock`. Raises CommandError when another `serve` does. The kernel lets go when this process dies."""
    with (var / "serve.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            other = lock.read().strip() or "unknown"
            raise CommandError(
                f"Another `serve` (process {other}) already uses {var}. Stop it, or give this one its own folder: LMS_VAR=…"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield lock
