"""One whole site for a test: `manage.py serve` with a folder and a port of its own, its mail and its database."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.processes import ROOT, Running, descendants, free_port, kill, manage, wait_until

PARTS = {"broker": "unixsocket", "web": "gunicorn", "worker": "celery:app worker", "beat": "celery:app beat"}
# What the machine that runs the tests may have set: a site of a test takes nothing from it.
_UNWANTED = (
    "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "LMS_BROKER", "DJANGO_SETTINGS_MODULE", "PORT", "HOST", "BASE_URL", "EMAIL_URL",
    "PRODUCTION", "SITE_NAME", "ALLOWED_HOSTS",
)  # fmt: skip


class Site:
    """One `serve`. Start it, ask it, stop it."""

    def __init__(self, var: Path) -> None:
        self.var, self.port = var, free_port()
        self.env = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
        self.env |= {"LMS_VAR": str(var), "PORT": str(self.port), "DJANGO_SETTINGS_MODULE": "lms.config.settings"}
        self.process: subprocess.Popen[bytes] | None = None

    # --- its life -----------------------------------------------------------------------------------------------------
    def start(self, *options: str, seconds: float = 900) -> None:
        """Start it and wait until it is ready. `--demo` makes the demonstration first."""
        with (self.var / "out").open("ab") as out:
            command = [sys.executable, str(ROOT / "manage.py"), "serve", *options]
            self.process = subprocess.Popen(command, env=self.env, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)
        try:
            wait_until(self.ready, "the site is ready", seconds)
        except AssertionError as late:
            raise AssertionError(f"{late}\n{self.said()}") from None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"`serve` ended with {self.process.returncode}: {self.said()}"
        return self.ask("/readyz").get("status") == "ready"

    def part(self, name: str) -> Running | None:
        """The main process of a part."""
        mine = [one for one in descendants(self.pid) if one.parent == self.pid]
        return next((one for one in mine if PARTS[name] in one.command), None)

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)

    def clear(self) -> None:
        """Stop it if it runs, and end whatever it left."""
        if self.running:
            left = descendants(self.pid)
            self.stop()
            for one in left:
                if one.alive:
                    kill(one.pid)

    # --- asking -------------------------------------------------------------------------------------------------------
    @property
    def address(self) -> str:
        """As it stands in its mails."""
        return f"http://localhost:{self.port}"

    def said(self) -> str:
        return (self.var / "out").read_text()

    def ask(self, path: str) -> dict[str, Any]:
        """The JSON at an address, whatever its status; {} while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as refused:
            return dict(json.load(refused))
        except OSError:
            return {}

    def manage(self, *args: str) -> str:
        """What a management command says. It must succeed."""
        done = manage(*args, env=self.env)
        assert done.returncode == 0, f"{' '.join(args)}: {done.stdout}{done.stderr}"
        return done.stdout

    def think(self, code: str) -> Any:
        """What Python lines inside the site print, as JSON: for what no page may show."""
        return json.loads(self.manage("shell", "--no-imports", "-c", code))

    def mails(self, to: str) -> list[EmailMessage]:
        """The mails that it wrote to one address, oldest first, from the files under var/mail."""
        return [mail for mail in self._mails() if to in str(mail["To"])]

    def _mails(self) -> Iterator[EmailMessage]:
        for file in sorted((self.var / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime):
            for one in file.read_bytes().split(b"-" * 79 + b"\n")[:-1]:  # what comes after the last line is still being written
                yield message_from_bytes(one, policy=policy.default)
