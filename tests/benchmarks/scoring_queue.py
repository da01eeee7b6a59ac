"""The queue of an assessor beside 20,000 letters: `python -m tests.benchmarks.scoring_queue [LETTERS]`.

CPU milliseconds of one process and queries a request, medians of the rounds after the first, through Django's test client
(SQLite): while all letters wait at two stages each, and when all but 200 were scored by two people and released.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from tests.benchmarks.agreement import ground
from tests.benchmarks.database import own_site

ROUNDS = 15
BATCH = 1000


def fill(version: Any, letters: int) -> tuple[Any, list[Any]]:
    """So many letters of 500 people in 40 institutions, open at two stages; an assessor of the programme, colleagues."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from assessments.models import Allocation, Submission
    from courses.models import Enrolment
    from lms.institutions.models import Institution, Person, ProgrammeRole

    user = get_user_model().objects.create_user(email="assessor@bench.test", password=None)
    assessor = Person.objects.create(email=user.email, user=user, country="PE")
    colleagues = Person.objects.bulk_create(Person(email=f"a{n}@bench.test", country="PE") for n in range(30))
    ProgrammeRole.objects.bulk_create(ProgrammeRole(person=one, role="assessor") for one in (assessor, *colleagues))
    houses = Institution.objects.bulk_create(
        Institution(key=f"bench-{n}", names={}, country="PE", time_zone="America/Lima") for n in range(40)
    )
    writers = Person.objects.bulk_create(Person(email=f"w{n}@bench.test", country="PE") for n in range(500))
    course = version.unit.course_id
    seats = Enrolment.objects.bulk_create(
        Enrolment(person=one, institution=houses[n % 40], course_id=course, country="PE", language="es")
        for n, one in enumerate(writers)
    )
    now = timezone.now()
    wanted = (
        Submission(
            enrolment=seats[n % 500], unit_id=version.unit_id, unit_version=version, number=n // 500 + 1, ref=f"B{n:07d}",
            state="submitted", submitted_at=now - timedelta(minutes=n % 20_000),
            case_key=version.config["case"]["key"],
            structure_hash=version.config["rubric"]["structure_hash"],
        )
        for n in range(letters)
    )  # fmt: skip
    while made := Submission.objects.bulk_create(islice(wanted, BATCH)):
        Allocation.objects.bulk_create(Allocation(submission=one, stage=stage) for one in made for stage in ("first", "second"))
    return assessor, colleagues


def release_all_but(left: int, assessor: Any, colleagues: list[Any]) -> None:
    """All letters but so many were scored by two people, every twentieth by the assessor, and are released."""
    from django.utils import timezone

    from assessments.models import Allocation, Submission

    done = list(Submission.objects.order_by("pk").values_list("pk", flat=True))[left:]
    Submission.objects.filter(pk__in=done).update(state="released", released_at=timezone.now())
    rows = list(Allocation.objects.filter(submission__in=done).order_by("pk"))
    for n, one in enumerate(rows):
        one.assessor = assessor if n % 40 == 0 else colleagues[n % len(colleagues)]
        one.done_at = timezone.now()
    Allocation.objects.bulk_update(rows, ["assessor", "done_at"], batch_size=BATCH)


def asked(client: Any, path: str) -> str:
    """What one page costs."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    took = []
    for _round in range(ROUNDS + 1):
        with CaptureQueriesContext(connection) as queries:
            start = time.process_time()
            assert client.get(path).status_code == 200
            took.append((time.process_time() - start) * 1000)
    return f"{statistics.median(took[1:]):.0f} ms CPU, {len(queries)} queries\n"


def main(letters: int = 20_000) -> Iterator[str]:
    """Each line as it is measured."""
    with own_site(ALLOWED_HOSTS="testserver") as folder:
        from django.test import Client
        from django.urls import reverse

        from assessments.models import Submission
        from assessments.services.scoring_letters import claim_letter

        assessor, colleagues = fill(ground(folder), letters)
        client = Client()
        client.force_login(assessor.user)
        queue = reverse("lms:assessments:submission-list")
        yield f"{letters} letters wait, the queue: {asked(client, queue)}"
        letter = Submission.objects.order_by("submitted_at").first()
        assert letter is not None
        claim_letter(submission_id=letter.pk, assessor_id=assessor.pk)
        screen = reverse("lms:assessments:script-form", args=[letter.ref])
        yield f"{letters} letters wait, the scoring screen: {asked(client, screen)}"
        release_all_but(200, assessor, colleagues)
        yield f"200 wait, the others are released, the queue: {asked(client, queue)}"


if __name__ == "__main__":
    for line in main(*(int(one) for one in sys.argv[1:2])):
        sys.stdout.write(line)
        sys.stdout.flush()
