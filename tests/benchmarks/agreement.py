"""Agreement over 20,000 letters that two people scored: `python -m tests.benchmarks.agreement [LETTERS] [ASSESSORS]`.

CPU seconds of one process and its peak memory: the worker's whole job from the database (SQLite), the pure part of it alone,
one assessor's evidence for the rule that holds back, and the page.
"""

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

BATCH = 1000


def timed(label: str, work: Callable[[], Any]) -> tuple[str, Any]:
    """What a step cost: CPU, queries, peak memory."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        start = time.process_time()
        result = work()
        cpu = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{label}: {cpu:.2f} s CPU, {len(asked)} queries, peak so far {peak:.0f} MB\n", result


def ground(folder: Path) -> Any:
    """A case of the shipped toolkit's size: five criteria of four levels, published."""
    from courses import api as courses
    from courses.models import Course, UnitVersion
    from lms.institutions.models import Person
    from tests.assessments.toolkit import CASE, write_toolkit

    level = "levels: [{n: 0, es: a, en: a}, {n: 1, es: b, en: b}, {n: 2, es: c, en: c}, {n: 3, es: d, en: d}]"
    more = "".join(
        f"  - id: x{n}\n    titles: {{es: Otro {n}, en: Other {n}}}\n    weight: 20\n    common: true\n    {level}\n"
        for n in range(3)
    )
    case = (
        CASE.replace("weight: 60", "weight: 20").replace("weight: 40", "weight: 20").replace("  flags:\n", f"{more}  flags:\n")
    )
    root = write_toolkit(folder / "toolkit", case=case)
    by, other = (Person.objects.create(email=f"{name}@bench.test", country="PE") for name in ("one", "two"))
    courses.import_toolkit(path=root, by=by.pk)
    course = Course.objects.get(key="marks-course")
    courses.publish_course(course_id=course.pk, by=by.pk, approved_by=other.pk, countries=["CL", "CO", "MX", "PE"])
    return UnitVersion.objects.filter(kind="case_study").get()


def fill(version: Any, letters: int, assessors: int) -> None:
    """So many letters, each with a first and a second score by people who are a little harsh or lenient."""
    from django.utils import timezone

    from assessments.models import Allocation, Rubric, Score, Submission
    from assessments.rubrics import percent_by
    from courses.models import Enrolment
    from lms.institutions.models import Institution, Person

    dice = random.Random(7)
    house = Institution.objects.create(key="bench", names={}, country="PE", time_zone="America/Lima")
    writer = Person.objects.create(email="w@bench.test", country="PE")
    enrolment = Enrolment.objects.create(person=writer, institution=house, course_id=version.unit.course_id, country="PE")
    people = Person.objects.bulk_create(Person(email=f"a{n}@bench.test", country="PE") for n in range(assessors))
    lean = {one.pk: dice.gauss(0, 0.3) for one in people}
    rubric, now = version.config["rubric"], timezone.now()
    row = Rubric.objects.get(content_hash=rubric["content_hash"])
    keys = [one["id"] for one in rubric["criteria"]]
    for start in range(0, letters, BATCH):
        made = Submission.objects.bulk_create(
            Submission(
                enrolment=enrolment, unit_id=version.unit_id, unit_version=version, number=n + 1, ref=f"B{n:07d}",
                state="scored", submitted_at=now, case_key=version.config["case"]["key"],
                structure_hash=version.config["rubric"]["structure_hash"],
            )
            for n in range(start, min(start + BATCH, letters))
        )  # fmt: skip
        at = now - timedelta(days=300) + timedelta(minutes=20 * start)
        places = Allocation.objects.bulk_create(
            Allocation(submission=letter, assessor=who, stage=stage, done_at=at)
            for letter in made
            for stage, who in zip(("first", "second"), dice.sample(people, 2), strict=True)
        )
        true = {letter.pk: {key: dice.gauss(1.7, 0.9) for key in keys} for letter in made}
        scores = []
        for one in places:
            assert one.submission_id
            assert one.assessor_id
            picks = {
                key: min(3, max(0, round(true[one.submission_id][key] + lean[one.assessor_id] + dice.gauss(0, 0.4))))
                for key in keys
            }
            scores.append(
                Score(allocation=one, number=1, rubric=row, picks=picks, percent=percent_by(rubric, picks), passed=True, at=at)
            )
        Score.objects.bulk_create(scores)


def main(letters: int = 20_000, assessors: int = 30) -> Iterator[str]:
    """Each line as it is measured."""
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as name:
        os.environ |= {"LMS_VAR": name, "LMS_BROKER": "memory://", "LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.config.settings"
        for switch in ("DATABASE_URL", "REDIS_URL", "PRODUCTION"):
            os.environ.pop(switch, None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from assessments.agreement_tables import build
        from assessments.models import AgreementFigures
        from assessments.models.agreement_rows import case_cards
        from assessments.selectors.assessor_evidence import seen_of
        from assessments.selectors.assessor_figures import figures_page
        from assessments.selectors.assessor_scores import doubles
        from assessments.services.assessor_figures import compute_figures

        version = ground(Path(name))
        yield timed(f"made {letters} letters with two scores by {assessors} people", lambda: fill(version, letters, assessors))[
            0
        ]
        card = case_cards()["herbs"]
        line, rows = timed("read", lambda: list(doubles(card)))
        yield line
        yield timed("computed (alpha and its interval, kappas, severity, drift)", lambda: build(card.scales, rows, []))[0]
        yield timed("the whole job (read, compute, store, look at each person)", lambda: compute_figures(case_key="herbs"))[0]
        body = AgreementFigures.objects.get().body
        pairs = sum(len(one["pairs"]) for one in body["criteria"])
        yield f"{body['n_letters']} letters, {len(body['people'])} people, {pairs} kappas; alpha {body['percent']['value']}\n"
        yield timed("one person's evidence", lambda: seen_of(body["people"][0]["id"]))[0]
        yield timed("what the page reads", lambda: figures_page(card))[0]


if __name__ == "__main__":
    for line in main(*(int(one) for one in sys.argv[1:3])):
        sys.stdout.write(line)
        sys.stdout.flush()
