"""What a verification page costs over real HTTP: `python -m tests.benchmarks.verifying [CERTIFICATES] [REQUESTS]`.

One gunicorn worker as `manage.py serve` starts it (gthread, four threads), pinned to one core, on the database that
DATABASE_URL names (empty; it is filled), else on SQLite. Four connections ask from the other core for one certificate after
another, as HTML in Spanish, gzipped; no certificate comes twice before all came. Given are requests a second, and CPU
milliseconds a request of the worker and of its database: these two are what the core has to give.
"""

import http.client
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.benchmarks import quiz_ground
from tests.processes import ROOT, descendants, free_port, look_at, wait_until

CORE: Final = "0"
CONNECTIONS: Final = 4
ROUNDS: Final = 5
HTML: Final = {"Accept": "text/html", "Accept-Language": "es", "Accept-Encoding": "gzip"}
JSON: Final = {"Accept": "application/json", "Accept-Language": "es", "Accept-Encoding": "gzip"}


def issued(count: int) -> list[str]:
    """Certificates of that many advisors, granted, drawn and signed as in life; their numbers."""
    from certificates.models import Certificate
    from certificates.services.drawing import draw_chunk
    from tests.faults.scenes import certificates

    certificates(count)
    while draw_chunk():
        pass
    return list(Certificate.objects.filter(state="issued").order_by("pk").values_list("serial", flat=True))


def gunicorn(port: int) -> list[str]:
    """One worker on one core."""
    return [
        "taskset", "-c", CORE, sys.executable, "-m", "gunicorn", "lms.config.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", "1", "--threads", "4", "--preload", "--no-control-socket",
        "--log-level", "warning",
    ]  # fmt: skip


def ask(port: int, serials: list[str], headers: Mapping[str, str], wrong: list[str]) -> None:
    """Each number once, on one kept connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for serial in serials:
        connection.request("GET", f"/verify/{serial}/", headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200 or answer.getheader("Set-Cookie"):
            wrong.append(f"{serial}: {answer.status}")
    connection.close()


def cpu_ms(pids: list[int]) -> float:
    """CPU milliseconds so far of these processes and of those under them, the ended ones too."""
    ticks = 0
    for pid in {*pids, *(child.pid for parent in pids for child in descendants(parent))}:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:  # it ended just now: its parent has its time
            continue
        ticks += sum(int(one) for one in fields[11 : 15 if pid in pids else 13])
    return 1000 * ticks / os.sysconf("SC_CLK_TCK")


def of_the_database() -> list[int]:
    """The first process of a PostgreSQL on this machine; none for SQLite, and for one elsewhere."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        own = look_at(cursor.fetchone()[0])
    return [own.parent] if own else []


def round_of(port: int, worker: list[int], serials: list[str], requests: int, headers: Mapping[str, str]) -> tuple[Any, ...]:
    """(requests a second, CPU ms a request of the worker, of the database, what went wrong)."""
    asked = [serials[n % len(serials)] for n in range(requests)]
    wrong: list[str] = []
    threads = [threading.Thread(target=ask, args=(port, asked[n::CONNECTIONS], headers, wrong)) for n in range(CONNECTIONS)]
    database = of_the_database()
    before, stored, begun = cpu_ms(worker), cpu_ms(database), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - begun
    return requests / took, (cpu_ms(worker) - before) / requests, (cpu_ms(database) - stored) / requests, wrong


def main(count: int = 500, requests: int = 2000) -> int:
    with tempfile.TemporaryDirectory(prefix="lms-verify-") as folder:
        quiz_ground.set_up(folder)
        from django.db import connection

        serials = issued(count)
        port = free_port()
        out = [
            f"{connection.vendor}, {len(serials)} certificates, {requests} requests a round, load {os.getloadavg()[0]:.1f}",
            "",
        ]
        out += [
            "| page | requests a second, measured | CPU ms a request: worker | its database | a core gives, a second |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        errors: list[str] = []
        with (Path(folder) / "web.log").open("wb") as log:
            site = subprocess.Popen(gunicorn(port), cwd=ROOT, stdout=log, stderr=log)
        try:
            wait_until(lambda: _ready(port), "the site is ready", 120)
            os.sched_setaffinity(0, set(os.sched_getaffinity(0)) - {int(CORE)} or {int(CORE)})
            worker = [child.pid for child in descendants(site.pid)]
            for name, headers in (("HTML", HTML), ("JSON", JSON)):
                found = [round_of(port, worker, serials, requests, headers) for _round in range(ROUNDS + 1)][1:]
                rate, web, stored = (statistics.median(one[at] for one in found) for at in range(3))
                errors += [error for one in found for error in one[3]]
                out.append(f"| {name} | {rate:.0f} | {web:.2f} | {stored:.2f} | {1000 / (web + stored):.0f} |")
        finally:
            site.send_signal(signal.SIGTERM)
            site.wait(60)
        sys.stdout.write("\n".join([*out, "", f"Errors: {len(errors)}.", *errors[:10], ""]))
        return int(bool(errors))


def _ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status in (200, 503)  # 503: no worker of Celery is about; the web is
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(*(int(n) for n in sys.argv[1:3])))
