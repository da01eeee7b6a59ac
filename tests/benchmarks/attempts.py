"""A whole attempt of ten questions through Django's test client: `python -m tests.benchmarks.attempts [ATTEMPTS]`.

Two paths over the quiz on marks that ships, cut to ten questions: seven requests of forms (quiz page, start, sheet, the whole
page saved, review, handing in, result), and one with JavaScript (start with the sheet, ten single saves, handing in, result).
CPU milliseconds of this process and, with PostgreSQL, of the backend that serves it; medians over attempts, each by a learner
of their own; statements counted in a pass of their own. DATABASE_URL may name an empty PostgreSQL database; else SQLite. Over
45 ms for a whole attempt by forms, or 3 ms for a single save, fails.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.benchmarks import quiz_ground
from tests.benchmarks.quiz_ground import Learner

ATTEMPTS: Final = 60
WARM: Final = 4
BUDGET_WHOLE: Final = 45.0
BUDGET_SAVE: Final = 3.0


@dataclass
class Meter:
    """What each request of a path cost, by its name, in the order in which they came."""

    spent: dict[str, list[float]] = field(default_factory=dict)
    wholes: list[float] = field(default_factory=list)

    @contextmanager
    def request(self, name: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.spent.setdefault(name, []).append((time.process_time() - start) * 1000)

    def medians(self) -> dict[str, float]:
        return {name: statistics.median(found) for name, found in self.spent.items()}


class Browser:
    """One learner's browser with its CSRF token, in the two ways to sit a quiz."""

    def __init__(self, learner: Learner, unit_id: int) -> None:
        from django.contrib.auth import get_user_model
        from django.test import Client

        self.client = Client(enforce_csrf_checks=True, headers={"accept-encoding": "gzip", "accept-language": "es"})
        user = get_user_model().objects.get(pk=learner.user_id)
        self.client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        self.quiz = {"enrolment_id": learner.enrolment_id, "unit_id": unit_id}
        self.enrolment_id = learner.enrolment_id
        self.client.get("/healthz")  # the test client loads its middleware with its first request
        self.token = "a" * 32
        self.client.cookies["csrftoken"] = self.token

    def _get(self, url: str) -> None:
        answer = self.client.get(url)
        assert answer.status_code == 200, (url, answer.status_code)

    def _post(self, url: str, sent: Any, status: int = 302, **options: Any) -> None:
        answer = self.client.post(url, sent, headers={"X-CSRFToken": self.token}, **options)
        assert answer.status_code == status, (url, answer.status_code, answer.content[:300])

    def _attempt(self) -> Any:
        from assessments.models import Attempt

        return Attempt.objects.get(enrolment_id=self.enrolment_id)

    def by_forms(self, meter: Any) -> None:
        """Seven requests."""
        from django.urls import reverse

        with meter.request("quiz page"):
            self._get(reverse("lms:assessments:quiz-detail", kwargs=self.quiz))
        with meter.request("start"):
            self._post(reverse("lms:assessments:attempt-start", kwargs=self.quiz), {})
        attempt = self._attempt()
        form = quiz_ground.form_of(attempt.sheet)
        with meter.request("sheet"):
            self._get(reverse("lms:assessments:attempt-form", args=[attempt.pk]))
        with meter.request("save the page"):
            self._post(reverse("lms:assessments:attempt-save", args=[attempt.pk]), form)
        with meter.request("review"):
            self._get(reverse("lms:assessments:attempt-review", args=[attempt.pk]))
        with meter.request("hand in"):
            self._post(reverse("lms:assessments:attempt-submit", args=[attempt.pk]), {})
        with meter.request("result"):
            self._get(reverse("lms:assessments:attempt-detail", args=[attempt.pk]))

    def by_saves(self, meter: Any) -> None:
        """Fourteen requests: start, sheet, ten single saves, handing in, result."""
        from django.urls import reverse

        with meter.request("start"):
            self._post(reverse("lms:assessments:attempt-start", kwargs=self.quiz), {})
        attempt = self._attempt()
        with meter.request("sheet"):
            self._get(reverse("lms:assessments:attempt-form", args=[attempt.pk]))
        url = reverse("lms:assessments:attempt-answer", args=[attempt.pk])
        for slot in attempt.sheet["slots"]:
            sent = {"slot": slot["slot"], "client_id": f"c{slot['slot']}", "response": quiz_ground.right_raw(slot)}
            with meter.request("single save"):
                self._post(url, sent, 200, content_type="application/json")
        with meter.request("hand in"):
            self._post(reverse("lms:assessments:attempt-submit", args=[attempt.pk]), {})
        with meter.request("result"):
            self._get(reverse("lms:assessments:attempt-detail", args=[attempt.pk]))


class Counter:
    """Reads and writes of each request of one path. A savepoint, BEGIN and COMMIT are neither."""

    def __init__(self) -> None:
        self.found: dict[str, list[tuple[int, int]]] = {}

    @contextmanager
    def request(self, name: str) -> Iterator[None]:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            yield
        words = [one["sql"].lstrip().split(" ", 1)[0].upper() for one in asked.captured_queries]
        reads, writes = words.count("SELECT"), sum(words.count(word) for word in ("INSERT", "UPDATE", "DELETE"))
        self.found.setdefault(name, []).append((reads, writes))


def backend_seconds() -> float:
    """CPU time so far of the PostgreSQL backend that serves this process; 0 for SQLite, which works inside it."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    import os

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        fields = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(name: str, path: Callable[[Browser, Any], None], browsers: list[Browser]) -> tuple[list[str], Meter, float]:
    """(lines of the table, what it cost, milliseconds of the database's backend an attempt)."""
    counter, meter = Counter(), Meter()
    for browser in browsers[: WARM - 1]:
        path(browser, Meter())
    path(browsers[WARM - 1], counter)
    begun = backend_seconds()
    for browser in browsers[WARM:]:
        before = sum(sum(found) for found in meter.spent.values())
        path(browser, meter)
        meter.wholes.append(sum(sum(found) for found in meter.spent.values()) - before)
    backend = (backend_seconds() - begun) * 1000 / (len(browsers) - WARM)
    lines = []
    for request, cost in meter.medians().items():
        counts = counter.found[request]
        reads, writes = (statistics.median(count[n] for count in counts) for n in (0, 1))
        times = f" × {len(counts)}" if len(counts) > 1 else ""
        lines.append(f"| {request}{times} | {reads:g} | {writes:g} | {cost:.1f} |")
    requests = sum(len(counts) for counts in counter.found.values())
    reads, writes = (sum(count[n] for counts in counter.found.values() for count in counts) for n in (0, 1))
    whole = statistics.median(meter.wholes)
    lines.append(f"| **{name}, whole: {requests} requests** | {reads} | {writes} | **{whole:.1f}** |")
    return lines, meter, backend


def main(attempts: int = ATTEMPTS) -> int:
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as folder:
        quiz_ground.set_up(folder)
        from django.db import connection

        unit_id = quiz_ground.publish(Path(folder))
        people = quiz_ground.learners(2 * (attempts + WARM))
        browsers = [Browser(one, unit_id) for one in people]
        out = [f"{connection.vendor}, {attempts} attempts a path", ""]
        out += ["| request | reads | writes | CPU ms, median |", "| --- | ---: | ---: | ---: |"]
        half = len(browsers) // 2
        forms, whole, backend_forms = measure("by forms", Browser.by_forms, browsers[:half])
        saves, single, backend_saves = measure("answer by answer", Browser.by_saves, browsers[half:])
        out += [*forms, *saves]
        if connection.vendor == "postgresql":
            out += [
                "",
                f"The database's backend an attempt: {backend_forms:.1f} ms by forms, {backend_saves:.1f} answer by answer.",
            ]
        sys.stdout.write("\n".join(out) + "\n")
        over = statistics.median(whole.wholes) + backend_forms > BUDGET_WHOLE or single.medians()["single save"] > BUDGET_SAVE
        connection.close()
        return int(over)


if __name__ == "__main__":
    sys.exit(main(*(int(n) for n in sys.argv[1:2])))
