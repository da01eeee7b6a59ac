"""Who does which work: filled by each package's `ready()`."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise

from lms.jobs.errors import UnknownJobKind
from lms.jobs.outbox import Claim, own_doorbell

Handler = Callable[[Claim], dict[str, Any] | None]
Sweep = Callable[[], int]

_handlers: dict[str, Handler] = {}
_titles: dict[str, Promise | str] = {}
_sweeps: dict[str, Sweep] = {}


def handler(kind: str, work: Handler, title: Promise | str = "", *, doorbell: str = "") -> None:
    """Register who does the work `kind`. It gets the claim, does its own transactions and returns the result (ids).

    `title` (lazily translated) heads the progress page: "Progress report". A result may hold {"url": "/…"}: the page
    then leads on to what was made. `doorbell`: name of a task that calls `run_job`, for work with a queue and time limits
    of its own (settings route it by that name).
    """
    _handlers[kind] = work
    if doorbell:
        own_doorbell(kind, doorbell)
    _titles[kind] = title


def title_of(kind: str) -> str:
    """What the work is called on its page, in the active language; '' when nobody named it."""
    return str(_titles.get(kind, ""))


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
