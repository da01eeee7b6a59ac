"""Real processes in tests: who is whose child, what is still alive, waiting for something to become true. Linux."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Running:
    """One process, told apart from a later one with the same number by its start."""

    pid: int
    parent: int
    started: str
    command: str

    @property
    def alive(self) -> bool:
        now = look_at(self.pid)
        return now is not None and now.started == self.started


def look_at(pid: int) -> Running | None:
    """What /proc says about a process; None for one that is gone or only waits to be buried."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if stat[0] == "Z" else Running(pid, int(stat[1]), stat[19], command)


def everybody() -> list[Running]:
    found = (look_at(int(entry)) for entry in os.listdir("/proc") if entry.isdigit())
    return [one for one in found if one]


def descendants(pid: int) -> list[Running]:
    """Children, their children and so on."""
    everyone, found, frontier = everybody(), [], {pid}
    while frontier:
        children = [one for one in everyone if one.parent in frontier]
        found += children
        frontier = {one.pid for one in children}
    return found


def wait_until(true: Callable[[], Any], what: str, seconds: float = 120.0) -> Any:
    """The first true value; fails with `what` after `seconds` (a limit against hanging, not an expectation)."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if value := true():
            return value
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds:.0f} s in vain: {what}")


def free_port() -> int:
    """Below those that the system gives away by itself: until it is bound, no connection and no live server takes it."""
    while True:
        port = secrets.choice(range(20_000, 30_000))
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def kill(pid: int) -> None:
    """kill -9."""
    os.kill(pid, signal.SIGKILL)


def manage(*args: str, env: Mapping[str, str], **options: Any) -> "subprocess.CompletedProcess[str]":
    """Run manage.py to its end; its output as text."""
    command = [sys.executable, str(ROOT / "manage.py"), *args]
    return subprocess.run(command, env=dict(env), cwd=ROOT, capture_output=True, text=True, timeout=900, check=False, **options)
