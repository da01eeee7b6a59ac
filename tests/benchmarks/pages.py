"""What a page costs on the demonstration's data: queries, CPU milliseconds, bytes over the wire. `python -m tests.benchmarks`.

CPU time of one process through Django's test client (so with middleware, without the web server), median of the rounds after
the first; gzip as the site sends it. The budgets are those of DESIGN §5; a page over its budget makes the command fail.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

ROUNDS = 40


@dataclass(frozen=True)
class Page:
    """One page, who opens it, and what it may cost (0: no budget of its own). Reads and CPU ms are per request."""

    name: str
    person: str
    url: Callable[[Any], str]
    reads: int = 10
    cpu_ms: float = 0.0
    kilobytes: float = 15.0


@dataclass(frozen=True)
class Found:
    """What one page cost."""

    page: Page
    status: int
    first_ms: float
    cpu_ms: float
    reads: int
    kilobytes: float

    @property
    def over(self) -> list[str]:
        too_much = {
            "reads": (self.reads, self.page.reads),
            "CPU ms": (self.cpu_ms, self.page.cpu_ms),
            "KB": (self.kilobytes, self.page.kilobytes),
        }
        return [name for name, (cost, most) in too_much.items() if most and cost > most]


ELENA = "elena.rojas@mipyme-sur.example"
JULIO = "julio.mamani@mipyme-sur.example"
COORDINATOR = "coordinacion@mipyme-sur.example"


def _enrolment(email: str) -> Any:
    from courses.models import Enrolment

    return Enrolment.objects.filter(person__email=email, course__key="essentials").get()


def _lesson(email: str) -> dict[str, int]:
    from courses.models import Unit

    enrolment = _enrolment(email)
    unit = Unit.objects.non_polymorphic().filter(course_id=enrolment.course_id, kind="lesson").order_by("position").first()
    assert unit is not None
    return {"enrolment_id": enrolment.pk, "unit_id": unit.pk}


def _serial() -> str:
    from certificates.models import Certificate

    return str(Certificate.objects.values_list("serial", flat=True).get())


def pages() -> list[Page]:
    """The pages that have a budget, and the front doors of each role."""
    from lms.institutions.models import Cohort
    from lms.reporting.models import ReportEdition

    cohort = Cohort.objects.get(institution__key="centro-mipyme-sur").pk
    edition = ReportEdition.objects.order_by("pk").first()
    found = [
        Page("first page, advisor", JULIO, lambda r: r("lms:home:home")),
        Page("course home", JULIO, lambda r: r("lms:courses:enrolment-detail", args=[_enrolment(JULIO).pk]), 8, 11),
        Page("lesson, seen before", JULIO, lambda r: r("lms:courses:lesson", kwargs=_lesson(JULIO)), 10, 6),
        Page("verification page", "", lambda r: r("lms:certificates:verify-detail", args=[_serial()]), 10, 3),
        Page("quick reference", ELENA, lambda r: r("lms:courses:reference-home")),
        Page("quick reference, a text", ELENA, lambda r: r("lms:courses:reference-section", args=["brands/applying"]), 12),
        Page("quick reference, search", ELENA, lambda r: r("lms:courses:reference-search") + "?q=oposici"),
        Page("toolkit, a public text", "", lambda r: r("lms:courses:toolkit-section", args=["pe", "es", "brands/applying"])),
        Page("certificates", ELENA, lambda r: r("lms:certificates:certificate-list")),
        Page("first page, coordinator", COORDINATOR, lambda r: r("lms:home:home"), 15),
        Page("group", COORDINATOR, lambda r: r("lms:reporting:cohort-detail", args=[cohort]), 15),
        Page("reports", COORDINATOR, lambda r: r("lms:reporting:report-list"), 15),
    ]
    if edition is not None:
        found.append(Page("report", COORDINATOR, lambda r: r("lms:reporting:report-detail", args=[edition.pk]), 15))
    return found


def measure(rounds: int = ROUNDS) -> Iterator[Found]:
    """Each page: once cold, then the median of `rounds`."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    for page in pages():
        client = Client(headers={"accept-encoding": "gzip", "accept-language": "es"})
        if page.person:
            user = get_user_model().objects.get(email=page.person)
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        url, costs = page.url(reverse), []
        for _ in range(rounds + 1):
            start = time.process_time()
            answer = client.get(url)
            costs.append((time.process_time() - start) * 1000)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(url)
        size = len(answer.content) / 1000
        yield Found(page, answer.status_code, costs[0], statistics.median(costs[1:]), len(asked), size)


def table(found: list[Found]) -> str:
    """Markdown, for docs/benchmarks.md."""
    lines = [
        "| page | CPU ms (first) | budget | reads | budget | KB gz | |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for one in found:
        verdict = f"over: {', '.join(one.over)}" if one.over else "" if one.status == 200 else f"status {one.status}"
        budget = f"{one.page.cpu_ms:g}" if one.page.cpu_ms else ""
        lines.append(
            f"| {one.page.name} | {one.cpu_ms:.1f} ({one.first_ms:.0f}) | {budget} | {one.reads} | {one.page.reads} | "
            f"{one.kilobytes:.1f} | {verdict} |"
        )
    return "\n".join(lines) + "\n"
