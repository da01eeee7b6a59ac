"""Who does which work: filled by each package's `ready()`."""

from collections.abc import Callable
from typing import Any

from lms.jobs.errors import UnknownJobKind
from lms.jobs.outbox import Claim

Handler = Callable[[Claim], dict[str, Any] | None]
Sweep = Callable[[], int]

_handlers: dict[str, Handler] = {}
_sweeps: dict[str, Sweep] = {}


def handler(kind: str, work: Handler) -> None:
    """Register who does the work `kind`. It gets the claim, does its own transactions and returns the result (ids)."""
    _handlers[kind] = work


def handler_of(kind: str) -> Handler:
    """Raises UnknownJobKind."""
    if kind not in _handlers:
        raise UnknownJobKind(kind=kind)
    return _handlers[kind]


def sweeper(name: str, sweep: Sweep) -> None:
    """Register a sweep over a package's own queue of rows: it rings for what waits and returns how many."""
    _sweeps[name] = sweep


def sweeps() -> dict[str, Sweep]:
    """All registered sweeps by name."""
    return dict(_sweeps)
