"""The impact set of one fact over 100,000 completions, to the last JSON byte: `python -m tests.benchmarks.impact [N]`.

Runs on the database that DATABASE_URL names (default: SQLite in a folder of its own), which it fills: the small toolkit
published in four countries, eight institutions, forty manifests a country, N completions with their enrolments, awards and
certificates, one open enrolment in ten. CPU seconds of this process and of the PostgreSQL backend that serves it (read from
/proc, so on the same machine), because a shared machine's wall clock measures its neighbours; the best wall time beside it.
Means of nine rounds after the first. Over 0.5 s fails.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final


@dataclass(frozen=True)
class Line:
    """What one change cost: seconds; entries found, bytes of JSON."""

    name: str
    found: int
    size: int
    best: float
    cpu: float
    queries: int


ROUNDS: Final = 9
BUDGET: Final = 0.5  # seconds
INSTITUTIONS: Final = 8
MANIFESTS: Final = 40  # a course and country: what was taught at different times


def main(number: int = 100_000) -> int:
    with tempfile.TemporaryDirectory(prefix="lms-impact-") as folder:
        os.environ |= {"LMS_VAR": folder, "LMS_BROKER": "memory://", "LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.config.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from django.db import connection

        fill(Path(folder), number)
        lines = list(measure())
        sys.stdout.write(f"{connection.vendor}, {number} completions\n\n" + table(lines))
        return int(any(line.cpu > BUDGET for line in lines))


def fill(folder: Path, number: int) -> None:
    """Everything, in a few bulk inserts: no service, because this measures reading."""
    from courses import api
    from courses.models import Course, Manifest, ManifestUnit, ReleaseEntry
    from lms.institutions.models import Institution
    from lms.kernel.places import COUNTRIES
    from tests.conftest import make_person
    from tests.courses import toolkit_files

    author, second = (make_person(f"{n}@bench.test", n, "Autora", "PE") for n in ("una", "dos"))
    api.import_toolkit(path=toolkit_files.write(folder / "toolkit"), by=author.pk)
    course = Course.objects.get(key="brands")
    api.publish_course(course_id=course.pk, by=author.pk, approved_by=second.pk, countries=COUNTRIES)
    houses = [
        Institution.objects.create(key=f"centro-{n}", names={"es": f"Centro {n}"}, country=COUNTRIES[n % 4])
        for n in range(INSTITUTIONS)
    ]
    units = list(ReleaseEntry.objects.filter(release__course=course).values_list("unit_id", "unit_version_id"))
    manifests: dict[str, list[Any]] = {}
    for code in COUNTRIES:
        made = [Manifest(digest=f"{code}{n:062d}", course=course, country=code) for n in range(MANIFESTS)]
        manifests[code] = Manifest.objects.bulk_create(made)
    ManifestUnit.objects.bulk_create(
        ManifestUnit(manifest=manifest, unit_id=unit, unit_version_id=version)
        for group in manifests.values()
        for manifest in group
        for unit, version in units
    )
    _people(number, course, houses, manifests)
    _analyze()


def _people(number: int, course: Any, houses: list[Any], manifests: dict[str, list[Any]]) -> None:
    from django.db import transaction
    from django.utils import timezone

    from certificates.models import Award, AwardCompletion, Certificate, Credential
    from courses.models import Completion, Enrolment
    from lms.institutions.models import Person

    credential = Credential.objects.create(key="bench", titles={}, claim="completion", validity_months=36)
    today, now = date(2026, 11, 25), timezone.now()
    for start in range(0, number, 2_500):
        span = range(start, min(start + 2_500, number))
        with transaction.atomic():
            people = Person.objects.bulk_create(Person(email=f"p{n}@bench.test", given_name="P") for n in span)
            places = [houses[n % len(houses)] for n in span]
            enrolments = Enrolment.objects.bulk_create(
                Enrolment(person=p, institution=h, course=course, country=h.country, state="completed")
                for p, h in zip(people, places, strict=True)
            )
            completions = Completion.objects.bulk_create(
                Completion(
                    enrolment=e,
                    manifest=manifests[e.country][n % MANIFESTS],
                    law_as_of=today,
                    digest="0" * 64,
                    completed_at=now,
                )
                for n, e in zip(span, enrolments, strict=True)
            )
            awards = Award.objects.bulk_create(
                Award(person=p, credential=credential, country=h.country, institution=h, digest="0" * 64, law_as_of=today)
                for p, h in zip(people, places, strict=True)
            )
            AwardCompletion.objects.bulk_create(
                AwardCompletion(award=a, completion=c) for a, c in zip(awards, completions, strict=True)
            )
            Certificate.objects.bulk_create(Certificate(award=a, serial=f"{n:017d}") for n, a in zip(span, awards, strict=True))
            Enrolment.objects.bulk_create(  # one in ten takes the course now
                Enrolment(person=p, institution=h, course=course, country=h.country)
                for n, p, h in zip(span, people, places, strict=True)
                if n % 10 == 0
            )


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure() -> Iterator[Line]:
    """For one country, two, one part, and all four."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from courses.ledger import Step, Text, as_json
    from courses.models import Item
    from courses.selectors.ledger import impact_of, texts_of
    from courses.selectors.ledger_plans import plan_change

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # helpers' CPU time could not be read
            cursor.execute("SET max_parallel_workers_per_gather = 0")
    soon = date(2027, 2, 1)
    whole = texts_of(Item.objects.filter(kind="section", key="brands/how-long", language="es"))["brands/how-long", ""]
    steps: dict[str, Callable[[], Step]] = {
        "a fact of one country": lambda: plan_change("trademarks.term", "CL", "15y", in_force_from=soon).step,
        "an Andean fact (two countries)": lambda: plan_change("trademarks.term", "AND", "15y", in_force_from=soon).step,
        "one part of it": lambda: plan_change("trademarks.term.term", "AND", "15y", in_force_from=soon).step,
        "a section's shared text (four countries)": lambda: Step(
            "section", "brands/how-long", "", "es", whole, Text(None, {**whole.body, "title": "Otro"})
        ),
    }
    for name, step in steps.items():
        times: list[float] = []
        said, begun = "", 0.0
        for _ in range(ROUNDS + 1):
            begun = begun or (cpu_seconds() if times else 0.0)
            start = time.perf_counter()
            said = as_json(impact_of(step(), asks=True))
            times.append(time.perf_counter() - start)
        with CaptureQueriesContext(connection) as asked:
            impact_of(step(), asks=True)
        found = sum(len(lines) for lines in json.loads(said).values())
        worked = (cpu_seconds() - begun) / ROUNDS
        yield Line(name, found, len(said.encode()), min(times[1:]), worked, len(asked))


def cpu_seconds() -> float:
    """CPU time so far: this process, and with PostgreSQL the backend that serves it."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        fields = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def table(lines: list[Line]) -> str:
    """Markdown, for docs/benchmarks.md."""
    head = "| change | entries | JSON | CPU s | best wall s | queries |\n| --- | ---: | ---: | ---: | ---: | ---: |\n"
    return head + "".join(
        f"| {one.name} | {one.found:,} | {one.size / 1e6:.1f} MB | {one.cpu:.3f} | {one.best:.3f} | {one.queries} |\n"
        for one in lines
    )


if __name__ == "__main__":
    sys.exit(main(*(int(n) for n in sys.argv[1:2])))
