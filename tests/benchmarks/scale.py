"""A programme of `seed_scale`'s size: pages, reports and files. `DATABASE_URL=… python -m tests.benchmarks.scale [STEP …]`.

Runs on the database that DATABASE_URL names, which `manage.py seed_scale` has filled. It adds a coordinator of the largest
institution, counts of the programme, reports and exports, so that it can be run again. Steps: `pages` (through Django's test
client, warm: medians of the rounds after the first two, wall time and CPU of this process and of the PostgreSQL backend that
serves it, read from /proc, so on the same machine), `report` (the certification report of the largest institution, built by its
job), `papers` (its PDF, XLSX and JSON in both languages), `csv` and `xlsx` (all enrolments of the programme, by the export's
job), `programme` (the hourly count of the running quarter). Each step but the first runs as `run_job` in a process of its own,
which says its peak memory; a worker starts with about as much as `idle` says. Over a budget fails.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROUNDS: Final = 11
EMAIL: Final = "coordinacion@escala.example"
REVIEWER: Final = "revision.ompi@programa.example"


@dataclass(frozen=True)
class Budget:
    """At most: CPU seconds of both processes (a shared machine's clock measures its neighbours), queries, MB; 0 = none."""

    seconds: float = 0.0
    queries: int = 0
    megabytes: float = 0.0


BUDGETS: Final = {
    "matrix": Budget(0.3, 15),
    "institution": Budget(0.2, 15),
    "programme page": Budget(0.3, 15),
    "report": Budget(10, 0, 300),
    "csv": Budget(0, 0, 150),
}


def main(*steps: str) -> int:
    """All steps, each job in a process of its own; 1 if anything is over its budget."""
    over = 0
    for step in steps or ("idle", "programme", "pages", "report", "papers", "csv", "xlsx"):
        if step == "pages":
            for found in measure_pages():
                over += say(found)
        else:
            made = subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.scale", "--alone", step], check=True, stdout=subprocess.PIPE, text=True
            )
            over += say(json.loads(made.stdout.splitlines()[-1]))
    return int(over > 0)


def say(found: dict[str, Any]) -> bool:
    """A line of what one step cost; whether it is over its budget."""
    budget = BUDGETS.get(found["name"], Budget())
    too_much = [
        name
        for name, cost, most in (
            ("seconds", found.get("cpu", 0) + found.get("cpu_database", 0), budget.seconds),
            ("queries", found.get("queries", 0), budget.queries),
            ("MB", found.get("megabytes", 0), budget.megabytes),
        )
        if most and cost > most
    ]
    told = ", ".join(f"{key} {value}" for key, value in found.items() if key != "name")
    sys.stdout.write(f"{found['name']}: {told}{'  OVER: ' + ', '.join(too_much) if too_much else ''}\n")
    sys.stdout.flush()
    return bool(too_much)


# A process ------------------------------------------------------------------------------------------------------------
def alone(step: str) -> None:
    """One step in this process, then a line of JSON."""
    start()
    from django.db import connection

    import lms.config.urls  # noqa: F401  a worker has it as soon as it writes an address

    connection.ensure_connection()
    before = peak()
    began, cpu = time.monotonic(), time.process_time()
    facts = {"idle": dict, "programme": count_programme, "report": build_report, "papers": draw_papers, "csv": make_csv,
             "xlsx": make_xlsx}[step]()  # fmt: skip
    found = {"name": step, **facts, "megabytes": round(peak()), "megabytes_before": round(before)}
    if step != "idle":
        took = {"seconds": time.monotonic() - began, "cpu": time.process_time() - cpu, "cpu_database": behind_all()}
        found |= {name: round(value, 1) for name, value in took.items()}
    sys.stdout.write(json.dumps(found) + "\n")


def start() -> None:
    """Django, as a worker loads it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")
    os.environ |= {"LMS_BROKER": "memory://", "LOG_LEVEL": "ERROR", "ALLOWED_HOSTS": "testserver"}
    import django

    django.setup()


def peak() -> float:
    """The process's peak resident memory so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(job_id: int) -> dict[str, Any]:
    """Do one job as a worker does it; what it returned."""
    from lms.jobs import api as jobs
    from lms.jobs.models import Job

    assert jobs.run_job(job_id=job_id), Job.objects.get(pk=job_id).note
    done = Job.objects.get(pk=job_id)
    assert done.state == "done", (done.state, done.note)
    return dict(done.result)


# Jobs -----------------------------------------------------------------------------------------------------------------
def largest() -> Any:
    """The institution with the most enrolments."""
    from django.db.models import Count

    from lms.institutions.models import Institution

    return Institution.objects.annotate(n=Count("lms_enrolments")).order_by("-n").first()


def quarter() -> str:
    """The last quarter that has ended."""
    from django.utils import timezone

    from lms.reporting import periods

    zone = "America/Lima"
    return str(periods.before(periods.quarter_of(timezone.now(), zone), zone).key)


def build_report() -> dict[str, Any]:
    """The certification report of the largest institution, by its job."""
    from lms.reporting.models import ReportRow
    from lms.reporting.services.building import request_report

    place = largest()
    job_id = request_report(institution_id=place.pk, kind="certification", period_key=quarter(), by=None)
    edition = run(job_id)["edition_id"]
    return {"enrolments": place.n, "rows": ReportRow.objects.filter(edition_id=edition).count()}


def draw_papers() -> dict[str, Any]:
    """The files of the newest edition of that report, by their job."""
    from lms.institutions.models import Person
    from lms.reporting.models import ReportEdition
    from lms.reporting.services.files import request_files

    editions = ReportEdition.objects.filter(report__institution=largest(), report__kind="certification", lms_files=None)
    edition = editions.order_by("-pk").first()
    assert edition is not None, "run `report` first: an edition's files are drawn once"
    reviewer = Person.objects.get(email=REVIEWER).pk
    took: dict[str, float] = {}
    with timed(took):
        run(request_files(edition_id=edition.pk, by=reviewer))
    sizes = {f"{one.format}_{one.language}": f"{len(one.body):,} bytes" for one in edition.lms_files.all()}
    return {"rows": edition.lms_rows.count(), **sizes, **took}


class timed:  # noqa: N801  reads as a word
    """CPU seconds of drawing each kind of file."""

    def __init__(self, took: dict[str, float]) -> None:
        self.took = took

    def __enter__(self) -> None:
        from lms.reporting import rendering

        self.before = {name: getattr(rendering, name) for name in ("report_pdf", "report_xlsx")}
        for name, draw in self.before.items():
            setattr(rendering, name, self._timing(name, draw))

    def _timing(self, name: str, draw: Callable[..., bytes]) -> Callable[..., bytes]:
        def drawn(*args: Any) -> bytes:
            began = time.process_time()
            body = draw(*args)
            key = f"cpu_{name}"
            self.took[key] = round(self.took.get(key, 0.0) + time.process_time() - began, 1)
            return body

        return drawn

    def __exit__(self, *_error: object) -> None:
        from lms.reporting import rendering

        for name, draw in self.before.items():
            setattr(rendering, name, draw)


def make_csv() -> dict[str, Any]:
    """All enrolments of the programme as CSV."""
    return export("csv")


def make_xlsx() -> dict[str, Any]:
    """… as a workbook."""
    return export("xlsx")


def export(format: str) -> dict[str, Any]:
    """The export's job, for a reviewer."""
    from lms.exports.models import Export
    from lms.exports.services.making import request_export
    from lms.institutions.models import Person

    person = Person.objects.get(email=REVIEWER)
    asked: dict[str, Any] = {"table": "courses.enrolments", "raw": {}, "format": format, "person_id": person.pk}
    made = Export.objects.get(pk=request_export(**asked, language="es", time_zone="America/Lima"))
    assert made.job_id is not None
    run(made.job_id)
    made.refresh_from_db()
    return {"rows": made.rows, "size": made.size}


def count_programme() -> dict[str, Any]:
    """The running quarter over all institutions."""
    from lms.reporting.services.programme import compute_programme

    compute_programme()
    return {}


# Pages ----------------------------------------------------------------------------------------------------------------
def measure_pages() -> Iterator[dict[str, Any]]:
    """Matrix, institution and programme, as the people see them who open them most."""
    start()
    from django.core.management import call_command
    from django.db.models import Count
    from django.test import Client
    from django.urls import reverse

    from lms.institutions.models import Cohort, Person

    call_command("collectstatic", interactive=False, verbosity=0)
    place = largest()
    group = Cohort.objects.filter(institution=place).annotate(n=Count("lms_memberships")).order_by("-n").first()
    assert group is not None
    coordinator, reviewer = coordinator_of(place), Person.objects.get(email=REVIEWER)
    pages = (
        ("matrix", coordinator, reverse("lms:reporting:cohort-detail", args=[group.pk]), group.n),
        ("matrix, at risk", coordinator, reverse("lms:reporting:cohort-detail", args=[group.pk]) + "?state=risk", group.n),
        ("cohort figures", coordinator, reverse("lms:reporting:cohort-flow", args=[group.pk]), group.n),
        ("institution", coordinator, reverse("lms:reporting:institution-progress", args=[place.pk]), place.n),
        ("institution, at risk", coordinator, reverse("lms:reporting:institution-risk", args=[place.pk]), place.n),
        ("programme page", reviewer, reverse("lms:reporting:programme"), ""),
    )
    for name, person, path, size in pages:
        client = Client(headers={"accept-encoding": "gzip"})
        assert person.user is not None
        client.force_login(person.user)
        yield {"name": name, "of": size, **asked(client, path)}


def coordinator_of(place: Any) -> Any:
    """Somebody with a log-in who looks after an institution."""
    from django.contrib.auth import get_user_model

    from lms.institutions.models import Membership, Person

    user, _made = get_user_model().objects.get_or_create(email=EMAIL)
    person, _made = Person.objects.get_or_create(email=EMAIL, defaults={"user": user, "country": place.country})
    Membership.objects.get_or_create(person=person, institution=place, role="coordinator", until=None, cohort=None)
    return person


def asked(client: Any, path: str) -> dict[str, Any]:
    """What one page costs, warm: milliseconds by the clock, of CPU here and in the database's backend; queries; bytes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    backend = backend_of(connection)
    walls, cpus = [], []
    for number in range(ROUNDS + 2):
        if number == 2:
            behind = ticks(backend)
        wall, cpu = time.perf_counter(), time.process_time()
        response = client.get(path)
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
        assert response.status_code == 200, (path, response.status_code)
    behind = (ticks(backend) - behind) / ROUNDS
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return {
        "seconds": round(statistics.median(walls[2:]), 3), "best": round(min(walls[2:]), 3),
        "cpu": round(statistics.median(cpus[2:]), 3), "cpu_database": round(behind, 3), "queries": len(queries),
        "bytes": len(response.content),
    }  # fmt: skip


def behind_all() -> float:
    """CPU seconds that the backends of this process's connections have taken so far."""
    from django.db import connections

    return sum(ticks(backend_of(one)) for one in connections.all(initialized_only=True) if one.connection is not None)


def backend_of(connection: Any) -> int:
    """The process that serves a connection; 0 without one."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def ticks(pid: int) -> float:
    """CPU seconds of a process of this machine; 0 without one."""
    path = Path(f"/proc/{pid}/stat")
    if not pid or not path.exists():
        return 0.0
    fields = path.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        alone(sys.argv[2])
    else:
        sys.exit(main(*sys.argv[1:]))
