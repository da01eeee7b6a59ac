"""Keeping a handful of processes alive: start in order, restart what dies, stop in reverse, leave nothing behind.

Knows processes, not Django. A part gets its own session, so that Ctrl-C in the terminal reaches only the supervisor. On
Linux the kernel ends each part when the supervisor is killed (PR_SET_PDEATHSIG); gunicorn's and Celery's own children
notice the death of their parent by themselves.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

FAST_DEATH_SECONDS: Final = 10.0
FAST_DEATHS: Final = 5  # in a row: then the part can't be helped
LONGEST_PAUSE: Final = 3.0  # seconds before a restart, at most
_PR_SET_PDEATHSIG: Final = 1

Say = Callable[[str], object]


class PartKeepsDying(Exception):
    """One part died FAST_DEATHS times in a row, each within FAST_DEATH_SECONDS of its start."""


def die_with_parent(parent: int, death_signal: int) -> Callable[[], None]:
    """What a child does before exec so that it gets `death_signal` when its parent is gone (Linux; elsewhere nothing)."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def before_exec() -> None:
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
            if os.getppid() != parent:  # it died before the kernel knew
                os._exit(1)

    return before_exec


@dataclass
class Part:
    """One process: how to start it, how it is to die when the supervisor is killed, and how it has fared.

    `grace` is how many seconds it may take to stop before it is killed with all its children.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path | None = None
    death_signal: int = signal.SIGTERM
    grace: float = 20.0
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    fast_deaths: int = 0
    again_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it. Raises OSError when there is no such program."""
        out: IO[Any] | None = self.log.open("ab") if self.log else None
        try:
            self.process = subprocess.Popen(  # noqa: S603  our own command lines
                list(self.argv),
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT if out else None,
                start_new_session=True,
                preexec_fn=die_with_parent(os.getpid(), self.death_signal),  # noqa: PLW1509  one thread here
            )
        finally:
            if out:
                out.close()
        self.started_at = time.monotonic()

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        """Ask it to stop, wait for `grace` seconds (not at all once `hurry()`), then kill whatever is left of its group."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            until = time.monotonic() + self.grace
            while self.process.poll() is None and time.monotonic() < until and not hurry():
                time.sleep(0.05)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        if not self.log or not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 8192))
            return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-lines:])


class Supervisor:
    """Some parts, in the order in which they need each other."""

    def __init__(self, say: Say) -> None:
        self.parts: list[Part] = []
        self.say = say

    def start(self, part: Part) -> None:
        """Start a part and look after it from now on."""
        part.start()
        self.parts.append(part)

    def look_after(self) -> None:
        """One round: notice deaths, restart after a growing pause. Raises PartKeepsDying."""
        now = time.monotonic()
        for part in self.parts:
            if part.alive:
                continue
            if part.process is not None:
                self._bury(part, now)
            elif now >= part.again_at:
                part.start()

    def _bury(self, part: Part, now: float) -> None:
        assert part.process is not None
        code = part.process.returncode
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(part.process.pid, signal.SIGKILL)  # children that outlived it
        part.process = None
        part.fast_deaths = part.fast_deaths + 1 if now - part.started_at < FAST_DEATH_SECONDS else 0
        if part.fast_deaths >= FAST_DEATHS:
            raise PartKeepsDying(
                f"{part.name} died {FAST_DEATHS} times in a row within seconds of its start (last exit code {code})."
                + (f" The end of {part.log}:\n{part.last_words()}" if part.log else "")
            )
        pause = min(0.1 * 2**part.fast_deaths, LONGEST_PAUSE)
        part.again_at = now + pause
        self.say(f"{part.name} died (exit code {code}); starting it again" + (f"; see {part.log}" if part.log else ""))

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        """Stop all parts, the last started first."""
        for part in reversed(self.parts):
            part.stop(hurry)
        self.parts.clear()
