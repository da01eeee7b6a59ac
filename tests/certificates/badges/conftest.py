"""Nothing about a badge asks the network: an audit hook sees every look-up and connection, and each test ends with none."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

_WATCHED = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostby",
    "socket.sendto",
    "urllib.Request",
    "http.client.connect",
)
_seen: list[str] = []
_watching: list[bool] = []


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if _watching and event.startswith(_WATCHED):
        _seen.append(f"{event} {args!r:.120}")


sys.addaudithook(_hook)


@pytest.fixture(autouse=True)
def asked() -> Iterator[list[str]]:
    """What was asked of the network so far in this test. A test that means to ask clears it."""
    _seen.clear()
    _watching.append(True)
    yield _seen
    _watching.clear()
    assert not _seen, f"the network was asked: {_seen}"
